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
import loglog.app.Cli;
import loglog.engine.cpu.HostDevice;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A served lab with a player of Hex on 3 by 3 and two language models of bytes with random weights. */
final class PlayedLab implements AutoCloseable {
    static final String FIRST = "first";
    static final String OTHER = "other";

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
            var study = Files.writeString(folder.resolve("hex.yaml"), """
                    kind: hex
                    openings: 2
                    test_simulations: [2]
                    recipe: {board: 3, simulations: 8, games: 16, batch: 64}
                    design: {kind: self-play, sizes: [8x1], flops: 3e6}
                    seeds: 1
                    """);
            var trained = Cli.run("run", study, "--runs", lab.runs(), "--cores", 1);
            assertThat(trained.status()).as(trained.err() + trained.out()).isZero();
            model(lab.runs().resolve(FIRST), 3);
            model(lab.runs().resolve(OTHER), 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.serve(0);
        return lab;
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

    /** The player's run as the lab names it. */
    String player() {
        return server.runs().runs().stream()
                .map(run -> run.name())
                .filter(name -> name.startsWith("hex/"))
                .findFirst()
                .orElseThrow();
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
