package loglog.laws.feedback;

import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.rates.SuccessRate;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The performance gap recovered by a strong student that learned from a weak teacher's labels: {@code (student - weak) /
 * (ceiling - weak)}, the ceiling being the same student trained on the truth (Burns et al. 2023, arXiv 2312.09390). 0 is what the
 * teacher can, 1 what the student could.
 *
 * @param weak the teacher's accuracy
 * @param student the accuracy of who learned from its labels
 * @param ceiling the accuracy of who learned from the truth
 * @param share the gap recovered
 * @param gapErrors how many standard errors the ceiling is above the teacher
 */
public record GapRecovered(
        double weak, double student, double ceiling, Interval share, double gapErrors, Finding finding) {
    /** Where the ceiling is not so many standard errors above the teacher there is no gap to recover. */
    public static final double LEAST_ERRORS = 3;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** What the interval says. */
    public enum Finding {
        RECOVERED("a part of the gap is recovered"),
        /** The interval holds 0. */
        NOTHING("null result: what is recovered cannot be told from nothing"),
        WORSE("the student is worse than its teacher");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    /**
     * From the three models' scores on the same problems, which keeps what they have in common.
     *
     * @param weak the teacher's score of each problem, 0 to 1
     * @return none where the ceiling is not {@value #LEAST_ERRORS} standard errors above the teacher
     * @throws IllegalArgumentException for fewer than 2 problems and lengths that differ
     */
    public static Fitted<GapRecovered> of(double[] weak, double[] student, double[] ceiling, double level) {
        int n = weak.length;
        if (n < 2 || student.length != n || ceiling.length != n) {
            throw new IllegalArgumentException("found %d, %d and %d scores, expected as many, at least 2"
                    .formatted(n, student.length, ceiling.length));
        }
        double own = mean(student) - mean(weak);
        double gap = mean(ceiling) - mean(weak);
        double ofOwn = 0;
        double ofGap = 0;
        double ofBoth = 0;
        for (int i = 0; i < n; i++) {
            double x = student[i] - weak[i] - own;
            double y = ceiling[i] - weak[i] - gap;
            ofOwn += x * x / (n - 1) / n;
            ofGap += y * y / (n - 1) / n;
            ofBoth += x * y / (n - 1) / n;
        }
        return of(mean(weak), own, gap, ofOwn, ofGap, ofBoth, level);
    }

    /**
     * From three accuracies that were measured on problems of their own.
     *
     * @return none where the ceiling is not {@value #LEAST_ERRORS} standard errors above the teacher
     */
    public static Fitted<GapRecovered> of(SuccessRate weak, SuccessRate student, SuccessRate ceiling, double level) {
        return of(
                weak.value(),
                student.value() - weak.value(),
                ceiling.value() - weak.value(),
                variance(student) + variance(weak),
                variance(ceiling) + variance(weak),
                variance(weak),
                level);
    }

    /** The interval of a ratio of two normal means is Fieller's (1954, J. R. Stat. Soc. B 16). */
    private static Fitted<GapRecovered> of(
            double weak, double own, double gap, double ofOwn, double ofGap, double ofBoth, double level) {
        double se = Math.sqrt(ofGap);
        if (!(gap > 0 && gap >= LEAST_ERRORS * se)) {
            return Fitted.none(
                    "the ceiling's accuracy is %.3f and the weak teacher's %.3f, with a standard error of their difference of %.3f: a gap of %.0f standard errors is needed for a share of it",
                    weak + gap, weak, se, LEAST_ERRORS);
        }
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double value = own / gap;
        double a = gap * gap - z * z * ofGap;
        double b = own * gap - z * z * ofBoth;
        double root = Math.sqrt(Math.max(0, b * b - a * (own * own - z * z * ofOwn)));
        double error = Math.sqrt(Math.max(0, ofOwn - 2 * value * ofBoth + value * value * ofGap)) / gap;
        var share = a > 0
                ? new Interval(value, (b - root) / a, (b + root) / a, error, level)
                : new Interval(value, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, error, level);
        return Fitted.of(new GapRecovered(weak, weak + own, weak + gap, share, gap / se, finding(share)));
    }

    private static Finding finding(Interval share) {
        return share.low() > 0 ? Finding.RECOVERED : share.high() < 0 ? Finding.WORSE : Finding.NOTHING;
    }

    private static double variance(SuccessRate of) {
        double p = (of.successes() + 0.5)
                / (of.trials() + 1.0); // never 0, as a share that was always right is not certain
        return p * (1 - p) / of.trials();
    }

    private static double mean(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
    }
}
