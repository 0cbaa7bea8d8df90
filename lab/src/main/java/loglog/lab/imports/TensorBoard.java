package loglog.lab.imports;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import loglog.runs.DataException;

/**
 * Runs of TensorBoard's event files: a folder that holds such files is a run. Two habits of writers make one run of several
 * folders: Keras and TensorFlow's estimators evaluate into {@code validation} or {@code eval} beside or within the run's
 * folder, and PyTorch's {@code add_hparams} keeps the settings in a folder of its own within it.
 */
final class TensorBoard {
    /** Event files, {@code events.out.tfevents.*}. */
    static final ImportFormat FORMAT = new ImportFormat("tensorboard") {
        @Override
        boolean is(Path file, byte[] head) {
            return file.getFileName().toString().contains(EVENTS) || TfRecords.begins(head);
        }

        @Override
        boolean inFolder(Path file, boolean isNamed, Supplier<byte[]> head) {
            return file.getFileName().toString().toLowerCase(Locale.ROOT).contains(EVENTS);
        }

        @Override
        List<Found> read(List<Hit> hits, ImportOptions options) {
            return new TensorBoard(hits, options).read();
        }

        @Override
        boolean isBinary() {
            return true;
        }

        /** Hugging Face's Trainer also writes event files, into its output folder, as does a second logger of Lightning's. */
        @Override
        boolean isSecondLog() {
            return true;
        }
    };

    private static final String EVENTS = "tfevents";

    private static final String TAG = "tag";
    private static final Set<String> TRAIN = Set.of("train", "training");
    private static final Set<String> VALIDATION = Set.of("validation", "valid", "val", "eval");
    private static final Set<Quantity> WANTED = EnumSet.of(
            Quantity.LOSS,
            Quantity.VALIDATION_LOSS,
            Quantity.RATE,
            Quantity.TOKENS,
            Quantity.FLOPS,
            Quantity.GRADIENT_NORM);

    /** A folder's event files. */
    private record Folder(Path path, Path root, List<Path> files) {}

    private final Map<Path, Folder> folders = new LinkedHashMap<>();
    private final ImportOptions options;

    private TensorBoard(List<Hit> hits, ImportOptions options) {
        this.options = options;
        for (var hit : hits) {
            var path = hit.file().toAbsolutePath().getParent().normalize();
            folders.computeIfAbsent(path, p -> new Folder(p, hit.root(), new ArrayList<>()))
                    .files()
                    .add(hit.file());
        }
    }

    private List<Found> read() {
        var absorbed = new HashSet<Path>();
        var read = new LinkedHashMap<Path, Object>(); // EventFiles, or the sentence of what is wrong with them
        var parts = new LinkedHashMap<Path, List<EventFiles>>(); // of the run's folder
        for (var folder : folders.values()) {
            try {
                var part = AddScalars.below(folder.path(), folders.keySet());
                var files =
                        EventFiles.read(folder.files(), options.map().values(), part == null ? tag -> tag : part::name);
                if (part != null && part.is(files.tags())) {
                    parts.computeIfAbsent(part.run(), r -> new ArrayList<>()).add(files);
                    absorbed.add(folder.path());
                } else if (files.isRenamed()) {
                    files = EventFiles.read(folder.files(), options.map().values(), tag -> tag);
                }
                read.put(folder.path(), files);
            } catch (DataException e) {
                read.put(folder.path(), e.getMessage());
            }
        }
        var evaluations = new LinkedHashMap<Path, Path>(); // of the training's folder
        for (var folder : folders.keySet()) {
            if (absorbed.contains(folder) || !VALIDATION.contains(lastName(folder))) {
                continue;
            }
            var training = folders.keySet().stream()
                    .filter(f -> !absorbed.contains(f))
                    .filter(f -> f.equals(folder.getParent())
                            || folder.getParent().equals(f.getParent()) && TRAIN.contains(lastName(f)))
                    .findFirst();
            training.ifPresent(t -> {
                evaluations.put(t, folder);
                absorbed.add(folder);
            });
        }
        var settings = new LinkedHashMap<Path, EventFiles>(); // of the run's folder
        for (var folder : folders.keySet()) {
            if (read.get(folder) instanceof EventFiles files
                    && !files.hparams().isEmpty()
                    && read.get(folder.getParent()) instanceof EventFiles parent
                    && parent.hparams().isEmpty()
                    && !(parent.isEmpty() && !parts.containsKey(folder.getParent()))) {
                settings.put(folder.getParent(), files);
                absorbed.add(folder);
            }
        }
        var found = new ArrayList<Found>();
        for (var folder : folders.values()) {
            if (!absorbed.contains(folder.path())) {
                found.add(run(
                        folder,
                        evaluations.get(folder.path()),
                        read,
                        parts.getOrDefault(folder.path(), List.of()),
                        settings.get(folder.path())));
            }
        }
        return found;
    }

    private Found run(
            Folder folder, Path evaluation, Map<Path, Object> read, List<EventFiles> parts, EventFiles settings) {
        // The run's own folder is the one that holds both.
        boolean beside = evaluation != null
                && evaluation.getParent().equals(folder.path().getParent());
        var own = beside ? folder.path().getParent() : folder.path();
        var shown = shown(folder, own);
        var name = Hit.name(
                folder.root().toAbsolutePath().normalize(),
                own.startsWith(folder.root().toAbsolutePath().normalize()) ? own : folder.path());
        try {
            var draft = new ImportedRun(TensorBoard.FORMAT, name, shown);
            var training = files(read.get(folder.path()));
            var all = new ArrayList<>(List.of(training));
            all.addAll(parts);
            var tags = new TreeSet<String>();
            for (var files : all) {
                draft.files.addAll(files.files());
                draft.notes.addAll(files.notes());
                tags.addAll(files.tags());
            }
            var ofEvaluation = evaluation == null ? null : files(read.get(evaluation));
            var choice = TagChoice.of(
                    shown.toString(),
                    TAG,
                    tags,
                    mapOf(tags, ofEvaluation == null ? Set.of() : ofEvaluation.tags()),
                    WANTED);
            draft.notes.addAll(choice.notes());
            for (var files : all) {
                take(draft, files, choice.tags());
            }
            if (ofEvaluation != null) {
                evaluation(draft, shown, ofEvaluation, choice);
            }
            if (tags.isEmpty()) {
                throw new DataException(shown + ": found no scalars in its event files, expected a loss by step");
            }
            choice.requireLoss(shown.toString(), TAG, tags);
            hparams(draft, training);
            if (settings != null) {
                draft.files.addAll(settings.files());
                hparams(draft, settings);
            }
            if (Lightning.isRun(folder.path())) {
                draft.fromZero = true;
                Lightning.settings(draft, folder.path());
                Recipes.params(draft);
            }
            return draft;
        } catch (DataException e) {
            return new Found.Damaged(name, shown.toString(), e.getMessage());
        }
    }

    /** The user's map; where evaluations have a folder of their own, without the tags that only that one has. */
    private Map<String, String> mapOf(Set<String> tags, Set<String> ofEvaluation) {
        var own = new LinkedHashMap<>(options.map());
        own.values().removeIf(tag -> !tags.contains(tag) && ofEvaluation.contains(tag));
        return own;
    }

    private void evaluation(ImportedRun draft, Path where, EventFiles files, TagChoice training) {
        draft.files.addAll(files.files());
        draft.notes.addAll(files.notes());
        var map = new LinkedHashMap<String, String>();
        options.map().forEach((name, tag) -> {
            if (files.tags().contains(tag) && !training.tags().containsKey(name)) {
                map.put(name, tag);
            }
        });
        // There the loss is under the same name as in training.
        var choice = TagChoice.of(
                where + " (evaluation)", TAG, files.tags(), map, EnumSet.of(Quantity.LOSS, Quantity.VALIDATION_LOSS));
        var validation = Quantity.VALIDATION_LOSS.label();
        var tag = choice.tags().getOrDefault(validation, choice.tag(Quantity.LOSS));
        if (tag != null && !training.tags().containsKey(validation)) {
            take(draft, files, Map.of(validation, tag));
            draft.notes.add("validation_loss is %s of the folder of evaluations".formatted(tag));
        }
    }

    /** Takes what of these tags the files have. */
    private void take(ImportedRun draft, EventFiles files, Map<String, String> tags) {
        var settled = files.settle(tags.values(), options.rules());
        draft.notes.addAll(settled.notes());
        tags.forEach((name, tag) -> {
            var series = settled.series().get(tag);
            if (series != null) {
                draft.tags.put(name, tag);
                draft.curve.put(name, series);
            }
        });
    }

    private static void hparams(ImportedRun draft, EventFiles files) {
        draft.recipe.setAll(files.hparams());
        if (files.failed()) {
            draft.reason = "TensorBoard's record of the session says that it failed";
        }
        Recipes.params(draft);
    }

    private static EventFiles files(Object read) {
        if (read instanceof EventFiles files) {
            return files;
        }
        throw new DataException((String) read);
    }

    /** The folder as the user would write it. */
    private static Path shown(Folder folder, Path own) {
        var given = folder.files().getFirst().getParent();
        given = given == null ? Path.of("") : given;
        var shown = own.equals(folder.path()) ? given : given.getParent();
        return shown == null || shown.toString().isEmpty() ? Path.of(".") : shown;
    }

    private static String lastName(Path folder) {
        var last = folder.getFileName();
        return last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    }
}
