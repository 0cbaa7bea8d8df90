package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exports in the layout that Weights &amp; Biases gives them: every cell quoted, a chart with columns {@code run - metric},
 * {@code __MIN} and {@code __MAX} and empty cells where a run has no point. Written here by hand: the site makes them, and
 * no tool does.
 */
class WandbTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport read(String... files) {
        return Importer.importAll(List.of(files).stream().map(folder::resolve).toList(), ImportOptions.USUAL, runs());
    }

    @BeforeEach
    void exports() {
        Imports.write(folder, "loss.csv", """
                "Step","large - train/loss","large - train/loss__MIN","large - train/loss__MAX","small - 2 - train/loss","small - 2 - train/loss__MIN","small - 2 - train/loss__MAX"
                "0","10.5","10.5","10.5","10.8","10.8","10.8"
                "100","4.25","4.2","4.3","","",""
                "150","","","","5.5","5.4","5.6"
                "200","3.5","3.4","3.6","5.25","5.2","5.3"
                """);
        Imports.write(folder, "eval.csv", """
                "Step","large - eval/loss","large - eval/loss__MIN","large - eval/loss__MAX","small - 2 - eval/loss","small - 2 - eval/loss__MIN","small - 2 - eval/loss__MAX"
                "200","3.75","3.75","3.75","NaN","NaN","NaN"
                """);
        Imports.write(folder, "table.csv", """
                "Name","State","Notes","User","Tags","Created","Runtime","Sweep","ID","learning_rate","n_params","eval/loss","tokens","train/global_step","train/loss"
                "large","finished","-","someone","","2024-05-01T10:00:00.000Z","3600","","a1","0.0003","124M","3.75","26214400","200","3.5"
                "only","crashed","-","someone","","2024-05-01T08:00:00.000Z","1800","","a2","0.0006","10000000","4.5","1000000","50","4.75"
                "again","running","-","someone","","2024-05-01T08:00:00.000Z","1800","","a3","","","4.5","","",""
                "again","finished","-","someone","","2024-05-01T08:00:00.000Z","1800","","a4","","","4.25","","",""
                """);
    }

    @Test
    void aChartHoldsSeveralRunsEachWithItsOwnSteps() {
        var report = read("loss.csv");
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("large", "small-2");
        assertThat(Imports.metrics(runs(), "large"))
                .extracting(Object::toString)
                .containsExactly(
                        "{\"step\":0,\"loss\":10.5}", "{\"step\":100,\"loss\":4.25}", "{\"step\":200,\"loss\":3.5}");
        assertThat(Imports.metrics(runs(), "small-2"))
                .extracting(row -> row.get("step").asInt())
                .containsExactly(0, 150, 200);
    }

    @Test
    void chartsAndTheTableOfRunsCompleteEachOther() {
        var report = read("eval.csv", "loss.csv", "table.csv");
        assertThat(report.runs().stream().map(ImportReport.Run::name))
                .containsExactly("large", "small-2", "only", "again-a3", "again-a4");
        var large = Imports.json(runs(), "large/result.json");
        assertThat(large.get("status").asString()).isEqualTo("finished");
        assertThat(large.get("params").asLong()).isEqualTo(124_000_000);
        assertThat(large.get("tokens").asLong()).isEqualTo(26_214_400);
        assertThat(large.get("flops").asDouble()).isEqualTo(6 * 124e6 * 26_214_400);
        assertThat(large.get("loss").asDouble()).isEqualTo(3.5);
        assertThat(large.get("validation_loss").asDouble()).isEqualTo(3.75);
        assertThat(Imports.json(runs(), "large/run.json").get("recipe").toString())
                .isEqualTo("{\"ID\":\"a1\",\"learning_rate\":3.0E-4}");
        var small = Imports.json(runs(), "small-2/result.json");
        assertThat(small.get("status").asString()).isEqualTo("diverged");
        assertThat(small.has("validation_loss") || small.has("params")).isFalse();
    }

    @Test
    void aRowOfTheTableAloneIsARunOfOnePoint() {
        read("table.csv");
        var only = Imports.json(runs(), "only/result.json");
        assertThat(only.get("status").asString()).isEqualTo("unknown");
        assertThat(only.get("reason").asString()).isEqualTo("Weights & Biases says that it crashed");
        assertThat(only.get("steps").asInt()).isEqualTo(50);
        assertThat(Imports.metrics(runs(), "only")
                        .getFirst()
                        .get("validation_loss")
                        .asDouble())
                .isEqualTo(4.5);
    }

    @Test
    void aColumnThatIsNamedIsTakenAndNoOtherInItsPlace() {
        var map = Imports.mapped("loss", "eval/loss");
        var report = Importer.importAll(List.of(folder.resolve("loss.csv"), folder.resolve("eval.csv")), map, runs());
        assertThat(report.refused()).isEmpty();
        assertThat(Imports.json(runs(), "large/result.json").get("loss").asDouble())
                .isEqualTo(3.75);
        var unknown = Importer.importAll(List.of(folder.resolve("table.csv")), Imports.mapped("loss", "lr"), runs());
        assertThat(unknown.runs()).isEmpty();
        assertThat(unknown.refused().getFirst().sentence()).contains("found no column lr (--map loss=lr)");
    }

    @Test
    void anExportInAFolderIsFoundAndOtherTablesThereAreNot() {
        Imports.write(
                folder,
                "exports/loss.csv",
                "\"Step\",\"a - loss\",\"a - loss__MIN\",\"a - loss__MAX\"\n\"1\",\"2\",\"2\",\"2\"\n");
        Imports.write(folder, "exports/other.csv", "params,tokens,loss\n1,2,3\n");
        assertThat(read("exports").runs().stream().map(ImportReport.Run::name)).containsExactly("a");
    }

    @Test
    void aChartByTimeIsRefusedForItHasNoSteps() {
        Imports.write(
                folder,
                "time.csv",
                "\"Relative Time (Process)\",\"a - loss\",\"a - loss__MIN\",\"a - loss__MAX\"\n\"1.5\",\"2\",\"2\",\"2\"\n");
        assertThat(read("time.csv").refused().getFirst().sentence())
                .contains("found column Relative Time (Process) as the chart's axis, expected Step");
    }

    private ImportReport.Run history(ImportOptions options, String runs) {
        Imports.write(folder, "history.csv", """
                ,_step,_runtime,_timestamp,iter,train/loss,val/loss
                0,0,0.5,1700000000.0,0,5.0,5.1
                1,1,1.5,1700000100.0,300,4.0,4.1
                2,2,2.5,1700000200.0,600,3.5,3.6
                """);
        return Importer.importAll(List.of(folder.resolve("history.csv")), options, folder.resolve(runs))
                .runs()
                .getFirst();
    }

    @Test
    void theTrainersOwnStepIsTakenAndNotTheCountOfCalls() {
        var run = history(ImportOptions.USUAL, "usual");
        assertThat(Imports.metrics(folder.resolve("usual"), run.name()))
                .extracting(row -> row.get("step").asInt())
                .containsExactly(0, 300, 600);
        assertThat(run.notes())
                .containsExactly(
                        "step is the column iter, not _step, which counts the calls of log() (--map step=_step)");
        var calls = history(Imports.mapped("step", "_step"), "calls");
        assertThat(Imports.json(folder.resolve("calls"), calls.name() + "/result.json")
                        .get("steps")
                        .asInt())
                .isEqualTo(2);
        assertThat(calls.notes()).isEmpty();
    }

    @Test
    void columnsOfStepsThatAgreeNeedNoChoice() {
        Imports.write(folder, "agree.csv", "step,global_step,_step,loss\n10,10,10,5\n20,20,20,4\n");
        var run = read("agree.csv").runs().getFirst();
        assertThat(run.points()).isEqualTo(2);
        assertThat(run.notes()).isEmpty();
        Imports.write(folder, "differ.csv", "step,global_step,loss\n10,11,5\n20,21,4\n");
        assertThat(read("differ.csv").refused().getFirst().sentence())
                .contains("the columns step and global_step could each be the step", "--map step=step");
    }

    private void charts() {
        Imports.write(
                folder,
                "iter.csv",
                "\"Step\",\"a - iter\",\"a - iter__MIN\",\"a - iter__MAX\"\n\"0\",\"0\",\"0\",\"0\"\n\"1\",\"250\",\"250\",\"250\"\n");
        Imports.write(
                folder,
                "curve.csv",
                "\"Step\",\"a - loss\",\"a - loss__MIN\",\"a - loss__MAX\"\n\"0\",\"5\",\"5\",\"5\"\n\"1\",\"4\",\"4\",\"4\"\n\"2\",\"3\",\"3\",\"3\"\n");
    }

    private ImportReport charts(ImportOptions options, String... files) {
        return Importer.importAll(
                List.of(files).stream().map(folder::resolve).toList(),
                options,
                folder.resolve(files.length + "charts"));
    }

    @Test
    void theStepOfOneChartHoldsForTheOthers() {
        charts();
        var run = charts(ImportOptions.USUAL, "curve.csv", "iter.csv").runs().getFirst();
        assertThat(Imports.metrics(folder.resolve("2charts"), "a"))
                .extracting(Object::toString)
                .containsExactly("{\"step\":0,\"loss\":5.0}", "{\"step\":250,\"loss\":4.0}");
        assertThat(run.notes().toString())
                .contains(
                        "step is the column iter, not Step",
                        "1 point of curve.csv is left out, for iter has no value there");
    }

    @Test
    void theAxisIsTheStepWhereTheUserSaysSoAndAStepThatNoChartHasIsRefused() {
        charts();
        var run = charts(Imports.mapped("step", "Step"), "curve.csv", "iter.csv")
                .runs()
                .getFirst();
        assertThat(run.points()).isEqualTo(3);
        assertThat(charts(Imports.mapped("step", "iter"), "curve.csv")
                        .refused()
                        .getFirst()
                        .sentence())
                .contains("found no column iter (--map step=iter)");
    }

    @Test
    void lightningsStepInAChartCountsFromZero() {
        charts();
        Imports.write(
                folder,
                "iter.csv",
                "\"Step\",\"a - trainer/global_step\",\"a - trainer/global_step__MIN\",\"a - trainer/global_step__MAX\"\n\"0\",\"49\",\"49\",\"49\"\n\"1\",\"99\",\"99\",\"99\"\n\"2\",\"149\",\"149\",\"149\"\n");
        charts(ImportOptions.USUAL, "curve.csv", "iter.csv");
        assertThat(Imports.metrics(folder.resolve("2charts"), "a"))
                .extracting(row -> row.get("step").asInt())
                .containsExactly(50, 100, 150);
    }

    @Test
    void theSharedCaseOfStepsIsRight() {
        var table = Imports.shared("wandb-step-or-iter/nanogpt-history.csv");
        Importer.importAll(List.of(table), Imports.scaled(124_000_000, 491_520), folder.resolve("shared"));
        var result = Imports.json(folder.resolve("shared"), "nanogpt-history/result.json");
        assertThat(result.get("tokens").asLong()).isEqualTo(2000L * 491_520);
        assertThat(result.get("flops").asDouble()).isEqualTo(6 * 124e6 * 2000 * 491_520);
    }
}
