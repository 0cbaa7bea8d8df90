package loglog.laws.rates;

import loglog.laws.Fitted;

/**
 * The second of the two steps by which accuracy is forecast: from a loss to the accuracy of a task. Between its limits accuracy
 * rises as the loss falls.
 *
 * @param form which of the two it is
 * @param low of the exponential form {@code 1 - eps}, of the sigmoid the accuracy at high losses
 * @param rise of the exponential form k, of the sigmoid what is above low at low losses
 * @param rate gamma, per unit of loss; above 0
 * @param middle of the sigmoid, the loss at which half of the rise is done; 0 of the exponential form
 * @param rms of the fit's residuals, in accuracy
 */
public record AccuracyOfLoss(Form form, double low, double rise, double rate, double middle, double rms) {

    /** How accuracy falls with the loss. */
    public enum Form {
        /** {@code error = eps - k exp(-gamma L)} (Gadre et al. 2024, arXiv 2403.08540). */
        EXPONENTIAL("1 - eps + k exp(-gamma L)", 3),
        /** {@code accuracy = low + rise / (1 + exp(gamma (L - middle)))}. */
        SIGMOID("low + rise / (1 + exp(gamma (L - middle)))", 4);

        private final String equation;
        private final int parameters;

        Form(String equation, int parameters) {
            this.equation = equation;
            this.parameters = parameters;
        }

        /** As people read it. */
        public String equation() {
            return equation;
        }

        /** How many parameters it has: no fewer rows can tell them. */
        public int parameters() {
            return parameters;
        }
    }

    /** Rates from a gentle bend over the range of losses to a step within a hundredth of it. */
    private static final double SLOWEST = 0.05;

    private static final double FASTEST = 100;
    private static final int GRID = 24;

    /** eps, the error of a model that knows nothing, of the exponential form. */
    public double eps() {
        return 1 - low;
    }

    /** The accuracy at a loss, between 0 and 1. */
    public double at(double loss) {
        return Math.clamp(low + rise * shape(form, loss, rate, middle), 0, 1);
    }

    private static double shape(Form form, double loss, double rate, double middle) {
        return switch (form) {
            case EXPONENTIAL -> Math.exp(-rate * loss);
            case SIGMOID -> 1 / (1 + Math.exp(Math.clamp(rate * (loss - middle), -700, 700)));
        };
    }

    /**
     * Least squares, low and rise solved for at each rate and middle.
     *
     * @param loss of each row, or any scale that falls as accuracy rises, such as minus ln FLOP
     * @param accuracy of each row
     * @param weight how often each row counts
     * @return none for fewer rows than parameters, or losses that are all alike
     */
    public static Fitted<AccuracyOfLoss> fit(Form form, double[] loss, double[] accuracy, double[] weight) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int rows = 0;
        for (int i = 0; i < loss.length; i++) {
            if (weight[i] > 0) {
                least = Math.min(least, loss[i]);
                most = Math.max(most, loss[i]);
                rows++;
            }
        }
        double range = most - least;
        if (rows < form.parameters) {
            return Fitted.none(
                    "%d rows cannot determine the %d parameters of %s", rows, form.parameters, form.equation);
        }
        if (!(range > 0)) {
            return Fitted.none("all %d rows are at one place", rows);
        }
        double low = Math.log(SLOWEST / range);
        double high = Math.log(FASTEST / range);
        double from = least;
        double[] best = null;
        double found = Double.POSITIVE_INFINITY;
        int middles = form == Form.SIGMOID ? GRID : 1;
        for (int i = 0; i < GRID; i++) {
            for (int m = 0; m < middles; m++) {
                double[] at = {low + (high - low) * i / (GRID - 1), from + range * (1.5 * m / GRID - 0.25)};
                double value = squares(form, loss, accuracy, weight, at, low, high, from);
                if (value < found) {
                    found = value;
                    best = at;
                }
            }
        }
        double[] start = form == Form.SIGMOID ? new double[] {best[0], best[1] / range} : new double[] {best[0]};
        var polished = Simplex.minimize(
                p -> 1e6 * squares(form, loss, accuracy, weight, unfolded(p, range), low, high, from), start, 0.2);
        var p = unfolded(polished, range);
        double rate = Math.exp(Math.clamp(p[0], low, high));
        double[] line = line(form, loss, accuracy, weight, rate, p[1], from);
        double sum = 0;
        for (double w : weight) {
            sum += w;
        }
        // the exponential is fitted from the least loss on, where exp(-gamma L) has its digits
        double rise = form == Form.EXPONENTIAL ? line[1] * Math.exp(rate * from) : line[1];
        return Fitted.of(new AccuracyOfLoss(
                form, line[0], rise, rate, form == Form.SIGMOID ? p[1] : 0, Math.sqrt(line[2] / sum)));
    }

    private static double[] unfolded(double[] p, double range) {
        return new double[] {p[0], p.length > 1 ? p[1] * range : 0};
    }

    private static double squares(
            Form form,
            double[] loss,
            double[] accuracy,
            double[] weight,
            double[] at,
            double low,
            double high,
            double from) {
        return line(form, loss, accuracy, weight, Math.exp(Math.clamp(at[0], low, high)), at[1], from)[2];
    }

    /** Low and rise, at least 0, by weighted least squares, and the sum of squares. */
    private static double[] line(
            Form form, double[] loss, double[] accuracy, double[] weight, double rate, double middle, double from) {
        double w = 0;
        double mx = 0;
        double my = 0;
        var x = new double[loss.length];
        for (int i = 0; i < loss.length; i++) {
            x[i] = shape(form, form == Form.EXPONENTIAL ? loss[i] - from : loss[i], rate, middle);
            w += weight[i];
            mx += weight[i] * x[i];
            my += weight[i] * accuracy[i];
        }
        mx /= w;
        my /= w;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < loss.length; i++) {
            xx += weight[i] * (x[i] - mx) * (x[i] - mx);
            xy += weight[i] * (x[i] - mx) * (accuracy[i] - my);
            yy += weight[i] * (accuracy[i] - my) * (accuracy[i] - my);
        }
        double rise = xx > 1e-300 ? Math.max(0, xy / xx) : 0;
        double low = my - rise * mx;
        return new double[] {low, rise, Math.max(0, yy - 2 * rise * xy + rise * rise * xx)};
    }
}
