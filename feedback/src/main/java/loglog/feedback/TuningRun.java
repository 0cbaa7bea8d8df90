package loglog.feedback;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import loglog.engine.Precision;
import loglog.engine.cpu.HostMemory;
import loglog.engine.devices.Devices;
import loglog.models.training.Checkpoint;
import loglog.models.training.CorpusData;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Repair;
import loglog.models.training.TrainingPlanJson;
import loglog.models.transformer.Model;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;
import loglog.runs.reader.MetricLines;
import loglog.tasks.TaskKind;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.Provenance;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run that learns from feedback, over a run folder: {@code run.json} with what was asked, a row of figures a round in {@code
 * metrics.jsonl}, checkpoints in Hugging Face's layout, {@code result.json}. Killed at any moment it goes on from its newest checkpoint
 * to the same bits.
 */
public final class TuningRun {
    static final String TUNING = "tuning";
    private static final double NANO = 1e-9;

    private final RunFolder run;
    private final TuningSetup setup;
    private final Plan plan;
    private final double checkpointSeconds;
    private final Consumer<String> notes;
    private final Progress progress;

    private TuningRun(
            RunFolder run, TuningSetup setup, double checkpointSeconds, Consumer<String> notes, Progress progress) {
        this.run = run;
        this.setup = setup;
        this.checkpointSeconds = checkpointSeconds;
        this.notes = notes;
        this.progress = progress;
        plan = setup.plan();
    }

    /**
     * Tunes, or goes on, or gives the result that there is.
     *
     * @param folder of the run
     * @param checkpointSeconds between checkpoints
     * @param notes is told what is worth a sentence: what was mended, and what the watch sees
     * @throws DataException where something that it reads cannot be used, or the folder holds another run
     * @throws loglog.runs.BusyException where another process tunes there
     */
    public static Outcome carryOut(
            Path folder, TuningRequest request, double checkpointSeconds, Consumer<String> notes, Progress progress) {
        return carryOut(folder, request, checkpointSeconds, notes, () -> {}, progress);
    }

    /**
     * The same.
     *
     * @param begins is called once all that is read has been found to be in order
     */
    public static Outcome carryOut(
            Path folder,
            TuningRequest request,
            double checkpointSeconds,
            Consumer<String> notes,
            Runnable begins,
            Progress progress) {
        try (var setup = new TuningSetup(request, notes)) {
            var plan = setup.plan();
            Footprint.requireRoom(plan, HostMemory.total());
            try (var lock = RunLock.take(folder)) {
                Repair.repair(lock).forEach(notes);
                var run = new RunFolder(folder);
                if (Files.exists(run.runFile())) {
                    requireSame(run, setup);
                    if (Files.exists(run.resultFile())) {
                        begins.run();
                        return OutcomeJson.of(run);
                    }
                } else {
                    describe(run, setup, plan);
                }
                begins.run();
                return new TuningRun(run, setup, checkpointSeconds, notes, progress).tune();
            }
        }
    }

    private static ObjectNode asked(TuningSetup setup) {
        var asked = setup.request.write(Json.MAPPER.createObjectNode());
        setup.digests().forEach(asked::put);
        return asked;
    }

    /** Whether a folder has a run of another request, which {@link #carryOut} would refuse to go on with; says how they differ. */
    public static Optional<String> differs(Path folder, TuningRequest request) {
        var run = new RunFolder(folder);
        if (!Files.exists(run.runFile())) {
            return Optional.empty();
        }
        try (var setup = new TuningSetup(request, _ -> {})) {
            return difference(run, setup);
        }
    }

    private static void requireSame(RunFolder run, TuningSetup setup) {
        difference(run, setup).ifPresent(sentence -> {
            throw DataException.in(run.runFile(), "%s, expected the same, or another --name", sentence);
        });
    }

    private static Optional<String> difference(RunFolder run, TuningSetup setup) {
        var found = run.asked().path(TUNING);
        var expected = asked(setup);
        // Of both: what is as it always was is not written, on either side.
        var keys = new LinkedHashSet<>(expected.propertyNames());
        keys.addAll(found.propertyNames());
        for (var key : keys) {
            if (!expected.path(key).toString().equals(found.path(key).toString())) {
                return Optional.of("%s: found %s, and %s is asked now"
                        .formatted(key, Json.kind(found.get(key)), Json.kind(expected.get(key))));
            }
        }
        int lanes = run.asked().path("lanes").asInt(setup.request.lanes());
        return lanes == setup.request.lanes()
                ? Optional.empty()
                : Optional.of("lanes: found %d, and %s asked now"
                        .formatted(
                                lanes,
                                setup.request.lanes() == 1 ? "1 thread is" : setup.request.lanes() + " threads are"));
    }

    private static void describe(RunFolder run, TuningSetup setup, Plan plan) {
        var json = Json.MAPPER.createObjectNode();
        TrainingPlanJson.write(plan, json);
        json.set(TUNING, asked(setup));
        json.put("base", setup.request.base().toString());
        setup.request.data().ifPresent(file -> json.put("feedback", file.toString()));
        setup.request.prompts().ifPresent(file -> json.put("prompts", file.toString()));
        setup.request.reward().ifPresent(file -> json.put("reward", file.toString()));
        json.putObject("data").put("tokenizer", setup.base.text().identity());
        setup.base.task().ifPresent(task -> {
            var before = new RunFolder(setup.request.base()).asked();
            for (var key : List.of("task", "test_problems", "solution_format")) {
                if (before.has(key)) {
                    json.set(key, before.get(key));
                }
            }
        });
        Provenance.write(json, plan);
        json.put("steps", setup.rounds());
        // What is tuned stays what it was, and is read as that.
        var kind = setup.base.task().isPresent() ? TaskKind.NAME : RunId.LANGUAGE;
        RunId.alone(setup.request.seed(), kind, RunId.LOGLOG).write(json);
        setup.request.method().metric().write(json.putObject("metric"));
        setup.base.tokenizerFile().ifPresent(file -> CorpusData.keepTokenizer(file, run.folder()));
        run.writeSealed(run.runFile(), json);
    }

    private Outcome tune() {
        try (var device = Devices.open(Devices.CPU, plan.lanes(), Precision.FLOAT32);
                var metrics = run.openMetrics()) {
            var model = setup.base.on(device, setup.labels(), setup.request.seed());
            var method = setup.method(device, model, run.folder());
            long from = method.trainer() == null ? lastRow() : restored(model, method);
            return new Rounds(model, method, metrics, from).run();
        } catch (IOException e) {
            throw DataException.of(run.folder(), e);
        }
    }

    private long lastRow() {
        var last = new long[1];
        if (Files.exists(run.metricsFile())) {
            MetricLines.read(run, row -> last[0] = Math.max(last[0], row.hasEnd() ? row.step() : 0));
        }
        return last[0];
    }

    private long restored(Model model, TuningMethod method) {
        var newest = run.newestCheckpoint();
        if (newest.isEmpty()) {
            Checkpoint.write(
                    run, Checkpoint.Position.START, model, method.trainer().optimizer());
            return 0;
        }
        var at = Checkpoint.read(newest.get(), model, method.trainer().optimizer());
        method.trainer().resume(at.updates());
        return at.step();
    }

    /** One process's stretch of a run. */
    private final class Rounds {
        private final Model model;
        private final TuningMethod method;
        private final FileChannel metrics;
        private final FeedbackWatch watch = new FeedbackWatch();
        private final long rounds = setup.rounds();
        private final long began = System.nanoTime();
        private final Map<String, Double> last = new LinkedHashMap<>();
        private long step;
        private long tokens;
        private double flops;

        Rounds(Model model, TuningMethod method, FileChannel metrics, long from) {
            this.model = model;
            this.method = method;
            this.metrics = metrics;
            step = from;
            if (from > 0) {
                recall();
            }
        }

        /** What the rows up to here say: tokens and FLOP so far, and what the watch has seen. */
        private void recall() {
            MetricLines.read(run, row -> {
                if (row.hasEnd() && row.step() >= 0 && row.step() <= step) {
                    var figures = new LinkedHashMap<String, Double>();
                    row.map().forEach((name, value) -> {
                        if (value instanceof Number number) {
                            figures.put(name, number.doubleValue());
                        }
                    });
                    if (row.step() == step) {
                        tokens = figures.getOrDefault("tokens", 0.0).longValue();
                        flops = figures.getOrDefault("flops", 0.0);
                        last.putAll(figures);
                    }
                    watch.look(row.step(), figures);
                }
            });
            last.keySet().removeAll(List.of("step", "tokens", "flops", "seconds"));
        }

        Outcome run() {
            long written = System.nanoTime();
            if (step == 0) {
                var first = method.measure();
                if (!first.isEmpty()) {
                    log(first, Double.NaN, 0);
                }
            }
            while (step < rounds) {
                long roundBegan = System.nanoTime();
                var round = method.round(step);
                double loss = round.figures().getOrDefault("loss", 0.0);
                double norm = round.figures().getOrDefault("gradient_norm", 0.0);
                if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                    return diverged("the loss was %s and the gradient's norm %s".formatted(loss, norm));
                }
                step++;
                tokens += round.tokens();
                flops += round.flops();
                var figures = new LinkedHashMap<>(round.figures());
                boolean stop = step < rounds && progress.stop();
                int every = setup.request.measureEvery();
                if (step == rounds || every > 0 && step % every == 0) {
                    figures.putAll(method.measure());
                }
                log(figures, (System.nanoTime() - roundBegan) * NANO, round.tokens());
                if (stop || step == rounds || (System.nanoTime() - written) * NANO >= checkpointSeconds) {
                    checkpoint();
                    written = System.nanoTime();
                }
                if (stop) {
                    return outcome(Outcome.Status.INTERRUPTED, "");
                }
            }
            return end(outcome(Outcome.Status.FINISHED, ""));
        }

        private void checkpoint() {
            try {
                metrics.force(false); // before the checkpoint behind which its rows would not be made again
            } catch (IOException e) {
                throw DataException.of(run.metricsFile(), e);
            }
            if (method.trainer() != null) {
                var at = new Checkpoint.Position(
                        step, Double.NaN, Double.NaN, method.trainer().updates());
                Checkpoint.write(run, at, model, method.trainer().optimizer());
            }
        }

        private void log(Map<String, Double> figures, double seconds, long roundTokens) {
            last.putAll(figures);
            var json = Json.MAPPER
                    .createObjectNode()
                    .put("step", step)
                    .put("tokens", tokens)
                    .put("flops", flops);
            figures.forEach((name, value) -> {
                if (Double.isFinite(value)) {
                    json.put(name, value);
                }
            });
            json.put("seconds", seconds());
            for (var sentence : watch.look(step, figures)) {
                json.put("flag", sentence);
                notes.accept(run.folder() + ": " + sentence);
            }
            run.append(metrics, json);
            if (roundTokens > 0) {
                progress.logged(new Progress.Row(
                        step,
                        rounds,
                        tokens,
                        flops,
                        watched(figures),
                        roundTokens / seconds,
                        model.device().allocatedBytes(),
                        (rounds - step) * seconds));
            }
        }

        /** The figure to watch first. */
        private Map<String, Double> watched(Map<String, Double> figures) {
            var ordered = new LinkedHashMap<String, Double>();
            for (var name : List.of("pass_rate", "reward", "preference_accuracy", "loss")) {
                if (figures.containsKey(name)) {
                    ordered.put(name, figures.get(name));
                }
            }
            ordered.putAll(figures);
            return ordered;
        }

        private Outcome diverged(String finding) {
            var kept =
                    run.newestCheckpoint().map(c -> c.getFileName().toString()).orElse("no checkpoint");
            return end(outcome(
                    Outcome.Status.DIVERGED,
                    "at step %d %s; the last good state is in %s".formatted(step + 1, finding, kept)));
        }

        private Outcome end(Outcome outcome) {
            run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
            return outcome;
        }

        private Outcome outcome(Outcome.Status status, String reason) {
            return new Outcome(
                    status, reason, Outcome.scales(model.params(), step, tokens, flops), last, Map.of(), seconds());
        }

        private double seconds() {
            return (System.nanoTime() - began) * NANO;
        }
    }
}
