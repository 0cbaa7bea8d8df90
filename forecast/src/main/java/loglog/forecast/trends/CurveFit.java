package loglog.forecast.trends;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Least squares of powers of ten on dates for one form, prepared once and solved for many weights: the linear parameters are solved for
 * at each candidate of the place (t0, tc or tb), and the best candidate is taken (variable projection).
 */
final class CurveFit {
    private static final int PLACES = 48;

    /** Nearest and farthest place outside of the rows, in spans of theirs: beyond, the form is an exponential. */
    private static final double NEAREST = 0.01;

    private static final double FARTHEST = 10;

    /** Different dates on each side of a break. */
    private static final int LEAST_PER_SIDE = 3;

    private final Form form;
    private final double[] years;
    private final double[] logs;
    private final double origin;
    private final double[] places;
    private final double[][] bases;

    /** @param rows of which the years may be fewer than the form asks for, which {@link #isPossible} tells */
    CurveFit(Form form, double[] years, double[] logs) {
        this.form = form;
        this.years = years;
        this.logs = logs;
        origin = Arrays.stream(years).average().orElse(0);
        places = places(form, years);
        bases = Arrays.stream(places)
                .mapToObj(
                        place -> Arrays.stream(years).map(t -> basis(t, place)).toArray())
                .toArray(double[][]::new);
    }

    /** Whether there are dates enough. */
    boolean isPossible() {
        return places.length > 0;
    }

    private static double[] places(Form form, double[] years) {
        var distinct = Arrays.stream(years).distinct().sorted().toArray();
        int n = distinct.length;
        double span = n == 0 ? 0 : distinct[n - 1] - distinct[0];
        return switch (form) {
            case EXPONENTIAL -> n < 2 ? new double[0] : new double[] {Double.NaN};
            case POWER_LAW ->
                n < 4
                        ? new double[0]
                        : outside().map(s -> distinct[0] - s * span).toArray();
            case HYPERBOLIC ->
                n < 4
                        ? new double[0]
                        : outside().map(s -> distinct[n - 1] + s * span).toArray();
            case TWO_SLOPES -> {
                int sides = n - 2 * LEAST_PER_SIDE + 1;
                yield sides < 1
                        ? new double[0]
                        : IntStream.range(0, Math.min(sides, PLACES))
                                .map(k -> LEAST_PER_SIDE - 1 + (sides <= PLACES ? k : k * (sides - 1) / (PLACES - 1)))
                                .mapToDouble(i -> (distinct[i] + distinct[i + 1]) / 2)
                                .toArray();
            }
        };
    }

    private static java.util.stream.DoubleStream outside() {
        return IntStream.range(0, PLACES).mapToDouble(k -> NEAREST * Math.pow(FARTHEST / NEAREST, k / (PLACES - 1.0)));
    }

    private double basis(double t, double place) {
        return switch (form) {
            case EXPONENTIAL -> t - origin;
            case POWER_LAW -> Math.log10(t - place);
            case HYPERBOLIC -> -Math.log10(place - t);
            case TWO_SLOPES -> Math.max(0, t - place);
        };
    }

    /**
     * A solution.
     *
     * @param squares the weighted sum of squared residuals
     */
    record Solved(GrowthCurve curve, double squares) {}

    /**
     * Fits to weighted rows.
     *
     * @param weights how often each row counts; the first of them, where there are fewer rows
     * @return null where the rows of positive weight determine no such law
     */
    Solved solve(int[] weights) {
        Solved best = null;
        for (int k = 0; k < places.length; k++) {
            var solved =
                    form == Form.TWO_SLOPES ? two(places[k], bases[k], weights) : one(places[k], bases[k], weights);
            if (solved != null && (best == null || solved.squares < best.squares)) {
                best = solved;
            }
        }
        return best;
    }

    private Solved one(double place, double[] g, int[] weights) {
        double n = 0;
        double mg = 0;
        double my = 0;
        for (int i = 0; i < g.length; i++) {
            n += weights[i];
            mg += weights[i] * g[i];
            my += weights[i] * logs[i];
        }
        mg /= n;
        my /= n;
        double gg = 0;
        double gy = 0;
        double yy = 0;
        for (int i = 0; i < g.length; i++) {
            double dg = g[i] - mg;
            double dy = logs[i] - my;
            gg += weights[i] * dg * dg;
            gy += weights[i] * dg * dy;
            yy += weights[i] * dy * dy;
        }
        if (!(gg > 1e-12)) {
            return null;
        }
        double b = gy / gg;
        return new Solved(
                new GrowthCurve(form, my - b * mg, b, 0, form == Form.EXPONENTIAL ? origin : place),
                Math.max(0, yy - b * gy));
    }

    /** Both slopes about the break: y = a + b (t - tb) + c max(0, t - tb). */
    private Solved two(double place, double[] g, int[] weights) {
        double n = 0;
        double mt = 0;
        double mg = 0;
        double my = 0;
        for (int i = 0; i < g.length; i++) {
            n += weights[i];
            mt += weights[i] * (years[i] - place);
            mg += weights[i] * g[i];
            my += weights[i] * logs[i];
        }
        mt /= n;
        mg /= n;
        my /= n;
        double tt = 0;
        double tg = 0;
        double gg = 0;
        double ty = 0;
        double gy = 0;
        double yy = 0;
        for (int i = 0; i < g.length; i++) {
            double dt = years[i] - place - mt;
            double dg = g[i] - mg;
            double dy = logs[i] - my;
            tt += weights[i] * dt * dt;
            tg += weights[i] * dt * dg;
            gg += weights[i] * dg * dg;
            ty += weights[i] * dt * dy;
            gy += weights[i] * dg * dy;
            yy += weights[i] * dy * dy;
        }
        double determinant = tt * gg - tg * tg;
        if (!(determinant > 1e-9 * tt * gg)) {
            return null;
        }
        double b = (ty * gg - gy * tg) / determinant;
        double c = (gy * tt - ty * tg) / determinant;
        return new Solved(new GrowthCurve(form, my - b * mt - c * mg, b, c, place), Math.max(0, yy - b * ty - c * gy));
    }
}
