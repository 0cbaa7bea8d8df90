package loglog.laws.strength;

import java.util.ArrayList;
import java.util.List;

/** The law of the best model's size, {@code N_opt ~ C^a}: the params of whoever is on the frontier, where it rises. */
public final class OptimalSize {
    private OptimalSize() {}

    private static final int LEAST_SIZES = 3;

    /**
     * The exponent a, one for all boards, each with a factor of its own: least squares of log params on log compute.
     *
     * @return NaN where fewer than three sizes are on the frontiers' inclines
     */
    public static double exponent(List<StrengthFrontier> frontiers, StrengthLaw law) {
        double sxy = 0;
        double sxx = 0;
        var sizes = new ArrayList<Double>();
        for (var frontier : frontiers) {
            var x = new ArrayList<Double>();
            var y = new ArrayList<Double>();
            for (int i = 0; i < frontier.flops().length; i++) {
                double n = frontier.board();
                double rising = law.inclineAt(n, frontier.flops()[i], frontier.testFlops());
                if (rising > law.plateauAt(n) && rising < law.ceiling() && frontier.params()[i] > 0) {
                    x.add(Math.log(frontier.flops()[i]));
                    y.add(Math.log(frontier.params()[i]));
                    sizes.add(frontier.params()[i]);
                }
            }
            double mx = x.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            double my = y.stream().mapToDouble(Double::doubleValue).average().orElse(0);
            for (int i = 0; i < x.size(); i++) {
                sxy += (x.get(i) - mx) * (y.get(i) - my);
                sxx += (x.get(i) - mx) * (x.get(i) - mx);
            }
        }
        return sizes.stream().distinct().count() < LEAST_SIZES ? Double.NaN : sxy / sxx;
    }
}
