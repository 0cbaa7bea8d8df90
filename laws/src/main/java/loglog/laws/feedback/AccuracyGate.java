package loglog.laws.feedback;

import java.util.Optional;
import loglog.laws.rates.SuccessRate;

/**
 * The accuracies of a base model between which a study of feedback can show anything: one that is never right gives no signal, one
 * that is always right leaves no room.
 *
 * @param least above 0
 * @param greatest below 1, above the least
 */
public record AccuracyGate(double least, double greatest) {
    /** @throws IllegalArgumentException for what is no range inside of 0 to 1 */
    public AccuracyGate {
        if (!(0 < least && least < greatest && greatest < 1)) {
            throw new IllegalArgumentException(
                    "found %s to %s, expected a range between 0 and 1".formatted(least, greatest));
        }
    }

    /**
     * Why a study should not be made on this base.
     *
     * @param measured the base's accuracy, in fresh problems
     * @return empty where the accuracy's interval lies in the range
     */
    public Optional<String> refusal(SuccessRate measured, double level) {
        var interval = measured.interval(level);
        var found = "the base model is right in %d of %d problems, %.3f (%.3f to %.3f)"
                .formatted(measured.successes(), measured.trials(), interval.value(), interval.low(), interval.high());
        if (interval.low() < least) {
            return Optional.of("%s, expected the interval above %s, so that its right answers are a signal"
                    .formatted(found, least));
        }
        return interval.high() > greatest
                ? Optional.of("%s, expected the interval below %s, so that there is room to improve"
                        .formatted(found, greatest))
                : Optional.empty();
    }
}
