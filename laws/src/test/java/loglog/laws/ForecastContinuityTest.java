package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Forecasts move smoothly with what is asked, whichever axis it lies beyond the runs on, and never the wrong way. */
class ForecastContinuityTest {
    /**
     * Of a law that is none of the forms, so that all of them have a weight; of one that is; of runs whose FLOP are a third more
     * than 6 params tokens; and of a ladder of sizes at two ratios, whose axes go together.
     */
    private static final List<Forecaster> FORECASTERS = Stream.of(
                    runs(),
                    Simulated.chinchilla(60, 6, 0.004, 2),
                    counted(Simulated.chinchilla(48, 6, 0.004, 3)),
                    ladder())
            .map(rows -> Forecaster.of(rows, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 400, 1)
                    .orElseThrow())
            .toList();

    /** A small step of a question, in ln(scale). */
    private static final double STEP = 1e-4;

    /** No law here falls, and no interval widens, by more than this in ln(loss) for a factor of e of a scale. */
    private static final double STEEPEST = 0.5;

    private static Observations runs() {
        var random = new SplittableRandom(1);
        var n = new double[60];
        var d = new double[60];
        var loss = new double[60];
        for (int i = 0; i < n.length; i++) {
            double flops = Math.pow(10, 17 + i % 6 * 0.5);
            n[i] = Math.sqrt(flops / 120) * Math.pow(10, (i / 6 - 4.5) * 0.16);
            d[i] = flops / 6 / n[i];
            loss[i] = ForecastCoverage.coupled(n[i], d[i]) * Math.exp(0.003 * random.nextGaussian());
        }
        return Observations.of(n, d, loss);
    }

    private static Observations counted(Observations rows) {
        return rows.with(
                "flops",
                Arrays.stream(rows.axis("flops")).map(flops -> flops * 4 / 3).toArray());
    }

    private static Observations ladder() {
        var n = IntStream.range(0, 24)
                .mapToDouble(i -> 2e7 * Math.pow(1.6, i / 2))
                .toArray();
        var d = IntStream.range(0, 24)
                .mapToDouble(i -> n[i] * (i % 2 == 0 ? 10 : 40))
                .toArray();
        return Simulated.obeying(
                new Chinchilla(),
                Simulated.CHINCHILLA,
                Observations.of(n, d, Solver.ones(24)),
                Simulated.normal(0.004, 4));
    }

    private static Forecast at(int table, double logParams, double logTokens) {
        return FORECASTERS.get(table).at(Map.of("params", Math.exp(logParams), "tokens", Math.exp(logTokens)), 0.9);
    }

    /** Params of 3M to 1T and tokens of 20M to 50T: inside the runs, beyond them on either axis, and on both. */
    @Property(tries = 300)
    void aSmallStepOfTheQuestionIsASmallStepOfTheForecast(
            @ForAll @IntRange(min = 0, max = 3) int table,
            @ForAll @DoubleRange(min = 15, max = 27.6) double logParams,
            @ForAll @DoubleRange(min = 17, max = 31.5) double logTokens,
            @ForAll @DoubleRange(min = 0, max = 6.28) double angle) {
        var here = at(table, logParams, logTokens);
        var there = at(table, logParams + STEP * Math.cos(angle), logTokens + STEP * Math.sin(angle));
        close(here.law().value(), there.law().value());
        close(here.law().low(), there.law().low());
        close(here.law().high(), there.law().high());
        close(here.run().low(), there.run().low());
        close(here.run().high(), there.run().high());
    }

    private static void close(double here, double there) {
        assertThat(Math.log(there)).isCloseTo(Math.log(here), offset(STEEPEST * STEP + 1e-9));
    }

    @Property(tries = 300)
    void moreParamsOrTokensNeverGiveAHigherLoss(
            @ForAll @IntRange(min = 0, max = 3) int table,
            @ForAll @DoubleRange(min = 15, max = 27.6) double logParams,
            @ForAll @DoubleRange(min = 17, max = 31.5) double logTokens,
            @ForAll @DoubleRange(min = 0, max = 3) double moreParams,
            @ForAll @DoubleRange(min = 0, max = 3) double moreTokens) {
        double here = at(table, logParams, logTokens).run().value();
        double there =
                at(table, logParams + moreParams, logTokens + moreTokens).run().value();
        assertThat(there).isLessThanOrEqualTo(here * (1 + 1e-12));
    }

    /** On the boundary between params and tokens as the axis, where forecasts used to jump. */
    @Property(tries = 100)
    void nothingHappensWhereTheAxisChanges(@ForAll @DoubleRange(min = 23, max = 27) double logParams) {
        double before = at(0, logParams - 0.01, 28).law().value();
        double after = at(0, logParams + 0.01, 28).law().value();
        assertThat(after / before).isBetween(0.99, 1.0);
    }
}
