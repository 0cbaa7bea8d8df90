package loglog.feedback;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import loglog.engine.Device;
import loglog.models.generation.LanguageModel;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.ShardedSafetensors;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.RunFolder;
import loglog.runs.Sums;
import loglog.tasks.ExactTask;
import loglog.tasks.TaskKind;

/**
 * A model that tuning begins with: a run of a task or of a language, or any folder in Hugging Face's layout.
 *
 * @param run as it was named
 * @param weights folder of the weights
 * @param labels of its head for scores; 0 without one
 * @param language the loaded model behind a tokenizer, which {@link #close} closes; null for a task's
 */
public record TuningBase(
        Path run,
        Path weights,
        HfConfig config,
        int labels,
        TuningText text,
        Optional<ExactTask> task,
        LanguageModel language)
        implements AutoCloseable {
    /**
     * Opens it.
     *
     * @throws DataException where there is no model, or it cannot be used
     */
    public static TuningBase open(Path run) {
        var file = new RunFolder(run).runFile();
        if (Files.exists(file) && new RunFolder(run).asked().has("task")) {
            return ofTask(run, TaskKind.taskOf(run));
        }
        var language = LanguageModel.load(run, 1);
        var model = language.model();
        return new TuningBase(
                run,
                language.folder(),
                model.config(),
                model.labels(),
                TuningText.OfTokenizer.of(language),
                Optional.empty(),
                language);
    }

    private static TuningBase ofTask(Path run, ExactTask task) {
        var folder = new RunFolder(run)
                .newestCheckpoint()
                .orElseThrow(() -> DataException.in(run, "found no checkpoint, expected the run's model"));
        var config = HfConfig.read(folder);
        if (config.vocabulary() != task.vocabulary().size()) {
            throw DataException.in(
                    folder,
                    "found a vocabulary of %d, expected the task's %d",
                    config.vocabulary(),
                    task.vocabulary().size());
        }
        try (var stored = ShardedSafetensors.open(folder)) {
            HfWeights.read(config, stored); // before any memory is taken for them
            Sums.checkWeights(folder);
            return new TuningBase(
                    run,
                    folder,
                    config,
                    HfWeights.labels(stored),
                    new TuningText.OfTask(task),
                    Optional.of(task),
                    null);
        }
    }

    /**
     * The model on a device.
     *
     * @param heads scores of a token; a head that the weights do not have begins at random
     * @param seed of that head
     */
    public Model on(Device device, int heads, long seed) {
        var model = new Model(device, config, 0, heads);
        if (heads > 0) {
            model.initialize(seed);
        }
        try (var stored = ShardedSafetensors.open(weights)) {
            model.load(stored, "");
        }
        return model;
    }

    /** What it was tuned from, to the bits: a digest of its weights. */
    public String digest() {
        try (var device = loglog.engine.devices.Devices.open(
                loglog.engine.devices.Devices.CPU, 1, loglog.engine.Precision.FLOAT32)) {
            var sha = Digests.sha256();
            for (var tensor : on(device, labels, 0).stored()) {
                sha.update(tensor.name().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var floats = java.nio.ByteBuffer.allocate(Float.BYTES * tensor.floats().length);
                floats.asFloatBuffer().put(tensor.floats());
                sha.update(floats);
            }
            return HexFormat.of().formatHex(sha.digest());
        }
    }

    /** The file of its tokenizer; empty for bytes and tasks. */
    public Optional<Path> tokenizerFile() {
        if (language == null
                || language.tokenizer().identity().equals(Tokenizer.bytes().identity())) {
            return Optional.empty();
        }
        var beside = weights.resolve("tokenizer.json");
        return Optional.of(Files.exists(beside) ? beside : run.resolve("tokenizer.json"));
    }

    @Override
    public void close() {
        if (language != null) {
            language.close();
        }
    }
}
