package loglog.models.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import loglog.engine.devices.Devices;
import loglog.models.transformer.Model;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import tools.jackson.databind.node.ObjectNode;

/** One process's stretch of a run: steps, rows of metrics, evaluations and checkpoints, until the end or a stop. */
final class TrainingLoop {
    /** How far above its first loss a run's mean may rise before it counts as diverged. */
    private static final double DIVERGED_FACTOR = 1.5;

    private final RunFolder run;
    private final Plan plan;
    private final Data data;
    private final TrainingRun.Options options;
    private final Progress progress;
    private final Model model;
    private final TrainingStep trainer;
    private final FileChannel metrics;
    private final Recipe recipe;
    private final long steps;
    private final TokenBatch batch;
    private final Evaluation evaluation;
    private final Map<String, Double> measured = new LinkedHashMap<>();
    private final long began = System.nanoTime();
    private long step;
    private double firstLoss;
    private double stretchLoss;
    private double loss;
    private double validationLoss = Double.NaN;

    /** From the newest checkpoint, or from random weights, to the plan's end, a stop or a divergence. */
    static Outcome run(RunFolder run, Plan plan, Data data, TrainingRun.Options options, Progress progress) {
        run.removeTemporary();
        var recipe = plan.recipe();
        try (var device = Devices.open(Devices.CPU, plan.lanes(), recipe.precision());
                var metrics = run.openMetrics()) {
            var model = new Model(device, plan.model(), recipe.baseWidth());
            var trainer =
                    new TrainingStep(model, recipe::optimizer, recipe.batch(), recipe.context(), recipe.quantized());
            var from = Checkpoint.Position.START;
            var newest = run.newestCheckpoint();
            if (newest.isPresent()) {
                from = Checkpoint.read(newest.get(), model, trainer.optimizer());
            } else {
                model.initialize(plan.seed());
                Checkpoint.write(run, from, model, trainer.optimizer());
            }
            return new TrainingLoop(run, plan, data, options, progress, model, trainer, metrics, from).run();
        } catch (IOException e) {
            throw DataException.of(run.folder(), e);
        }
    }

    private TrainingLoop(
            RunFolder run,
            Plan plan,
            Data data,
            TrainingRun.Options options,
            Progress progress,
            Model model,
            TrainingStep trainer,
            FileChannel metrics,
            Checkpoint.Position from) {
        this.run = run;
        this.plan = plan;
        this.data = data;
        this.options = options;
        this.progress = progress;
        recipe = plan.recipe();
        steps = plan.steps();
        batch = new TokenBatch(recipe.batch(), recipe.context(), data.training().weighted());
        this.model = model;
        this.trainer = trainer;
        this.metrics = metrics;
        step = from.step();
        firstLoss = from.firstLoss();
        stretchLoss = from.stretchLoss();
        // For the result, where no step is left to train; checkpoints of before know no stretch.
        loss = Double.isNaN(stretchLoss) ? MetricsFile.lossAt(run, step) : meanOfStretch();
        evaluation = data.validation() == null || data.validationSequences() == 0
                ? null
                : new Evaluation(trainer, data.validation(), recipe.batch(), recipe.context());
    }

    private Outcome run() {
        double sum = 0;
        int summed = 0;
        long rowBegan = System.nanoTime();
        long written = System.nanoTime();
        while (step < steps) {
            data.training().fill(step * recipe.batch(), recipe.batch(), batch);
            double now = trainer.gradient(batch);
            double norm = trainer.gradientNorm();
            if (!Double.isFinite(now) || !Double.isFinite(norm)) {
                return diverged("the loss was %s and the gradient's norm %s".formatted(now, norm));
            }
            firstLoss = Double.isNaN(firstLoss) ? now : firstLoss;
            step++;
            var update = recipe.step(step, steps, norm);
            trainer.update(update);
            sum += now;
            summed++;
            stretchLoss = (step - 1) % options.logEvery() == 0 ? now : stretchLoss + now;
            boolean branches = options.branchSteps().contains(step);
            boolean stop = step < steps && progress.stop();
            boolean wholeRow = step % options.logEvery() == 0 || step == steps;
            if (!wholeRow && !stop && !branches) {
                continue;
            }
            double mean = sum / summed;
            loss = Double.isNaN(stretchLoss) ? mean : meanOfStretch();
            double seconds = (System.nanoTime() - rowBegan) * 1e-9;
            log(mean, update.rate(), norm, summed * recipe.tokensPerStep() / seconds);
            if (mean
                    > DIVERGED_FACTOR
                            * Math.max(firstLoss, Math.log(plan.model().vocabulary()))) {
                return diverged("the loss rose to %.3f from %.3f at the start".formatted(mean, firstLoss));
            }
            if (wholeRow && evaluationDue()) {
                evaluate();
            }
            if (branches) {
                Checkpoint.keepForBranches(run, here(), model, trainer.optimizer());
            }
            if (stop || step == steps || (System.nanoTime() - written) * 1e-9 >= options.checkpointSeconds()) {
                forceRows();
                Checkpoint.write(run, here(), model, trainer.optimizer());
                written = System.nanoTime();
            }
            if (stop) {
                return outcome(Outcome.Status.INTERRUPTED, "");
            }
            sum = 0;
            summed = 0;
            rowBegan = System.nanoTime();
        }
        if (Double.isNaN(validationLoss) && measured.isEmpty()) {
            evaluate();
        }
        return end(outcome(Outcome.Status.FINISHED, ""));
    }

    /** Of the steps since the last row that an uninterrupted run has, whatever stops cut off on the way. */
    private double meanOfStretch() {
        return step == 0 ? Double.NaN : stretchLoss / ((step - 1) % options.logEvery() + 1);
    }

    private Checkpoint.Position here() {
        return new Checkpoint.Position(step, firstLoss, stretchLoss);
    }

    /** Whatever steps a stop cut off the row's beginning: evaluations come where an uninterrupted run has them. */
    private boolean evaluationDue() {
        int every = options.evaluateEvery();
        long rowBefore = (step - 1) / options.logEvery() * options.logEvery();
        return step == steps || (every > 0 && step / every > rowBefore / every);
    }

    private Outcome diverged(String finding) {
        var kept = run.newestCheckpoint().map(c -> c.getFileName().toString()).orElse("no checkpoint");
        return end(outcome(
                Outcome.Status.DIVERGED,
                "at step %d %s; the last good state is in %s".formatted(step + 1, finding, kept)));
    }

    private Outcome end(Outcome outcome) {
        forceRows();
        run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
        return outcome;
    }

    /** Rows reach the disk before the checkpoint behind which they would not be trained again. */
    private void forceRows() {
        try {
            metrics.force(false);
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
    }

    private Outcome outcome(Outcome.Status status, String reason) {
        double perByte = data.bytesPerToken() > 0 ? validationLoss / Math.log(2) / data.bytesPerToken() : Double.NaN;
        var scales = Outcome.scales(model.params(), step, seen(), flops());
        scales.put("flops_per_token", trainer.flopsPerToken());
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put("loss", loss);
        metrics.put("validation_loss", validationLoss);
        metrics.put("bits_per_byte", perByte);
        metrics.putAll(measured);
        return new Outcome(status, reason, scales, metrics, Map.of(), seconds());
    }

    private long seen() {
        return step * recipe.tokensPerStep();
    }

    private double flops() {
        return seen() * trainer.flopsPerToken();
    }

    private double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    private void log(double mean, double rate, double norm, double tokensPerSecond) {
        double gflops = tokensPerSecond * trainer.flopsPerToken() / 1e9;
        var figures = new LinkedHashMap<String, Double>();
        figures.put("loss", mean);
        figures.put("rate", rate);
        figures.put("gradient_norm", norm);
        if (options.peakGflops() > 0) {
            figures.put("share_of_peak", gflops / options.peakGflops());
        }
        var row = new Progress.Row(
                step,
                steps,
                seen(),
                flops(),
                figures,
                tokensPerSecond,
                model.device().allocatedBytes(),
                (steps - step) * recipe.tokensPerStep() / tokensPerSecond);
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("step", row.step())
                .put("tokens", row.tokens())
                .put("flops", row.flops())
                .put("loss", mean)
                .put("rate", rate)
                .put("gradient_norm", norm)
                .put("tokens_per_second", row.tokensPerSecond())
                .put("gflops", gflops)
                .put("memory_bytes", row.memoryBytes())
                .put("seconds", seconds());
        if (options.peakGflops() > 0) {
            json.put("share_of_peak", row.value("share_of_peak"));
        }
        run.append(metrics, json);
        progress.logged(row);
    }

    private void evaluate() {
        measured.putAll(data.measures().of(model));
        if (evaluation == null && measured.isEmpty()) {
            return;
        }
        var json = Json.MAPPER
                .createObjectNode()
                .put("step", step)
                .put("tokens", seen())
                .put("flops", flops());
        if (evaluation != null) {
            validationLoss = evaluation.loss(data.validationSequences());
            json.put("validation_loss", validationLoss);
            if (data.bytesPerToken() > 0) {
                json.put("bits_per_byte", validationLoss / Math.log(2) / data.bytesPerToken());
            }
        }
        measured.forEach(json::put);
        run.append(metrics, json);
    }
}
