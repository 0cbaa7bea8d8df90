package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A served lab with a player of Hex on 3 by 3, a model of a task and two language models of bytes, all with random weights. */
final class PlayedLab implements AutoCloseable {
    static final String FIRST = "first";
    static final String OTHER = "other";
    static final String PLAYER = "hex/player";
    static final String SOLVER = "sums/solver";

    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    /** What came back, with the server's sentence where it refused. */
    record Reply(int status, JsonNode json) {
        String sentence() {
            assertThat(status).isBetween(400, 404);
            return json.path("error").asString();
        }
    }

    private PlayedLab(Path folder) {
        this.folder = folder;
    }

    /** Makes the runs and serves them. */
    static PlayedLab open(Path folder) {
        var lab = new PlayedLab(folder);
        try {
            player(Files.createDirectories(lab.runs().resolve(PLAYER)));
            solver(Files.createDirectories(lab.runs().resolve(SOLVER)));
            model(lab.runs().resolve(FIRST), 3);
            model(lab.runs().resolve(OTHER), 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.serve(0);
        return lab;
    }

    private static void player(Path run) throws IOException {
        Files.writeString(run.resolve("run.json"), """
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

    private static void solver(Path run) throws IOException {
        var task = "{\\\"chain\\\":{\\\"steps\\\":[2,3],\\\"modulus\\\":3,\\\"format\\\":\\\"steps\\\"}}";
        Files.writeString(run.resolve("run.json"), """
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
        var checkpoint = Files.createDirectories(run.resolve("checkpoint-12"));
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(device, new Gpt2(10, 16, 1, 4, 64, 28, 1e-5, true, OptionalInt.empty()), 0);
            model.initialize(1);
            Checkpoint.writeModel(checkpoint, model);
        }
    }

    private static void model(Path run, int seed) throws IOException {
        var checkpoint = Files.createDirectories(run.resolve("checkpoint-4"));
        Files.writeString(
                run.resolve("run.json"),
                "{\"recipe\":{\"rate\":0.004},\"params\":1000,\"tokens\":4000,\"steps\":4,\"seed\":1}");
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(
                    device, new Llama(256, 16, 1, 2, 2, 8, 24, 64, 1e-5, 10000, false, OptionalInt.empty()), 0);
            model.initialize(seed);
            Checkpoint.writeModel(checkpoint, model);
        }
    }

    private void serve(int port) {
        server = Serving.start(
                new ServerSettings("127.0.0.1", port, null, false, "test", List.of(runs()), Serving::sentence));
    }

    /** Ends the server and starts another one at the same port. */
    void again() {
        int port = server.port();
        server.close();
        serve(port);
    }

    Path runs() {
        return folder.resolve("runs");
    }

    String address(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(URI.create(address(path))).build());
    }

    Reply post(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(address(path)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Reply send(HttpRequest request) {
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
