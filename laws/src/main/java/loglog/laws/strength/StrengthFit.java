package loglog.laws.strength;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import loglog.laws.DenseSolver;

/**
 * Fits a {@link StrengthLaw} to frontiers by least squares of Elo, all points alike. The sum of squares has kinks where a point
 * changes from one part to another, and several minima: Levenberg and Marquardt's method from many starts, of which the best is kept.
 *
 * @param rms the root mean square of the residuals, in Elo
 * @param onPlateau how many points lie on the plateau; {@code onIncline}, {@code onCeiling} likewise
 */
public record StrengthFit(StrengthLaw law, double rms, int points, int onPlateau, int onIncline, int onCeiling) {
    private static final int LEAST_ON_A_PART = 3;
    private static final int MOST_STEPS = 60;
    private static final double[] PLATEAU_SHARES = {0, 0.05, 0.15, 0.3, 0.5};
    private static final double[] CEILING_SHARES = {0.02, 0.1, 0.25};

    /**
     * Fits the law.
     *
     * @param ceiling the greatest Elo that there can be, positive infinity for none
     * @return empty where too few points rise with compute
     */
    public static Optional<StrengthFit> of(List<StrengthFrontier> frontiers, double ceiling) {
        var points = new Points(frontiers, ceiling);
        double[] best = null;
        for (double low : PLATEAU_SHARES) {
            for (double high : CEILING_SHARES) {
                var start = points.start(low, high);
                if (start != null) {
                    points.minimize(start);
                    best = best == null || points.squares(start) < points.squares(best) ? start : best;
                }
            }
        }
        return best == null ? Optional.empty() : Optional.of(points.fit(best));
    }

    /** The same from one start. */
    static StrengthFit from(StrengthLaw start, List<StrengthFrontier> frontiers) {
        var points = new Points(frontiers, start.ceiling());
        var p = points.parameters(start);
        points.minimize(p);
        return points.fit(p);
    }

    /** Points of all frontiers; parameters are plateau at the mean board, its slope, incline there, train, test, board. */
    private static final class Points {
        private final List<StrengthFrontier> frontiers;
        private final double ceiling;
        private final int n;
        private final double[] board;
        private final double[] train;
        private final double[] test;
        private final double[] elo;
        private final boolean hasBoards;
        private final boolean hasTests;
        private final double meanBoard;
        private final double meanTrain;
        private final double meanTest;

        Points(List<StrengthFrontier> frontiers, double ceiling) {
            this.frontiers = frontiers;
            this.ceiling = ceiling;
            this.n = frontiers.stream().mapToInt(f -> f.flops().length).sum();
            board = new double[n];
            train = new double[n];
            test = new double[n];
            elo = new double[n];
            int i = 0;
            for (var frontier : frontiers) {
                for (int k = 0; k < frontier.flops().length; k++, i++) {
                    board[i] = frontier.board();
                    train[i] = Math.log10(frontier.flops()[k]);
                    test[i] = Math.log10(frontier.testFlops());
                    elo[i] = frontier.elo()[k];
                }
            }
            hasBoards = Arrays.stream(board).distinct().count() > 1;
            hasTests = Arrays.stream(test).distinct().count() > 1;
            meanBoard = center(board);
            meanTrain = center(train);
            meanTest = center(test);
        }

        private static double center(double[] values) {
            double mean = Arrays.stream(values).average().orElse(0);
            Arrays.setAll(values, i -> values[i] - mean);
            return mean;
        }

        private boolean isFixed(int parameter, boolean hasPlateau) {
            return switch (parameter) {
                case 0 -> !hasPlateau;
                case 1 -> !hasPlateau || !hasBoards;
                case 4 -> !hasTests;
                case 5 -> !hasBoards;
                default -> false;
            };
        }

        /** By the share of each frontier's range of Elo from its lowest and its highest point; null where too few are between. */
        double[] start(double low, double high) {
            var part = new int[n];
            int i = 0;
            for (var frontier : frontiers) {
                double least = Arrays.stream(frontier.elo()).min().orElse(0);
                double most =
                        Math.min(ceiling, Arrays.stream(frontier.elo()).max().orElse(0));
                double range = most - least;
                for (int k = 0; k < frontier.elo().length; k++, i++) {
                    part[i] =
                            elo[i] < least + low * range ? 0 : elo[i] > most - high * range && ceiling < 1e300 ? 2 : 1;
                }
            }
            var p = new double[6];
            p[0] = Double.NEGATIVE_INFINITY;
            long flat = Arrays.stream(part).filter(x -> x == 0).count();
            if (flat >= LEAST_ON_A_PART) {
                p[0] = 0;
                solve(p, part, 0);
            }
            return solve(p, part, 1) && p[3] > 0 ? p : null;
        }

        /** Least squares of one part's points alone. */
        private boolean solve(double[] p, int[] part, int wanted) {
            var h = new double[6][6];
            var g = new double[6];
            int count = 0;
            for (int i = 0; i < n; i++) {
                if (part[i] == wanted) {
                    add(h, g, i, wanted, elo[i]);
                    count++;
                }
            }
            var fixed = new boolean[6];
            for (int j = 0; j < 6; j++) {
                fixed[j] = isFixed(j, true) || (wanted == 0) != (j < 2);
            }
            var x = new double[6];
            if (count < LEAST_ON_A_PART || !DenseSolver.solve(h, g, fixed, x)) {
                return false;
            }
            for (int j = 0; j < 6; j++) {
                p[j] = fixed[j] ? p[j] : x[j];
            }
            return true;
        }

        private double term(int i, int parameter) {
            return switch (parameter) {
                case 0, 2 -> 1;
                case 1, 5 -> board[i];
                case 3 -> train[i];
                default -> test[i];
            };
        }

        private void add(double[][] h, double[] g, int i, int part, double target) {
            int from = part == 0 ? 0 : 2;
            int to = part == 0 ? 2 : 6;
            for (int j = from; j < to; j++) {
                g[j] += term(i, j) * target;
                for (int k = from; k <= j; k++) {
                    h[j][k] += term(i, j) * term(i, k);
                }
            }
        }

        private double plateau(double[] p, int i) {
            return p[0] + p[1] * board[i];
        }

        private double incline(double[] p, int i) {
            return p[2] + p[3] * train[i] + p[4] * test[i] + p[5] * board[i];
        }

        private int part(double[] p, int i) {
            double rising = incline(p, i);
            double value = Math.max(plateau(p, i), rising);
            return value >= ceiling ? 2 : rising >= plateau(p, i) ? 1 : 0;
        }

        private double value(double[] p, int i) {
            return Math.min(Math.max(plateau(p, i), incline(p, i)), ceiling);
        }

        double squares(double[] p) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double rest = elo[i] - value(p, i);
                sum += rest * rest;
            }
            return sum;
        }

        /** Levenberg and Marquardt's method, in place. */
        void minimize(double[] p) {
            boolean hasPlateau = p[0] != Double.NEGATIVE_INFINITY;
            var fixed = new boolean[6];
            for (int j = 0; j < 6; j++) {
                fixed[j] = isFixed(j, hasPlateau);
            }
            double now = squares(p);
            double damping = 1e-4;
            var step = new double[6];
            for (int k = 0; k < MOST_STEPS && damping < 1e4; k++) {
                var h = new double[6][6];
                var g = new double[6];
                for (int i = 0; i < n; i++) {
                    int part = part(p, i);
                    if (part < 2) {
                        add(h, g, i, part, elo[i] - value(p, i));
                    }
                }
                for (int j = 0; j < 6; j++) {
                    h[j][j] = h[j][j] * (1 + damping) + 1e-12;
                }
                if (!DenseSolver.solve(h, g, fixed, step)) {
                    damping *= 10;
                    continue;
                }
                var next = p.clone();
                for (int j = 0; j < 6; j++) {
                    next[j] += fixed[j] ? 0 : step[j];
                }
                double then = squares(next);
                if (then < now) {
                    System.arraycopy(next, 0, p, 0, 6);
                    boolean isDone = now - then < 1e-10 * now;
                    now = then;
                    damping = Math.max(1e-6, damping / 10);
                    if (isDone) {
                        return;
                    }
                } else {
                    damping *= 8;
                }
            }
        }

        double[] parameters(StrengthLaw law) {
            return new double[] {
                law.plateauAt(meanBoard),
                law.plateauBoard(),
                law.train() * meanTrain + law.test() * meanTest + law.board() * meanBoard + law.incline(),
                law.train(),
                law.test(),
                law.board()
            };
        }

        StrengthFit fit(double[] p) {
            var counts = new int[3];
            for (int i = 0; i < n; i++) {
                counts[part(p, i)]++;
            }
            if (counts[0] < LEAST_ON_A_PART && p[0] != Double.NEGATIVE_INFINITY) {
                p[0] = Double.NEGATIVE_INFINITY; // a plateau of hardly any points is none
                p[1] = 0;
                minimize(p);
                return fit(p);
            }
            var law = new StrengthLaw(
                    p[1],
                    p[0] - p[1] * meanBoard,
                    p[3],
                    p[4],
                    p[5],
                    p[2] - p[3] * meanTrain - p[4] * meanTest - p[5] * meanBoard,
                    ceiling);
            return new StrengthFit(law, Math.sqrt(squares(p) / n), n, counts[0], counts[1], counts[2]);
        }
    }
}
