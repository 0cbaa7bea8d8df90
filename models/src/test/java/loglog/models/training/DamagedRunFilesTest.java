package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Every field of a run's files, with every kind of value that it may not have. */
class DamagedRunFilesTest {
    private static final List<String> WRONG = List.of(
            "\"many\"",
            "true",
            "null",
            "[]",
            "{}",
            "0",
            "-1",
            "0.5",
            "1e400",
            "1" + "0".repeat(400),
            "2147483648",
            "\"\"");

    private static ObjectNode run() {
        var json = Json.MAPPER.createObjectNode();
        TrainingPlanJson.write(TinyRun.plan(1000), json);
        return json;
    }

    private static ObjectNode result() {
        var outcome = new Outcome(
                Outcome.Status.FINISHED,
                "all done",
                Outcome.scales(100, 10, 1000, 1e9),
                Map.of("loss", 2.0, "validation_loss", 2.1, "bits_per_byte", 1.5),
                Map.of(),
                3);
        return OutcomeJson.write(outcome);
    }

    @Test
    void aDamagedFieldIsReadOrNamed() {
        damageEach(run(), json -> TrainingPlanJson.read(Path.of("run.json"), json), "run.json");
        damageEach(result(), json -> OutcomeJson.read(Path.of("result.json"), json), "result.json");
    }

    @Test
    void wholeFilesAreRead() {
        assertThat(TrainingPlanJson.read(Path.of("run.json"), run())).isEqualTo(TinyRun.plan(1000));
        assertThat(OutcomeJson.read(Path.of("result.json"), result()).value("loss"))
                .isEqualTo(2);
    }

    @Test
    void aZeroIsNamedWithItsKey() {
        var json = run();
        ((ObjectNode) json.get("model")).put("heads", 0);
        assertThatThrownBy(() -> TrainingPlanJson.read(Path.of("run.json"), json))
                .isInstanceOf(DataException.class)
                .hasMessage("run.json: model.heads: found 0, expected a whole number from 1 to 2147483647");
    }

    private static void damageEach(ObjectNode whole, Consumer<ObjectNode> read, String file) {
        for (var path : paths(whole, List.of())) {
            for (var value : WRONG) {
                var damaged = whole.deepCopy();
                parent(damaged, path).set(path.getLast(), Json.MAPPER.readTree(value));
                readOrNamed(damaged, read, file, path.getLast());
            }
            var without = whole.deepCopy();
            parent(without, path).remove(path.getLast());
            readOrNamed(without, read, file, path.getLast());
        }
    }

    private static void readOrNamed(ObjectNode json, Consumer<ObjectNode> read, String file, String key) {
        try {
            read.accept(json);
        } catch (DataException e) {
            assertThat(e.getMessage()).startsWith(file).contains("expected").doesNotContain("Exception", "\n");
        } catch (RuntimeException e) {
            throw new AssertionError(key + " in " + json, e);
        }
    }

    private static List<List<String>> paths(ObjectNode json, List<String> above) {
        var paths = new ArrayList<List<String>>();
        for (var key : json.propertyNames()) {
            var path = new ArrayList<>(above);
            path.add(key);
            paths.add(path);
            if (json.get(key) instanceof ObjectNode inner) {
                paths.addAll(paths(inner, path));
            }
        }
        return paths;
    }

    private static ObjectNode parent(ObjectNode json, List<String> path) {
        var node = json;
        for (var key : path.subList(0, path.size() - 1)) {
            node = (ObjectNode) node.get(key);
        }
        return node;
    }
}
