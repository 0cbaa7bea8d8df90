package loglog.forecast.trends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import loglog.forecast.CounterRandom;
import loglog.forecast.Coverage;
import loglog.forecast.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Trends whose law is known: it is found again, and 90% intervals hold it about nine times in ten. */
class TrendCoverageTest {
    private static final int TRIALS = Integer.getInteger("loglog.trials", 120);
    private static final double GROWTH = 0.6;
    private static final double START = 2015;
    private static final double SPAN = 8;

    /** Rows about an exponential: noise of each row and noise that a group shares, in orders of magnitude. */
    static DatedRows simulated(int n, int groups, double own, double shared, long seed) {
        var random = CounterRandom.sequence(seed, 77, 0);
        var of = IntStream.range(0, groups)
                .mapToDouble(_ -> shared * random.normal())
                .toArray();
        var years = new double[n];
        var values = new double[n];
        var group = new int[n];
        for (int i = 0; i < n; i++) {
            group[i] = groups == n ? i : random.below(groups);
            years[i] = START + SPAN * random.uniform();
            values[i] = Math.pow(10, 3 + GROWTH * (years[i] - START) + own * random.normal() + of[group[i]]);
        }
        return DatedRows.of(
                years, values, IntStream.range(0, n).mapToObj(i -> "r" + i).toArray(String[]::new), group);
    }

    private static boolean holds(Estimate estimate, double truth) {
        return estimate.low() <= truth && truth <= estimate.high();
    }

    @ParameterizedTest
    @CsvSource({"10,10,0.3,0", "20,20,0.6,0", "100,100,1,0", "100,20,0.5,0.5"})
    void intervalsOfGrowthDatesAndNewRowsHoldAsOftenAsTheySay(int n, int groups, double own, double shared) {
        int growth = 0;
        int date = 0;
        int row = 0;
        int doubling = 0;
        for (int s = 0; s < TRIALS; s++) {
            var trend = Trend.of(simulated(n, groups, own, shared, s), Form.EXPONENTIAL, 0.9, 300, s)
                    .orElseThrow();
            growth += holds(trend.oomPerYear(), GROWTH) ? 1 : 0;
            doubling += holds(trend.doublingDays(), 365.25 * Math.log10(2) / GROWTH) ? 1 : 0;
            date += holds(trend.reaches(1e9), START + 10) ? 1 : 0;
            var random = CounterRandom.sequence(s, 78, 0);
            double next = 3 + GROWTH * 9 + own * random.normal() + shared * random.normal();
            row += holds(trend.newRow(START + 9), Math.pow(10, next)) ? 1 : 0;
        }
        var of = ", %d rows of %d groups".formatted(n, groups);
        Coverage.check("growth" + of, growth, TRIALS);
        Coverage.check("doubling time" + of, doubling, TRIALS);
        Coverage.check("date of a value" + of, date, TRIALS);
        Coverage.check("new row" + of, row, TRIALS);
    }

    /** Of the growth that such frontiers have on average: records come fast at first, so it is more than the rows' own. */
    @Test
    void theIntervalOfAFrontiersGrowthHolds() {
        int n = 60;
        double truth = IntStream.range(0, 1000)
                .mapToObj(s -> simulated(n, n, 1, 0, s + 100_000).bestSoFar(true))
                .filter(rows -> rows.size() >= Trend.LEAST_ROWS)
                .mapToDouble(rows -> Trend.of(rows, Form.EXPONENTIAL, 0.9, 2, 1)
                        .orElseThrow()
                        .curve()
                        .b())
                .average()
                .orElseThrow();
        int held = 0;
        for (int s = 0; s < TRIALS; s++) {
            var selection = new Selection(simulated(n, n, 1, 0, s), Selection.Best.HIGHEST);
            held += holds(
                            Trend.of(selection, Form.EXPONENTIAL, 0.9, 200, s)
                                    .orElseThrow()
                                    .oomPerYear(),
                            truth)
                    ? 1
                    : 0;
        }
        Coverage.check("growth of a frontier of %d rows".formatted(n), held, TRIALS);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void eachLawIsFoundAgain(Form form) {
        var truth = switch (form) {
            case EXPONENTIAL -> new GrowthCurve(form, 3, 0.6, 0, START);
            case POWER_LAW -> new GrowthCurve(form, 3, 4, 0, START - 0.5);
            case HYPERBOLIC -> new GrowthCurve(form, 6, 4, 0, START + SPAN + 0.5);
            case TWO_SLOPES -> new GrowthCurve(form, 5, 0.3, 0.9, START + 5);
        };
        var random = CounterRandom.sequence(5, 5, 5);
        var years =
                IntStream.range(0, 60).mapToDouble(i -> START + SPAN * i / 59).toArray();
        var values = Arrays.stream(years)
                .map(t -> Math.pow(10, truth.at(t) + 0.05 * random.normal()))
                .toArray();
        var trend = Trend.of(DatedRows.of(years, values), form, 0.9, 200, 1).orElseThrow();
        assertThat(trend.oomPerYear().value())
                .isCloseTo(truth.growth(START + SPAN), within(0.15 * truth.growth(START + SPAN)));
        assertThat(trend.scatter()).isCloseTo(0.05, within(0.015));
        var ranking = TrendRanking.of(trend, new Selection(trend.rows(), Selection.Best.ALL), 100, 1);
        assertThat(ranking.laws().stream()
                        .filter(law -> law.form() == form)
                        .findFirst()
                        .orElseThrow()
                        .error())
                .isLessThan(1.1
                        * ranking.laws().stream()
                                .mapToDouble(TrendRanking.Ranked::error)
                                .min()
                                .orElseThrow());
        if (form == Form.HYPERBOLIC || form == Form.POWER_LAW) {
            assertThat(ranking.laws().getFirst().form()).isEqualTo(form);
            assertThat(ranking.isDecided()).isEqualTo(form == Form.POWER_LAW); // two slopes come close to a hyperbola
        }
    }

    @Test
    void fewNoisyRowsDoNotDecide() {
        var trend = Trend.of(simulated(14, 14, 0.5, 0, 4), Form.EXPONENTIAL, 0.9, 100, 1)
                .orElseThrow();
        assertThat(TrendRanking.of(trend, new Selection(trend.rows(), Selection.Best.ALL), 200, 1)
                        .isDecided())
                .isFalse();
    }

    /** A group's rows count as one where they share all their noise. */
    @Test
    void groupsWidenTheInterval() {
        var rows = simulated(100, 10, 0.05, 0.5, 3);
        var alone = DatedRows.of(rows.years(), rows.values());
        var together =
                Trend.of(rows, Form.EXPONENTIAL, 0.9, 400, 1).orElseThrow().at(START + 8);
        var apart = Trend.of(alone, Form.EXPONENTIAL, 0.9, 400, 1).orElseThrow().at(START + 8);
        assertThat(together.high() / together.low()).isGreaterThan(1.5 * apart.high() / apart.low());
    }

    @Test
    void growthThatMayBeNoneHasNoLongestDoublingTime() {
        assertThat(Trend.doublingDays(new Estimate(0.1, -0.05, 0.2)))
                .isEqualTo(new Estimate(
                        365.25 * Math.log10(2) / 0.1, 365.25 * Math.log10(2) / 0.2, Double.POSITIVE_INFINITY));
        var halving = Trend.doublingDays(new Estimate(-0.1, -0.2, -0.05));
        assertThat(halving.low()).isCloseTo(-365.25 * Math.log10(2) / 0.05, within(1e-9));
        assertThat(halving.high()).isCloseTo(-365.25 * Math.log10(2) / 0.2, within(1e-9));
    }

    /** Without noise all is known: growth, dates, values, and every interval has no width. */
    @Test
    void anExactExponentialGivesItsClosedForm() {
        var years = IntStream.range(0, 9).mapToDouble(i -> 2018 + i / 2.0).toArray();
        var values = Arrays.stream(years).map(t -> 8 * Math.pow(2, t - 2018)).toArray();
        var trend = Trend.of(DatedRows.of(years, values), Form.EXPONENTIAL, 0.9, 100, 1)
                .orElseThrow();
        assertThat(trend.doublingDays().value()).isCloseTo(365.25, within(1e-6));
        assertThat(trend.reaches(8 * 1024).value()).isCloseTo(2028, within(1e-9));
        assertThat(trend.reaches(8 * 1024).high()).isCloseTo(2028, within(1e-6));
        assertThat(trend.reaches(1).value()).isCloseTo(2015, within(1e-9));
        assertThat(trend.newRow(2030).low()).isCloseTo(8 * 4096, within(1e-3));
    }
}
