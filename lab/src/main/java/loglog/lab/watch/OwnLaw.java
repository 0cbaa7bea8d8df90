package loglog.lab.watch;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.laws.Draws;
import loglog.laws.Fit;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.PowerLawWithFloor;
import loglog.laws.TrainingCurve;

/**
 * The law of a run's own first part, for a constant learning rate: a power law with a floor. Its uncertainty, which grows
 * with distance, is its tolerance.
 */
record OwnLaw(Fit fit, Draws draws, double from, double scatter) implements Expectation {
    private static final int LEAST_ROWS = 40;
    private static final double SHARE = 1.0 / 3;
    private static final double WARM = 0.05;
    private static final int DRAWS = 400;
    private static final double SURE = 0.998;

    /** The law of what there is of a curve, once that is a third of the run. */
    static Optional<OwnLaw> of(WatchedCurve curve, double warmup) {
        var after = curve.since(Math.max(WARM, 2 * warmup));
        int first = (int) IntStream.range(0, after.size())
                .takeWhile(i -> after.progress(i) <= SHARE)
                .count();
        if (first < LEAST_ROWS || first == after.size()) {
            return Optional.empty();
        }
        var tokens = Arrays.copyOf(after.tokens(), first);
        var loss = Arrays.copyOf(after.loss(), first);
        if (!Arrays.stream(loss).allMatch(l -> l > 0 && Double.isFinite(l))) {
            return Optional.empty();
        }
        var fit =
                Laws.fit(new PowerLawWithFloor("tokens"), Observations.of(loss).with("tokens", tokens));
        if (!fit.usable()) {
            return Optional.empty();
        }
        var residual = IntStream.range(0, first)
                .mapToDouble(i -> Math.log(loss[i] / fit.at(tokens[i])))
                .toArray();
        double scatter = TrainingCurve.noise(residual) * Math.sqrt(after.width(first - 1));
        return Optional.of(new OwnLaw(fit, Laws.linearized(fit, DRAWS, 1), after.tokens()[first], scatter));
    }

    @Override
    public double loss(double tokens) {
        return fit.at(tokens);
    }

    @Override
    public double tolerance(double tokens) {
        var interval = draws.of(p -> fit.law().value(p, tokens), SURE);
        double width = Math.log(interval.high() / interval.low()) / 2;
        return Double.isFinite(width) ? Math.max(0, width) : Double.MAX_VALUE;
    }

    @Override
    public double noise(double width) {
        return scatter / Math.sqrt(width);
    }

    @Override
    public String words() {
        return "the law of its own first third";
    }
}
