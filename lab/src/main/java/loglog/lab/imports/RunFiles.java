package loglog.lab.imports;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import loglog.runs.Digests;
import loglog.runs.Json;
import loglog.runs.RunId;
import loglog.tables.FlopsPerToken;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an imported run's files hold: what the tool recorded, and what follows from it together with what the user says.
 * Nothing depends on when or where it is imported, so that the same run gives the same digest.
 *
 * @param run {@code run.json}
 * @param metrics {@code metrics.jsonl}
 * @param result {@code result.json}
 * @param digest of all but the paths of the files behind it
 * @param points rows of metrics
 * @param notes what was worked out, assumed or left out, in sentences
 */
record RunFiles(ObjectNode run, byte[] metrics, ObjectNode result, String digest, int points, List<String> notes) {
    private static final String LOSS = Quantity.LOSS.label();
    private static final String VALIDATION_LOSS = Quantity.VALIDATION_LOSS.label();
    private static final String TOKENS = Quantity.TOKENS.label();
    private static final String FLOPS = Quantity.FLOPS.label();
    private static final String PARAMS = Quantity.PARAMS.label();

    /** What rows begin with; other quantities follow as they come. */
    private static final List<String> ORDER =
            List.of(TOKENS, FLOPS, LOSS, Quantity.RATE.label(), Quantity.GRADIENT_NORM.label(), VALIDATION_LOSS);

    /** @param sha256 of a file */
    static RunFiles of(ImportedRun draft, String name, ImportOptions options, Function<Path, String> sha256) {
        return new Work(draft, options).files(name, sha256);
    }

    /** One run on its way. */
    private static final class Work {
        private final ImportedRun draft;
        private final List<String> notes;
        private final ObjectNode derived = Json.MAPPER.createObjectNode();
        private final OptionalLong params;
        private final OptionalDouble tokensPerStep;
        private final OptionalDouble flopsPerToken;

        Work(ImportedRun draft, ImportOptions options) {
            this.draft = draft;
            ResumedTokens.countOn(draft, options.rules());
            notes = new ArrayList<>(draft.notes);
            draft.derived.forEach(derived::put);
            shift(options.rules());
            params = params(options);
            tokensPerStep = tokensPerStep(options);
            flopsPerToken = flopsPerToken(options.flopsPerToken());
        }

        /** Steps become the number of steps that are done. */
        private void shift(ImportRules rules) {
            boolean given = rules.firstStep().isPresent();
            if (rules.countSteps()
                    || draft.curve.withoutSteps
                    || draft.curve.lastStep() < 0
                    || (given ? rules.firstStep().getAsInt() != 0 : !draft.fromZero)) {
                return;
            }
            // What is tested after the training has its number of steps already.
            long last = draft.curve.shift(
                    1, name -> !draft.tags.getOrDefault(name, "").startsWith("test"));
            if (draft.tool != TrainerState.FORMAT && draft.steps.isPresent()) {
                draft.steps = OptionalLong.of(draft.steps.getAsLong() + 1);
            }
            derived.put(Quantity.STEP.label(), "recorded step + 1");
            notes.add("steps are recorded from 0%s: step %d is %s of training%s"
                    .formatted(
                            given ? " (--first-step 0)" : ", as Lightning does",
                            last,
                            last == 0 ? "1 step" : last + 1 + " steps",
                            given ? "" : " (--first-step 1 takes them as recorded)"));
        }

        private OptionalLong params(ImportOptions options) {
            if (options.params().isEmpty()) {
                return draft.params;
            }
            if (draft.params.isPresent()
                    && draft.params.getAsLong() != options.params().getAsLong()) {
                notes.add("params as given; the files say " + draft.params.getAsLong());
            }
            derived.put(PARAMS, "--params");
            return options.params();
        }

        private OptionalDouble tokensPerStep(ImportOptions options) {
            if (options.tokensPerStep().isEmpty()) {
                return OptionalDouble.empty();
            }
            if (draft.curve.has(TOKENS) || draft.tokens.isPresent()) {
                notes.add("tokens as recorded, without --tokens-per-step");
                return OptionalDouble.empty();
            }
            if (steps().isEmpty()) {
                notes.add("tokens are not known: --tokens-per-step needs steps, and none were recorded");
                return OptionalDouble.empty();
            }
            var each = Json.MAPPER.createObjectNode();
            Values.put(each, "each", options.tokensPerStep().getAsDouble());
            derived.put(TOKENS, each.get("each") + " a step (--tokens-per-step)");
            notes.add("tokens = %s steps".formatted(each.get("each")));
            return options.tokensPerStep();
        }

        private OptionalDouble flopsPerToken(FlopsPerToken rule) {
            boolean recorded = draft.curve.has(FLOPS) || draft.flops.isPresent();
            if (recorded || params.isEmpty() || tokens().isEmpty()) {
                return OptionalDouble.empty();
            }
            var k = Json.MAPPER.createObjectNode();
            Values.put(k, "k", rule.k());
            var formula = k.get("k") + " params tokens";
            derived.put(FLOPS, formula);
            notes.add("flops = " + formula);
            return OptionalDouble.of(rule.k() * params.getAsLong());
        }

        private OptionalLong steps() {
            if (draft.steps.isPresent()) {
                return draft.steps;
            }
            return draft.curve.lastStep() >= 0 && !draft.curve.withoutSteps
                    ? OptionalLong.of(draft.curve.lastStep())
                    : OptionalLong.empty();
        }

        private OptionalDouble tokens() {
            if (draft.tokens.isPresent()) {
                return draft.tokens;
            }
            return tokensPerStep.isPresent()
                    ? OptionalDouble.of(steps().getAsLong() * tokensPerStep.getAsDouble())
                    : draft.curve.last(TOKENS);
        }

        private OptionalDouble flops() {
            if (draft.flops.isPresent()) {
                return draft.flops;
            }
            return flopsPerToken.isPresent()
                    ? OptionalDouble.of(tokens().getAsDouble() * flopsPerToken.getAsDouble())
                    : draft.curve.last(FLOPS);
        }

        RunFiles files(String name, Function<Path, String> sha256) {
            var metrics = metrics();
            var result = result();
            var run = Json.MAPPER.createObjectNode();
            RunId.alone(0, RunId.LANGUAGE, RunId.IMPORT).write(run);
            run.put("name", name);
            var from = run.putObject("from").put("tool", draft.tool.toString());
            from.put("file", draft.source.toString());
            if (!draft.part.isEmpty()) {
                from.put("part", draft.part);
            }
            var digest = Digests.sha256();
            if (draft.files.size() == 1) {
                from.put("sha256", sha256.apply(draft.files.getFirst()));
            } else {
                var each = from.putArray("files");
                for (var file : draft.files) {
                    each.addObject().put("file", file.toString()).put("sha256", sha256.apply(file));
                }
            }
            params.ifPresent(n -> run.put(PARAMS, n));
            if (!draft.recipe.isEmpty()) {
                run.set("recipe", draft.recipe);
            }
            var names = run.putObject("names");
            draft.tags.forEach(names::put);
            if (!derived.isEmpty()) {
                run.set("derived", derived);
            }
            if (!notes.isEmpty()) {
                var list = run.putArray("notes");
                notes.forEach(list::add);
            }
            for (var part : List.of(
                    draft.tool.toString(),
                    name,
                    draft.recipe.toString(),
                    names.toString(),
                    derived.toString(),
                    result.toString())) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            digest.update(metrics);
            var text = HexFormat.of().formatHex(digest.digest());
            run.put("digest", text);
            return new RunFiles(run, metrics, result, text, draft.curve.points(), notes);
        }

        private byte[] metrics() {
            var lines = new ByteArrayOutputStream();
            draft.curve.rows((step, row) ->
                    lines.writeBytes((row(draft.curve.withoutSteps ? LoggedRows.NO_STEP : step, row) + "\n")
                            .getBytes(StandardCharsets.UTF_8)));
            for (var name : List.of(LOSS, VALIDATION_LOSS)) {
                long lost = draft.curve.notFinite(name);
                if (lost > 0 && !draft.explained.contains(name)) {
                    notes.add("%s is not finite at %d of %d points, which are without it"
                            .formatted(name, lost, lost + draft.curve.count(name)));
                }
            }
            return lines.toByteArray();
        }

        private ObjectNode row(long step, Map<String, Double> values) {
            var json = Json.MAPPER.createObjectNode();
            if (step >= 0) {
                json.put(Quantity.STEP.label(), step);
            }
            double tokens = values.containsKey(TOKENS)
                    ? values.get(TOKENS)
                    : tokensPerStep.isPresent() && step >= 0 ? step * tokensPerStep.getAsDouble() : Double.NaN;
            Values.put(json, TOKENS, tokens);
            Values.put(
                    json,
                    FLOPS,
                    flopsPerToken.isPresent()
                            ? tokens * flopsPerToken.getAsDouble()
                            : values.getOrDefault(FLOPS, Double.NaN));
            for (var name : ORDER) {
                if (!json.has(name) && values.containsKey(name)) {
                    putMeasured(json, name, values.get(name));
                }
            }
            values.forEach((name, value) -> {
                if (!ORDER.contains(name)) {
                    putMeasured(json, name, value);
                }
            });
            return json;
        }

        private ObjectNode result() {
            var json = Json.MAPPER.createObjectNode();
            var reason = draft.reason;
            var diverged = false;
            for (var name : List.of(LOSS, VALIDATION_LOSS)) {
                var last = draft.curve.last(name);
                if (last.isPresent() && !Double.isFinite(last.getAsDouble())) {
                    long from = draft.curve.lostFrom(name).orElse(LoggedRows.NO_STEP);
                    reason = "the %s was %s%s"
                            .formatted(
                                    name.replace('_', ' '),
                                    last.getAsDouble(),
                                    from < 0 ? "" : " from step " + from + " on");
                    diverged = true;
                }
            }
            json.put("status", diverged ? "diverged" : draft.finished ? "finished" : "unknown");
            if (!reason.isEmpty()) {
                json.put("reason", reason);
            }
            params.ifPresent(n -> json.put(PARAMS, n));
            steps().ifPresent(n -> json.put(Quantity.STEPS.label(), n));
            tokens().ifPresent(n -> Values.put(json, TOKENS, n));
            flops().ifPresent(n -> Values.put(json, FLOPS, n));
            for (var name : List.of(LOSS, VALIDATION_LOSS)) {
                draft.curve.last(name).ifPresent(value -> putMeasured(json, name, value));
            }
            for (var name : draft.tags.keySet()) {
                if (isExtra(name)) {
                    draft.curve.last(name).ifPresent(value -> putMeasured(json, name, value));
                }
            }
            return json;
        }

        /** A quantity that the user named beyond Loglog's own. */
        private static boolean isExtra(String name) {
            for (var quantity : Quantity.values()) {
                if (quantity.label().equals(name)) {
                    return false;
                }
            }
            return true;
        }

        private static void putMeasured(ObjectNode json, String name, double value) {
            if (Double.isFinite(value)) {
                json.put(name, value);
            }
        }
    }
}
