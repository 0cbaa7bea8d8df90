package loglog.app.lab.report;

import java.util.List;
import java.util.Optional;
import loglog.engine.ElementFormat;
import loglog.lab.results.Result;
import loglog.laws.precision.RoundedRun;
import loglog.laws.precision.TrainedRun;
import loglog.models.training.Plan;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.weights.HfWeights;
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
 * @param bytes of the file
 * @param floatBytes of the same model in 16 bits
 * @param loss of these weights
 */
record StoredModel(
        Result result,
        String format,
        boolean after,
        double bits,
        double inputBits,
        long bytes,
        long floatBytes,
        double loss) {
    private static final double PLAIN = 16;
    private static final double FLOAT = 32;
    private static final double SCALE = 16.0 / 32;
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

    static StoredModel asTrained(Result result) {
        var quantized = QuantizedTraining.of(result.folder());
        var format = quantized.weights().map(ElementFormat::word).orElse(FLOATS)
                + quantized.activations().map(a -> ", activations " + a.word()).orElse("");
        double stored = quantized.weights().map(ElementFormat::storedBits).orElse(PLAIN);
        double bits = quantized.weights().map(ElementFormat::bits).orElse(FLOAT);
        double inputs = quantized.activations().map(ElementFormat::bits).orElse(FLOAT);
        return new StoredModel(
                result, format, false, bits, inputs, bytes(result, stored), bytes(result, PLAIN), result.value());
    }

    static StoredModel rounded(Result result, RoundedRun row) {
        return new StoredModel(
                result,
                "%.0f bits".formatted(row.bits()),
                true,
                row.bits(),
                FLOAT,
                bytes(result, row.bits() + SCALE),
                bytes(result, PLAIN),
                result.value() + row.damage());
    }

    private static long bytes(Result result, double bits) {
        var config = ((Plan) Kinds.plan(new RunFolder(result.folder()))).model();
        double total = 0;
        for (var weight : HfWeights.of(config)) {
            double elements = weight.shape().stream().mapToDouble(d -> d).reduce(1, (a, b) -> a * b);
            total += elements * (weight.part().isHidden() ? bits : PLAIN) / 8;
        }
        return Math.round(total);
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

    /** Loss given up for each thousand bytes saved, against the same model in 16 bits. */
    Optional<Double> givenUp(List<StoredModel> all) {
        return all.stream()
                .filter(m -> isRounded() && !m.isRounded() && m.isTwinOf(this))
                .findFirst()
                .map(m -> (loss - m.loss) / ((m.bytes - bytes) / 1000.0));
    }
}
