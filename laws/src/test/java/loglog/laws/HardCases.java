package loglog.laws;

import java.util.LinkedHashMap;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import loglog.laws.Bootstrap.Resampling;

/** Intervals where their assumptions are strained: the second table of docs/laws-coverage.md, made by {@link #main}. */
final class HardCases {
    private HardCases() {}

    private static final Law LAW = new Chinchilla();
    private static final int REPETITIONS = 400;
    private static final int RESAMPLES = 400;
    private static final double NOISE = 0.005;
    private static final Observations DESIGN = Simulated.isoflops(120, 8);
    private static final int PER_GROUP = 5;

    public static void main(String[] args) {
        measure("24 rows", Resampling.ROWS, seed -> Simulated.chinchilla(24, 4, NOISE, seed));
        var wide = Simulated.isoflops(200, 20);
        var narrow = wide.where(i -> wide.scale("flops", i) >= 1e20 && wide.scale("flops", i) <= 1.3e21);
        measure(
                "compute over 1.1 OOM",
                Resampling.ROWS,
                seed -> Simulated.obeying(LAW, Simulated.CHINCHILLA, narrow, Simulated.normal(NOISE, seed)));
        measure("Student noise, t(2)", Resampling.ROWS, HardCases::heavyTails);
        measure("noise 10 times larger at the largest compute", Resampling.ROWS, HardCases::growingNoise);
        measure("noise 10 times larger at the largest compute", Resampling.RESIDUALS, HardCases::growingNoise);
        measure("groups of five share their noise", Resampling.ROWS, HardCases::sharedNoise);
        measure(
                "groups of five share their noise",
                Resampling.GROUPS,
                seed -> sharedNoise(seed)
                        .grouped(IntStream.range(0, DESIGN.size())
                                .mapToObj(i -> "group" + i / PER_GROUP)
                                .toArray(String[]::new)));
    }

    private static Observations heavyTails(long seed) {
        var random = new Random(seed);
        return Simulated.obeying(LAW, Simulated.CHINCHILLA, DESIGN, i -> {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            return NOISE * random.nextGaussian() / Math.sqrt((x * x + y * y) / 2);
        });
    }

    private static Observations growingNoise(long seed) {
        var random = new Random(seed);
        return Simulated.obeying(
                LAW,
                Simulated.CHINCHILLA,
                DESIGN,
                i -> NOISE * Math.pow(10, i / (DESIGN.size() - 1.0) - 1) * random.nextGaussian());
    }

    private static Observations sharedNoise(long seed) {
        var random = new Random(seed);
        var shared = new double[DESIGN.size() / PER_GROUP];
        for (int g = 0; g < shared.length; g++) {
            shared[g] = NOISE * random.nextGaussian();
        }
        return Simulated.obeying(
                LAW, Simulated.CHINCHILLA, DESIGN, i -> shared[i / PER_GROUP] + 0.1 * NOISE * random.nextGaussian());
    }

    private static void measure(String what, Resampling resampling, LongFunction<Observations> simulate) {
        var held = new LinkedHashMap<String, Integer>();
        for (int r = 0; r < REPETITIONS; r++) {
            var draws = Bootstrap.of(Laws.fit(LAW, simulate.apply(7_000_000 + r)), resampling, RESAMPLES, r);
            Coverage.QUANTITIES.forEach((name, quantity) -> {
                boolean holds = draws.of(quantity, Coverage.LEVEL).holds(quantity.applyAsDouble(Simulated.CHINCHILLA));
                held.merge(name, holds ? 1 : 0, Integer::sum);
            });
        }
        var line = new StringBuilder(
                "| %s | %s |".formatted(what, resampling.name().toLowerCase(java.util.Locale.ROOT)));
        held.values().forEach(count -> line.append(" %.1f%% |".formatted(100.0 * count / REPETITIONS)));
        System.out.println(line);
    }
}
