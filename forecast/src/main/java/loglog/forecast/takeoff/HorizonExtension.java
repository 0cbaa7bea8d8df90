package loglog.forecast.takeoff;

import java.util.Arrays;
import loglog.forecast.CounterRandom;

/**
 * The time-horizon extension of AI 2027 (E. Lifland, N. Jurkovic, FutureSearch, Timelines forecast, April 2025;
 * uvafan/timelines-takeoff-ai-2027): when a superhuman coder (SC) arrives if the length of tasks that AIs do goes on doubling until it
 * is as long as an SC needs, research meanwhile speeding up. What the authors step day by day is integrated here: up to a date, and
 * after it, progress is a closed form or a short quadrature.
 */
public final class HorizonExtension {
    /** How the doubling time changes. */
    public enum Growth {
        EXPONENTIAL,
        SUPEREXPONENTIAL,
        SUBEXPONENTIAL
    }

    /** The date from which the authors count, April 2025. */
    public static final double START = 2025.25;

    /** Years after this one stand for "later". */
    public static final double LATEST = 2050;

    private static final double MINUTES_A_WORK_MONTH = 60 * 167;
    /** The authors' rounded 90% quantile of the normal distribution. */
    private static final double Z90 = 1.28;

    private static final double MONTHS = 12;
    private static final double LEAST_RISE = 1e-6;
    private static final int CORRELATED = 0;
    private static final int HORIZON = 8;
    private static final int DELAY = 9;
    private static final int NOW = 10;
    private static final int LATER = 11;

    // Gauss and Legendre's points and weights on (-1, 1), of 10 points: the positive half.
    private static final double[] POINTS = {
        0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717
    };
    private static final double[] WEIGHTS = {
        0.2955242247147529, 0.2692667193099964, 0.2190863625159820, 0.1494513491505806, 0.0666713443086881
    };

    private HorizonExtension() {}

    /**
     * An 80% interval of a lognormal distribution.
     *
     * @param low its 10% quantile, in the unit of what is drawn, above 0
     * @param high its 90% quantile, in the same unit
     */
    public record Range(double low, double high) {
        /** The value at a standard normal number. */
        double at(double normal) {
            double middle = (Math.log(low) + Math.log(high)) / 2;
            return Math.exp(middle + normal * (Math.log(high) - Math.log(low)) / (2 * Z90));
        }
    }

    /**
     * What a forecaster believes.
     *
     * @param minutesNow the length of tasks done today [minutes]
     * @param horizon the length that an SC needs [work months]
     * @param doubling the first doubling time [months]; costSpeed from there to an SC that is fast and cheap [months]; delay from
     *     what labs have to what is announced [months]
     * @param speedupNow how much AI speeds up algorithmic progress today, less 1; speedupAtSc likewise with an SC
     * @param superexponential probability that each doubling is easier; subexponential that it is harder
     * @param easier by how much; harder likewise
     * @param correlation of the doubling time, cost and speed, and the kind of growth, as a Gaussian copula; of the two speed-ups
     * @param slowdown the year from which compute grows at half its pace, and people do half of what they did
     */
    public record Beliefs(
            double minutesNow,
            Range horizon,
            Range doubling,
            Range costSpeed,
            Range delay,
            Range speedupNow,
            Range speedupAtSc,
            double superexponential,
            double subexponential,
            double easier,
            double harder,
            double correlation,
            double slowdown) {

        /** Of Eli Lifland, an author of AI 2027. */
        public static Beliefs eli() {
            return new Beliefs(
                    15,
                    new Range(1, 14_400),
                    new Range(2.5, 9),
                    new Range(0.5, 30),
                    new Range(0.25, 6),
                    new Range(0.03, 0.3),
                    new Range(1.5, 40),
                    0.45,
                    0.10,
                    0.1,
                    0.1,
                    0.7,
                    2029);
        }

        /** Of Nikola Jurkovic, an author of the timelines forecast. */
        public static Beliefs nikola() {
            var eli = eli();
            return new Beliefs(
                    eli.minutesNow,
                    new Range(0.1, 24),
                    eli.doubling,
                    eli.costSpeed,
                    eli.delay,
                    eli.speedupNow,
                    new Range(1, 20),
                    0.40,
                    eli.subexponential,
                    eli.easier,
                    eli.harder,
                    eli.correlation,
                    eli.slowdown);
        }
    }

    /**
     * One draw.
     *
     * @param doublings from today's horizon to an SC's
     * @param months to an SC at today's pace of research, cost and speed included
     * @param year in which an SC arrives; {@link #LATEST} stands for later
     */
    public record Draw(Growth growth, double doublings, double months, double year) {}

    /** Standard normal numbers, one for each uncertain quantity; 0 throughout is the median. */
    record Normals(
            double horizon, double doubling, double costSpeed, double growth, double delay, double now, double later) {}

    /** Draws by number, each the same whatever the others are. */
    public static Draw[] draw(Beliefs beliefs, int draws, long seed) {
        var all = new Draw[draws];
        Arrays.setAll(all, i -> of(beliefs, normals(beliefs, seed, i)));
        return all;
    }

    private static Normals normals(Beliefs beliefs, long seed, long draw) {
        // Equal correlations come from one common number.
        double common = Math.sqrt(beliefs.correlation) * CounterRandom.normal(seed, CORRELATED, draw);
        double own = Math.sqrt(1 - beliefs.correlation);
        double commonSpeed = Math.sqrt(beliefs.correlation) * CounterRandom.normal(seed, CORRELATED + 1, draw);
        return new Normals(
                CounterRandom.normal(seed, HORIZON, draw),
                common + own * CounterRandom.normal(seed, CORRELATED + 2, draw),
                common + own * CounterRandom.normal(seed, CORRELATED + 3, draw),
                common + own * CounterRandom.normal(seed, CORRELATED + 4, draw),
                CounterRandom.normal(seed, DELAY, draw),
                commonSpeed + own * CounterRandom.normal(seed, NOW, draw),
                commonSpeed + own * CounterRandom.normal(seed, LATER, draw));
    }

    /** The outcome at given normal numbers. */
    static Draw of(Beliefs beliefs, Normals normals) {
        var growth = growth(beliefs, normals.growth);
        double doublings =
                Math.log(beliefs.horizon.at(normals.horizon) * MINUTES_A_WORK_MONTH / beliefs.minutesNow) / Math.log(2);
        double months = monthsToDouble(growth, doublings, beliefs.doubling.at(normals.doubling), beliefs)
                + beliefs.costSpeed.at(normals.costSpeed);
        double start = START - beliefs.delay.at(normals.delay) / MONTHS;
        double year = arrival(
                Math.max(0, months),
                start,
                1 + beliefs.speedupNow.at(normals.now),
                1 + beliefs.speedupAtSc.at(normals.later),
                beliefs.slowdown);
        return new Draw(growth, doublings, months, Math.min(year, LATEST));
    }

    private static Growth growth(Beliefs beliefs, double normal) {
        if (normal < CounterRandom.normalQuantile(beliefs.superexponential)) {
            return Growth.SUPEREXPONENTIAL;
        }
        return normal < CounterRandom.normalQuantile(beliefs.superexponential + beliefs.subexponential)
                ? Growth.SUBEXPONENTIAL
                : Growth.EXPONENTIAL;
    }

    /**
     * Months for so many doublings. Where each is easier by a share d, they are the sum of T (1 - d)^i, which never exceeds T / d:
     * such a trend reaches any length in finite time.
     */
    static double monthsToDouble(Growth growth, double doublings, double first, Beliefs beliefs) {
        return switch (growth) {
            case EXPONENTIAL -> first * doublings;
            case SUPEREXPONENTIAL -> first * (1 - Math.pow(1 - beliefs.easier, doublings)) / beliefs.easier;
            case SUBEXPONENTIAL -> first * (Math.pow(1 + beliefs.harder, doublings) - 1) / beliefs.harder;
        };
    }

    /**
     * The year in which so many months of progress are made, when progress runs at the mean of algorithmic progress, whose speed-up
     * rises geometrically from {@code now} to {@code atSc} along the way, and of compute, 1. From {@code slowdown} on, compute counts
     * half, and algorithmic progress is v less the half of what people did, by the geometric mean of two views: v / 2 and v - 1/2.
     */
    static double arrival(double months, double start, double now, double atSc, double slowdown) {
        if (months == 0) {
            return start;
        }
        // With u = log(speed-up), progress is linear in u: d(progress) = months / log(atSc / now) du. Speed-ups that
        // are the same
        // throughout are the limit of those that rise a little.
        double rise = Math.log(atSc / now);
        if (Math.abs(rise) < LEAST_RISE) {
            return arrival(months, start, now * Math.exp(-LEAST_RISE), now * Math.exp(LEAST_RISE), slowdown);
        }
        double perLog = months / rise;
        double before = (slowdown - start) * MONTHS;
        double needed = perLog * 2 * (share(atSc) - share(now));
        if (needed <= before) {
            return start + needed / MONTHS;
        }
        double from = now;
        double year = start;
        if (before > 0) {
            double share = Math.exp(share(now) + before / (2 * perLog)); // v / (v + 1) at the slowdown
            from = share / (1 - share);
            year = slowdown;
        }
        double low = Math.log(from);
        double half = (Math.log(atSc) - low) / 2;
        double sum = 0;
        for (int i = 0; i < POINTS.length; i++) {
            sum += WEIGHTS[i] * (slow(low + half * (1 - POINTS[i])) + slow(low + half * (1 + POINTS[i])));
        }
        return year + perLog * half * sum / MONTHS;
    }

    /** The integral of 1 / (v + 1) over log v. */
    private static double share(double speedup) {
        return Math.log(speedup / (speedup + 1));
    }

    /** Months for a month of progress after the slowdown, at a logarithm of the speed-up. */
    private static double slow(double log) {
        double v = Math.exp(log);
        return 2 / (Math.sqrt(v / 2 * (v - 0.5)) + 0.5);
    }
}
