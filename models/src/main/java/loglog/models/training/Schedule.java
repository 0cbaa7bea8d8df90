package loglog.models.training;

/**
 * How the learning rate moves over a run, as a factor of the recipe's.
 *
 * @param kind its shape after the warm-up
 * @param warmup share of all steps that rise linearly from zero
 * @param decay share of all steps that fall at the end; for {@link Kind#WARMUP_STABLE_DECAY} only
 * @param floor the factor at the end
 */
public record Schedule(Kind kind, double warmup, double decay, double floor) {
    /** The shapes. */
    public enum Kind {
        CONSTANT,
        /** Half a cosine down to the floor (arXiv 1608.03983). */
        COSINE,
        /** A straight line down to the floor. */
        LINEAR,
        /** Constant, then a straight line down to the floor (arXiv 2405.18392). */
        WARMUP_STABLE_DECAY
    }

    public Schedule {
        if (!(warmup >= 0 && decay >= 0 && warmup + decay <= 1 && floor >= 0 && floor <= 1)) {
            throw new loglog.runs.DataException(
                    "schedule: found warm-up %s, decay %s and floor %s, expected shares from 0 to 1, together at most 1"
                            .formatted(warmup, decay, floor));
        }
    }

    public static Schedule cosine() {
        return new Schedule(Kind.COSINE, 0.02, 0, 0.1);
    }

    /** Steps that rise, a whole number: runs of other lengths that rise over as many steps share them to the bits. */
    public long warmupSteps(long steps) {
        return Math.round(warmup * steps);
    }

    /** Steps that fall at the end, for {@link Kind#WARMUP_STABLE_DECAY}. */
    public long decaySteps(long steps) {
        return Math.round(decay * steps);
    }

    /** The factor of step {@code step}, from 0, of {@code steps}. */
    public double at(long step, long steps) {
        double rising = warmupSteps(steps);
        if (step + 1 <= rising) {
            return (step + 1) / rising;
        }
        double progress = Math.clamp((step + 1 - rising) / Math.max(1, steps - rising), 0, 1);
        return switch (kind) {
            case CONSTANT -> 1;
            case COSINE -> floor + (1 - floor) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
            case LINEAR -> 1 - (1 - floor) * progress;
            case WARMUP_STABLE_DECAY -> {
                double left = steps - (step + 1);
                double falling = decaySteps(steps);
                yield left >= falling ? 1 : floor + (1 - floor) * left / falling;
            }
        };
    }
}
