package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
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
        UntrainedRuns.player(lab.runs().resolve(PLAYER));
        UntrainedRuns.solver(lab.runs().resolve(SOLVER));
        UntrainedRuns.model(lab.runs().resolve(FIRST), 3);
        UntrainedRuns.model(lab.runs().resolve(OTHER), 4);
        lab.serve(0);
        return lab;
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
