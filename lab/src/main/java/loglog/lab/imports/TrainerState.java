package loglog.lab.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import loglog.models.transformer.ParameterPlan;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Runs of Hugging Face's Trainer: the {@code trainer_state.json} in its output folder or in the folder's {@code
 * checkpoint-N}. Each holds the run's whole history; that of the latest step is read, and the {@code config.json} beside it
 * for the params.
 */
final class TrainerState {
    static final String FILE = "trainer_state.json";
    private static final String KEY = "key";

    /** The keys of the state that are settings. */
    private static final List<String> SETTINGS =
            List.of("train_batch_size", "max_steps", "num_train_epochs", "logging_steps", "eval_steps", "save_steps");

    private static final Set<Quantity> WANTED = EnumSet.of(
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM);

    /** Python writes NaN and Infinity into JSON, which has neither. */
    private static final ObjectMapper MAPPER = Json.MAPPER
            .rebuild()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private record State(Path file, JsonNode json, long step) {}

    private TrainerState() {}

    /** The run's output folder, absolute: that of the file, or above its {@code checkpoint-N}. */
    static Path output(Path file) {
        var folder = file.toAbsolutePath().normalize().getParent();
        return RunFolder.step(folder) >= 0 ? folder.getParent() : folder;
    }

    static List<Found> read(List<Hit> hits, ImportOptions options) {
        var runs = new LinkedHashMap<Path, List<Hit>>();
        for (var hit : hits) {
            // A file of another name, which the user named, is a run of its own.
            var key = hit.file().getFileName().toString().equals(FILE)
                    ? output(hit.file())
                    : hit.file().toAbsolutePath().normalize();
            runs.computeIfAbsent(key, k -> new ArrayList<>()).add(hit);
        }
        var found = new ArrayList<Found>();
        runs.forEach((key, files) -> found.add(run(key, files, options)));
        return found;
    }

    private static Found run(Path key, List<Hit> hits, ImportOptions options) {
        var root = hits.getFirst().root().toAbsolutePath().normalize();
        var name = Files.isDirectory(key)
                ? Hit.name(key.startsWith(root) ? root : key, key)
                : key.getFileName().toString().replaceFirst("\\.json$", "");
        var states = new ArrayList<State>();
        var damaged = new ArrayList<String>();
        for (var hit : hits) {
            try {
                states.add(state(hit.file()));
            } catch (DataException e) {
                damaged.add(e.getMessage());
            }
        }
        if (states.isEmpty()) {
            return new Found.Damaged(name, key.toString(), damaged.getFirst());
        }
        var newest = states.getFirst();
        for (var state : states) {
            newest = state.step() > newest.step() ? state : newest;
        }
        try {
            var draft = draft(name, newest, options);
            for (var sentence : damaged) {
                draft.notes.add("an older state was read, for " + sentence);
            }
            return draft;
        } catch (DataException e) {
            return new Found.Damaged(name, newest.file().toString(), e.getMessage());
        }
    }

    private static State state(Path file) {
        try {
            var json = MAPPER.readTree(Files.readAllBytes(file));
            if (!json.path("log_history").isArray()) {
                throw DataException.in(
                        file,
                        "log_history: found %s, expected a list of what was logged",
                        Json.kind(json.get("log_history")));
            }
            var step = json.path("global_step");
            if (!step.isIntegralNumber() || step.asLong() < 0) {
                throw DataException.in(
                        file, "global_step: found %s, expected a number of steps", Json.kind(json.get("global_step")));
            }
            return new State(file, json, step.asLong());
        } catch (JacksonException e) {
            throw new DataException("%s: the file is no valid JSON: %s".formatted(file, Json.finding(e)), e);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static Draft draft(String name, State state, ImportOptions options) {
        var draft = new Draft(ImportFormat.TRAINER_STATE, name, state.file());
        draft.files.add(state.file());
        var entries = new ArrayList<JsonNode>();
        var keys = new LinkedHashSet<String>();
        boolean ended = false;
        for (var entry : state.json().path("log_history")) {
            if (entry.has(
                    "train_runtime")) { // the summary at the end, whose train_loss is a mean over the whole training
                ended = true;
                continue;
            }
            if (!entry.path("step").isIntegralNumber()) {
                throw DataException.in(
                        state.file(),
                        "log_history, entry %d: step: found %s, expected a whole number",
                        entries.size() + 1,
                        Json.kind(entry.get("step")));
            }
            entries.add(entry);
            entry.propertyStream().filter(p -> p.getValue().isNumber()).forEach(p -> keys.add(p.getKey()));
        }
        var choice = Choice.of(state.file().toString(), KEY, keys, options.map(), WANTED);
        draft.notes.addAll(choice.notes());
        choice.requireLoss(state.file().toString(), KEY, keys);
        draft.tags.putAll(choice.tags());
        for (var entry : entries) {
            take(draft.curve, entry, choice.tags());
        }
        totals(draft, state);
        int max = state.json().path("max_steps").asInt(0);
        draft.finished = ended || max > 0 && state.step() >= max;
        for (var key : SETTINGS) {
            var value = state.json().get(key);
            if (value != null && !value.isNull()) {
                draft.recipe.set(key, value);
            }
        }
        config(draft, state.file());
        return draft;
    }

    private static void take(Curve curve, JsonNode entry, Map<String, String> tags) {
        long step = entry.get("step").asLong();
        tags.forEach((name, key) -> {
            var value = entry.get(key);
            // Without include_num_input_tokens_seen the Trainer counts none and writes 0.
            if (value != null && value.isNumber() && !(name.equals(Quantity.TOKENS.label()) && value.asDouble() == 0)) {
                curve.put(step, name, value.asDouble());
            }
        });
        var epoch = entry.get("epoch");
        if (epoch != null && epoch.isNumber() && curve.rows().containsKey(step)) {
            curve.put(step, "epoch", epoch.asDouble());
        }
    }

    private static void totals(Draft draft, State state) {
        draft.steps = OptionalLong.of(state.step());
        draft.tokens =
                Values.positive(state.json().path("num_input_tokens_seen").asDouble(0));
        draft.flops = Values.positive(state.json().path("total_flos").asDouble(0));
        if (draft.tokens.isPresent()) {
            draft.tags.put(Quantity.TOKENS.label(), "num_input_tokens_seen");
        }
        if (draft.flops.isPresent()) {
            draft.tags.put(Quantity.FLOPS.label(), "total_flos");
            draft.notes.add("flops are the Trainer's total_flos, 6 tokens times the params outside the embeddings");
        }
    }

    /** The params of a {@code config.json} beside the state, or in the output folder. */
    private static void config(Draft draft, Path file) {
        var output = output(file);
        var beside = file.resolveSibling(HfConfig.FILE);
        var config = Files.exists(beside) ? beside : output.resolve(HfConfig.FILE);
        if (!Files.exists(config)) {
            return;
        }
        try {
            draft.params = OptionalLong.of(ParameterPlan.params(HfConfig.read(config)));
            draft.files.add(config);
            draft.tags.put(Quantity.PARAMS.label(), HfConfig.FILE);
            draft.notes.add("params counted from " + HfConfig.FILE);
        } catch (DataException | ArithmeticException e) {
            draft.notes.add("params are not known (give them with --params): " + e.getMessage());
        }
    }
}
