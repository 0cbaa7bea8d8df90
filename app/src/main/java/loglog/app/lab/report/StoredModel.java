package loglog.app.lab.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import loglog.app.precision.DecodingCost;
import loglog.engine.ElementFormat;
import loglog.lab.results.Result;
import loglog.laws.precision.Operand;
import loglog.laws.precision.PricedModel;
import loglog.laws.precision.RoundedRun;
import loglog.laws.precision.TrainedRun;
import loglog.models.training.Plan;
import loglog.models.transformer.QuantizedTraining;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.training.Kinds;

/**
 * A language model as a file would hold it: its matrices in blocks of some format, or in 16 bits, all else in 16 bits.
 *
 * @param format of the weights
 * @param after whether they were rounded after training
 * @param bits of a matrix's element; 32 where none is rounded
 * @param inputBits of an input of a matrix in training; 32 where none was rounded
 * @param kept how its matrices are stored and multiplied
 * @param loss of these weights
 */
public record StoredModel(
        Result result,
        String format,
        boolean after,
        double bits,
        double inputBits,
        DecodingCost.Kept kept,
        double loss) {
    private static final double FLOAT = 32;
    private static final int BLOCK = 32;
    private static final double SCALE = 16.0 / BLOCK;
    private static final String FLOATS = "float32";

    /** Whether Loglog trained it: imported runs have no plan. */
    static boolean isOfLanguage(Result result) {
        return result.id().kind().equals(RunId.LANGUAGE)
                && result.id().trainer().equals(RunId.LOGLOG);
    }

    /** Whether a run was trained with rounded weights or inputs, or was rounded afterwards. */
    static boolean hasLowPrecision(Result result) {
        return !QuantizedTraining.of(result.folder()).isNone()
                || DamageRows.read(result.folder()).isPresent();
    }

    /** As it was trained. */
    public static StoredModel asTrained(Result result) {
        var quantized = QuantizedTraining.of(result.folder());
        var weights = quantized.weights();
        var inputs = quantized.activations();
        var format = weights.map(ElementFormat::word).orElse(FLOATS)
                + inputs.map(a -> ", activations " + a.word()).orElse("");
        var floats = DecodingCost.Kept.floats();
        return new StoredModel(
                result,
                format,
                false,
                weights.map(ElementFormat::bits).orElse(FLOAT),
                inputs.map(ElementFormat::bits).orElse(FLOAT),
                new DecodingCost.Kept(
                        operand(weights),
                        operand(inputs),
                        weights.map(ElementFormat::storedBits).orElse(floats.bits()),
                        weights.or(() -> inputs).map(ElementFormat::length).orElse(floats.block())),
                result.value());
    }

    private static Operand operand(Optional<ElementFormat> format) {
        return format.map(f -> Operand.named(f.word()).orElseThrow()).orElse(Operand.FLOAT16);
    }

    /** Rounded after training, in blocks of 32 with a float16 scale. */
    public static StoredModel rounded(Result result, RoundedRun row) {
        return new StoredModel(
                result,
                "%.0f bits".formatted(row.bits()),
                true,
                row.bits(),
                FLOAT,
                new DecodingCost.Kept(Operand.integer(row.bits()), Operand.FLOAT16, row.bits() + SCALE, BLOCK),
                result.value() + row.damage());
    }

    /** All with what storing and decoding them takes, each beside its twin in floats. */
    public static List<PricedModel> priced(List<StoredModel> all) {
        var floats = new LinkedHashMap<StoredModel, PricedModel>();
        all.stream().filter(m -> !m.isRounded()).forEach(m -> floats.put(m, m.priced(Optional.empty())));
        return all.stream()
                .map(model -> model.isRounded()
                        ? model.priced(floats.keySet().stream()
                                .filter(model::isTwinOf)
                                .findFirst()
                                .map(floats::get))
                        : floats.get(model))
                .toList();
    }

    private PricedModel priced(Optional<PricedModel> floats) {
        var plan = (Plan) Kinds.plan(new RunFolder(result.folder()));
        return new PricedModel(
                result.name(),
                label(),
                DecodingCost.bytes(plan.model(), kept),
                DecodingCost.energy(plan.model(), plan.recipe().context(), kept),
                loss,
                floats);
    }

    boolean isRounded() {
        return after || !format.equals(FLOATS);
    }

    /** As charts and tables name it. */
    String label() {
        return after ? format + " after training" : isRounded() ? "trained with " + format : format;
    }

    TrainedRun trainedRun() {
        return new TrainedRun(result.params(), result.tokens(), bits, inputBits, loss);
    }

    /** Whether both have the same size, tokens and seed. */
    boolean isTwinOf(StoredModel other) {
        return result.params() == other.result.params()
                && result.tokens() == other.result.tokens()
                && result.id().seed() == other.result.id().seed();
    }
}
