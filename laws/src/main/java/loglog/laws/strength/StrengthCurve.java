package loglog.laws.strength;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How strong one run was as it trained, or one agent.
 *
 * @param board the board's size, of whose cells there are its square
 * @param testFlops compute of a move or a game at test time, in FLOP or any unit that all curves share; 1 where it does not vary
 * @param params of the model; NaN where it is not known
 * @param flops of training at each point, ascending
 * @param elo at each point; 0 is perfect play where the law is to have a ceiling
 */
public record StrengthCurve(double board, double testFlops, double params, double[] flops, double[] elo) {
    /**
     * Sorts the points.
     *
     * @throws IllegalArgumentException for no points, FLOP that are not above 0, and numbers that are not finite
     */
    public StrengthCurve {
        if (flops.length == 0 || flops.length != elo.length) {
            throw new IllegalArgumentException("%d FLOP and %d Elo".formatted(flops.length, elo.length));
        }
        for (int i = 0; i < flops.length; i++) {
            if (!(flops[i] > 0) || Double.isInfinite(flops[i]) || !Double.isFinite(elo[i])) {
                throw new IllegalArgumentException("Elo %s at %s FLOP".formatted(elo[i], flops[i]));
            }
        }
        if (!(testFlops > 0) || Double.isInfinite(testFlops) || !Double.isFinite(board)) {
            throw new IllegalArgumentException("board %s, %s FLOP of a test".formatted(board, testFlops));
        }
        var given = flops;
        var order = IntStream.range(0, flops.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> given[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        flops = at(order, flops);
        elo = at(order, elo);
    }

    private static double[] at(int[] order, double[] values) {
        return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
    }

    /** By linear interpolation in log compute; NaN outside. */
    double at(double compute) {
        int n = flops.length;
        if (compute < flops[0] || compute > flops[n - 1]) {
            return Double.NaN;
        }
        int found = Arrays.binarySearch(flops, compute);
        if (found >= 0) {
            return elo[found];
        }
        int above = -found - 1;
        double share = Math.log(compute / flops[above - 1]) / Math.log(flops[above] / flops[above - 1]);
        return elo[above - 1] + share * (elo[above] - elo[above - 1]);
    }
}
