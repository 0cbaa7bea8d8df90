package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import loglog.runs.Json;
import loglog.web.ServerSettings;
import loglog.web.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Studies that a page starts, stops and resumes. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class StudiesFromAPageTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path runs;
    private WebServer server;

    @BeforeEach
    void study() throws IOException {
        runs = Files.createDirectories(folder.resolve("the runs"));
        Files.writeString(folder.resolve("train.sh"), """
                while [ ! -e "$1/finish" ]; do sleep 0.1; done
                printf '{"tokens": %d, "score": 1.5}\\n' "$2"
                """);
        Files.writeString(runs.resolve("waits.yaml"), """
                name: waits
                kind: program
                metric: {name: score, unit: points, better: high, scale: linear}
                design: {kind: ladder, sizes: [1K], tokens_per_param: 20}
                trainer: {command: 'sh {here}/../train.sh {here}/.. {tokens}'}
                """);
    }

    @AfterEach
    void close() throws IOException {
        Files.writeString(folder.resolve("finish"), "");
        if (server != null) {
            server.close();
        }
    }

    private JsonNode send(int port, String path, String body, int status) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        var answer = http.send(
                (body == null ? request.GET() : request.POST(BodyPublishers.ofString(body))).build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.MAPPER.readTree(answer.body());
    }

    private String state(int port) throws Exception {
        return send(port, "/api/studies", null, 200)
                .path("studies")
                .get(0)
                .path("state")
                .asString();
    }

    private void awaitState(int port, String state) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!state(port).equals(state)) {
            assertThat(System.nanoTime())
                    .as(() -> Files.exists(runs.resolve(".serve/waits.log"))
                            ? read(runs.resolve(".serve/waits.log"))
                            : "")
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Process serve() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "loglog.app.Main",
                        "serve",
                        runs.toString(),
                        "--port",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aStudySurvivesTheServersKillIsFoundAgainStoppedAndResumed() throws Exception {
        var study = "{\"study\":\"waits.yaml\"}";
        var killed = serve();
        try {
            var line = killed.inputReader().readLine();
            int port = Integer.parseInt(line.replaceFirst(".*:(\\d+)/.*", "$1"));
            assertThat(state(port)).isEqualTo("new");
            assertThat(send(port, "/api/studies/start", study, 200)
                            .path("state")
                            .asString())
                    .isEqualTo("running");
            assertThat(send(port, "/api/studies/start", study, 409)
                            .path("error")
                            .asString())
                    .contains("waits", "running", "expected");
        } finally {
            killed.destroyForcibly().waitFor();
        }
        server = Serving.start(
                new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(runs), Serving::sentence));
        int port = server.port();
        assertThat(state(port)).isEqualTo("running");
        awaitRun();
        send(port, "/api/studies/stop", study, 200);
        awaitState(port, "stopped");
        assertThat(send(port, "/api/studies/log?study=waits.yaml", null, 200)
                        .path("text")
                        .asString())
                .contains("stopped; the same command goes on");
        assertThat(send(port, "/api/studies/stop", study, 409).path("error").asString())
                .contains("not running");
        Files.writeString(folder.resolve("finish"), "");
        send(port, "/api/studies/start", study, 200);
        awaitState(port, "finished");
        var now = send(port, "/api/studies", null, 200).path("studies").get(0);
        assertThat(now.path("finished").asInt()).isEqualTo(1);
        assertThat(now.path("planned").asInt()).isEqualTo(1);
    }

    @Test
    void aStudyThatWasToldToStopIsStoppingUntilItsProcessEnds() throws Exception {
        // Deaf to the order, as a study is while it writes its checkpoints.
        var busy = new ProcessBuilder(
                        "sh",
                        "-c",
                        "trap '' TERM; echo deaf; while [ ! -e \"$1/finish\" ]; do sleep 0.1; done",
                        "busy",
                        folder.toString())
                .start();
        try (var said = busy.inputReader()) {
            assertThat(said.readLine()).isEqualTo("deaf");
            Files.writeString(Files.createDirectories(runs.resolve(".serve")).resolve("waits.pid"), busy.pid() + "\n");
            server = Serving.start(
                    new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(runs), Serving::sentence));
            int port = server.port();
            var study = "{\"study\":\"waits.yaml\"}";
            assertThat(state(port)).isEqualTo("running");
            assertThat(send(port, "/api/studies/stop", study, 200).path("state").asString())
                    .isEqualTo("stopping");
            assertThat(state(port)).isEqualTo("stopping");
            assertThat(send(port, "/api/studies/stop", study, 409).path("error").asString())
                    .contains("found waits stopping already");
            assertThat(send(port, "/api/studies/start", study, 409)
                            .path("error")
                            .asString())
                    .contains("found waits stopping, expected one that is not");
            Files.writeString(folder.resolve("finish"), "");
            awaitState(port, "new");
        } finally {
            busy.destroyForcibly();
        }
    }

    /** A run that has begun, so that there is something to stop. */
    private void awaitRun() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (true) {
            try (var all = Files.walk(runs.resolve("waits"))) {
                if (all.anyMatch(file -> file.endsWith("run.json"))) {
                    return;
                }
            } catch (IOException | java.io.UncheckedIOException _) {
                // It is being made.
            }
            assertThat(System.nanoTime())
                    .as(() -> read(runs.resolve(".serve/waits.log")))
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
