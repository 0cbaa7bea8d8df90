package loglog.lab.imports;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.training.Kinds;

/**
 * Runs of Hugging Face's Trainer: the {@code trainer_state.json} in its output folder or in the folder's {@code
 * checkpoint-N}. Each holds the run's whole history; that of the latest step is read, and the {@code config.json} beside it
 * for the params.
 */
final class TrainerState {
    /** Hugging Face's {@code trainer_state.json}. */
    static final ImportFormat FORMAT = new ImportFormat("trainer-state") {
        @Override
        boolean is(Path file, byte[] head) {
            var text = new String(head, StandardCharsets.UTF_8).stripLeading();
            return text.startsWith("{") && text.contains("\"log_history\"");
        }

        @Override
        boolean inFolder(Path file, boolean isNamed, Supplier<byte[]> head) {
            return file.getFileName().toString().toLowerCase(Locale.ROOT).equals(FILE);
        }

        @Override
        List<Found> read(List<Hit> hits, ImportOptions options) {
            return TrainerState.read(hits, options);
        }

        @Override
        Optional<Path> output(Path file, boolean isNamed) {
            return Optional.of(TrainerState.output(file));
        }
    };

    static final String FILE = "trainer_state.json";
    /** The model's, in Hugging Face's layout. */
    private static final String CONFIG = "config.json";

    private static final String KEY = "key";

    /** The keys of the state that are settings. */
    private static final List<String> SETTINGS =
            List.of("train_batch_size", "max_steps", "num_train_epochs", "logging_steps", "eval_steps", "save_steps");

    static final Set<Quantity> WANTED = EnumSet.of(
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM);

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
        var states = new ArrayList<Seen>();
        var damaged = new ArrayList<String>();
        TrainerHistory newest = null;
        for (var hit : hits) {
            try {
                var state = TrainerHistory.read(hit.file(), options.map().values());
                states.add(Seen.of(state));
                if (newest == null
                        || state.step() > newest.step()
                        || state.step() == newest.step() && state.entries() > newest.entries()) {
                    newest = state;
                }
            } catch (DataException e) {
                damaged.add(e.getMessage());
            }
        }
        if (newest == null) {
            return new Found.Damaged(name, key.toString(), damaged.getFirst());
        }
        try {
            var draft = draft(name, newest, hits, options);
            for (var sentence : damaged) {
                draft.notes.add("an older state was read, for " + sentence);
            }
            strangers(draft, newest, states);
            return draft;
        } catch (DataException e) {
            return new Found.Damaged(name, newest.file.toString(), e.getMessage());
        }
    }

    /** The last loss of a state, by which a later state of the same training is known. */
    private record Seen(Path file, long step, double loss) {
        static Seen of(TrainerHistory state) {
            var losses = losses(state);
            int last = losses == null ? -1 : losses.size() - 1;
            return new Seen(state.file, last < 0 ? -1 : losses.step(last), last < 0 ? 0 : losses.value(last));
        }
    }

    private static StepValues losses(TrainerHistory state) {
        return state.log.settle(Set.of("loss"), ImportRules.USUAL).series().get("loss");
    }

    /** Checkpoints that another training left in the same folder. */
    private static void strangers(ImportedRun draft, TrainerHistory newest, List<Seen> states) {
        var losses = losses(newest);
        if (losses == null) {
            return;
        }
        var known = new HashMap<Long, Double>();
        for (int i = 0; i < losses.size(); i++) {
            known.put(losses.step(i), losses.value(i));
        }
        for (var state : states) {
            if (state.step() >= 0 && !Objects.equals(known.get(state.step()), state.loss())) {
                draft.notes.add(
                        "%s is of another training: its loss at step %d is not in %s, which is taken for its later step; the other is imported by its file"
                                .formatted(state.file(), state.step(), newest.file));
            }
        }
    }

    private static ImportedRun draft(String name, TrainerHistory state, List<Hit> hits, ImportOptions options) {
        var draft = new ImportedRun(TrainerState.FORMAT, name, state.file);
        draft.files.add(state.file);
        var choice = TagChoice.of(
                state.file.toString(), KEY, state.keys, ResumedTokens.whereBothAgree(state, options), WANTED);
        draft.notes.addAll(choice.notes());
        choice.requireLoss(state.file.toString(), KEY, state.keys);
        var settled = state.log.settle(choice.tags().values(), options.rules());
        draft.notes.addAll(settled.notes());
        choice.tags().forEach((quantity, key) -> {
            draft.tags.put(quantity, key);
            draft.curve.put(quantity, settled.series().get(key));
        });
        epochs(draft, state, options.rules());
        var config = beside(state.file, CONFIG, hits);
        var longest = totals(draft, state, config);
        TrainerLosses.filteredNaN(draft, options.rules());
        TrainerLosses.correct(
                draft, config, beside(state.file, TrainingArguments.FILE, hits), longest, options.rules());
        draft.finished = state.isClosed();
        for (var key : SETTINGS) {
            var value = state.header.get(key);
            if (value != null && value.isValueNode() && !value.isNull()) {
                draft.recipe.set(key, value);
            }
        }
        return draft;
    }

    /** The epoch of each row. */
    private static void epochs(ImportedRun draft, TrainerHistory state, ImportRules rules) {
        var epochs = state.log.settle(Set.of("epoch"), rules).series().get("epoch");
        if (epochs == null || draft.tags.containsValue("epoch")) {
            return;
        }
        epochs.settle();
        var ofRows = new StepValues();
        var at = new int[1];
        draft.curve.rows((step, row) -> {
            while (at[0] < epochs.size() && epochs.step(at[0]) < step) {
                at[0]++;
            }
            if (at[0] < epochs.size() && epochs.step(at[0]) == step) {
                ofRows.add(step, epochs.value(at[0]));
            }
        });
        draft.curve.put("epoch", ofRows);
    }

    /**
     * What the state says of the whole run, and the params of its configuration.
     *
     * @return the model's longest sequence, where it is known
     */
    private static OptionalInt totals(ImportedRun draft, TrainerHistory state, Path config) {
        var header = Fields.of(state.file, state.header);
        draft.steps = OptionalLong.of(state.step());
        // Where the rows' tokens are another count than this one, which is in them too, the last of theirs is the
        // run's.
        if (!state.keys.contains(ResumedTokens.INPUT)
                || ResumedTokens.INPUT.equals(draft.tags.getOrDefault(Quantity.TOKENS.label(), ResumedTokens.INPUT))) {
            draft.tokens = Values.positive(header.number(ResumedTokens.INPUT, 0));
        }
        draft.flops = Values.positive(header.number("total_flos", 0));
        if (draft.tokens.isPresent()) {
            draft.tags.put(Quantity.TOKENS.label(), ResumedTokens.INPUT);
        }
        if (draft.flops.isPresent()) {
            draft.tags.put(Quantity.FLOPS.label(), "total_flos");
            draft.notes.add(
                    "flops are the Trainer's total_flos, 6 tokens times the params outside the embeddings (and a head"
                            + " that is tied to them), of a mixture those of all experts");
        }
        if (config == null) {
            return OptionalInt.empty();
        }
        try {
            var model = Kinds.all().stream()
                    .flatMap(kind -> kind.modelFile(config).stream())
                    .findFirst()
                    .orElseThrow(() -> DataException.in(config, "found no model that Loglog knows, expected one"));
            draft.params = OptionalLong.of(model.params());
            draft.files.add(config);
            draft.tags.put(Quantity.PARAMS.label(), CONFIG);
            draft.notes.add("params counted from " + CONFIG);
            return OptionalInt.of(model.longest());
        } catch (DataException | ArithmeticException e) {
            draft.notes.add("params are not known (give them with --params): " + e.getMessage());
            return OptionalInt.empty();
        }
    }

    /** A file that the Trainer keeps beside its state, in the output folder, or in a checkpoint; null where there is none. */
    private static Path beside(Path state, String name, List<Hit> hits) {
        return Stream.concat(
                        Stream.of(state.resolveSibling(name), output(state).resolve(name)),
                        hits.stream().map(hit -> hit.file().resolveSibling(name)))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }
}
