package loglog.feedback;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.models.training.Checkpoint;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Kinds;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.RunStart;

/**
 * Trains proxies, tries each by the best of few samples and by reinforcement learning, and keeps its weights. A run takes seconds, so
 * that one that was killed begins anew, to the same bits.
 */
final class ProxyRunner implements JobRunner {
    /** Of the gold score and the first policy, the same in all studies. */
    private static final long WORLD = 1;

    private static final long FRESH = 0x6672657368L;

    /** Weights of the first policy, for all runs of a process. */
    private float[] first;

    @Override
    public Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        try (var lock = RunLock.take(job.folder())) {
            var run = RunStart.of(lock, job, repaired);
            return Files.exists(run.resultFile())
                    ? OutcomeJson.of(run)
                    : train(run, (ProxySettings.ProxyPlan) job.plan(), (ProxyTask) job.task());
        }
    }

    private Outcome train(RunFolder run, ProxySettings.ProxyPlan plan, ProxyTask task) {
        long began = System.nanoTime();
        for (var old : run.checkpoints()) {
            RunFolder.discard(old); // of a process that ended before it had a result
        }
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var world = new ProxyExperiment(device, WORLD);
            var trained = world.train(plan.proxy());
            var proxy = trained.proxy();
            int samples = ProxyCurves.KNOWN_GROUPS * task.known();
            var points = ProxyCurves.ofPoints(world.best(proxy, samples, trained.random())).stream()
                    .filter(p -> p.at() <= task.known())
                    .toList();
            var steps = task.rounds() == 0
                    ? List.<ProxyCurves.Row>of()
                    : ProxyOptimization.run(device, world, proxy, first(device, world), task.rounds(), plan.seed())
                            .stream()
                            .map(s -> new ProxyCurves.Row(s.round(), s.kl(), s.proxy(), s.gold()))
                            .toList();
            new ProxyCurves(points, steps).write(run);
            Checkpoint.write(
                    run,
                    new Checkpoint.Position(trained.updates(), Double.NaN, Double.NaN),
                    proxy.model(),
                    trained.training().trainer().optimizer());
            var metrics = new LinkedHashMap<String, Double>();
            metrics.put(ProxyKind.ACCURACY.name(), trained.accuracy());
            metrics.put("trials", (double) ProxyExperiment.HELD_OUT);
            metrics.put("updates", (double) trained.updates());
            var outcome = new Outcome(
                    Outcome.Status.FINISHED,
                    "",
                    Outcome.scales(plan.params(), plan.steps(), plan.tokens(), trained.flops()),
                    metrics,
                    Map.of(),
                    (System.nanoTime() - began) * 1e-9);
            run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
            return outcome;
        }
    }

    private float[] first(Device device, ProxyExperiment world) {
        if (first == null) {
            first = ProxyOptimization.first(device, world);
        }
        return first;
    }

    /**
     * The best of 1, 2, 4, ... fresh samples by a proxy that was trained.
     *
     * @param run its folder
     * @param largest the greatest n
     * @throws DataException where the folder holds no proxy
     */
    static List<ProxyCurves.Row> bestOfFresh(Path run, int largest) {
        var folder = new RunFolder(run);
        if (!(Kinds.plan(folder) instanceof ProxySettings.ProxyPlan plan)) {
            throw DataException.in(run, "found no proxy, expected one");
        }
        var checkpoint = folder.newestCheckpoint()
                .orElseThrow(() -> DataException.in(run, "found no checkpoint, expected the proxy's weights"));
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var world = new ProxyExperiment(device, WORLD);
            var proxy =
                    world.load(checkpoint, plan.model().width(), plan.model().layers());
            var random = new SplittableRandom(FRESH ^ plan.seed());
            return ProxyCurves.ofPoints(world.best(proxy, ProxyCurves.FRESH_GROUPS * largest, random)).stream()
                    .filter(p -> p.at() <= largest)
                    .toList();
        }
    }

    @Override
    public void close() {}
}
