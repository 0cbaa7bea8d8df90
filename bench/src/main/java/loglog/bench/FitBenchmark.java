package loglog.bench;

import java.util.concurrent.TimeUnit;
import loglog.laws.Bootstrap;
import loglog.laws.Chinchilla;
import loglog.laws.Draws;
import loglog.laws.Fit;
import loglog.laws.Kaplan;
import loglog.laws.Laws;
import loglog.laws.Observations;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The global fit and its bootstrap, warm, on 240 simulated runs of Chinchilla's law with 0.5% of noise. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FitBenchmark {
    private static final int RUNS = 240;

    private Observations runs;
    private Fit fit;

    @Setup
    public void simulate() {
        var random = new java.util.Random(1);
        var params = new double[RUNS];
        var tokens = new double[RUNS];
        var loss = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            params[i] = 5e7 * Math.pow(200, random.nextDouble());
            tokens[i] = params[i] * 20 * Math.pow(30, random.nextDouble() - 0.5);
            loss[i] = (1.8 + 480 / Math.pow(params[i], 0.347) + 2100 / Math.pow(tokens[i], 0.367))
                    * Math.exp(0.005 * random.nextGaussian());
        }
        runs = Observations.of(params, tokens, loss);
        fit = Laws.fit(new Chinchilla(), runs);
    }

    @Benchmark
    public Fit globalFit() {
        return Laws.fit(new Chinchilla(), runs);
    }

    @Benchmark
    public Fit globalFitOfKaplan() {
        return Laws.fit(new Kaplan(), runs);
    }

    @Benchmark
    public Draws thousandResamples() {
        return Bootstrap.of(fit, Bootstrap.Resampling.ROWS, 1000, 1);
    }
}
