package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The global part of a fit: for shape parameters spread over their box the coefficients are solved for (variable
 * projection), the best and most different of these starts are polished, and the lowest minimum wins. Nothing is random
 * and nothing depends on a start of the caller's.
 */
final class GlobalSearch {
    /** Points along each axis of a box of one and of two dimensions. */
    private static final int[] GRID = {0, 48, 16};

    private static final int SCATTERED = 3000;

    /** A squared distance, in units of the box: starts nearer than this to a better one are not polished again. */
    private static final double SAME = 0.01;

    /** Where the neighbors of a fit lie: factors of its shapes, of the first two where there are more. */
    private static final double[] NEIGHBORS = {0.6, 1, 1.6};

    /** A law of at most so many shapes is searched on a grid: it has few minima, and few rows show where they are. */
    private static final int FEW_SHAPES = 2;

    /** Of more rows than these, so many are searched, and the best minima are polished on all; of a law of few shapes fewer. */
    private static final int MOST_SEARCHED = 1500;

    private static final int MOST_SEARCHED_FOR_FEW = 600;

    /** A grid's starts are ranked on so many rows: they lie apart, and a start need only lie in the valley of a minimum. */
    private static final int MOST_RANKED = 300;

    /** Minima of the rows searched that may be polished on all: enough to change places. */
    private static final int POLISHED_ON_ALL = 4;

    /**
     * How far above the lowest, on all rows, a minimum of the rows searched may be and still be polished: many times what a
     * polish gains, which is about half a share of the rows searched for each parameter.
     */
    private static final double NEARLY_LOWEST = 1.05;

    private final Law law;
    private final Criterion criterion;
    private final Scales rows;
    private final double[] metric;
    private final double[] noisiness;
    private final double[][] bounds;
    private final Solver solver;
    private final int k;
    private final int m;

    /** A minimum: internal parameters and their objective. */
    record Minimum(double[] p, double objective, boolean converged) {}

    private record Start(double[] p, double[] place, double objective) {}

    GlobalSearch(Law law, Criterion criterion, Scales rows, double[] metric, double[] noisiness) {
        this(law, criterion, rows, metric, noisiness, Solver.TIGHT);
    }

    private GlobalSearch(
            Law law, Criterion criterion, Scales rows, double[] metric, double[] noisiness, double tolerance) {
        this.law = law;
        this.criterion = criterion;
        this.rows = rows;
        this.metric = metric;
        this.noisiness = noisiness;
        this.bounds = law.bounds(rows);
        this.solver = new Solver(law, criterion.penalty(), criterion.logResiduals(), rows.n(), tolerance);
        this.k = law.coefficients();
        this.m = law.parameters().size();
        solver.load(rows, criterion.target(metric), Solver.ones(rows.n()), noisiness, bounds);
    }

    Solver solver() {
        return solver;
    }

    Minimum run() {
        int searched = few() ? MOST_SEARCHED_FOR_FEW : MOST_SEARCHED;
        if (rows.n() > searched) {
            var minima = thinned(searched).minima();
            return lowest(near(minima.subList(0, Math.min(POLISHED_ON_ALL, minima.size()))));
        }
        return lowest(different());
    }

    /** Those of the minima that may be the lowest on all rows, the lowest first. */
    private List<Start> near(List<Start> minima) {
        var onAll = minima.stream()
                .map(start -> new Start(start.p, start.place, solver.objective(start.p)))
                .sorted(Comparator.comparingDouble(Start::objective))
                .toList();
        return onAll.stream()
                .filter(start -> !(start.objective > NEARLY_LOWEST * onAll.getFirst().objective))
                .toList();
    }

    private List<Start> different() {
        var box = law.searchBox(rows);
        var starts = few() && rows.n() > MOST_RANKED ? thinned(MOST_RANKED).starts(box) : starts(box);
        starts.sort(Comparator.comparingDouble(Start::objective));
        return different(starts, few() ? 6 : 32);
    }

    private boolean few() {
        return m - k <= FEW_SHAPES;
    }

    /** The same search on every so many rows in the order of the first scale, so that all scales remain. */
    private GlobalSearch thinned(int most) {
        var kept = spread(rows.log()[0], rows.n(), most);
        var log = Arrays.stream(rows.log())
                .map(column -> Arrays.stream(kept).mapToDouble(i -> column[i]).toArray())
                .toArray(double[][]::new);
        return new GlobalSearch(
                law,
                criterion,
                new Scales(most, log),
                Arrays.stream(kept).mapToDouble(i -> metric[i]).toArray(),
                noisiness == null
                        ? null
                        : Arrays.stream(kept).mapToDouble(i -> noisiness[i]).toArray(),
                few() ? Solver.LOOSE : Solver.TIGHT);
    }

    /** So many rows, evenly in the order of their scales, equal scales in the order of the rows. */
    static int[] spread(double[] scales, int n, int most) {
        var sorted = Arrays.copyOf(scales, n);
        Arrays.sort(sorted);
        var ranks = new int[most];
        var wanted = new double[most]; // each scale once
        var next = new int[most]; // the rank of the next row of that scale
        int different = 0;
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = (int) ((i + 0.5) * n / most);
            double scale = sorted[ranks[i]];
            if (different > 0 && Double.compare(wanted[different - 1], scale) == 0) {
                continue;
            }
            int first = ranks[i];
            while (first > 0 && Double.compare(sorted[first - 1], scale) == 0) {
                first--;
            }
            wanted[different] = scale;
            next[different++] = first;
        }
        var kept = new int[most];
        for (int row = 0; row < n; row++) {
            int of = Arrays.binarySearch(wanted, 0, different, scales[row]);
            int rank = of < 0 ? -1 : Arrays.binarySearch(ranks, next[of]++);
            if (rank >= 0) {
                kept[rank] = row;
            }
        }
        return kept;
    }

    /** All minima that the starts lead to, lowest first. */
    private List<Start> minima() {
        var minima = new ArrayList<Start>();
        for (var start : different()) {
            var p = start.p.clone();
            minima.add(new Start(p, p, solver.minimize(p)));
        }
        minima.sort(Comparator.comparingDouble(Start::objective));
        return different(minima, minima.size());
    }

    /**
     * A minimum near a point that fitted other rows of the same kind, at a hundredth of the price of {@link #run}: from the
     * point itself and from the best of its neighbors, whose coefficients are solved for.
     *
     * @param near internal parameters
     */
    Minimum near(double[] near) {
        var starts = new ArrayList<Start>();
        var projection = new Projection();
        for (int point = 0; point < (int) Math.pow(NEIGHBORS.length, Math.min(2, m - k)); point++) {
            var p = near.clone();
            int rest = point;
            for (int s = k; s < Math.min(m, k + 2); s++) {
                p[s] = Math.clamp(p[s] * NEIGHBORS[rest % NEIGHBORS.length], bounds[s][0], bounds[s][1]);
                rest /= NEIGHBORS.length;
            }
            starts.add(new Start(p, p, projection.solve(p)));
        }
        starts.sort(Comparator.comparingDouble(Start::objective));
        return lowest(List.of(new Start(near.clone(), near, solver.objective(near)), starts.getFirst()));
    }

    private Minimum lowest(List<Start> starts) {
        var best = new Minimum(new double[m], Double.POSITIVE_INFINITY, false);
        for (var start : starts) {
            var p = start.p.clone();
            double objective = solver.minimize(p);
            if (objective < best.objective) {
                best = new Minimum(p, objective, solver.converged());
            }
        }
        return best;
    }

    private static List<Start> different(List<Start> sorted, int wanted) {
        var chosen = new ArrayList<Start>();
        for (var start : sorted) {
            if (chosen.size() == wanted || !Double.isFinite(start.objective)) {
                break;
            }
            if (chosen.stream().noneMatch(other -> distance(start.place, other.place) < SAME)) {
                chosen.add(start);
            }
        }
        return chosen;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }
        return sum;
    }

    private List<Start> starts(double[][] box) {
        int shapes = m - k;
        var starts = new ArrayList<Start>();
        var projection = new Projection();
        int count = shapes == 0 ? 1 : shapes <= FEW_SHAPES ? (int) Math.pow(GRID[shapes], shapes) : SCATTERED;
        for (int point = 0; point < count; point++) {
            var place = shapes <= FEW_SHAPES ? grid(point, shapes) : scattered(point, shapes);
            var p = new double[m];
            for (int s = 0; s < shapes; s++) {
                p[k + s] = within(box[s], place[s]);
            }
            starts.add(new Start(p, place, projection.solve(p)));
        }
        return starts;
    }

    private static double[] grid(int point, int dimensions) {
        var place = new double[dimensions];
        for (int j = 0; j < dimensions; j++) {
            place[j] = (point % GRID[dimensions] + 0.5) / GRID[dimensions];
            point /= GRID[dimensions];
        }
        return place;
    }

    /** Roberts's additive recurrence: quasi-random points that fill a box of any dimension evenly. */
    private static double[] scattered(int point, int dimensions) {
        double phi = 2;
        for (int i = 0; i < 40; i++) {
            phi = Math.pow(1 + phi, 1.0 / (dimensions + 1));
        }
        var place = new double[dimensions];
        for (int j = 0; j < dimensions; j++) {
            double x = 0.5 + (point + 1) * Math.pow(phi, -(j + 1));
            place[j] = x - Math.floor(x);
        }
        return place;
    }

    private static double within(double[] range, double share) {
        return range[0] > 0
                ? range[0] * Math.pow(range[1] / range[0], share)
                : range[0] + share * (range[1] - range[0]);
    }

    /** Solves for the coefficients at given shapes, by least squares within their bounds. */
    private final class Projection {
        private final double[][] phi = new double[k][rows.n()];
        private final double[] residual = new double[rows.n()];
        private final double[] ones = Solver.ones(rows.n());
        private final double[] zero = new double[k];
        private final double[] step = new double[k];
        private final double[][] coefficientBounds = Arrays.copyOf(bounds, k);
        private final LinearHuber least = new LinearHuber(k, rows.n());

        /**
         * @param p in: shapes; out: coefficients too
         * @return the objective there
         */
        double solve(double[] p) {
            int passes = law instanceof DataConstrained ? 2 : 1; // its shapes depend on its coefficients
            for (int pass = 0; pass < passes; pass++) {
                law.basis(p, rows, phi);
                for (int i = 0; i < rows.n(); i++) {
                    double y = metric[i];
                    double slope = law.linearSlope(y, p);
                    // An observation of 0 has no relative error; there the link is the identity.
                    double perUnit = criterion.logResiduals() ? slope : y == 0 ? 1 : slope / y;
                    perUnit *= noisiness == null ? 1 : noisiness[i];
                    residual[i] = -law.linear(y, p) / perUnit;
                    for (int c = 0; c < k; c++) {
                        phi[c][i] /= perUnit;
                    }
                }
                least.load(residual, phi, ones, rows.n(), Double.MAX_VALUE, zero, coefficientBounds);
                least.solve(1e-12, step);
                System.arraycopy(step, 0, p, 0, k);
            }
            return solver.objective(p);
        }
    }
}
