package loglog.laws;

/**
 * What makes one fit better than another.
 *
 * @param penalty of each residual
 * @param logResiduals whether a residual is {@code ln(value) - ln(observed)}, a relative error, or their plain
 *     difference
 */
public record Criterion(Penalty penalty, boolean logResiduals) {
    /** Huber with delta 1e-3 on log residuals, as in arXiv 2203.15556. */
    public static final Criterion DEFAULT = new Criterion(new Penalty.Huber(1e-3), true);

    public static final Criterion LOG_SQUARES = new Criterion(new Penalty.Squared(), true);

    public static final Criterion SQUARES = new Criterion(new Penalty.Squared(), false);

    double residual(double value, double observed) {
        return logResiduals ? Math.log(value) - Math.log(observed) : value - observed;
    }

    /** A value of the metric on the scale of the residuals. */
    double onScale(double value) {
        return logResiduals ? Math.log(value) : value;
    }

    /** The inverse of {@link #onScale}. */
    double fromScale(double value) {
        return logResiduals ? Math.exp(value) : value;
    }

    /** Half the width of an interval of the metric, a share of it where residuals are logarithmic, from that on their scale. */
    double halfWidth(double onScale) {
        return logResiduals ? Math.sinh(onScale) : onScale;
    }

    double[] target(double[] metric) {
        var target = metric.clone();
        if (logResiduals) {
            for (int i = 0; i < target.length; i++) {
                target[i] = Math.log(target[i]);
            }
        }
        return target;
    }
}
