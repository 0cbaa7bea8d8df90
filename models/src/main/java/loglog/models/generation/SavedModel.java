package loglog.models.generation;

import java.nio.file.Files;
import java.nio.file.Path;
import loglog.engine.Device;
import loglog.models.data.DataException;
import loglog.models.training.RunFolder;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.ShardedSafetensors;

/** Models on disk: a run folder, one of its checkpoints, or any folder in Hugging Face's layout. */
public final class SavedModel {
    private SavedModel() {}

    /**
     * Loads a model for use.
     *
     * @param folder with {@code config.json} and {@code model.safetensors}, or a run folder, whose newest checkpoint is taken
     * @throws DataException where neither is there, or the files do not fit
     */
    public static Model load(Device device, Path folder) {
        var place = Files.exists(folder.resolve(HfConfig.FILE)) || !Files.isDirectory(folder)
                ? folder
                : new RunFolder(folder)
                        .newestCheckpoint()
                        .orElseThrow(() -> DataException.in(
                                folder, "found no config.json and no checkpoint, expected a model or a run"));
        var model = new Model(device, HfConfig.read(place), 0);
        try (var weights = ShardedSafetensors.open(place)) {
            model.load(weights, "");
        }
        return model;
    }
}
