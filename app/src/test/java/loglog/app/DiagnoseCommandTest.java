package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseCommandTest {
    @TempDir
    Path folder;

    @Test
    void aRunThatStandsOffTheTrendIsNamedByItsPlace() throws IOException {
        var lines = new ArrayList<>(Files.readAllLines(SomeRuns.chinchilla(folder)));
        var cells = lines.get(20).split(",");
        lines.set(20, cells[0] + "," + cells[1] + "," + 1.1 * Double.parseDouble(cells[2]));
        var table = SomeRuns.write(folder, "off.csv", String.join("\n", lines) + "\n");

        var json = Cli.run("diagnose", table, "--json").json();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "law",
                        "n",
                        "status",
                        "rows",
                        "trends",
                        "influence_on_forecast_at",
                        "findings",
                        "warnings",
                        "source");
        var off = new ArrayList<String>();
        json.get("rows").forEach(row -> {
            if (row.get("off_trend").asBoolean()) {
                off.add(row.get("place").asString());
            }
        });
        assertThat(off).hasSize(1).first().asString().endsWith("off.csv, line 21");
        assertThat(json.get("findings").toString()).contains("off.csv, line 21");
        // It lies above the law: so says its z, and so does fit.
        json.get("rows").forEach(row -> {
            if (row.get("off_trend").asBoolean()) {
                assertThat(row.get("z").asDouble()).isPositive();
                assertThat(row.get("observed").asDouble())
                        .isGreaterThan(row.get("fitted").asDouble());
            }
        });
        assertThat(Cli.run("fit", table, "--bootstrap=0", "--wide").out())
                .containsPattern("off\\.csv, line 21 .* (9|10)(\\.\\d+)?%");
        var text = Cli.run("diagnose", table).out();
        assertThat(text)
                .contains("off.csv, line 21 *")
                .contains("1 of 36 runs stands off the trend")
                .containsPattern(
                        "by how many standard errors the\\s+forecast at params [0-9.]+B, tokens [0-9.]+B moves without")
                .doesNotContain(folder.toString() + "/off.csv, line", "0.00100", "-0.00 ")
                .contains("scale")
                .contains("observed minus law [robust standard deviations]");
    }

    @Test
    void curvesThatLeftTheirLawAreNamedAndASoundOneIsNot() {
        var json = Cli.run("diagnose", SomeRuns.curves(folder), "--curve=run", "--json")
                .json();
        assertThat(json.get("curves")).hasSize(3);
        var sound = json.get("curves").get(0);
        assertThat(sound.propertyNames())
                .containsExactlyInAnyOrder("run", "points", "calibration_points", "departures");
        assertThat(sound.get("departures").isEmpty()).isTrue();
        var spike = json.get("curves").get(1).get("departures").get(0);
        assertThat(spike.get("kind").asString()).isEqualTo("spike");
        assertThat(spike.get("from_tokens").asDouble()).isEqualTo(80e7);
        assertThat(spike.get("until_tokens").asDouble()).isEqualTo(81e7);
        var stall = json.get("curves").get(2).get("departures").get(0);
        assertThat(stall.get("kind").asString()).isIn("stall", "drift");
        assertThat(stall.get("detected_tokens").asDouble()).isBetween(90e7, 110e7);
        assertThat(stall.get("from_tokens").asDouble())
                .isLessThan(stall.get("detected_tokens").asDouble());
        assertThat(stall.get("until_tokens").isNull()).isTrue();
        assertThat(Cli.run("diagnose", folder.resolve("curves.csv"), "--curve=run")
                        .out())
                .contains("2 of 3 left the law")
                .contains("its end");
    }
}
