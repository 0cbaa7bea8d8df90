package loglog.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import loglog.forecast.clusters.BuildOut;
import loglog.forecast.clusters.BuildOutFile;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.ScenarioFile;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a file of this room, it is read and answered, or refused in one sentence. */
class DamagedFilesTest {
    private static final List<String> ODD = List.of(
            "",
            "-1",
            "0",
            "1e17",
            "1e300",
            "1e999",
            "9".repeat(30),
            "abc",
            "[1]",
            "[3, 2, 1]",
            "{a: 1}",
            "[x, {}]",
            "null",
            "''",
            "*a",
            "|");

    /** What stands behind a key or in a list. */
    private static final Pattern VALUES = Pattern.compile("(?<=: )[^\\n{}>]+(?=[\\n}])");

    @TempDir
    Path folder;

    @Test
    void scenariosAreAnsweredOrRefused() throws Exception {
        eachDamage(
                ScenarioFile.template(),
                file -> Projection.of(ScenarioFile.read(file), 20, 1, 0.9).influences());
    }

    @Test
    void suppliesAreAnsweredOrRefused() throws Exception {
        eachDamage(BuildOutFile.template(), file -> {
            var plan = BuildOutFile.read(file);
            var years = Math.min(plan.until(), plan.from() + 3);
            BuildOut.of(new BuildOut.Plan("", "", plan.from(), years, plan.resources()), 20, 1, 0.9);
        });
    }

    @Test
    void acceleratorsAreReadOrRefused() throws Exception {
        var builtIn = Catalog.builtIn();
        eachDamage(Catalog.template(), file -> builtIn.with(file));
    }

    private void eachDamage(String whole, Consumer<Path> answer) throws IOException {
        var text = whole.replaceAll("(?m) *#.*$", "");
        var damaged = new ArrayList<String>();
        var values = VALUES.matcher(text);
        for (int i = 0; values.find(); i++) {
            // Each value gets another of the odd ones, which is each of them many times over the file.
            var odd = ODD.get(5 * i % ODD.size());
            damaged.add(text.substring(0, values.start()) + odd + text.substring(values.end()));
        }
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i += 5) {
            var without = new ArrayList<>(lines);
            without.remove(i);
            damaged.add(String.join("\n", without));
        }
        for (int cut = 50; cut < text.length(); cut += 1997) {
            damaged.add(text.substring(0, cut));
        }
        int refused = 0;
        for (var one : damaged) {
            var file = Files.writeString(folder.resolve("damaged.yaml"), one);
            try {
                answer.accept(file);
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("Exception", "\n");
            }
        }
        assertThat(refused).isBetween(damaged.size() / 10, damaged.size() - 1);
    }
}
