package loglog.laws;

/**
 * What is supposed of runs before they are made. The best design of a nonlinear law depends on the parameters that it
 * is to find (Chernoff 1953, Ann. Math. Stat. 24): a guess stands in for them, from a first round of runs, from the
 * literature or from a similar recipe.
 *
 * @param law the family
 * @param natural its parameters, in the law's order
 * @param sigma the standard deviation of one run's log loss, positive
 * @param misfit the standard deviation of what the law's form is off by, relative, at a factor of e beyond the runs; it
 *     grows with the square root of the distance; not negative
 */
public record Guess(Law law, double[] natural, double sigma, double misfit) {

    public Guess {
        natural = natural.clone();
        if (natural.length != law.parameters().size()) {
            throw new IllegalArgumentException("%d parameters for %s, which has %d"
                    .formatted(natural.length, law.equation(), law.parameters().size()));
        }
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma is %s; expected a positive number".formatted(sigma));
        }
        if (!(misfit >= 0) || Double.isInfinite(misfit)) {
            throw new IllegalArgumentException(
                    "misfit is %s; expected a number that is not negative".formatted(misfit));
        }
    }

    /** Parameters from elsewhere, with the misfit that a {@link Forecaster} assumes of any form: one percent. */
    public static Guess of(Law law, double[] natural, double sigma) {
        return new Guess(law, natural, sigma, Misfit.ASSUMED);
    }

    /**
     * The parameters and the noise of a fit to log residuals; noise that is too small to tell counts as a millionth.
     *
     * @throws IllegalArgumentException where the fit is not usable
     */
    public static Guess of(Fit fit) {
        return of(fit, Misfit.ASSUMED);
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
        return new Guess(fit.law(), fit.values(), Math.max(1e-6, Covariance.noise(fit)), misfit);
    }
}
