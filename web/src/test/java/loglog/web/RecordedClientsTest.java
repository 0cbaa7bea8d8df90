package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import loglog.runs.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * What OpenAI's client (3.22.1) and lm-evaluation-harness (0.4.13, local-completions) sent to this very model, and were content with:
 * each request again, each answer the same. {@code bench/record_clients.py} made the records.
 */
class RecordedClientsTest {
    @TempDir
    static Path folder;

    private static SomeLab lab;

    @BeforeAll
    static void open() {
        lab = SomeLab.open(folder, null);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    static Stream<JsonNode> records() throws IOException {
        try (var in = RecordedClientsTest.class.getResourceAsStream("recorded-clients.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().map(Json.MAPPER::readTree).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatAClientWasContentWithIsAnsweredAgain(JsonNode recorded) {
        var path = recorded.path("path").asString();
        var headers = recorded.path("headers").properties().stream()
                .filter(header -> !header.getKey().equals("Content-Type")) // which a POST has anyway
                .map(header -> header.getKey() + ": " + header.getValue().asString())
                .toArray(String[]::new);
        var answer = recorded.path("method").asString().equals("GET")
                ? lab.get(path, headers)
                : lab.post(path, recorded.path("body").asString(), headers);
        assertThat(answer.status())
                .as(answer.body())
                .isEqualTo(recorded.path("status").asInt());
        assertThat(answer.header("Content-Type"))
                .isEqualTo(recorded.path("type").asString());
        var before = parts(recorded.path("answer").asString());
        var now = parts(answer.body());
        assertThat(now).hasSameSizeAs(before);
        for (int i = 0; i < now.size(); i++) {
            if (before.get(i).startsWith("{")) {
                alike("", Json.MAPPER.readTree(before.get(i)), Json.MAPPER.readTree(now.get(i)));
            } else {
                assertThat(now.get(i)).isEqualTo(before.get(i));
            }
        }
    }

    /** The events of a stream, or the whole. */
    private static List<String> parts(String body) {
        return body.startsWith("data: ")
                ? body.lines()
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.substring(6))
                        .toList()
                : List.of(body);
    }

    private static void alike(String where, JsonNode before, JsonNode now) {
        if (where.endsWith("/id") || where.endsWith("/created")) {
            assertThat(now.getNodeType()).as(where).isEqualTo(before.getNodeType());
        } else if (before.isObject()) {
            assertThat(now.propertyNames()).as(where).containsExactlyElementsOf(before.propertyNames());
            before.properties()
                    .forEach(field -> alike(where + "/" + field.getKey(), field.getValue(), now.path(field.getKey())));
        } else if (before.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(before.size());
            for (int i = 0; i < before.size(); i++) {
                alike(where + "/" + i, before.get(i), now.get(i));
            }
        } else if (before.isFloat() || before.isDouble()) {
            assertThat(now.asDouble()).as(where).isCloseTo(before.asDouble(), within(1e-4));
        } else {
            assertThat(now).as(where).isEqualTo(before);
        }
    }
}
