package loglog.laws.rates;

import java.util.SplittableRandom;

/** Generators whose single-attempt success rates are known: each problem has a rate of its own. */
enum SimulatedRates {
    HEAVY_TAIL {
        @Override
        double rate(SplittableRandom random) {
            return beta(0.3, 5, random);
        }
    },
    LOG_UNIFORM {
        @Override
        double rate(SplittableRandom random) {
            return 1e-4 * Math.pow(5000, random.nextDouble());
        }
    },
    LOG_NORMAL {
        @Override
        double rate(SplittableRandom random) {
            return Math.min(1, Math.exp(-4 + 2 * random.nextGaussian()));
        }
    },
    /** Three in ten problems are never solved. */
    PLATEAU {
        @Override
        double rate(SplittableRandom random) {
            return random.nextDouble() < 0.3 ? 0 : beta(0.8, 3, random);
        }
    },
    /** Chains of 4 to 16 steps, each wrong one time in seven: no heavy tail. */
    CHAINS {
        @Override
        double rate(SplittableRandom random) {
            return Math.pow(6 / 7d, 4 + random.nextInt(13));
        }
    };

    abstract double rate(SplittableRandom random);

    static double beta(double a, double b, SplittableRandom random) {
        double x = Variates.gamma(a, random);
        return x / (x + Variates.gamma(b, random));
    }

    /** Counts of n samples for each rate. */
    static SampleCounts drawn(double[] rates, int n, SplittableRandom random) {
        var samples = new long[rates.length];
        var successes = new long[rates.length];
        for (int i = 0; i < rates.length; i++) {
            samples[i] = n;
            for (int s = 0; s < n; s++) {
                successes[i] += random.nextDouble() < rates[i] ? 1 : 0;
            }
        }
        return SampleCounts.of(samples, successes);
    }

    double[] rates(int problems, SplittableRandom random) {
        var rates = new double[problems];
        for (int i = 0; i < problems; i++) {
            rates[i] = rate(random);
        }
        return rates;
    }
}
