package loglog.models.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.models.gguf.GgufModel;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.ShardedSafetensors;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.Sums;
import tools.jackson.databind.JsonNode;

/** A trained model with its tokenizer, ready to be asked. */
public final class LanguageModel implements AutoCloseable {
    private static final String TOKENIZER = "tokenizer.json";
    private static final String GGUF = ".gguf";

    private final Path folder;
    private final Device device;
    private final Model model;
    private final Tokenizer tokenizer;
    private final int startToken;
    private final Set<Integer> endTokens;
    private final List<String> notes;

    private LanguageModel(
            Path folder,
            Device device,
            Model model,
            Tokenizer tokenizer,
            int startToken,
            Set<Integer> endTokens,
            List<String> notes) {
        this.folder = folder;
        this.device = device;
        this.model = model;
        this.tokenizer = tokenizer;
        this.startToken = startToken;
        this.endTokens = endTokens;
        this.notes = List.copyOf(notes);
    }

    /**
     * Loads a model: a run folder (its newest checkpoint), one of its checkpoints, or any folder in Hugging Face's layout
     * ({@code config.json}, {@code model.safetensors} or shards with their index). The tokenizer is the {@code
     * tokenizer.json} in the model's folder or in the run's; without one, tokens are bytes. Weights of which the folder has
     * digests ({@code SHA256SUMS}) are checked against them. The weights of a run that was trained with rounded ones are rounded.
     *
     * <p>Or a GGUF file: its weights become float32, and single tokens are multiplied with those that it has in blocks.
     *
     * @param lanes threads for {@link Evaluator}; generation takes one
     * @throws DataException naming the file and the finding, where there is no model or it cannot be used
     */
    public static LanguageModel load(Path path, int lanes) {
        if (Files.isRegularFile(path) && path.toString().endsWith(GGUF)) {
            return loadGguf(path, lanes);
        }
        var folder = modelFolder(path);
        var asked = HfConfig.read(folder);
        Tokenizer tokenizer = null;
        Device device = null;
        try (var weights = ShardedSafetensors.open(folder)) {
            var config = HfWeights.asStored(asked, weights);
            HfWeights.read(config, weights); // before any memory is taken for them
            Sums.checkWeights(folder);
            tokenizer = tokenizer(path, folder, config);
            device = Devices.open(Devices.CPU, lanes, Precision.FLOAT32);
            var model = new Model(device, config, 0, HfWeights.labels(weights));
            model.load(weights, "");
            var notes = new ArrayList<>(tokenizer.notes());
            var trained = QuantizedTraining.of(folder);
            trained.round(model);
            trained.activations()
                    .ifPresent(format -> notes.add(
                            "%s: its inputs of matrices were rounded to %s in training, and are not rounded here"
                                    .formatted(folder, format.word())));
            if (asked.tied() && !config.tied()) {
                notes.add(
                        ("%s: found a head of its own beside the embedding, though %s ties the two; they are not tied, as"
                                        + " in transformers")
                                .formatted(folder, HfConfig.FILE));
            }
            return over(folder, model, tokenizer, notes);
        } catch (RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            if (device != null) {
                device.close();
            }
            throw e;
        }
    }

    private static LanguageModel loadGguf(Path file, int lanes) {
        Tokenizer tokenizer = null;
        Device device = null;
        try (var gguf = GgufModel.open(file)) {
            var config = gguf.config();
            tokenizer = gguf.tokenizer();
            requireRoom(file, tokenizer, config);
            device = Devices.open(Devices.CPU, lanes, Precision.FLOAT32);
            var model = new Model(device, config, 0);
            model.load(gguf.weights(), "");
            model.decodeBy(gguf.singleRows(device));
            int start = gguf.startToken().orElse(tokenizer.documentToken());
            if (start >= config.vocabulary()) {
                throw DataException.in(
                        file,
                        "tokenizer.ggml.bos_token_id: found %d, expected less than the vocabulary of %d",
                        start,
                        config.vocabulary());
            }
            var ends = new HashSet<Integer>();
            ends.add(tokenizer.documentToken());
            config.endToken().ifPresent(ends::add);
            return new LanguageModel(file, device, model, tokenizer, start, Set.copyOf(ends), tokenizer.notes());
        } catch (RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            if (device != null) {
                device.close();
            }
            throw e;
        }
    }

    private static void requireRoom(Path file, Tokenizer tokenizer, HfConfig config) {
        if (tokenizer.vocabulary() > config.vocabulary()) {
            throw DataException.in(
                    file,
                    "found %d tokens, expected at most the model's vocabulary of %d",
                    tokenizer.vocabulary(),
                    config.vocabulary());
        }
    }

    /** A model in memory with its tokenizer, both of which {@link #close} closes. */
    public static LanguageModel of(Model model, Tokenizer tokenizer) {
        return new LanguageModel(
                null,
                model.device(),
                model,
                tokenizer,
                tokenizer.documentToken(),
                Set.of(tokenizer.documentToken()),
                tokenizer.notes());
    }

    private static LanguageModel over(Path folder, Model model, Tokenizer tokenizer, List<String> notes) {
        var file = folder.resolve(HfConfig.FILE);
        JsonNode json;
        try {
            json = Json.object(file, "the configuration", Files.readAllBytes(file));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        int vocabulary = tokenizer.vocabulary();
        // Llama's texts begin with another token than the one that ends them.
        var start = token(json.path("bos_token_id"), vocabulary).orElse(tokenizer.documentToken());
        var ends = new HashSet<Integer>();
        ends.add(tokenizer.documentToken());
        token(json.path("eos_token_id"), vocabulary).ifPresent(ends::add);
        for (var end : json.path("eos_token_id")) {
            token(end, vocabulary).ifPresent(ends::add);
        }
        return new LanguageModel(folder, model.device(), model, tokenizer, start, Set.copyOf(ends), notes);
    }

    private static OptionalInt token(JsonNode node, int vocabulary) {
        boolean is = node.isIntegralNumber()
                && node.canConvertToInt()
                && node.intValue() >= 0
                && node.intValue() < vocabulary;
        return is ? OptionalInt.of(node.intValue()) : OptionalInt.empty();
    }

    private static Path modelFolder(Path path) {
        if (!Files.exists(path)) {
            throw DataException.in(path, "there is no such folder, expected a run or a model");
        }
        if (!Files.isDirectory(path)) {
            throw DataException.in(
                    path, "found a file, expected the folder of a run or a model, or a GGUF file (%s)", GGUF);
        }
        if (Files.exists(path.resolve(HfConfig.FILE))) {
            return path;
        }
        return new RunFolder(path)
                .newestCheckpoint()
                .orElseThrow(() -> isLanguage(path)
                        ? DataException.in(
                                path, "found neither a %s nor a checkpoint, expected a run or a model", HfConfig.FILE)
                        : otherKind(path));
    }

    private static Tokenizer tokenizer(Path path, Path folder, HfConfig config) {
        for (var place : new Path[] {folder, path}) {
            var file = place.resolve(TOKENIZER);
            if (Files.exists(file)) {
                var tokenizer = Tokenizer.read(file);
                try {
                    requireRoom(file, tokenizer, config);
                } catch (DataException e) {
                    tokenizer.close();
                    throw e;
                }
                return tokenizer;
            }
        }
        var bytes = Tokenizer.bytes();
        if (config.vocabulary() != bytes.vocabulary()) {
            if (!isLanguage(path)) {
                throw otherKind(path);
            }
            throw DataException.in(
                    folder,
                    "found no %s and a vocabulary of %d, expected the tokenizer, or the %d bytes as vocabulary",
                    TOKENIZER,
                    config.vocabulary(),
                    bytes.vocabulary());
        }
        return bytes;
    }

    private static boolean isLanguage(Path path) {
        return kind(path).equals(RunId.LANGUAGE);
    }

    private static DataException otherKind(Path path) {
        return DataException.in(path, "found a run of kind %s, expected a language model", kind(path));
    }

    /** Of a run's folder; a model without one is taken for a language model. */
    private static String kind(Path path) {
        var run = new RunFolder(path);
        return Files.exists(run.runFile()) ? RunId.of(run).kind() : RunId.LANGUAGE;
    }

    /** Where the weights were read; null for a model that was made in memory. */
    public Path folder() {
        return folder;
    }

    public Model model() {
        return model;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** What of its files is not as they have it, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** The token that a text begins with. */
    public int startToken() {
        return startToken;
    }

    /** Whether a text ends where this token comes. */
    public boolean ends(int token) {
        return endTokens.contains(token);
    }

    /** The text's tokens behind the start token. */
    int[] encode(String text) {
        var tokens = tokenizer.encode(text);
        var result = new int[tokens.length + 1];
        result[0] = startToken;
        System.arraycopy(tokens, 0, result, 1, tokens.length);
        return result;
    }

    @Override
    public void close() {
        tokenizer.close();
        device.close();
    }
}
