package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import loglog.lab.plan.PlannedRun;
import loglog.models.language.Language;
import loglog.models.training.Plan;
import loglog.models.training.TrainingRun;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of run folders are damaged in every way; the same command ends as if they had not been. */
@Tag("slow")
class DamagedRunsTest {
    private static final String MODEL = "model.safetensors";
    private static final String BRANCH = "branch-60";

    /** Of a run, or of its newest checkpoint. */
    private static final List<String> FILES = List.of(
            "run.json",
            "result.json",
            "metrics.jsonl",
            MODEL,
            "optimizer.safetensors",
            "config.json",
            "SHA256SUMS",
            ".lock");

    private enum Damage {
        EMPTY,
        HALF,
        FLIPPED,
        FOLDER
    }

    @TempDir
    static Path folder;

    private static Path study;

    /** Of all tests. Without workers: what is claimed is what a run's files come to, whoever finds them. */
    private static Scheduler scheduler;

    private Random random;

    @BeforeAll
    static void start() {
        study = folder.resolve("study");
        scheduler = PatientScheduler.inside(
                SmallStudy.in(SmallStudy.undisturbed().getParent()),
                study,
                SmallStudy.ONE_CORE,
                Listener.QUIET,
                () -> false);
    }

    @AfterAll
    static void end() {
        if (scheduler != null) {
            scheduler.close();
        }
    }

    @BeforeEach
    void begin() {
        if (Files.exists(study)) {
            RunFolder.delete(study);
        }
        long seed = Long.getLong("loglog.chaos.seed", System.nanoTime() % 1_000_000);
        System.out.println("damage at random places: -Dloglog.chaos.seed=" + seed);
        random = new Random(seed);
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void finishedRunsAreMended() throws Exception {
        mended(SmallStudy.undisturbed(), SmallStudy.runs());
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void unfinishedRunsAreMended() throws Exception {
        var runs = SmallStudy.runs();
        mended(unfinished(runs), runs);
    }

    /** Each file's turn comes with each kind of damage. */
    private void mended(Path template, List<PlannedRun> runs) throws IOException {
        for (int round = 0; round < Damage.values().length; round++) {
            if (round > 0) {
                RunFolder.delete(study);
            }
            SmallStudy.copy(template, study);
            var done = new ArrayList<String>();
            var named = new ArrayList<Path>();
            Path lock = null;
            for (int i = 0; i < runs.size(); i++) {
                var damage = Damage.values()[(i + round) % Damage.values().length];
                var file = file(study.resolve(runs.get(i).name()), FILES.get((i + 2 * round) % FILES.size()));
                if (!Files.exists(file)) {
                    continue;
                }
                damage(file, damage);
                done.add(damage + " " + study.relativize(file));
                if (file.endsWith(".lock")) {
                    boolean ended = Files.exists(file.resolveSibling("result.json")); // and needs no lock
                    lock = damage == Damage.FOLDER && !ended ? file : lock;
                } else if (damage != Damage.FLIPPED) {
                    named.add(file); // a flipped bit may be one of white space, or of a row's digit
                }
            }
            System.out.println(done);
            var summary = scheduler.run(runs);
            if (lock != null) {
                var held = lock;
                assertThat(summary.states().values())
                        .filteredOn(RunState.Failed.class::isInstance)
                        .singleElement()
                        .satisfies(state -> assertThat(state.toString()).contains(held.toString()));
                RunFolder.delete(held);
                summary = scheduler.run(runs);
            } else {
                for (var file : named) {
                    assertThat(summary.notes())
                            .as("%s", done)
                            .anySatisfy(note ->
                                    assertThat(note).contains(file.toString()).doesNotContain("\n"));
                }
            }
            assertThat(summary.isComplete()).as("%s: %s", done, summary).isTrue();
            for (var run : runs) {
                SmallStudy.sameEnd(study, run.name());
                assertThat(TrainingRun.plan(study.resolve(run.name()))).isEqualTo((Plan) run.plan());
            }
            // Mended for good, but for rows that do not come back.
            assertThat(scheduler.run(runs).notes())
                    .as("%s", done)
                    .allSatisfy(note -> assertThat(note).contains("metrics.jsonl"));
        }
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void branchWhoseStateIsDamagedOrLostIsTrainedFromTheStart() throws Exception {
        var runs = SmallStudy.runs().subList(0, 3);
        for (var damage : List.of(Damage.FLIPPED, Damage.FOLDER)) {
            Files.createDirectories(study);
            for (var run : List.of("trunk", "branch-b")) {
                SmallStudy.copy(SmallStudy.undisturbed().resolve(run), study.resolve(run));
            }
            var state = study.resolve("trunk").resolve(BRANCH);
            if (damage == Damage.FOLDER) {
                RunFolder.delete(state);
            } else {
                damage(state.resolve(MODEL), damage);
            }
            var summary = scheduler.run(runs);
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
            assertThat(summary.notes()).singleElement().asString().contains("trunk", "branch-a is trained from the");
            for (var run : runs) {
                SmallStudy.sameEnd(study, run.name());
            }
            RunFolder.delete(study);
        }
    }

    /** Every run stopped after its half, with two checkpoints; a branch not begun. */
    private Path unfinished(List<PlannedRun> runs) throws IOException {
        var half = Files.createDirectory(folder.resolve("half"));
        try (var trainer = new Language().open()) {
            for (var run : runs) {
                if (run.name().equals("branch-b")) {
                    continue;
                }
                var stopper = new Progress() {
                    private long step;

                    @Override
                    public void logged(Row row) {
                        step = row.step();
                    }

                    @Override
                    public boolean stop() {
                        return step >= SmallStudy.STEPS / 2;
                    }
                };
                var outcome = trainer.carryOut(
                        Jobs.of(SmallStudy.in(SmallStudy.undisturbed().getParent()), half, run), stopper, _ -> {});
                assertThat(outcome.status()).isEqualTo(Outcome.Status.INTERRUPTED);
            }
        }
        return half;
    }

    private static Path file(Path run, String name) {
        var newest = Files.isDirectory(run) ? new RunFolder(run).newestCheckpoint() : java.util.Optional.<Path>empty();
        return newest.map(c -> c.resolve(name)).filter(Files::exists).orElse(run.resolve(name));
    }

    private void damage(Path file, Damage damage) throws IOException {
        var bytes = Files.readAllBytes(file);
        switch (damage) {
            case EMPTY -> Files.write(file, new byte[0]);
            case HALF -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            case FLIPPED -> {
                if (bytes.length > 0) {
                    // A digest that is no longer called one is none.
                    int end = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"" + RunFolder.SEAL);
                    bytes[random.nextInt(end < 0 ? bytes.length : end)] ^= (byte) (1 << random.nextInt(8));
                    Files.write(file, bytes);
                }
            }
            case FOLDER -> {
                Files.delete(file);
                Files.createDirectories(file);
                Files.writeString(file.resolve("inside"), "something");
            }
        }
    }
}
