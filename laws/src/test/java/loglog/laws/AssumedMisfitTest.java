package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What forms are assumed to be off by does not depend on the unit of what is measured. */
class AssumedMisfitTest {
    private static final Map<String, Double> ASKED = Map.of("flops", 1e19);

    /** Ratings of fifteen players over three decades of compute: a logistic climb of 1,500 Elo, and 30 Elo of noise. */
    private static Observations ratings(long seed) {
        var random = new SplittableRandom(seed);
        var flops = new double[15];
        var elo = new double[15];
        for (int i = 0; i < 15; i++) {
            flops[i] = 1e15 * Math.pow(10, i * 3 / 14.0);
            elo[i] = -2000 + 1500 / (1 + Math.exp(-(i - 7) / 3.0)) + 30 * random.nextGaussian();
        }
        return Observations.of(elo).with("flops", flops);
    }

    private static Observations changed(Observations rows, DoubleUnaryOperator change) {
        return rows.withMetric(Arrays.stream(rows.metric()).map(change).toArray());
    }

    private static Forecast forecast(Observations rows, List<Law> forms) {
        return Forecaster.of(rows, forms, Criterion.SQUARES, 400, 1)
                .orElseThrow()
                .at(ASKED, 0.9);
    }

    @Test
    void aRatingInAnotherUnitHasTheSameForecastInThatUnit() {
        for (long seed = 1; seed <= 5; seed++) {
            var elo = ratings(seed);
            var forms = List.<Law>of(new Logarithmic("flops"), new Sigmoid("flops"));
            var of = forecast(elo, forms);
            double odds = Math.log(10) / 400; // the natural logarithm of the odds
            var inOdds = forecast(changed(elo, x -> odds * x), forms);
            assertThat(inOdds.run().low() / odds).isCloseTo(of.run().low(), withPercentage(0.1));
            assertThat(inOdds.run().high() / odds).isCloseTo(of.run().high(), withPercentage(0.1));
            assertThat(inOdds.forms().getFirst().misfit() / odds)
                    .isCloseTo(of.forms().getFirst().misfit(), withPercentage(0.1));
        }
    }

    @Test
    void norDoesItsZeroMatter() {
        var line = List.<Law>of(new Logarithmic("flops"));
        var of = forecast(ratings(1), line);
        var moved = forecast(changed(ratings(1), x -> x + 3000), line);
        assertThat(moved.run().low() - 3000).isCloseTo(of.run().low(), offset(0.01));
        assertThat(moved.run().high() - 3000).isCloseTo(of.run().high(), offset(0.01));
    }

    @Test
    void ofALossItIsOnePercentInEveryUnit() {
        var nats = Simulated.chinchilla(60, 6, 0.005, 1);
        var bits = changed(nats, x -> x / Math.log(2));
        assertThat(Misfit.assumed(nats, Criterion.DEFAULT)).isEqualTo(0.01);
        assertThat(Misfit.assumed(bits, Criterion.DEFAULT)).isEqualTo(0.01);
    }

    /** One percent of 3 nats is 3% of the perplexity. */
    @Test
    void ofAPerplexityItIsMore() {
        var perplexity = changed(Simulated.chinchilla(60, 6, 0.005, 1), Math::exp);
        double span = Misfit.span(perplexity, Criterion.DEFAULT);
        assertThat(span).isGreaterThan(1);
        assertThat(Misfit.assumed(perplexity, Criterion.DEFAULT)).isEqualTo(0.01 * span);
    }

    @Test
    void aRunThatDivergedIsNoPartOfWhatTheMetricSpans() {
        var ratings = new double[40];
        Arrays.setAll(ratings, i -> 10 * i);
        var whole = Observations.of(ratings);
        double span = Misfit.span(whole, Criterion.SQUARES);
        ratings[39] = 1e6;
        assertThat(Misfit.span(Observations.of(ratings), Criterion.SQUARES)).isCloseTo(span, withPercentage(1));
        assertThat(Misfit.span(Observations.of(3, 3, 3, 3), Criterion.SQUARES)).isZero();
    }

    /** Accuracies at chance have hardly changed, and may rise all the way. */
    @Test
    void ofAnAccuracyItIsAPointAtLeast() {
        var flops = new double[12];
        var accuracy = new double[12];
        for (int i = 0; i < 12; i++) {
            flops[i] = 1e16 * Math.pow(10, i * 2 / 11.0);
            accuracy[i] = 0.25 + 0.0005 * i;
        }
        var forecaster = Forecaster.of(
                        Observations.of(accuracy).with("flops", flops),
                        List.of(new Logarithmic("flops")),
                        Criterion.SQUARES,
                        400,
                        1)
                .orElseThrow();
        double free = width(forecaster.at(ASKED, 0.9).law());
        double within = width(forecaster.within(0, 1).at(ASKED, 0.9).law());
        assertThat(within).isGreaterThan(0.02).isGreaterThan(10 * free);
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }

    /** A line with noise: at ten times the largest compute the intervals hold about as often as they say. */
    @Test
    void intervalsOfRatingsHold() {
        int held = 0;
        for (int r = 0; r < 60; r++) {
            var random = new SplittableRandom(100 + r);
            var rows = changed(ratings(1), _ -> 0);
            var flops = rows.axis("flops");
            var elo = Arrays.stream(flops)
                    .map(c -> 300 * Math.log10(c) - 6000 + 30 * random.nextGaussian())
                    .toArray();
            double truth = 300 * 19 - 6000 + 30 * random.nextGaussian();
            held += forecast(rows.withMetric(elo), List.of(new Logarithmic("flops"), new Sigmoid("flops")))
                            .run()
                            .holds(truth)
                    ? 1
                    : 0;
        }
        assertThat(held).isBetween(48, 60); // 54 of 60 and four standard deviations of a binomial below
    }
}
