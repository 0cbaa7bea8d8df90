package loglog.laws.ratings;

import java.util.ArrayList;
import java.util.Arrays;
import loglog.laws.DenseSolver;

/**
 * The likelihood of results: a's chance against b is {@code 1 / (1 + exp(-(s_a - s_b + v)))}, v being the first move's
 * advantage for a, -v for b, none where the order is not counted (Bradley and Terry 1952; Davidson and Beaver 1977). It is concave
 * in the strengths s and in v, so that Newton's method with halved steps finds its maximum.
 *
 * <p>Parameters are in log-odds: a strength for each player, and the first move's advantage last.
 */
final class BradleyTerry {
    private static final int MOST_STEPS = 200;
    private static final int MOST_HALVINGS = 40;
    private static final double CONVERGED = 1e-11;

    /** Results of a pair in one order. */
    private record Cell(int a, int b, double score, double games, int first) {}

    private final int players;
    private final boolean[] fixed;
    private final Cell[] cells;

    /**
     * The likelihood.
     *
     * @param fixed which of the parameters stay as they are; as many as players and one
     * @param isOrderCounted whether a pair's games count by who moved first; if not, the advantage is no part of it
     * @param virtual virtual draws that each pair of the group of its first player gets, one for each group
     * @param groupOf each player's group
     */
    BradleyTerry(
            int players,
            Iterable<GameResults.Pair> pairs,
            boolean[] fixed,
            boolean isOrderCounted,
            double[] virtual,
            int[] groupOf) {
        this.players = players;
        this.fixed = fixed.clone();
        this.fixed[players] |= !isOrderCounted;
        var all = new ArrayList<Cell>();
        for (var pair : pairs) {
            double draws = virtual[groupOf[pair.a]];
            if (isOrderCounted) {
                for (int order = 0; order < 3; order++) {
                    if (pair.games(order) > 0) {
                        int first = order == 0 ? 1 : order == 1 ? -1 : 0;
                        all.add(new Cell(pair.a, pair.b, pair.score(order), pair.games(order), first));
                    }
                }
                if (draws > 0) {
                    all.add(new Cell(pair.a, pair.b, draws / 2, draws, 0));
                }
            } else {
                all.add(new Cell(pair.a, pair.b, pair.score() + draws / 2, pair.games() + draws, 0));
            }
        }
        this.cells = all.toArray(Cell[]::new);
    }

    private double logit(Cell cell, double[] theta) {
        return theta[cell.a] - theta[cell.b] + cell.first * theta[players];
    }

    private static double chance(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    double logLikelihood(double[] theta) {
        double sum = 0;
        for (var cell : cells) {
            double x = logit(cell, theta);
            // ln(1 + e^x) without overflow
            sum += cell.score * x - cell.games * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
        }
        return sum;
    }

    /** The log likelihood's derivative by each parameter. */
    double[] gradient(double[] theta) {
        var gradient = new double[players + 1];
        for (var cell : cells) {
            double rest = cell.score - cell.games * chance(logit(cell, theta));
            gradient[cell.a] += rest;
            gradient[cell.b] -= rest;
            gradient[players] += cell.first * rest;
        }
        return gradient;
    }

    /** Fisher's information, the lower triangle. */
    double[][] information(double[] theta) {
        var h = new double[players + 1][players + 1];
        for (var cell : cells) {
            double p = chance(logit(cell, theta));
            double w = cell.games * p * (1 - p);
            h[cell.a][cell.a] += w;
            h[cell.b][cell.b] += w;
            h[Math.max(cell.a, cell.b)][Math.min(cell.a, cell.b)] -= w;
            h[players][cell.a] += cell.first * w;
            h[players][cell.b] -= cell.first * w;
            h[players][players] += cell.first * cell.first * w;
        }
        return h;
    }

    /**
     * Maximizes the likelihood from a start, which holds what is fixed.
     *
     * @param held one more parameter that stays, or -1
     * @return whether it converged
     */
    boolean maximize(double[] theta, int held) {
        var still = fixed.clone();
        if (held >= 0) {
            still[held] = true;
        }
        var step = new double[players + 1];
        double now = logLikelihood(theta);
        for (int k = 0; k < MOST_STEPS; k++) {
            if (!DenseSolver.solve(information(theta), gradient(theta), still, step)) {
                return false;
            }
            double length = 1;
            var from = theta.clone();
            double next = move(theta, from, step, length);
            for (int halved = 0; next < now - 1e-13 * Math.abs(now) && halved < MOST_HALVINGS; halved++) {
                length /= 2;
                next = move(theta, from, step, length);
            }
            now = next;
            if (length * Arrays.stream(step).map(Math::abs).max().orElse(0) < CONVERGED) {
                return true;
            }
        }
        return false;
    }

    private double move(double[] theta, double[] from, double[] step, double length) {
        for (int j = 0; j < theta.length; j++) {
            theta[j] = from[j] + length * step[j];
        }
        return logLikelihood(theta);
    }

    /** Whether the results tell the first move's advantage from strengths, which leave at least this share of its information. */
    boolean determinesFirstMove(double[] theta, double share) {
        var factor = information(theta);
        double alone = factor[players][players];
        // The last pivot of Cholesky's factor is what all other parameters leave.
        return alone > 0
                && DenseSolver.factor(factor, fixed)
                && factor[players][players] * factor[players][players] > share * alone;
    }

    /** The inverse of the information: the parameters' covariance, zero for what is fixed; null where it has none. */
    double[][] covariance(double[] theta) {
        var factor = information(theta);
        if (!DenseSolver.factor(factor, fixed)) {
            return null;
        }
        var covariance = new double[players + 1][players + 1];
        for (int j = 0; j <= players; j++) {
            if (!fixed[j]) {
                covariance[j][j] = 1;
                DenseSolver.substitute(factor, covariance[j]);
            }
        }
        return covariance;
    }

    /**
     * The end of a parameter's profile likelihood interval: where the likelihood, all else at its best, has fallen by
     * half the square of z.
     *
     * @param best where the likelihood has its maximum
     * @param se the parameter's standard error
     * @param z of the normal quantile, negative for the lower end
     */
    double profileEnd(double[] best, int parameter, double se, double z) {
        double most = logLikelihood(best);
        double side = Math.signum(z);
        double wanted = Math.abs(z);
        double at = best[parameter] + z * se;
        var theta = best.clone();
        for (int k = 0; k < 30; k++) {
            theta[parameter] = at;
            if (!maximize(theta, parameter)) {
                return side * Double.POSITIVE_INFINITY;
            }
            // The signed root of the deviance is nearly linear in the parameter.
            double root = Math.sqrt(Math.max(0, 2 * (most - logLikelihood(theta))));
            double slope = root > 0 ? Math.abs(gradient(theta)[parameter]) / root : 1 / se;
            double change = Math.clamp((wanted - root) / slope, -4 * wanted * se, 4 * wanted * se);
            at += side * change;
            if (Math.abs(change) < 1e-7 * se) {
                break;
            }
        }
        return at;
    }

    /** How far results lie from what strengths say: sums over the pairs' results. */
    record Deviations(double pearson, double expected, double variance, int cells) {}

    /**
     * Pearson's sum of squared residuals, and the variance that it has by chance.
     *
     * @param dispersion of a game's score against that of a game without draws
     */
    Deviations deviations(double[] theta, double dispersion) {
        double pearson = 0;
        double excess = 0;
        double weight = 0;
        double variance = 0;
        for (var cell : cells) {
            double p = chance(logit(cell, theta));
            double v = cell.games * p * (1 - p);
            double rest = cell.score - cell.games * p;
            pearson += rest * rest / (v * dispersion);
            variance += 2 + Math.max(0, (1 - 6 * p * (1 - p)) / v);
            excess += rest * rest - v * dispersion;
            weight += v * v;
        }
        return new Deviations(pearson, weight > 0 ? excess / weight : 0, variance, cells.length);
    }
}
