package loglog.hex.selfplay;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;

/** How fast a run trains on this machine. */
final class SelfPlayPace {
    /** Of the time, before it is measured: until games are under way. */
    private static final double WARM_UP = 0.5;

    /**
     * Of the time, once, until the loops are compiled: before, each vector is an object, and training takes ten times as long.
     */
    private static final double COMPILED = 4;

    private static final AtomicBoolean IS_COMPILED = new AtomicBoolean();

    private SelfPlayPace() {}

    /** FLOP a second of as many runs side by side as there are cores, together. */
    static double flopsPerSecond(HexPlan plan, int cores, double seconds) {
        double before = seconds * (IS_COMPILED.getAndSet(true) ? WARM_UP : COMPILED);
        var sum = new DoubleAdder();
        var runs = new Thread[cores];
        for (int i = 0; i < cores; i++) {
            long seed = i;
            runs[i] = Thread.ofPlatform().start(() -> sum.add(one(plan, seed, before, seconds * (1 - WARM_UP))));
        }
        try {
            for (var run : runs) {
                run.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
        return sum.sum();
    }

    private static double one(HexPlan plan, long seed, double before, double seconds) {
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var training = new SelfPlayTraining(
                    plan.settings().hex(), plan.model(), plan.settings().play(), seed, device);
            steps(training, before);
            long steps = training.steps();
            double took = steps(training, seconds);
            double each = plan.settings().flopsPerToken(plan.model()) * plan.tokensPerStep();
            return (training.steps() - steps) * each / took;
        }
    }

    /** Makes steps, at least one; the seconds that they took. */
    private static double steps(SelfPlayTraining training, double seconds) {
        long from = System.nanoTime();
        do {
            training.step();
        } while (System.nanoTime() - from < 1e9 * seconds);
        return (System.nanoTime() - from) * 1e-9;
    }
}
