package loglog.tasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.engine.optimizers.Optimizer;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunRole;
import loglog.tasks.Grokking.Point;
import loglog.tasks.Grokking.Result;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import tools.jackson.databind.node.ObjectNode;

/** A grokking run's folder: what was asked, each measurement, a state to go on from, and the result. */
final class GrokkingFolder {
    /** As {@code run.json} has it. */
    static final String KIND = "grokking";

    private static final String THREADS = "threads";
    private static final String SPECTRUM = "spectrum";
    private static final String COSINES = "cosine_r2";

    private final RunFolder run;
    private final int threads;

    private GrokkingFolder(RunFolder run, int threads) {
        this.run = run;
        this.threads = threads;
    }

    /**
     * Describes the run, or finds it described.
     *
     * @throws DataException where it is another run's folder
     */
    static GrokkingFolder open(Path folder, Grokking asked, int threads, long seed) {
        var run = new RunFolder(folder);
        var described = Json.MAPPER.createObjectNode();
        new RunId(
                        "grok",
                        "w%s-s%s".formatted(asked.weightDecay(), asked.table().share()),
                        RunRole.OBSERVATION,
                        KIND,
                        seed,
                        KIND,
                        RunId.LOGLOG)
                .write(described);
        TaskKind.ACCURACY.write(described.putObject("metric"));
        described.put("seed", seed);
        var recipe = described.putObject("recipe");
        asked.table().write(recipe);
        recipe.put("width", asked.width())
                .put("lr", asked.rate())
                .put("weight_decay", asked.weightDecay())
                .put("steps", asked.steps())
                .put("every", asked.every());
        if (!Files.exists(run.runFile())) {
            run.writeSealed(run.runFile(), described.put(THREADS, threads));
            return new GrokkingFolder(run, threads);
        }
        var there = run.readAsWritten(run.runFile());
        int own = there.path(THREADS).asInt(threads);
        for (var key : List.of("kind", "seed", "recipe")) {
            if (!there.path(key).toString().equals(described.path(key).toString())) { // numbers of any type
                throw DataException.in(
                        run.runFile(),
                        "%s: found %s, expected %s: another run is in this folder",
                        key,
                        there.path(key),
                        described.path(key));
            }
        }
        return new GrokkingFolder(run, own);
    }

    /** That it was begun with: the last bits depend on them. */
    int threads() {
        return threads;
    }

    /** What came of it; empty where it has not finished, or its result is not what was written. */
    Optional<Result> result(long seed) {
        if (!Files.exists(run.resultFile())) {
            return Optional.empty();
        }
        var json = run.read(run.resultFile());
        if (!RunFolder.isAsWritten(json)) {
            return Optional.empty();
        }
        var spectrum = new double[json.path(SPECTRUM).size()];
        for (int i = 0; i < spectrum.length; i++) {
            spectrum[i] = json.path(SPECTRUM).get(i).asDouble();
        }
        return Optional.of(new Result(
                seed,
                json.path(Outcome.PARAMS).asLong(),
                points(Integer.MAX_VALUE),
                json.path("memorized_at").asInt(-1),
                json.path("generalized_at").asInt(-1),
                spectrum,
                json.path(COSINES).asDouble()));
    }

    /**
     * Takes up the newest state; measurements from its step on are made again.
     *
     * @param points takes those before it
     * @return the step to go on with; 0 where there is no state
     */
    int resume(Model model, Optimizer optimizer, List<Point> points) {
        run.removeTemporary();
        var newest = run.newestCheckpoint();
        int step = newest.map(
                        state -> (int) Checkpoint.read(state, model, optimizer).step())
                .orElse(0);
        points.addAll(points(step));
        var text = new StringBuilder();
        points.forEach(point -> text.append(row(point)).append('\n'));
        AtomicFile.write(run.metricsFile(), text.toString().getBytes(StandardCharsets.UTF_8));
        return step;
    }

    /** Keeps the state before a step, and no more than one state before it. */
    void keep(int step, Model model, Optimizer optimizer) {
        Checkpoint.write(run, new Checkpoint.Position(step, Double.NaN, Double.NaN), model, optimizer);
    }

    void add(Point point) {
        try (var metrics = run.openMetrics()) {
            metrics.position(metrics.size());
            run.append(metrics, row(point));
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
    }

    private static ObjectNode row(Point point) {
        return Json.MAPPER
                .createObjectNode()
                .put("step", point.step())
                .put("loss", point.trainLoss())
                .put("validation_loss", point.testLoss())
                .put("train_accuracy", point.trainAccuracy())
                .put("accuracy", point.testAccuracy())
                .put("top_frequencies", point.concentration());
    }

    /** The measurements before a step; a line that was cut off is none. */
    private List<Point> points(int before) {
        var points = new ArrayList<Point>();
        if (!Files.exists(run.metricsFile())) {
            return points;
        }
        try {
            var text = Files.readString(run.metricsFile());
            for (var line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                if (line.isBlank()) {
                    continue;
                }
                var row = Json.object(run.metricsFile(), "line", line.getBytes(StandardCharsets.UTF_8));
                var point = new Point(
                        row.path("step").asInt(),
                        row.path("loss").asDouble(Double.NaN),
                        row.path("validation_loss").asDouble(Double.NaN),
                        row.path("train_accuracy").asDouble(Double.NaN),
                        row.path("accuracy").asDouble(Double.NaN),
                        row.path("top_frequencies").asDouble(Double.NaN));
                if (point.step() < before) {
                    points.add(point);
                }
            }
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
        return points;
    }

    /** Writes the result down. */
    void finish(Result result, long trials, long tokens, double flops, long began) {
        var last = result.points().getLast();
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put(TaskKind.ACCURACY.name(), last.testAccuracy());
        metrics.put("successes", (double) Math.round(last.testAccuracy() * trials));
        metrics.put("trials", (double) trials);
        metrics.put("validation_loss", last.testLoss());
        metrics.put("top_frequencies", result.concentration());
        metrics.put(COSINES, result.cosines());
        metrics.put("peak_test_loss", result.peakTestLoss());
        if (result.memorizedAt() >= 0) {
            metrics.put("memorized_at", (double) result.memorizedAt());
        }
        if (result.generalizedAt() >= 0) {
            metrics.put("generalized_at", (double) result.generalizedAt());
        }
        metrics.values().removeIf(value -> !Double.isFinite(value)); // of a run that diverged
        var json = OutcomeJson.write(new Outcome(
                Outcome.Status.FINISHED,
                "",
                Outcome.scales(result.params(), last.step(), tokens, flops),
                metrics,
                Map.of(),
                (System.nanoTime() - began) * 1e-9));
        var spectrum = json.putArray(SPECTRUM);
        for (double share : result.spectrum()) {
            spectrum.add(share);
        }
        run.writeSealed(run.resultFile(), json);
    }
}
