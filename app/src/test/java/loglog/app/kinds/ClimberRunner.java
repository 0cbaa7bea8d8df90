package loglog.app.kinds;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.RunStart;

/** Climbs, with a checkpoint every few steps; killed and started again it ends with the same bits. */
final class ClimberRunner implements JobRunner {
    private static final int ROW = 5;
    private static final String STATE = "state.json";

    @Override
    public Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        try (var lock = RunLock.take(job.folder())) {
            var run = RunStart.of(lock, job, repaired);
            if (Files.exists(run.resultFile())) {
                return OutcomeJson.read(run.resultFile(), run.read(run.resultFile()));
            }
            return climb(run, (ClimberPlan) job.plan(), (Climber.Hill) job.task(), progress);
        } catch (IOException e) {
            throw DataException.of(job.folder(), e);
        }
    }

    private static Outcome climb(RunFolder run, ClimberPlan plan, Climber.Hill hill, Progress progress)
            throws IOException {
        var w = new double[(int) plan.params()];
        long step = 0;
        var newest = run.newestCheckpoint();
        if (newest.isPresent()) {
            var state = run.read(newest.get().resolve(STATE));
            step = Fields.of(STATE, state).whole("step");
            for (int i = 0; i < w.length; i++) {
                w[i] = state.get("w").get(i).doubleValue();
            }
        }
        try (var metrics = run.openMetrics()) {
            while (step < plan.steps()) {
                var random = new SplittableRandom(1_000_003 * plan.seed() + step);
                for (int i = 0; i < w.length; i++) {
                    w[i] -= plan.settings().lr() * (w[i] - 1 + random.nextDouble(-0.5, 0.5));
                }
                step++;
                pause(hill.pauseMillis());
                boolean stop = step < plan.steps() && progress.stop();
                if (step % ROW == 0 || step == plan.steps() || stop) {
                    log(run, plan, w, step, metrics, progress);
                    checkpoint(run, w, step);
                }
                if (stop) {
                    return outcome(plan, Outcome.Status.INTERRUPTED, step, w);
                }
            }
        }
        var outcome = outcome(plan, Outcome.Status.FINISHED, step, w);
        run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
        return outcome;
    }

    private static void log(
            RunFolder run,
            ClimberPlan plan,
            double[] w,
            long step,
            java.nio.channels.FileChannel metrics,
            Progress progress) {
        double height = -distance(w);
        double flops = step * plan.tokensPerStep() * 6.0 * plan.params();
        run.append(
                metrics,
                Json.MAPPER
                        .createObjectNode()
                        .put("step", step)
                        .put("tokens", step * plan.tokensPerStep())
                        .put("flops", flops)
                        .put("height", height));
        progress.logged(new Progress.Row(
                step,
                plan.steps(),
                step * plan.tokensPerStep(),
                flops,
                Map.of("height", height),
                1000,
                8 * plan.params(),
                0));
    }

    private static void checkpoint(RunFolder run, double[] w, long step) throws IOException {
        var target = run.folder().resolve(RunFolder.PREFIX + step);
        var temporary = RunFolder.temporary(target);
        Files.createDirectories(temporary);
        var state = Json.MAPPER.createObjectNode().put("step", step);
        var array = state.putArray("w");
        Arrays.stream(w).forEach(array::add);
        run.write(temporary.resolve(STATE), state);
        if (!Files.exists(target)) {
            Files.move(temporary, target);
        }
    }

    private static double distance(double[] w) {
        return Arrays.stream(w).map(x -> (x - 1) * (x - 1)).sum() / w.length;
    }

    /** 60 Elo for each OOM; where the vector stands at the end is the noise. */
    private static Outcome outcome(ClimberPlan plan, Outcome.Status status, long step, double[] w) {
        long tokens = step * plan.tokensPerStep();
        double flops = tokens * 6.0 * plan.params();
        double elo = -900 + 60 * Math.log10(flops) + 40 * (w[0] - 1);
        return new Outcome(
                status,
                "",
                Outcome.scales(plan.params(), step, tokens, flops),
                Map.of("elo", elo),
                Map.of("elo", 2.0),
                0.1);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {}
}
