package loglog.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.selfplay.AgentFile;
import loglog.hex.selfplay.HexKind;
import loglog.hex.strength.Searcher;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.models.weights.Gpt2;
import loglog.models.weights.Llama;
import loglog.runs.RunFolder;

/** Runs of models with random weights, to be asked: nothing is trained for them. */
public final class UntrainedRuns {
    private UntrainedRuns() {}

    /** A player of Hex on 3 by 3, with two agents. */
    static void player(Path run) {
        write(run, """
                {"recipe": {"board": 3, "depth": 1, "simulations": 8, "search": "puct", "exploration": 1.5, "first_play": 0.2,
                "games": 16, "random_openings": 0.5, "sampled": 0.33, "temperature": 1.0, "noise": 0.25, "noise_of_moves": 10.0,
                "batch": 64, "reuse": 4.0, "buffer": 40000, "lr": 0.002, "weight_decay": 0.0001},
                "model": {"width": 8, "depth": 1}, "tokens": 1152, "seed": 1, "lanes": 1, "params": 323, "steps": 18, "format": 3,
                "kind": "hex", "trainer": "loglog", "study": "hex", "recipe_name": "hex", "role": "observation",
                "metric": {"name": "elo", "unit": "Elo", "better": "high", "scale": "linear"}, "settings": {}}
                """);
        var shape = HexKind.setup(new RunFolder(run)).shape();
        try (var device = HostDevice.scalar(1)) {
            for (int step : new int[] {9, 18}) {
                var net = new PolicyValueNet(shape, device, Searcher.rows(), 0);
                net.initialize(step);
                AgentFile.write(run, step, net);
            }
        }
    }

    /** A model of chains of two and three steps modulo 3. */
    public static void solver(Path run) {
        var task = "{\\\"chain\\\":{\\\"steps\\\":[2,3],\\\"modulus\\\":3,\\\"format\\\":\\\"steps\\\"}}";
        write(run, """
                {"recipe": {"optimizer": "ADAMW", "rate": 0.008, "schedule": {"kind": "WARMUP_STABLE_DECAY", "warmup": 0.02,
                "decay": 0.2, "floor": 0.0}, "base_width": 64, "batch": 64, "context": 13, "weight_decay": 0.01, "clip": 1.0,
                "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "momentum": 0.95, "precision": "FLOAT32"},
                "model": {"architecture": "gpt2", "vocabulary": 10, "width": 16, "layers": 1, "heads": 4, "kv_heads": 4,
                "head_width": 4, "feed_forward": 64, "context": 28, "norm_epsilon": 1e-5, "tied": true}, "tokens": 9984, "seed": 1,
                "lanes": 1, "data": {"task": "%s"}, "params": 3920, "steps": 12, "format": 3, "kind": "task", "trainer": "loglog",
                "study": "sums", "recipe_name": "all", "role": "observation",
                "metric": {"name": "accuracy", "unit": "", "better": "high", "least": 0.0, "greatest": 1.0, "scale": "logit"},
                "settings": {"test_problems": "10"}, "task": "%s", "test_problems": 10, "solution_format": "steps"}
                """.formatted(task, task));
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(device, new Gpt2(10, 16, 1, 4, 64, 28, 1e-5, true, OptionalInt.empty()), 0);
            model.initialize(1);
            write(run, 12, model);
        }
    }

    /** A language model of bytes. */
    public static void model(Path run, int seed) {
        write(run, "{\"recipe\":{\"rate\":0.004},\"params\":1000,\"tokens\":4000,\"steps\":4,\"seed\":1}");
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(
                    device, new Llama(256, 16, 1, 2, 2, 8, 24, 64, 1e-5, 10000, false, OptionalInt.empty()), 0);
            model.initialize(seed);
            write(run, 4, model);
        }
    }

    private static void write(Path run, String asked) {
        try {
            Files.writeString(Files.createDirectories(run).resolve("run.json"), asked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path run, int step, Model model) {
        try {
            Checkpoint.writeModel(Files.createDirectories(run.resolve("checkpoint-" + step)), model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
