package loglog.forecast.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildOutTest {
    private static final String SOURCE = "source: a test, dated: 2026";

    @TempDir
    Path folder;

    private Path write(String yaml) throws Exception {
        return Files.writeString(folder.resolve("mine.yaml"), yaml);
    }

    private BuildOut.Plan plan(String yaml) throws Exception {
        return BuildOutFile.read(write(yaml));
    }

    private static String resource(String name, String kind, String supply, String rest, String needs) {
        return "  - {name: %s, unit: t, kind: %s, supply: [%s]%s, needs: [{date: 2025, value: %s, %s}]}\n"
                .formatted(name, kind, supply, rest, needs, SOURCE);
    }

    private static String point(String date, String value) {
        return "{date: %s, value: %s, %s}".formatted(date, value, SOURCE);
    }

    @Test
    void theScarcestResourceBindsAndTheCrossingIsWhereTheCurvesCross() throws Exception {
        // Wafers double each year from 100; money stands at 390: money binds from the year on in which 100 x 2^n passes
        // it.
        var years = BuildOut.of(
                plan("from: 2025\nuntil: 2028\nresources:\n"
                        + resource(
                                "wafers",
                                "flow",
                                point("2025-07-01", "100"),
                                ", growth: {times_per_year: 2, " + SOURCE + "}",
                                "1")
                        + resource("money", "flow", point("2025-07-01", "3900"), "", "10")),
                200,
                1,
                0.9);
        assertThat(years).extracting(BuildOut.Year::binding).containsExactly("wafers", "wafers", "money", "money");
        assertThat(years.get(1).added().value()).isCloseTo(200, within(1.0));
        assertThat(years.get(3).added().value()).isCloseTo(390, within(1e-9));
        assertThat(years.get(3).binds()).containsEntry("money", 1.0);
    }

    @Test
    void whatAStockAddsIsItsRise() throws Exception {
        var years = BuildOut.of(
                plan("from: 2026\nuntil: 2027\nresources:\n"
                        + resource(
                                "power",
                                "stock",
                                point("2026-01-01", "10") + ", " + point("2028-01-01", "40"),
                                "",
                                "0.5")),
                200,
                1,
                0.9);
        assertThat(years.get(0).added().value()).isCloseTo((20 - 10) / 0.5, within(0.05));
        assertThat(years.get(1).added().value()).isCloseTo((40 - 20) / 0.5, within(0.05));
    }

    @Test
    void twoAlikeBindEachInHalfTheDrawsAndTheLeastIsTheirMinimum() throws Exception {
        var years = BuildOut.of(
                plan("from: 2025\nuntil: 2025\nresources:\n"
                        + resource("a", "flow", point("2025", "[50, 200]"), "", "1")
                        + resource("b", "flow", point("2025", "[50, 200]"), "", "1")),
                20_000,
                1,
                0.9);
        var year = years.getFirst();
        assertThat(year.binds().get("a")).isCloseTo(0.5, within(0.02));
        // The minimum of two is below x with probability 1 - (1 - F(x))^2: its median is the 29th percentile of each.
        double z = loglog.forecast.CounterRandom.normalQuantile(1 - Math.sqrt(0.5));
        double sd = Math.log(2) / loglog.forecast.CounterRandom.normalQuantile(0.95);
        assertThat(year.added().value()).isCloseTo(100 * Math.exp(z * sd), within(1.0));
    }

    @Test
    void thePublicFiguresAllHaveTheirSourceAndFitWhatWasShipped() {
        var plan = BuildOutFile.builtIn();
        assertThat(plan.resources())
                .extracting(BuildOut.Resource::name)
                .contains("chips", "power", "packaging", "memory", "money");
        var first = BuildOut.of(plan, 5000, 1, 0.9).getFirst();
        assertThat(first.year()).isEqualTo(2025);
        // 13.2 million were shipped: no resource may have allowed far less.
        assertThat(first.allowed())
                .allSatisfy(
                        (name, allowed) -> assertThat(allowed.high()).as(name).isGreaterThan(13.2e6));
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws Exception {
        for (var wrong : List.of(
                List.of(
                        "from: 2025\nuntil: 2024\nresources: []\n",
                        "line 2: until: found 2024, expected a year from 2025 on"),
                List.of("from: 2025\nuntil: 2026\n", "line 1: resources: the key is missing"),
                List.of(
                        "from: 2025\nuntil: 2026\nresources:\n  - {name: a, unit: t, needs: []}\n",
                        "line 4: resources[1].supply: the key is missing"),
                List.of(
                        "from: 2025\nuntil: 2026\nresources:\n"
                                + resource("a", "flow", "{date: 2025, value: 1}", "", "1"),
                        "supply[1].source: the key is missing"),
                List.of(
                        "from: 2025\nuntil: 2026\nresources:\n" + resource("a", "pile", point("2025", "1"), "", "1"),
                        "kind: found pile, expected flow or stock"))) {
            assertThatThrownBy(() -> plan(wrong.getFirst()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(wrong.getLast());
        }
    }
}
