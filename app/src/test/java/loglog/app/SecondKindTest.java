package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind that is no transformer and whose metric is below zero ({@link loglog.app.kinds.Climber}), by the same commands. */
class SecondKindTest {
    private static final String STUDY = """
            name: climb
            kind: climber
            pause: %d
            recipe: {lr: 0.2, batch: 20}
            design: {kind: ladder, sizes: [10, 20, 40, 80, 160], tokens_per_param: 20}
            seeds: 2
            forecast: {times: 10}
            """;

    @TempDir
    Path folder;

    @Test
    void aStudyIsPlannedKilledResumedFittedForecastVerifiedAndReported() throws Exception {
        var study = study("study.yaml", 0);
        var plan = Cli.run("study", "check", study);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains("climber: pause 0", "recipe climber: lr 0.2, batch 20", "climber-n160-3.2K-seed2")
                .contains("samples per param")
                .doesNotContain("tokens");

        // The other folder is never disturbed; this one loses its processes in the middle of a run.
        var runs = folder.resolve("killed");
        kill(study("slow.yaml", 30), runs);
        var begun = Results.read(runs.resolve("climb"));
        assertThat(begun.size()).isLessThan(10);
        var resumed = Cli.run("run", study, "--runs", runs, "--cores", 2);
        assertThat(resumed.status()).as(resumed.err() + resumed.out()).isZero();
        var whole = folder.resolve("whole");
        assertThat(Cli.run("run", study, "--runs", whole, "--cores", 2).status())
                .isZero();
        assertThat(ends(runs)).hasSize(11).isEqualTo(ends(whole));

        // A rating that is a line in the logarithm of compute: fitted by the laws of its scale.
        var results = Results.read(runs.resolve("climb"));
        assertThat(results.problems()).isEmpty();
        assertThat(results.rows()).hasSize(11).allSatisfy(r -> {
            assertThat(r.id().kind()).isEqualTo("climber");
            assertThat(r.id().design()).isEqualTo("ladder");
            assertThat(r.metric().name()).isEqualTo("elo");
            assertThat(r.value()).isNegative();
        });
        assertThat(resumed.out())
                .contains("the Elo along compute", "logarithmic", "its Elo will be -", "noise")
                .doesNotContain("loss", "nats");

        // Forecast before the run that decides it, and verified.
        var entry = new Ledger(runs).entries().getFirst();
        assertThat(entry.metric().name()).isEqualTo("elo");
        assertThat(entry.value()).isNegative();
        assertThat(entry.law()).contains("logarithmic");
        assertThat(entry.inTime()).isTrue();
        assertThat(entry.score()).isPresent();
        assertThat(entry.error()).isBetween(-40.0, 40.0);
        assertThat(entry.relativeError()).isNaN();

        // Reported.
        var report = Cli.run("report", runs.resolve("climb"), "--json").json();
        assertThat(report.at("/forecasts/0/result").asDouble()).isNegative();
        assertThat(report.at("/forecasts/0/error").isNumber()).isTrue();
        assertThat(report.get("source").propertyNames())
                .containsExactly("tables", "columns", "rows_read", "rows_used", "left_out", "assumptions");
        assertThat(report.at("/source/rows_read").asInt()).isEqualTo(11);
        assertThat(report.at("/source/rows_used").asInt()).isEqualTo(10);
        assertThat(report.at("/source/left_out").toString())
                .isEqualTo("[{\"rows\":1,\"why\":\"to verify forecasts\"}]");
        assertThat(resumed.out().replaceAll("\\s+", " "))
                .contains("10 runs of " + runs.resolve("climb")
                        + "; seeds are taken to change the Elo by as much at every scale");
        var page = folder.resolve("page.html");
        assertThat(Cli.run("report", runs.resolve("climb"), "--html", page).status())
                .isZero();
        assertThat(Files.readString(page)).contains(">Elo<", "samples, with").doesNotContain("nats per token");
        assertThat(Cli.run("ledger", "--runs", runs).out()).contains(" Elo");
        assertThat(Cli.run("runs", "--runs", runs, "--columns", "name,elo,kind").out())
                .contains("climber", "-663.2");
    }

    @Test
    void whatThisKindLacksIsSaidAtItsKey() throws IOException {
        var file = Files.writeString(
                folder.resolve("bad.yaml"), "kind: climber\ndesign: {kind: trunks, sizes: [10], tokens: [1K, 2K]}\n");
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 2: design.tokens: found the design trunks");
        Files.writeString(file, "kind: climber\ncorpus: europarl\ndesign: {kind: ladder, sizes: [10]}\n");
        assertThat(Cli.run("study", "check", file).complaint()).contains("line 2: corpus: there is no such key");
        Files.writeString(file, "kind: climbr\ndesign: {kind: ladder, sizes: [10]}\n");
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 1: kind: found climbr, expected climber", "; did you mean climber?");
    }

    private Path study(String name, int pause) throws IOException {
        return Files.writeString(folder.resolve(name), STUDY.formatted(pause));
    }

    /** Starts the command, and kills it with its workers once a run has a checkpoint and no result. */
    private void kill(Path study, Path runs) throws IOException, InterruptedException {
        var process = ChildCommand.start(folder.resolve("output.log"), "run", study, "--runs", runs, "--cores", 2);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!isUnderWay(runs.resolve("climb"))) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("output.log")))
                    .isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
        process.kill();
    }

    private static boolean isUnderWay(Path study) throws IOException {
        if (!Files.isDirectory(study)) {
            return false;
        }
        try (var folders = Files.list(study)) {
            return folders.filter(Files::isDirectory)
                    .map(RunFolder::new)
                    .anyMatch(run -> Files.exists(run.metricsFile())
                            && !Files.exists(run.resultFile())
                            && run.newestCheckpoint().isPresent());
        }
    }

    /** What each run came to, to the bits. */
    private static TreeMap<String, Double> ends(Path runs) {
        var ends = new TreeMap<String, Double>();
        Results.read(runs.resolve("climb")).rows().forEach(r -> ends.put(r.name(), r.value()));
        return ends;
    }
}
