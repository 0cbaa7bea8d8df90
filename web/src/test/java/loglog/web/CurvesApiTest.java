package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import loglog.runs.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Curves as pages get them, from the files of runs. */
class CurvesApiTest {
    private static final int ROWS = 10_000;

    @TempDir
    Path folder;

    private void run(String name, int seed, double[] loss) throws IOException {
        var run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("run.json"),
                "{\"recipe\":{\"rate\":0.004},\"params\":1000,\"tokens\":%d,\"steps\":%d,\"seed\":%d,\"started\":\"%s\",\"study\":\"s\"}"
                        .formatted(loss.length, loss.length, seed, name));
        var rows = new StringBuilder();
        for (int i = 0; i < loss.length; i++) {
            rows.append("{\"step\":")
                    .append(i + 1)
                    .append(",\"tokens\":")
                    .append(64 * (i + 1))
                    .append(",\"loss\":")
                    .append(loss[i])
                    .append("}\n");
        }
        Files.writeString(run.resolve("metrics.jsonl"), rows);
    }

    private JsonNode ask(String... fieldsAndValues) {
        return Json.MAPPER.readTree(new String(reply(fieldsAndValues), StandardCharsets.UTF_8));
    }

    private byte[] reply(String... fieldsAndValues) {
        var fields = new HashMap<String, List<String>>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.merge(
                    fieldsAndValues[i],
                    List.of(fieldsAndValues[i + 1]),
                    (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream())
                            .toList());
        }
        var route = new CurvesApi(new RunShelf(List.of(folder))).routes().getFirst();
        return route.answer().apply(new Asked(Map.copyOf(fields), new byte[0])).bytes();
    }

    @Test
    void noSpikeIsLostWhateverTheZoom() throws IOException {
        var random = new Random(5);
        var loss = random.doubles(ROWS, 2, 3).toArray();
        // Farther apart than a column is wide, which draws the greatest and the least of what is in it.
        var spikes = IntStream.range(0, 20)
                .map(k -> 450 * k + 100 + random.nextInt(300))
                .toArray();
        for (int spike : spikes) {
            loss[spike] = 50 + random.nextDouble();
            loss[spike + 1] = -random.nextDouble();
        }
        run("spiky", 1, loss);
        for (int zoom = 0; zoom < 30; zoom++) {
            int from = random.nextInt(ROWS / 2);
            int to = from + 200 + random.nextInt(ROWS - from - 200);
            var answer = ask(
                    "run",
                    "spiky",
                    "x",
                    "step",
                    "columns",
                    "100",
                    "log",
                    String.valueOf(from > 0 && zoom % 2 == 1),
                    "from",
                    String.valueOf(Math.max(1, from)),
                    "to",
                    String.valueOf(to));
            var drawn = answer.path("curves").get(0).path("value");
            for (int spike : spikes) {
                if (spike + 1 > from && spike + 2 < to) {
                    assertThat(contains(drawn, loss[spike]))
                            .as("spike at step %d, from %d to %d", spike + 1, from, to)
                            .isTrue();
                    assertThat(contains(drawn, loss[spike + 1])).isTrue();
                }
            }
            var spans = answer.path("curves").get(0).path("spans");
            int places = 0;
            for (int i = 1; i < spans.size(); i += 2) {
                places += spans.get(i).asInt();
            }
            assertThat(places).isEqualTo(drawn.size()).isLessThanOrEqualTo(402);
        }
    }

    private static boolean contains(JsonNode values, double value) {
        for (var drawn : values) {
            if (!drawn.isNull() && Math.abs(drawn.asDouble() - value) < 1e-5) {
                return true;
            }
        }
        return false;
    }

    /** As a page reads them: the document, in which an array of numbers is its length, and then the numbers. */
    @Test
    void floatsTellWhatTheJsonTells() throws IOException {
        run("a-seed1", 1, new Random(1).doubles(3000).toArray());
        run("b", 2, new double[] {4, Double.NaN, 2.25, 1});
        Files.writeString(
                folder.resolve("b/metrics.jsonl"),
                Files.readString(folder.resolve("b/metrics.jsonl")).replace("NaN", "\"NaN\""));
        var asked = List.of(
                "run", "a-seed1", "run", "b", "x", "step", "smooth", "0.5", "columns", "50", "replicates", "true");
        var json = ask(asked.toArray(String[]::new));
        var with = new ArrayList<>(asked);
        with.addAll(List.of("form", "floats"));
        var bytes = ByteBuffer.wrap(reply(with.toArray(String[]::new))).order(ByteOrder.LITTLE_ENDIAN);
        var document = new byte[bytes.getInt()];
        assertThat(document.length % 4).isZero();
        bytes.get(document);
        var floats = Json.MAPPER.readTree(new String(document, StandardCharsets.UTF_8));
        for (var curve : floats.path("curves")) {
            filled((ObjectNode) curve, bytes, "spans", "value");
            filled((ObjectNode) curve.path("smooth"), bytes, "spans", "value");
        }
        for (var group : floats.path("groups")) {
            filled((ObjectNode) group, bytes, "mean", "low", "high");
        }
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(Json.MAPPER.readTree(floats.toString())).isEqualTo(json);
        assertThat(json.path("curves").get(1).path("value").toString()).contains("null");
        assertThat(json.path("groups")).hasSize(2);
    }

    private static void filled(ObjectNode of, ByteBuffer numbers, String... names) {
        for (var name : names) {
            int count = of.path(name).asInt();
            var array = of.putArray(name);
            for (int i = 0; i < count; i++) {
                float number = numbers.getFloat();
                if (Float.isNaN(number)) {
                    array.addNull();
                } else if (number == (int) number) {
                    array.add((int) number);
                } else {
                    array.add(number);
                }
            }
        }
    }

    @Test
    void seedsOfARecipeAreAMeanAndABandWhereAllHaveValues() throws IOException {
        run("a-seed1", 1, new double[] {4, 3, 2, 1});
        run("a-seed2", 2, new double[] {6, 5, 4});
        run("b-seed1", 1, new double[] {1, 1, 1, 9});
        Files.writeString(
                folder.resolve("b-seed1/run.json"),
                "{\"recipe\":{\"rate\":0.1},\"params\":1000,\"tokens\":4,\"steps\":4,\"seed\":1,\"study\":\"s\"}");
        Files.writeString(
                folder.resolve("a-seed2/run.json"),
                Files.readString(folder.resolve("a-seed1/run.json"))
                        .replace("\"seed\":1", "\"seed\":2")
                        .replace("a-seed1", "later"));
        var groups = ask(
                        "run",
                        "a-seed1",
                        "run",
                        "a-seed2",
                        "run",
                        "b-seed1",
                        "x",
                        "step",
                        "columns",
                        "30",
                        "replicates",
                        "true")
                .path("groups");
        assertThat(groups).hasSize(2);
        var a = groups.get(0);
        assertThat(a.path("name").asString()).isEqualTo("a");
        assertThat(a.path("runs")).hasSize(2);
        // Columns are a tenth of a step wide; the first one's middle is at 1.05.
        assertThat(a.path("mean").get(0).asDouble()).isCloseTo(4.95, within(1e-5));
        assertThat(a.path("low").get(0).asDouble()).isCloseTo(3.95, within(1e-5));
        assertThat(a.path("high").get(0).asDouble()).isCloseTo(6, within(1e-5));
        assertThat(a.path("mean").get(25).isNull())
                .as("one of the two has ended")
                .isTrue();
        assertThat(groups.get(1).path("runs").get(0).asString()).isEqualTo("b-seed1");
        assertThat(groups.get(1).path("mean").get(25).isNull()).isFalse();
    }
}
