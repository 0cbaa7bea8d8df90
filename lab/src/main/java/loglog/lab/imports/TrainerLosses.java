package loglog.lab.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Where what Hugging Face's Trainer logs as a loss is none, or not the mean over the predicted tokens. */
final class TrainerLosses {
    private static final String LOSS = Quantity.LOSS.label();
    private static final String VALIDATION_LOSS = Quantity.VALIDATION_LOSS.label();
    private static final String GRADIENT_NORM = Quantity.GRADIENT_NORM.label();

    /** A loss of exactly 0 after one above this is no memory's. */
    private static final double REAL = 0.01;

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\..*)?");

    private TrainerLosses() {}

    // ---- NaN

    /**
     * The Trainer logs 0 for a loss that is NaN (its {@code logging_nan_inf_filter}). From where the gradient's norm is not
     * finite up to the end, or where none was logged from where the loss falls to exactly 0, there is no loss.
     */
    static void filteredNaN(ImportedRun draft, ImportRules rules) {
        var loss = draft.curve.series(LOSS);
        if (loss == null || rules.asRecorded()) {
            return;
        }
        int zeros = loss.size();
        while (zeros > 0 && loss.value(zeros - 1) == 0) {
            zeros--;
        }
        var gradientLost = draft.curve.lostFrom(GRADIENT_NORM);
        if (zeros == loss.size()) {
            gradientLost.ifPresent(from -> draft.notes.add(
                    "the gradient norm is not finite from step %d on, and the Trainer leaves NaN out of the losses that it logs: the last ones may be too low"
                            .formatted(from)));
            return;
        }
        long firstZero = loss.step(zeros);
        boolean fell = zeros > 0 && loss.value(zeros - 1) > REAL;
        if (gradientLost.isPresent() || fell && !draft.curve.has(GRADIENT_NORM)) {
            long from = Math.min(firstZero, gradientLost.orElse(firstZero));
            loss.fill(from, Double.NaN);
            draft.explained.add(LOSS);
            draft.notes.add(
                    "loss is exactly 0 from step %d on%s: the Trainer writes 0 for NaN, so the run diverged and has no loss from step %d on (--as-recorded takes what was written)"
                            .formatted(
                                    firstZero,
                                    gradientLost.isPresent()
                                            ? ", and the gradient norm is not finite from step "
                                                    + gradientLost.getAsLong() + " on"
                                            : "",
                                    from));
        } else {
            draft.notes.add("loss is exactly 0 from step %d on, where the gradient norm is finite: taken as recorded"
                    .formatted(firstZero));
        }
    }

    // ---- the divisor, and smoothed labels

    /**
     * Notes what the files beside a state say about its losses, and corrects them where the user gives the context.
     *
     * @param config the model's {@code config.json}, or null
     * @param arguments {@code training_args.bin}, or null
     * @param longest the longest sequence of the model, where it is known
     * @throws DataException where the user's context cannot be
     */
    static void correct(ImportedRun draft, Path config, Path arguments, OptionalInt longest, ImportRules rules) {
        double smoothing = arguments == null
                ? 0
                : TrainingArguments.number(arguments, "label_smoothing_factor").orElse(0);
        if (smoothing != 0) {
            draft.files.add(arguments);
            draft.notes.add(
                    "%s are of smoothed labels (label_smoothing_factor %s in %s), not the cross-entropy of the tokens, which cannot be told from them: another key that was logged is taken with --map validation_loss=KEY, or the weights are evaluated anew"
                            .formatted(losses(draft), smoothing, TrainingArguments.FILE));
        }
        if (config != null && hasBalancingLoss(config)) {
            draft.notes.add(
                    "%s have the router's balancing loss in them (output_router_logits in config.json), the training's once for each micro-batch that gradients are accumulated over: they are higher than the cross-entropy"
                            .formatted(losses(draft)));
        }
        var over = config == null ? Over.NO : overCounted(config);
        if (over == Over.NO) {
            rules.context()
                    .ifPresent(t -> draft.notes.add("--context changes nothing: %s"
                            .formatted(
                                    config == null
                                            ? "there is no config.json beside the state that says whether the losses need it"
                                            : "the losses are means over the predicted tokens")));
            return;
        }
        var version = version(config);
        if (rules.context().isEmpty()) {
            draft.notes.add(
                    "%s %s too low by the factor (T - 1)/T: the Trainer of transformers %s %s by all T tokens of a sequence, of which T - 1 are predicted; --context T corrects them%s"
                            .formatted(
                                    losses(draft),
                                    over == Over.YES ? "are" : "may be",
                                    version,
                                    over == Over.YES ? "divides a GPT-2's loss" : "may divide a loss",
                                    longest.isPresent() ? " (the model's longest is " + longest.getAsInt() + ")" : ""));
            return;
        }
        int context = rules.context().getAsInt();
        if (longest.isPresent() && context > longest.getAsInt()) {
            throw DataException.in(
                    config, "--context: found %d, expected at most the model's %d", context, longest.getAsInt());
        }
        double factor = context / (context - 1.0);
        for (var name : List.of(LOSS, VALIDATION_LOSS)) {
            if (draft.curve.has(name)) {
                draft.curve.series(name).scale(factor);
                draft.derived.put(name, "recorded x %d/%d (--context)".formatted(context, context - 1));
            }
        }
        draft.notes.add("%s are multiplied by %d/%d (--context): transformers %s divides by one token too many"
                .formatted(losses(draft), context, context - 1, version));
    }

    private static String losses(ImportedRun draft) {
        return !draft.curve.has(VALIDATION_LOSS)
                ? "training losses"
                : draft.curve.has(LOSS) ? "losses, training and validation," : "validation losses";
    }

    /** Whether the model adds its router's balancing loss to every loss that it computes. */
    private static boolean hasBalancingLoss(Path config) {
        var json = json(config);
        return json.path("output_router_logits").asBoolean(false)
                && json.path("router_aux_loss_coef").asDouble(1) != 0;
    }

    private enum Over {
        NO,
        MAYBE,
        YES
    }

    /**
     * Whether a loss is divided by the first token of each sequence, too, which nothing predicts. Since transformers 4.46
     * the Trainer divides a sum by the labels that it counts; it counted all of them up to 4.57 and somewhere into 5, and
     * still does for the models whose class is not called {@code ForCausalLM}: GPT-2 with 5.17 and 5.18.
     */
    private static Over overCounted(Path config) {
        var json = json(config);
        var version = VERSION.matcher(json.path("transformers_version").asString(""));
        if (!version.matches()) {
            return Over.NO;
        }
        int number = 10_000 * Integer.parseInt(version.group(1)) + Integer.parseInt(version.group(2));
        boolean gpt2 = json.path("architectures").path(0).asString("").equals("GPT2LMHeadModel");
        return number < 4_0046 ? Over.NO : number < 5_0017 ? Over.MAYBE : gpt2 ? Over.YES : Over.NO;
    }

    private static String version(Path config) {
        return json(config).path("transformers_version").asString("");
    }

    private static JsonNode json(Path config) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(config));
        } catch (JacksonException | IOException _) { // who counts the params says so
            return Json.MAPPER.createObjectNode();
        }
    }
}
