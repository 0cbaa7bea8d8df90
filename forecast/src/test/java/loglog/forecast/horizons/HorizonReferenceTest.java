package loglog.forecast.horizons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import loglog.forecast.trends.Selection;
import loglog.tables.Numbers;
import loglog.tables.Table;
import loglog.tables.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** METR's public runs and horizons, against figures that were computed apart from this program. */
class HorizonReferenceTest {
    private static final Path DATA = Path.of("../../shared/data");

    private static Table table(String file) {
        var path = DATA.resolve(file);
        assumeTrue(Files.exists(path), path + " is not here");
        return Tables.read(List.of(path.toString()));
    }

    private static RawRunsReader.Read runs(RawRunsReader.Weights weights) {
        return RawRunsReader.read(
                table("metr_runs_2025_02.csv"), new RawRunsReader.Wanted(null, weights, null, null, Map.of()));
    }

    private static double number(Table table, int row, String column) {
        return Numbers.parse(table.text(row, table.column(column))).orElseThrow();
    }

    /** scikit-learn stops where its gradient is below 1e-4, hence the tolerances. */
    @Test
    void theCurvesAreThoseOfScikitLearnAtItsPenalty() {
        var read = runs(null);
        assertThat(read.people()).isEqualTo(211);
        assertThat(read.runs().tasks()).hasSize(83);
        var reference = table("metr_runs_2025_02_reference.csv");
        int compared = 0;
        for (double penalty : new double[] {0.1, 1e-5}) {
            var fitted = HierarchicalBootstrap.fit(read.runs(), penalty);
            for (int r = 0; r < reference.rows(); r++) {
                var name = reference.text(r, reference.column("alias"));
                int a = IntStream.range(0, fitted.size())
                        .filter(i -> read.runs().agents().get(i).name().equals(name))
                        .findFirst()
                        .orElseThrow();
                var curve = fitted.get(a);
                assertThat(read.runs().agents().get(a).runs()).isEqualTo((int) number(reference, r, "runs"));
                assertThat(read.runs().agents().get(a).successes()).isEqualTo(number(reference, r, "successes"));
                if (number(reference, r, "regularization") != penalty) {
                    continue;
                }
                if (reference.text(r, reference.column("slope")) == null) {
                    assertThat(curve.status()).isEqualTo(SuccessCurve.Status.NO_SUCCESS);
                    continue;
                }
                assertThat(curve.slope()).as(name).isCloseTo(number(reference, r, "slope"), within(2e-5));
                assertThat(curve.intercept()).as(name).isCloseTo(number(reference, r, "intercept"), within(2e-4));
                if (number(reference, r, "p50") > 1) {
                    assertThat(curve.horizon(0.5) / number(reference, r, "p50"))
                            .as(name)
                            .isCloseTo(1, within(2e-4));
                    assertThat(curve.horizon(0.8) / number(reference, r, "p80"))
                            .as(name)
                            .isCloseTo(1, within(5e-4));
                }
                compared++;
            }
        }
        assertThat(compared).isEqualTo(18);
    }

    /** Without a penalty it is the limit of small ones. */
    @Test
    void unpenalizedIsTheLimitOfSmallPenalties() {
        var runs = runs(null).runs();
        var small = HierarchicalBootstrap.fit(runs, 1e-9);
        var none = HierarchicalBootstrap.fit(runs, 0);
        for (int a = 0; a < none.size(); a++) {
            if (none.get(a).status() == SuccessCurve.Status.FITTED) {
                assertThat(none.get(a).slope()).isCloseTo(small.get(a).slope(), within(1e-5));
            }
        }
    }

    @Test
    void weightsOfAnAgentSumToOneAndFamiliesCountByTheRootOfTheirTasks() {
        for (var agent : runs(RawRunsReader.Weights.Rule.FAMILY).runs().agents()) {
            double sum = 0;
            for (var attempts : agent.attempts()) {
                for (double w : attempts.weight()) {
                    sum += w;
                }
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void theDoublingTimeOfTheTableIsThePublishedOne() {
        var read = HorizonTable.read(table("metr_horizons.csv"), null, null);
        assertThat(read.rates()).containsExactly(0.5, 0.8);
        var rows =
                read.rows().stream().filter(row -> row.date().years() < 2025.16).toList();
        var agents = HorizonTrend.agents(
                rows.stream().mapToDouble(row -> row.date().years()).toArray(),
                rows.stream().mapToDouble(row -> row.minutes()[0]).toArray());
        var log2 = rows.stream().mapToDouble(row -> row.log2(0.5, read.rates())).toArray();
        var trend = HorizonTrend.of(new Selection(agents, Selection.Best.HIGHEST), log2, null, 0.95, 400, 1)
                .orElseThrow();
        assertThat(trend.rows().size()).isEqualTo(11);
        assertThat(trend.doublingDays().value()).isCloseTo(212.176, within(5e-4));
        assertThat(trend.doublingDays().low()).isLessThan(212);
        assertThat(trend.doublingDays().high()).isGreaterThan(212);
    }

    /** 20 runs of each of METR's tasks of an agent whose curve is known: without a penalty the horizon is found within 3%. */
    @ParameterizedTest
    @ValueSource(strings = {"0.8 724", "0.5 724", "0.5 128", "0.5 32"})
    void theHorizonIsNotBiased(String truth) {
        double k = Double.parseDouble(truth.split(" ")[0]);
        double p50 = Double.parseDouble(truth.split(" ")[1]);
        var tasks = runs(null).runs().tasks();
        double ours = 0;
        double penalized = 0;
        int seeds = 60;
        for (int seed = 0; seed < seeds; seed++) {
            var simulated = Simulated.runs(tasks, -k, k * Math.log(p50) / Math.log(2), 0, 20, seed);
            ours += HierarchicalBootstrap.fit(simulated, 0).getFirst().horizon(0.5) / p50 / seeds;
            penalized += HierarchicalBootstrap.fit(simulated, 0.1).getFirst().horizon(0.5) / p50 / seeds;
        }
        assertThat(ours).isBetween(0.97, 1.03);
        if (p50 == 724) {
            assertThat(penalized).isGreaterThan(1.15);
        }
    }
}
