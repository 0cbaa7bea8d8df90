package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.models.language.Language;
import loglog.models.language.LanguageSettings;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/**
 * Eight runs to disturb, a trunk with two branches among them, and how they are when nothing disturbs them. Checkpoints
 * come with every row, so that a kill meets one often.
 */
final class SmallStudy {
    static final Limits ONE_CORE = new Limits(1, Long.MAX_VALUE);
    static final Limits TWO_CORES = new Limits(2, Long.MAX_VALUE);
    /** Of each run that is no trunk or branch: six rows, so six checkpoints. */
    static final int STEPS = 120;

    /** For something that comes true, however busy the machine is; what never does costs so long. */
    static final int PATIENCE_SECONDS = 240;

    /** After which a test hangs: more than all that it waits for. */
    static final int HANGS_AFTER_SECONDS = 1_800;

    private static final int TOKENS_PER_STEP = 8 * TinyStudy.CONTEXT;
    private static Path undisturbed;

    private SmallStudy() {}

    /** The study of a text in that folder; its workers write a checkpoint with every row. */
    static Study in(Path folder) {
        System.setProperty(JobRunner.CHECKPOINT_SECONDS, "0");
        return of(folder);
    }

    /** The study alone. */
    static Study of(Path folder) {
        return TinyStudy.in(folder);
    }

    static List<PlannedRun> runs() {
        var runs = new ArrayList<PlannedRun>();
        runs.add(trunk("trunk", 120, 0, Optional.empty(), Set.of(60L, 100L)));
        runs.add(trunk("branch-a", 100, 40 / 100.0, Optional.of(new PlannedRun.Branch("trunk", 60)), Set.of()));
        runs.add(trunk("branch-b", 140, 40 / 140.0, Optional.of(new PlannedRun.Branch("trunk", 100)), Set.of()));
        for (int width : new int[] {16, 32, 48, 64, 80}) {
            runs.add(TinyStudy.run(width, (long) STEPS * TOKENS_PER_STEP));
        }
        return runs;
    }

    private static PlannedRun trunk(
            String name, int steps, double decay, Optional<PlannedRun.Branch> branch, Set<Long> kept) {
        var r = TinyStudy.recipe();
        var schedule = new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, 10.0 / steps, decay, 0);
        var recipe = new Recipe(
                r.optimizer(),
                r.rate(),
                schedule,
                r.baseWidth(),
                r.batch(),
                r.context(),
                r.weightDecay(),
                r.clip(),
                r.beta1(),
                r.beta2(),
                r.epsilon(),
                r.momentum(),
                r.precision());
        var plan = new Plan(
                recipe,
                LanguageSettings.model(new Size.Shape(32, 1), "llama", 256, TinyStudy.CONTEXT),
                (long) steps * TOKENS_PER_STEP,
                1,
                1);
        var footprint = Footprint.of(plan);
        return new PlannedRun(
                name,
                name,
                "llama",
                plan,
                0,
                branch,
                kept,
                kept.isEmpty() ? RunRole.OBSERVATION : RunRole.TRUNK,
                plan.steps() * TOKENS_PER_STEP * footprint.flopsPerToken(),
                footprint.bytes());
    }

    /** The study's folder as it is when nothing happens; made once for all tests. */
    static synchronized Path undisturbed() {
        if (undisturbed == null) {
            try {
                var folder = Files.createTempDirectory("undisturbed");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> RunFolder.delete(folder)));
                var study = in(folder);
                // In this process: workers of its own would have to compile the kernels first.
                try (var trainer = new Language().open()) {
                    for (var run : runs()) {
                        var notes = new ArrayList<String>();
                        var outcome = trainer.carryOut(
                                Jobs.of(study, folder.resolve("study"), run), Progress.QUIET, notes::add);
                        assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
                        assertThat(notes).isEmpty();
                    }
                }
                undisturbed = folder.resolve("study");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return undisturbed;
    }

    static Scheduler scheduler(Path corpus, Path study, Listener listener, BooleanSupplier stop) {
        return PatientScheduler.of(in(corpus), study, TWO_CORES, listener, stop);
    }

    /** Checks that a study's runs ended as they do undisturbed: results, weights, optimizers, rows, and nothing besides. */
    static void isAsUndisturbed(Path study) {
        for (var run : runs()) {
            runIsAsUndisturbed(study, run.name());
        }
    }

    static void runIsAsUndisturbed(Path study, String name) {
        sameEnd(study, name);
        var cut = cutStretches(study.resolve(name));
        var expected = new TreeMap<>(losses(undisturbed().resolve(name)));
        var found = losses(study.resolve(name));
        assertThat(found.keySet()).as("rows of %s", name).containsAll(expected.keySet());
        expected.keySet().removeIf(at -> cut.contains(stretch(at)));
        found.keySet().removeIf(at -> cut.contains(stretch(at)));
        assertThat(found).as("rows of %s", name).isEqualTo(expected);
    }

    /** Checks results, weights and optimizers, and that nothing half-written is left. */
    static void sameEnd(Path study, String name) {
        var there = new RunFolder(study.resolve(name));
        var before = new RunFolder(undisturbed().resolve(name));
        assertThat(result(there)).as("result of %s", name).isEqualTo(result(before));
        assertThat(newest(there)).as("newest checkpoint of %s", name).isEqualTo(newest(before));
        nothingHalfWritten(study);
        rows(there.folder());
    }

    private static ObjectNode result(RunFolder run) {
        var result = run.read(run.resultFile());
        result.remove("seconds");
        result.remove(RunFolder.SEAL);
        return result;
    }

    /** Its step, and its files' digests. */
    private static List<String> newest(RunFolder run) {
        var newest = run.newestCheckpoint().orElseThrow();
        var all = new ArrayList<>(List.of(newest.getFileName().toString()));
        try (var files = Files.list(newest)) {
            for (var file : files.sorted().toList()) {
                all.add(file.getFileName() + " " + java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    static void nothingHalfWritten(Path study) {
        try (var files = Files.walk(study)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".tmp")))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every line of the metrics, each of which must be a row. */
    static List<ObjectNode> rows(Path run) {
        var file = new RunFolder(run).metricsFile();
        var rows = new ArrayList<ObjectNode>();
        try {
            for (var line : Files.readAllLines(file)) {
                rows.add(Json.object(file, "a line", line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** Of what carries a run out on this machine. */
    static long pid(String by) {
        assertThat(by).startsWith("process ");
        return Long.parseLong(by.substring("process ".length()));
    }

    private static final int LOG_EVERY = 20;

    /**
     * Stretches of steps between two rows in which a stop cut a row short: that row is the mean of the steps that it has, and
     * the next one of those after it, so that neither is the row of a run that nothing disturbed.
     */
    private static java.util.Set<Long> cutStretches(Path run) {
        var cut = new java.util.HashSet<Long>();
        var rows = rows(run);
        long last = rows.stream().mapToLong(r -> r.get("step").asLong()).max().orElse(0);
        for (var row : rows) {
            long step = row.get("step").asLong();
            if (row.has("loss") && step % LOG_EVERY != 0 && step != last) {
                cut.add((step - 1) / LOG_EVERY);
            }
        }
        return cut;
    }

    private static long stretch(String at) {
        return (Long.parseLong(at.substring(at.lastIndexOf(' ') + 1)) - 1) / LOG_EVERY;
    }

    /** Losses by step; but in a stretch that was cut, a step that was trained twice must have the same loss. */
    static Map<String, Double> losses(Path run) {
        var losses = new TreeMap<String, Double>();
        var cut = cutStretches(run);
        for (var row : rows(run)) {
            for (var key : List.of("loss", "validation_loss")) {
                if (row.has(key)) {
                    var at = key + " of step " + row.get("step").asLong();
                    double value = row.get(key).asDouble();
                    if (!cut.contains(stretch(at))) {
                        assertThat(losses.getOrDefault(at, value)).as(at).isEqualTo(value);
                    }
                    losses.put(at, value);
                }
            }
        }
        return losses;
    }

    static void copy(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for something to become so, for four minutes at most: a busy machine starts a JVM in half a minute. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("four minutes for: %s", what).isLessThan(deadline);
            try {
                Thread.sleep(50); // conditions look at all processes, which is not for nothing
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while it waited for: " + what, e);
            }
        }
    }
}
