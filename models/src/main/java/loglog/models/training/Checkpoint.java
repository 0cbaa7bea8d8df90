package loglog.models.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Map;
import loglog.engine.Kernels;
import loglog.engine.optimisers.Optimiser;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/**
 * A training state on disk: {@code model.safetensors} and {@code config.json} as Hugging Face's tools read them, {@code
 * optimiser.safetensors} beside them. A checkpoint is written under a temporary name, forced to disk and renamed: under
 * its own name it is always whole.
 */
public final class Checkpoint {
    public static final String MODEL = "model.safetensors";
    static final String OPTIMISER = "optimiser.safetensors";
    private static final String STEP = "step";

    private Checkpoint() {}

    /** The name of a state that other runs start from, before its step. It stays, however many checkpoints follow. */
    static final String BRANCH = "branch-";

    /** Writes the state after {@code step} steps, then removes checkpoints before the one before it. */
    static void write(RunFolder run, long step, Model model, Optimiser optimiser) {
        write(run.folder(), RunFolder.PREFIX + step, step, model, optimiser);
        var checkpoints = run.checkpoints();
        for (var old : checkpoints.subList(0, Math.max(0, checkpoints.size() - KEPT))) {
            RunFolder.delete(old);
        }
    }

    /** Writes the state after {@code step} steps for other runs to start from. */
    static void keepForBranches(RunFolder run, long step, Model model, Optimiser optimiser) {
        write(run.folder(), BRANCH + step, step, model, optimiser);
    }

    private static void write(Path folder, String name, long step, Model model, Optimiser optimiser) {
        place(folder, name, temporary -> {
            writeModel(temporary, model);
            var state = new ArrayList<StoredTensor>();
            optimiser.state().forEach((tensorName, tensor) -> {
                var values = new float[Math.toIntExact(tensor.size())];
                model.device().kernels(0).read(tensor, values);
                state.add(StoredTensor.ofFloats(tensorName, values, values.length));
            });
            Safetensors.write(temporary.resolve(OPTIMISER), Map.of(STEP, Long.toString(step)), state);
        });
    }

    /** Copies a state that another run kept, as this run's checkpoint. */
    static void adopt(Path state, RunFolder run, long step) {
        place(run.folder(), RunFolder.PREFIX + step, temporary -> {
            try (var files = Files.list(state)) {
                for (var file : files.toList()) {
                    Files.copy(file, temporary.resolve(file.getFileName()));
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
        var temporary = folder.resolve("." + name + ".tmp");
        try {
            if (Files.exists(temporary)) {
                RunFolder.delete(temporary);
            }
            Files.createDirectories(temporary);
            content.writeInto(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(folder);
        } catch (IOException e) {
            throw DataException.of(target, e);
        }
    }

    /** The rename reaches the disk only with its folder; Windows opens no folder. */
    private static void forceFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // The rename is atomic all the same.
        }
    }

    private static final int KEPT = 2;

    /** Writes weights and configuration into a folder. */
    public static void writeModel(Path folder, Model model) {
        HfConfig.write(folder.resolve(HfConfig.FILE), model.config());
        Safetensors.write(folder.resolve(MODEL), Map.of("format", "pt"), model.stored());
    }

    /** Takes weights and optimiser state; returns the step. */
    static long read(Path checkpoint, Model model, Optimiser optimiser) {
        try (var weights = Safetensors.open(checkpoint.resolve(MODEL));
                var state = Safetensors.open(checkpoint.resolve(OPTIMISER))) {
            model.load(weights, "");
            Kernels k = model.device().kernels(0);
            optimiser.state().forEach((name, tensor) -> {
                var stored = state.tensor(name);
                if (stored.elements() != tensor.size()) {
                    throw new DataException("%s: tensor %s: found %d elements, expected %d"
                            .formatted(state, name, stored.elements(), tensor.size()));
                }
                k.write(stored.floats(), tensor);
            });
            return Long.parseLong(state.metadata().getOrDefault(STEP, "0"));
        }
    }
}
