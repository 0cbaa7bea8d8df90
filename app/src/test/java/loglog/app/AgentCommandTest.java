package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code loglog agent}, against a server on this machine that does sums with the calculator, and without it gets odd ones wrong. */
class AgentCommandTest {
    @TempDir
    Path folder;

    private Path tasks;
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append("{\"prompt\": \"%d+%d=\", \"answer\": %d, \"steps\": %d}\n".formatted(i, 7, i + 7, 1 + i % 2));
        }
        tasks = Files.writeString(folder.resolve("tasks.jsonl"), lines);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            this.asked.incrementAndGet();
            var asked = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            var body = JsonMapper.shared().createObjectNode();
            body.putArray("choices").addObject().putObject("message").put("content", said(asked.path("messages")));
            body.putObject("usage").put("completion_tokens", 3);
            var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static String said(JsonNode messages) {
        var instructions = messages.path(0).path("content").asString("");
        var task = messages.path(1).path("content").asString("");
        if (instructions.startsWith("Check")) {
            return task.endsWith("0") ? "wrong" : "right";
        }
        if (!instructions.contains("calculate")) {
            int first = Integer.parseInt(task.split("\\+")[0]);
            return "answer: " + (first % 2 == 1 ? "0" : "" + (first + 7));
        }
        return messages.size() == 2
                ? "calculate: " + task.replace("=", "")
                : "answer: "
                        + messages.path(messages.size() - 1).path("content").asString("");
    }

    private Cli.Result agent(Object... more) {
        var words = new ArrayList<Object>(List.of("agent", tasks, "--server", url));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    @Test
    void aToolIsWorthWhatItIsWorthAndTheTranscriptTellsIt() throws Exception {
        var plain = agent("--json").json();
        assertThat(plain.path("success").path("successes").asInt()).isEqualTo(10);
        assertThat(plain.path("success").path("low").asDouble()).isLessThan(0.5);
        assertThat(plain.path("by_steps").get(0).path("value").asDouble()).isEqualTo(1);
        assertThat(plain.path("by_steps").get(1).path("value").asDouble()).isZero();

        var file = folder.resolve("said.jsonl");
        var helped =
                agent("--tools", "calculator", "--transcript", file, "--json").json();
        assertThat(helped.path("success").path("successes").asInt()).isEqualTo(20);
        assertThat(helped.path("replies").asInt()).isEqualTo(40);
        assertThat(helped.path("tokens").asInt()).isEqualTo(120);
        assertThat(helped.path("step_error").path("value").asDouble()).isZero();
        assertThat(helped.path("step_error").path("high").asDouble())
                .isCloseTo(1 - Math.exp(-1.3528 / 30), within(1e-3));
        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1 + 20 * 5);
        var first = lines.stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .filter(line -> line.path("task").asInt() == 4)
                .map(line -> line.path("who").asString("") + ": "
                        + line.path("text").asString(line.path("right").toString()))
                .toList();
        assertThat(first)
                .containsExactly(
                        "task: 3+7=", "agent: calculate: 3+7", "tool: 10", "agent: answer: 10", "result: true");
        assertThat(agent("--transcript", file).complaint())
                .contains("tools: found", "expected", "this file is of another evaluation");
        assertThat(agent("--transcript", tasks).complaint()).contains("found no evaluation of this program");
    }

    @Test
    void anEvaluationThatWasKilledGoesOnWithItsTranscript() throws Exception {
        var file = folder.resolve("said.jsonl");
        Object[] command = {"--redo", "2", "--transcript", file, "--json"};
        var whole = agent(command).json();
        var text = Files.readString(file);
        int before = asked.get();
        // What a kill leaves: whole tasks, a part of one, and half a line of it.
        var lines = text.split("(?<=\n)");
        int results = 0;
        var left = new StringBuilder();
        for (var line : lines) {
            left.append(line);
            results += line.contains("\"who\":\"result\"") ? 1 : 0;
            if (results == 12) {
                break;
            }
        }
        var rest = text.substring(left.length());
        Files.writeString(file, left + rest.substring(0, rest.indexOf('\n') + 20));
        var again = agent(command).json();
        assertThat(again).isEqualTo(whole);
        assertThat(asked.get() - before).isBetween(8, before - 12); // eight tasks alone
        assertThat(Files.readAllLines(file)).hasSize(lines.length).allMatch(line -> line.endsWith("}"));
        assertThat(agent(command).json()).isEqualTo(whole); // nothing is left to ask
    }

    @Test
    void checksVotesAndPagesAreShown() throws Exception {
        var page = folder.resolve("page.html");
        var result = agent("--redo", "2", "--html", page);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "wrong answers noticed",
                        "10 of 20",
                        "right answers called wrong",
                        "success by number of steps");
        assertThat(Files.readString(page)).contains("tasks.jsonl");
        assertThat(agent("--vote", "3", "--temperature", "0").out())
                .contains("votes at temperature 0 repeat one attempt");
        assertThat(agent("--match", "numeric", "--vote", "3", "--json")
                        .json()
                        .path("closed_form")
                        .asDouble())
                .isCloseTo(0.5, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tools|hammer|--tools: found \"hammer\", expected calculator, memory or none",
                "--replies|0|--replies: found 0, expected 1 to",
                "--match|command|--judge: found nothing with --match command",
                "--level|1|--level: found 1, expected a share",
                "--temperature|-1|--temperature: found -1, expected 0 to 10",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        assertThat(agent(option, value).complaint()).contains(sentence);
    }

    @Test
    void aServerOrAFileThatIsWrongIsOneSentence() throws Exception {
        assertThat(Cli.run("agent", tasks).complaint())
                .contains("found neither --server nor --run, expected --server URL or --run RUN");
        assertThat(Cli.run("agent", "--server", url).complaint()).contains("found no TASKS");
        assertThat(Cli.run("agent", "--run", folder).complaint()).contains("run.json");
        assertThat(Cli.run("agent", tasks, "--server", "localhost").complaint()).contains("expected a URL such as");
        assertThat(Cli.run("agent", tasks, "--server", url.replace("/v1", "/other"))
                        .complaint())
                .contains("found status 404", "expected 200");
        Files.writeString(tasks, "{\"prompt\": \"x\"}\n");
        assertThat(agent().complaint()).contains("tasks.jsonl: line 1", "answer");
        Files.writeString(tasks, "nonsense\n");
        assertThat(agent().complaint()).contains("tasks.jsonl");
        assertThat(Cli.run("agent", folder.resolve("none.jsonl"), "--server", url)
                        .complaint())
                .contains("none.jsonl");
    }
}
