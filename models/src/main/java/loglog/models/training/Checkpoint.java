package loglog.models.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.engine.Kernels;
import loglog.engine.optimizers.Optimizer;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.Sums;

/**
 * A training state on disk: {@code model.safetensors} and {@code config.json} as Hugging Face's tools read them, {@code
 * optimizer.safetensors} and the files' digests ({@code SHA256SUMS}) beside them. A checkpoint is written under a temporary name, forced to disk and renamed: under
 * its own name it is always whole.
 */
public final class Checkpoint {
    public static final String MODEL = "model.safetensors";
    static final String OPTIMIZER = "optimizer.safetensors";

    /** As runs of the formats 1 and 2 have it. */
    private static final String OLDER_OPTIMIZER = "optimiser.safetensors";

    private static final String STEP = "step";
    private static final String FIRST_LOSS = "first_loss";
    private static final String STRETCH_LOSS = "stretch_loss";
    private static final String UPDATES = "updates";

    /**
     * Where a run is.
     *
     * @param step that was trained last; 0 for none
     * @param firstLoss of the first step, by which divergence is judged; NaN before it
     * @param stretchLoss sum of the losses of the stretch of steps under way, whose mean is the run's loss: a stop in the
     *     middle of it leaves that mean as it would have been
     * @param updates of the weights so far, where a step makes more than one
     */
    public record Position(long step, double firstLoss, double stretchLoss, long updates) {
        public static final Position START = new Position(0, Double.NaN, 0);

        /** Where each step is one update. */
        public Position(long step, double firstLoss, double stretchLoss) {
            this(step, firstLoss, stretchLoss, step);
        }

        private Map<String, String> metadata() {
            var metadata = new TreeMap<String, String>();
            metadata.put(STEP, Long.toString(step));
            if (Double.isFinite(firstLoss)) {
                metadata.put(FIRST_LOSS, Double.toString(firstLoss));
            }
            if (Double.isFinite(stretchLoss)) {
                metadata.put(STRETCH_LOSS, Double.toString(stretchLoss));
            }
            if (updates != step) {
                metadata.put(UPDATES, Long.toString(updates));
            }
            return metadata;
        }

        private static Position of(Safetensors state) {
            var metadata = state.metadata();
            try {
                var step = metadata.getOrDefault(STEP, "0");
                return new Position(
                        Long.parseLong(step),
                        Double.parseDouble(metadata.getOrDefault(FIRST_LOSS, "NaN")),
                        Double.parseDouble(metadata.getOrDefault(STRETCH_LOSS, "NaN")),
                        Long.parseLong(metadata.getOrDefault(UPDATES, step)));
            } catch (NumberFormatException e) {
                throw new DataException("%s: found %s, expected numbers".formatted(state, metadata), e);
            }
        }
    }

    private Checkpoint() {}

    /** The name of a state that other runs start from, before its step. It stays, however many checkpoints follow. */
    static final String BRANCH = "branch-";

    /** Writes the state at a step, then removes checkpoints before the one before it. */
    public static void write(RunFolder run, Position at, Model model, Optimizer optimizer) {
        write(run.folder(), RunFolder.PREFIX + at.step(), at, model, optimizer);
        var checkpoints = run.checkpoints();
        for (var old : checkpoints.subList(0, Math.max(0, checkpoints.size() - KEPT))) {
            RunFolder.discard(old);
        }
    }

    /** Writes the state at a step for other runs to start from. */
    static void keepForBranches(RunFolder run, Position at, Model model, Optimizer optimizer) {
        write(run.folder(), BRANCH + at.step(), at, model, optimizer);
    }

    private static void write(Path folder, String name, Position at, Model model, Optimizer optimizer) {
        place(folder, name, temporary -> {
            writeModel(temporary, model);
            var state = new ArrayList<StoredTensor>();
            optimizer.state().forEach((tensorName, tensor) -> {
                var values = new float[Math.toIntExact(tensor.size())];
                model.device().kernels(0).read(tensor, values);
                state.add(StoredTensor.ofFloats(tensorName, values, values.length));
            });
            Safetensors.write(temporary.resolve(OPTIMIZER), at.metadata(), state);
            Sums.write(temporary);
        });
    }

    /** Copies a state that another run kept, as this run's checkpoint; whether it is whole is for {@link #check} to say. */
    static void adopt(Path state, RunFolder run, long step) {
        place(run.folder(), RunFolder.PREFIX + step, temporary -> {
            try (var files = Files.list(state)) {
                for (var file : files.toList()) {
                    var copy = temporary.resolve(file.getFileName());
                    Files.copy(file, copy);
                    AtomicFile.force(copy);
                }
            }
        });
    }

    @FunctionalInterface
    private interface Content {
        void writeInto(Path folder) throws IOException;
    }

    private static void place(Path folder, String name, Content content) {
        var target = folder.resolve(name);
        if (Files.exists(target)) {
            return; // the same bits
        }
        var temporary = RunFolder.temporary(target);
        try {
            if (Files.exists(temporary)) {
                RunFolder.delete(temporary);
            }
            Files.createDirectories(temporary);
            content.writeInto(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.forceFolder(folder);
        } catch (IOException e) {
            removeQuietly(temporary);
            throw DataException.of(target, e);
        } catch (RuntimeException e) {
            removeQuietly(temporary); // a full disk, most often, which wants its room back
            throw e;
        }
    }

    private static void removeQuietly(Path temporary) {
        try {
            if (Files.exists(temporary)) {
                RunFolder.delete(temporary);
            }
        } catch (DataException _) {
            // The first failure is the one to report; the next to train there tries again.
        }
    }

    private static String optimizer(Path checkpoint) {
        return Files.exists(checkpoint.resolve(OLDER_OPTIMIZER)) ? OLDER_OPTIMIZER : OPTIMIZER;
    }

    /**
     * Checks that a state is what was written: its files' digests, and every tensor's place and values.
     *
     * @throws DataException naming the file and what was found
     */
    static void check(Path checkpoint) {
        Sums.check(checkpoint);
        for (var name : List.of(MODEL, optimizer(checkpoint))) {
            try (var tensors = Safetensors.open(checkpoint.resolve(name))) {
                for (var tensor : tensors.names()) {
                    for (float value : tensors.tensor(tensor).floats()) {
                        if (!Float.isFinite(value)) {
                            throw DataException.in(
                                    checkpoint.resolve(name),
                                    "tensor %s: found %s, expected finite numbers",
                                    tensor,
                                    value);
                        }
                    }
                }
            }
        }
    }

    /**
     * Checks what shows quickly: that a state's files are there and as long as their headers say, and that the small ones
     * are what was written.
     *
     * @throws DataException naming the file and what was found
     */
    static void checkShape(Path checkpoint) {
        for (var name : List.of(MODEL, optimizer(checkpoint))) {
            Safetensors.open(checkpoint.resolve(name)).close();
        }
        if (!Files.isRegularFile(checkpoint.resolve(HfConfig.FILE))) {
            throw DataException.in(checkpoint, "found no %s, expected the model's", HfConfig.FILE);
        }
        Sums.check(checkpoint, SMALL_BYTES);
    }

    private static final int KEPT = 2;

    /** A millisecond's work to read and digest; a study has hundreds of runs. */
    private static final long SMALL_BYTES = 1 << 20;

    /** Writes weights and configuration into a folder. */
    public static void writeModel(Path folder, Model model) {
        HfConfig.write(folder.resolve(HfConfig.FILE), model.config(), model.labels());
        Safetensors.write(folder.resolve(MODEL), Map.of("format", "pt"), model.stored());
    }

    /** Takes weights and optimizer state; returns where they are from. */
    public static Position read(Path checkpoint, Model model, Optimizer optimizer) {
        try (var weights = Safetensors.open(checkpoint.resolve(MODEL));
                var state = Safetensors.open(checkpoint.resolve(optimizer(checkpoint)))) {
            model.load(weights, "");
            Kernels k = model.device().kernels(0);
            optimizer.state().forEach((name, tensor) -> {
                var stored = state.tensor(name);
                if (stored.elements() != tensor.size()) {
                    throw new DataException("%s: tensor %s: found %d elements, expected %d"
                            .formatted(state, name, stored.elements(), tensor.size()));
                }
                k.write(stored.floats(), tensor);
            });
            return Position.of(state);
        }
    }
}
