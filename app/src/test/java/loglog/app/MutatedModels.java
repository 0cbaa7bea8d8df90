package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import loglog.app.mutation.Mutations;
import loglog.app.mutation.Mutations.Form;
import loglog.engine.cpu.HostDevice;
import loglog.models.data.Corpus;
import loglog.models.data.TextCorpus;
import loglog.models.gguf.GgmlType;
import loglog.models.gguf.GgufExport;
import loglog.models.gguf.GgufModel;
import loglog.models.tokens.TokenShards;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.RunFolder;

/** Weights, configurations, token shards, texts, and a trained model. */
final class MutatedModels {
    private MutatedModels() {}

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "models");
        var configs = Stream.of("llama", "gpt2")
                .map(architecture -> {
                    var file = at.resolve(architecture + ".json");
                    HfConfig.write(file, Sizes.shape(architecture, 32, 2, 256, 16));
                    return MutatedKind.bytes(file);
                })
                .toList();
        kinds.add(new MutatedKind("config.json", 800, Form.TEXT, configs, at.resolve("config.json"), (file, _) -> {
            HfWeights.elements(HfConfig.read(file));
        }));
        var config = Sizes.shape("gpt2", 16, 1, 16, 8);
        var weights = at.resolve("whole.safetensors");
        Safetensors.write(
                weights,
                Map.of("format", "pt"),
                HfWeights.of(config).stream()
                        .map(w -> StoredTensor.ofFloats(
                                w.name(),
                                new float
                                        [(int) w.shape().stream()
                                                .mapToLong(d -> d)
                                                .reduce(1, (a, b) -> a * b)],
                                w.shape().stream().mapToLong(d -> d).toArray()))
                        .toList());
        kinds.add(new MutatedKind(
                "safetensors",
                300,
                Form.BINARY,
                List.of(MutatedKind.bytes(weights)),
                at.resolve("model.safetensors"),
                (file, _) -> {
                    try (var tensors = Safetensors.open(file)) {
                        HfWeights.read(HfWeights.asStored(config, tensors), tensors)
                                .values()
                                .forEach(StoredTensor::floats);
                    }
                }));
        var shard = at.resolve("whole.bin");
        TokenShards.write(shard, TokenShards.Format.LLMC_UINT16, new int[] {1, 2, 3, 500, 600});
        kinds.add(new MutatedKind(
                "tokens.bin",
                800,
                Form.BINARY,
                List.of(MutatedKind.bytes(shard)),
                at.resolve("tokens.bin"),
                (file, _) -> {
                    TokenShards.read(file);
                }));
        var lines = "{\"text\":\"the cat \\u00e9 sat\",\"id\":1}\n{\"id\":2,\"text\":\"\"}\n";
        corpus(kinds, "corpus.jsonl", Form.TEXT, at, MutatedKind.utf8(lines));
        corpus(kinds, "corpus.txt", Form.TEXT, at, MutatedKind.utf8("the cat\n\nsat on\u2028 the mat\n"));
        corpus(kinds, "corpus.jsonl.gz", Form.GZIP, at, Mutations.zipped(MutatedKind.utf8(lines)));
        gguf(at, kinds);
        kinds.add(new MutatedKind(
                "tokenizer.json",
                60,
                Form.TEXT,
                List.of(MutatedKind.utf8(tokenizer())),
                MutatedKind.made(folder, "tokenizer").resolve("tokenizer.json"),
                (file, _) -> {
                    try (var tokenizer = Tokenizer.read(file)) {
                        tokenizer.decode(tokenizer.encode("and a cat"));
                    }
                }));
        model(MutatedKind.made(folder, "model"), kinds);
    }

    /** A file of llama.cpp's format in each type of weights. */
    private static void gguf(Path at, List<MutatedKind> kinds) {
        var whole = Stream.of(GgmlType.F32, GgmlType.Q8_0, GgmlType.Q4_0)
                .map(type -> {
                    var file = at.resolve("whole.gguf");
                    try (var device = HostDevice.scalar(1)) {
                        var model = new Model(device, Sizes.shape("llama", 32, 1, 256, 16), 0);
                        model.initialize(1);
                        GgufExport.write(file, "m", model, Tokenizer.bytes(), type);
                    }
                    return MutatedKind.bytes(file);
                })
                .toList();
        kinds.add(new MutatedKind("gguf", 60, Form.BINARY, whole, at.resolve("m.gguf"), (file, _) -> {
            try (var model = GgufModel.open(file)) {
                var tensors = model.weights();
                HfWeights.of(model.config())
                        .forEach(w -> tensors.tensor(w.name()).floats());
            }
        }));
    }

    /** A byte-level BPE in the layout of Hugging Face's tokenizers. */
    private static String tokenizer() {
        var vocabulary = new StringBuilder("\"<|endoftext|>\":0");
        for (char c = 'a'; c <= 'z'; c++) {
            vocabulary.append(",\"").append(c).append("\":").append(c - 'a' + 1);
        }
        return """
                {"version":"1.0","truncation":null,"padding":null,
                 "added_tokens":[{"id":0,"content":"<|endoftext|>","special":true}],
                 "normalizer":null,
                 "pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "post_processor":null,
                 "decoder":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},
                 "model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":"",
                   "end_of_word_suffix":"","fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
                   "vocab":{%s,"\\u0120":27,"an":28,"and":29},"merges":["a n","an d"]}}
                """.formatted(vocabulary);
    }

    private static void corpus(List<MutatedKind> kinds, String name, Form form, Path at, byte[] whole) {
        kinds.add(new MutatedKind(name, 600, form, List.of(whole), at.resolve(name), (file, _) -> {
            if (Corpus.open(file.toString()) instanceof TextCorpus text) {
                text.read(_ -> {});
            }
        }));
    }

    /** A trained model's folder, asked by commands. */
    private static void model(Path at, List<MutatedKind> kinds) {
        var corpus = MutatedKind.corpus(at);
        var trained = Cli.run(
                "train",
                "--width=32",
                "--layers=1",
                "--context=32",
                "--batch=4",
                "--tokens=4K",
                "--threads=1",
                "--validation-tokens=1K",
                "--name=tiny",
                "--corpus=" + corpus,
                "--runs=" + at);
        if (trained.status() != 0) {
            throw new AssertionError(trained.err());
        }
        var run = at.resolve("tiny");
        var checkpoint = new RunFolder(run).newestCheckpoint().orElse(run);
        try (var files = Files.walk(checkpoint)) {
            for (var file : Stream.concat(files.filter(Files::isRegularFile), Stream.of(run.resolve("run.json")))
                    .toList()) {
                var name = file.getFileName().toString();
                if (name.startsWith(".")) {
                    continue;
                }
                var form = name.endsWith(".safetensors") ? Form.BINARY : name.endsWith(".json") ? Form.JSON : Form.TEXT;
                kinds.add(new MutatedKind(
                        "model's " + name, 1, form, List.of(MutatedKind.bytes(file)), file, (_, random) -> {
                            switch (random.nextInt(3)) {
                                case 0 ->
                                    MutatedKind.command(
                                            "sample", run.toString(), "--tokens=3", "--prompt=a", "--threads=1");
                                case 1 -> MutatedKind.command("surprise", "--model", run.toString(), "a cat");
                                default -> MutatedKind.command("runs", "--runs=" + at);
                            }
                        }));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
