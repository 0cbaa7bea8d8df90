package loglog.laws;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Every law with parameters of a plausible size and scales that determine them. */
final class KnownLaws {
    private KnownLaws() {}

    /**
     * @param natural the truth
     * @param low the least scale on each axis
     * @param high the greatest
     */
    record Case(Law law, double[] natural, double[] low, double[] high) {

        /** Scattered evenly in log scale, metrics without noise. */
        Observations observations(int rows) {
            var axes = law.axes();
            var random = new SplittableRandom(1);
            var observations = Observations.of(Solver.ones(rows));
            for (int a = 0; a < axes.size(); a++) {
                double from = low[a];
                double ratio = high[a] / from;
                var scales = IntStream.range(0, rows)
                        .mapToDouble(i -> from * Math.pow(ratio, random.nextDouble()))
                        .toArray();
                observations = observations.with(axes.get(a), scales);
            }
            return Simulated.obeying(law, natural, observations);
        }

        @Override
        public String toString() {
            return law.name() + law.axes();
        }
    }

    private static final double[] SMALL = {1e7, 1e8};
    private static final double[] LARGE = {1e10, 3e11};

    static List<Case> all() {
        double[] chinchilla = Simulated.CHINCHILLA;
        return List.of(
                one(new PowerLaw("flops"), 1e17, 1e22, 40, 0.05),
                one(new PowerLawWithFloor("flops"), 1e17, 1e22, 1.7, 2000, 0.16),
                one(new Exponential("year"), 1, 12, 5, 0.2),
                one(new Exponential("year"), 1, 12, 5, -0.7),
                one(new Logarithmic("flops"), 1e3, 1e7, 100, 4.5),
                one(new LogLogQuadratic("flops"), 1e17, 1e20, 20, -0.8, 0.008),
                one(new BrokenPowerLaw("flops", 1), 1e15, 1e23, 1.5, 900, 0.15, 0.2, 1e19, 0.6),
                one(new BrokenPowerLaw("flops", 2), 1e12, 1e24, 0.4, 90, 0.05, 0.25, 1e15, 0.4, -0.18, 1e20, 0.5),
                one(new Sigmoid("flops"), 1e18, 1e24, 0.25, 0.7, 1e21, 0.8),
                new Case(new Kaplan(), new double[] {8.8e13, 5.4e13, 0.076, 0.095}, SMALL, LARGE),
                new Case(new Chinchilla(), chinchilla, SMALL, LARGE),
                new Case(new SharedExponent(), new double[] {1.8, 400, 1900, 0.35}, SMALL, LARGE),
                new Case(
                        new BelowCeiling(new Kaplan(), 3.6),
                        new double[] {2e8, 6e8, 0.17, 0.2},
                        new double[] {1e4, 1e5},
                        new double[] {1e6, 1e8}),
                new Case(
                        new BelowCeiling(new Chinchilla(), 11),
                        new double[] {1.8, 400, 1900, 0.35, 0.37},
                        SMALL,
                        LARGE),
                new Case(
                        new DataConstrained(false),
                        new double[] {1.87, 521, 1488, 0.35, 0.35, 15.4},
                        new double[] {1e7, 1e9, 1e8},
                        new double[] {1e10, 1e12, 1e10}),
                new Case(
                        new DataConstrained(true),
                        new double[] {1.87, 521, 1488, 0.35, 0.35, 15.4, 5.3},
                        new double[] {1e7, 1e9, 1e8},
                        new double[] {1e10, 1e12, 1e10}),
                new Case(
                        new SumOfPowers(List.of("params", "tokens", "batch")),
                        new double[] {1.7, 300, 1200, 2, 0.33, 0.36, 0.6},
                        new double[] {1e7, 1e8, 8},
                        new double[] {1e10, 3e11, 4096}));
    }

    private static Case one(Law law, double low, double high, double... natural) {
        return new Case(law, natural, new double[] {low}, new double[] {high});
    }
}
