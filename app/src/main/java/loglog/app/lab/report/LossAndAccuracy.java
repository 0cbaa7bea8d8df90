package loglog.app.lab.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Observations;
import loglog.laws.PowerLaw;
import loglog.laws.PowerLawWithFloor;
import loglog.laws.rates.AccuracyOfLoss;
import loglog.laws.rates.TwoStepLaw;
import loglog.runs.Metric;
import loglog.runs.RunFolder;

/**
 * Runs of a task with both what they are judged by, the accuracy, and what they learn by, the loss of the reference solutions.
 *
 * @param results by compute
 * @param losses of each, nats a token
 */
public record LossAndAccuracy(List<Result> results, double[] losses) {
    /** How the ledger's words for such a forecast begin. */
    static final String IN_TWO_STEPS = "two steps from";

    private static final int RESAMPLES = 1000;
    private static final long SEED = 1;

    /**
     * A forecast in two steps.
     *
     * @param words the law, for the ledger
     */
    public record InTwoSteps(TwoStepLaw law, Interval interval, String words) {}

    /** Reads the losses of the runs that have one. */
    public static LossAndAccuracy of(Results results) {
        var with = results.rows().stream()
                .filter(r -> Double.isFinite(loss(r)))
                .sorted(java.util.Comparator.comparingDouble(Result::flops))
                .toList();
        return new LossAndAccuracy(
                with, with.stream().mapToDouble(LossAndAccuracy::loss).toArray());
    }

    private static double loss(Result of) {
        var run = new RunFolder(of.folder());
        return run.read(run.resultFile()).path(Metric.VALIDATION_LOSS.name()).asDouble(Double.NaN);
    }

    double[] flops() {
        return results.stream().mapToDouble(Result::flops).toArray();
    }

    double[] accuracies() {
        return results.stream().mapToDouble(Result::value).toArray();
    }

    /** From compute to loss, and from loss to accuracy; none where either step cannot be fitted. */
    Optional<TwoStepLaw> law() {
        var runs = Observations.of(losses).with("flops", flops());
        return Stream.<Law>of(new PowerLawWithFloor("flops"), new PowerLaw("flops"))
                .map(law -> TwoStepLaw.of(law, runs, flops(), accuracies(), RESAMPLES, SEED))
                .flatMap(
                        fitted -> fitted instanceof Fitted.Found<TwoStepLaw>(var law) ? Stream.of(law) : Stream.empty())
                .findFirst();
    }

    /** The accuracy of a run that was not made; none where no law can be fitted. */
    public Optional<InTwoSteps> forecast(double flops, double level) {
        return law().map(law -> {
            var asked = law.forecast(level, SEED, flops);
            var interval = new Interval(
                    Math.clamp(asked.value(), 0, 1),
                    Math.clamp(asked.low(), 0, 1),
                    Math.clamp(asked.high(), 0, 1),
                    asked.se(),
                    level);
            return new InTwoSteps(
                    law,
                    interval,
                    "%s %d runs: loss = %s, %s"
                            .formatted(
                                    IN_TWO_STEPS,
                                    results.size(),
                                    law.loss().law().equation(),
                                    AccuracyOfLoss.Form.EXPONENTIAL.equation()));
        });
    }
}
