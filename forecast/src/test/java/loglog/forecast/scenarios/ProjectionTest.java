package loglog.forecast.scenarios;

import static loglog.forecast.scenarios.Scenarios.SOURCE;
import static loglog.forecast.scenarios.Scenarios.growth;
import static loglog.forecast.scenarios.Scenarios.twoModels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.LocalDate;
import loglog.forecast.CounterRandom;
import loglog.forecast.Dates;
import loglog.forecast.scenarios.Scenario.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionTest {
    private static final int DRAWS = 10_000;

    @TempDir
    Path folder;

    private Projection projection(String yaml) {
        return Projection.of(Scenarios.read(folder, yaml), DRAWS, 1, 0.9);
    }

    private static double day(int year) {
        return Dates.years(LocalDate.of(year, 1, 1));
    }

    @Test
    void aScenarioWithoutUncertaintyIsArithmetic() {
        // 4 OOM of compute and 4 x 0.5 of algorithms in 4 years of 365.25 days; then 0.6 + 0.5 a year, so 6 / 1.1
        // years.
        var projection = projection(twoModels(
                "growth:\n" + growth("compute", "oom_per_year: 0.6") + growth("algorithms", "oom_per_year: 0.5")));
        assertThat(projection.jump().value()).isCloseTo(6, within(1e-9));
        assertThat(projection.jumpByPart().get(Part.UNHOBBLING).value()).isZero();
        var again = projection.again();
        assertThat(again.value()).isCloseTo(day(2024) + 6 / 1.1, within(1e-9));
        assertThat(again.low()).isEqualTo(again.high());
        assertThat(projection.oom(day(2022)).value()).isCloseTo((2 + 1) * (day(2022) - day(2020)) / 2, within(1e-9));
        assertThat(projection.flops(day(2028)).value() / 1e24).isCloseTo(Math.pow(10, 2.4), within(1e-6));
        assertThat(projection.influences()).isEmpty();
    }

    @Test
    void normalInputsAddAsNormalNumbersDo() {
        // The jump is N(4, s1^2 + s2^2) + 4 N(0.5, 0.1^2) with s = log10(3) / 1.645 of each model's FLOP.
        var projection = projection("""
                models:
                  - {name: A, date: 2020-01-01, flops: [3.3333333333e19, 1e20, 3e20], %s}
                  - {name: B, date: 2024-01-01, flops: [3.3333333333e23, 1e24, 3e24], %s}
                growth:
                """.formatted(SOURCE, SOURCE) + growth("algorithms", "oom_per_year: [0.4, 0.6]"));
        double z = CounterRandom.normalQuantile(0.95);
        double sd = Math.sqrt(2 * Math.pow(Math.log10(3) / z, 2) + Math.pow(4 * 0.1 / z, 2));
        var jump = projection.jump();
        assertThat(jump.value()).isCloseTo(6, within(0.02));
        assertThat(jump.high() - jump.low()).isCloseTo(2 * z * sd, within(0.04));
        var by2028 = projection.oom(Part.ALGORITHMS, day(2028));
        assertThat(by2028.low()).isCloseTo(8 * 0.4, within(0.03));
        assertThat(by2028.high()).isCloseTo(8 * 0.6, within(0.03));
    }

    @Test
    void aStepIsAddedAtItsDateAndMayFinishTheJump() {
        var steps =
                "steps:\n" + "  - {name: s, part: unhobbling, date: 2026-01-01, times: 100, %s}\n".formatted(SOURCE);
        var projection = projection(twoModels("growth:\n" + growth("compute", "oom_per_year: 1.5") + steps));
        // 1.5 a year give 3.0 before and, with the step's 2, 5 of 4 after: the date is the step's.
        assertThat(projection.again().value()).isEqualTo(day(2026));
        assertThat(projection.oom(Math.nextDown(day(2026))).value())
                .isCloseTo(4 + 1.5 * (day(2026) - day(2024)), within(1e-6));
        assertThat(projection.oom(day(2026)).value()).isCloseTo(6 + 1.5 * (day(2026) - day(2024)), within(1e-6));
    }

    @Test
    void periodsOfARateFollowEachOther() {
        var projection = projection(twoModels("until: 2040-01-01\ngrowth:\n"
                + growth("compute", "oom_per_year: 1, until: 2026-01-01")
                + growth("compute", "oom_per_year: 0.25, from: 2026-01-01")));
        assertThat(projection.again().value())
                .isCloseTo(day(2026) + (4 - (day(2026) - day(2024))) / 0.25, within(1e-9));
    }

    @Test
    void whatIsNotReachedByTheEndIsInfinite() {
        var projection = projection(twoModels("until: 2030-01-01\ngrowth:\n" + growth("compute", "oom_per_year: 0.1")));
        assertThat(projection.again().value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(projection.sharePast(day(2030))).isZero();
        assertThat(projection.flopsAgain().value()).isNaN();
    }

    @Test
    void viewsOfOneRateAreFollowedByWeight() {
        var projection = projection(twoModels("growth:\n" + growth("compute", "oom_per_year: 0.5, weight: 3")
                + growth("compute", "oom_per_year: 1")));
        // 4 OOM take 8 years or 4.
        assertThat(projection.sharePast(day(2024) + 5)).isCloseTo(0.25, within(0.01));
        assertThat(projection.sharePast(day(2024) + 8.1)).isEqualTo(1);
    }

    @Test
    void theInputThatMovesTheDateMostComesFirst() {
        var influences = projection(twoModels("growth:\n" + growth("compute", "oom_per_year: [0.3, 0.6, 0.9]")
                        + growth("algorithms", "oom_per_year: [0.49, 0.51]")))
                .influences();
        assertThat(influences).hasSize(2);
        var first = influences.getFirst();
        assertThat(first.input()).isEqualTo("growth of compute");
        // The quantiles of draws are near those of the entry.
        assertThat(first.low()).isCloseTo(0.3, within(0.01));
        assertThat(first.dateAtLow()).isCloseTo(day(2024) + 6 / (first.low() + 0.5), within(1e-3));
        assertThat(first.rankCorrelation()).isLessThan(-0.95);
        assertThat(Math.abs(influences.getLast().rankCorrelation())).isLessThan(0.1);
    }

    @Test
    void moreDrawsBeginWithTheSameOnes() {
        var yaml = twoModels("growth:\n" + growth("compute", "times_per_year: [3, 6]"));
        var scenario = Scenarios.read(folder, yaml);
        assertThat(Projection.of(scenario, 500, 7, 0.9).again())
                .isEqualTo(Projection.of(scenario, 500, 7, 0.9).again());
        assertThat(Projection.of(scenario, 500, 8, 0.9).again())
                .isNotEqualTo(Projection.of(scenario, 500, 7, 0.9).again());
    }

    @Test
    void theBuiltInScenarioHasItsSourcesAndCountsFromThem() {
        var scenario = ScenarioFile.builtIn();
        assertThat(scenario.entries()).allSatisfy(entry -> {
            assertThat(entry.source().text()).isNotBlank();
            assertThat(entry.source().date()).isNotBlank();
        });
        var parts = Projection.of(scenario, DRAWS, 1, 0.9).jumpByPart();
        // Epoch's FLOP of the two; half an OOM a year of algorithms over 4.08 years; one step of unhobbling of 5x to
        // 20x.
        var compute = parts.get(Part.COMPUTE);
        assertThat(compute.value()).isCloseTo(Math.log10(2.1e25 / 1.92e21), within(0.02));
        assertThat(parts.get(Part.ALGORITHMS).value()).isCloseTo(0.5 * (29 / 365.25 + 4), within(0.02));
        assertThat(parts.get(Part.UNHOBBLING).value()).isCloseTo(1, within(0.02));
        // Situational Awareness has 4.5 to 6 OOM of the first two; ours are at the upper end.
        assertThat(compute.low() + parts.get(Part.ALGORITHMS).low()).isBetween(4.5, 6.0);
    }
}
