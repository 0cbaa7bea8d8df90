package loglog.laws;

/**
 * What is supposed of runs before they are made. The best design of a nonlinear law depends on the parameters that it
 * is to find (Chernoff 1953, Ann. Math. Stat. 24): a guess stands in for them, from a first round of runs, from the
 * literature or from a similar recipe.
 *
 * @param law the family
 * @param natural its parameters, in the law's order
 * @param sigma the standard deviation of one run's log loss, or of its metric where residuals are differences; positive
 * @param misfit the standard deviation of what the law's form is off by, likewise, at a factor of e beyond the runs; it
 *     grows with the square root of the distance; not negative
 * @param criterion how residuals are measured
 * @param least that the metric can be; may be negative infinity
 * @param greatest that it can be; may be infinity
 */
public record Guess(
        Law law, double[] natural, double sigma, double misfit, Criterion criterion, double least, double greatest) {
    /** Noise that is too small to tell counts as this, of a loss or of what the metric spans. */
    private static final double LEAST_NOISE = 1e-6;

    public Guess {
        natural = natural.clone();
        if (natural.length != law.parameters().size()) {
            throw new IllegalArgumentException("%d parameters for %s, which has %d"
                    .formatted(natural.length, law.equation(), law.parameters().size()));
        }
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma: found %s, expected a positive number".formatted(sigma));
        }
        if (!(misfit >= 0) || Double.isInfinite(misfit)) {
            throw new IllegalArgumentException(
                    "misfit: found %s, expected a number that is not negative".formatted(misfit));
        }
    }

    /** Of a loss, whose residuals are logarithmic. */
    public Guess(Law law, double[] natural, double sigma, double misfit) {
        this(law, natural, sigma, misfit, Criterion.DEFAULT, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** The same with another noise. */
    public Guess withSigma(double noise) {
        return new Guess(law, natural, noise, misfit, criterion, least, greatest);
    }

    /** The same of a metric that cannot leave these limits, such as 0 and 1 of an accuracy. */
    public Guess within(double low, double high) {
        return new Guess(law, natural, sigma, misfit, criterion, low, high);
    }

    /** Parameters from elsewhere, with the misfit that a {@link Forecaster} assumes of any form: one percent. */
    public static Guess of(Law law, double[] natural, double sigma) {
        return new Guess(law, natural, sigma, Misfit.ASSUMED);
    }

    /**
     * The same where residuals are differences, such as a rating's or an accuracy's.
     *
     * @param sigma of one run, in the metric's unit
     * @param span how far the metric changes over the runs: the misfit that is assumed is a share of it
     */
    public static Guess ofDifferences(Law law, double[] natural, double sigma, double span) {
        return new Guess(
                law,
                natural,
                sigma,
                Misfit.assumedOfSpan(span),
                Criterion.SQUARES,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    /**
     * The parameters and the noise of a fit; noise that is too small to tell counts as a millionth.
     *
     * @throws IllegalArgumentException where the fit is not usable
     */
    public static Guess of(Fit fit) {
        return of(fit, Misfit.assumed(fit.observations(), fit.criterion()));
    }

    /** As {@link #of(Fit)}, with the misfit that a forecast found when it tried the form on held-out rows. */
    public static Guess of(Forecast.Form form) {
        return of(form.fit(), form.misfit());
    }

    private static Guess of(Fit fit, double misfit) {
        if (!fit.usable()) {
            throw new IllegalArgumentException(
                    "Cannot plan with a fit that is " + fit.status().words());
        }
        double span = fit.criterion().logResiduals() ? 1 : Misfit.span(fit.observations(), fit.criterion());
        return new Guess(
                fit.law(),
                fit.values(),
                Math.max(LEAST_NOISE * (span > 0 ? span : 1), Covariance.noise(fit)),
                misfit,
                fit.criterion(),
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }
}
