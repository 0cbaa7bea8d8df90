package loglog.laws.strength;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The best Elo at each compute, for one board and one compute at test time: the greatest of all curves, each interpolated in log
 * compute, at {@value #POINTS} computes evenly apart in their logarithm.
 *
 * @param flops of training, ascending
 * @param elo the best at each
 * @param params of the model that is best there; NaN where it is not known
 */
public record StrengthFrontier(double board, double testFlops, double[] flops, double[] elo, double[] params) {
    static final int POINTS = 101;

    /** What is drawn together: curves of one board and one compute at test time. */
    record Cell(double board, double testFlops) {}

    /** The curves of each cell, boards ascending. */
    static List<List<StrengthCurve>> cells(List<StrengthCurve> curves) {
        var cells = new TreeMap<Cell, List<StrengthCurve>>(
                Comparator.comparingDouble(Cell::board).thenComparingDouble(Cell::testFlops));
        for (var curve : curves) {
            cells.computeIfAbsent(new Cell(curve.board(), curve.testFlops()), _ -> new ArrayList<>())
                    .add(curve);
        }
        return List.copyOf(cells.values());
    }

    /** The frontiers of all cells, boards ascending. */
    public static List<StrengthFrontier> of(List<StrengthCurve> curves) {
        return cells(curves).stream().map(StrengthFrontier::ofCell).toList();
    }

    static StrengthFrontier ofCell(List<StrengthCurve> curves) {
        return new Grid(curves).frontier(IntStream.range(0, curves.size()).toArray());
    }

    /** The curves of a cell, read off once at all computes of the grid, so that frontiers of resamples are quick. */
    static final class Grid {
        private final List<StrengthCurve> curves;
        private final double[] flops;
        private final double[][] elo;

        Grid(List<StrengthCurve> curves) {
            this.curves = curves;
            double low = curves.stream().mapToDouble(c -> c.flops()[0]).min().orElseThrow();
            double high = curves.stream()
                    .mapToDouble(c -> c.flops()[c.flops().length - 1])
                    .max()
                    .orElseThrow();
            flops = new double[low < high ? POINTS : 1];
            Arrays.setAll(
                    flops, i -> i == flops.length - 1 ? high : low * Math.pow(high / low, (double) i / (POINTS - 1)));
            elo = curves.stream()
                    .map(curve -> curve.flops().length > 1
                            ? Arrays.stream(flops).map(curve::at).toArray()
                            : null)
                    .toArray(double[][]::new);
        }

        double board() {
            return curves.getFirst().board();
        }

        int size() {
            return curves.size();
        }

        /** The frontier of some of the curves, of which some may be named twice. */
        StrengthFrontier frontier(int[] drawn) {
            var best = new double[flops.length];
            var params = new double[flops.length];
            Arrays.fill(best, Double.NaN);
            Arrays.fill(params, Double.NaN);
            for (int c : drawn) {
                if (elo[c] != null) {
                    raise(best, params, elo[c], curves.get(c).params());
                }
            }
            var single = Arrays.stream(drawn)
                    .filter(c -> elo[c] == null)
                    .mapToObj(curves::get)
                    .toList();
            for (var line : records(single)) {
                raise(best, params, Arrays.stream(flops).map(line::at).toArray(), Double.NaN);
            }
            var known = IntStream.range(0, flops.length)
                    .filter(i -> !Double.isNaN(best[i]))
                    .toArray();
            return new StrengthFrontier(
                    curves.getFirst().board(),
                    curves.getFirst().testFlops(),
                    Arrays.stream(known).mapToDouble(i -> flops[i]).toArray(),
                    Arrays.stream(known).mapToDouble(i -> best[i]).toArray(),
                    Arrays.stream(known).mapToDouble(i -> params[i]).toArray());
        }

        private static void raise(double[] best, double[] params, double[] values, double size) {
            for (int i = 0; i < best.length; i++) {
                if (values[i] > best[i] || Double.isNaN(best[i]) && !Double.isNaN(values[i])) {
                    best[i] = values[i];
                    params[i] = size;
                }
            }
        }
    }

    /** Agents that are single points make one curve: those better than all that cost less. */
    private static List<StrengthCurve> records(List<StrengthCurve> curves) {
        var byFlops = new TreeMap<Double, StrengthCurve>();
        for (var curve : curves) {
            if (curve.flops().length == 1) {
                byFlops.merge(curve.flops()[0], curve, (x, y) -> x.elo()[0] >= y.elo()[0] ? x : y);
            }
        }
        var best = new LinkedHashMap<Double, Double>();
        double most = Double.NEGATIVE_INFINITY;
        for (var curve : byFlops.values()) {
            if (curve.elo()[0] >= most) {
                most = curve.elo()[0];
                best.put(curve.flops()[0], most);
            }
        }
        if (best.isEmpty()) {
            return List.of();
        }
        var any = curves.getFirst();
        return List.of(new StrengthCurve(
                any.board(),
                any.testFlops(),
                Double.NaN,
                best.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                best.values().stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
