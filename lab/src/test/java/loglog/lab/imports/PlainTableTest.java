package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainTableTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport read(String text, ImportOptions options) {
        return Importer.importAll(List.of(Imports.write(folder, "past.csv", text)), options, runs());
    }

    @Test
    void aRowIsARunAndItsOtherColumnsAreItsSettings() {
        var report = read("""
                name,N,D,val_loss,optimizer,lr
                n1,1e6,20M,4.0,adamw,0.001
                n2,1e7,200M,3.0,muon,0.02
                """, ImportOptions.USUAL);
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("n1", "n2");
        var result = Imports.json(runs(), "n2/result.json");
        assertThat(result.toString())
                .isEqualTo("{\"status\":\"unknown\",\"params\":10000000,\"tokens\":200000000,"
                        + "\"flops\":1.2E16,\"validation_loss\":3.0}");
        var run = Imports.json(runs(), "n2/run.json");
        assertThat(run.get("recipe").toString()).isEqualTo("{\"optimizer\":\"muon\",\"lr\":0.02}");
        assertThat(run.get("from").get("part").asString()).isEqualTo("line 3");
        assertThat(run.get("derived").get("flops").asString()).isEqualTo("6 params tokens");
    }

    @Test
    void rowsWithoutNamesAreNumbered() {
        var report = read("params,loss\n1e6,4\n1e7,3\n", ImportOptions.USUAL);
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("past-1", "past-2");
    }

    @Test
    void namesThatRepeatMakeCurves() {
        read("""
                run,step,tokens,train_loss,val_loss,width
                a,10,1000,5.0,,64
                b,10,1000,6.0,,32
                a,20,2000,4.0,4.1,64
                b,20,2000,5.0,5.1,32
                """, ImportOptions.USUAL);
        assertThat(Imports.metrics(runs(), "a"))
                .extracting(Object::toString)
                .containsExactly(
                        "{\"step\":10,\"tokens\":1000,\"loss\":5.0}",
                        "{\"step\":20,\"tokens\":2000,\"loss\":4.0,\"validation_loss\":4.1}");
        assertThat(Imports.json(runs(), "b/result.json").get("validation_loss").asDouble())
                .isEqualTo(5.1);
        assertThat(Imports.json(runs(), "b/run.json").get("recipe").toString()).isEqualTo("{\"width\":\"32\"}");
    }

    @Test
    void aTableOfStepsAloneIsOneRun() {
        read("step,loss\n1,5\n2,4\n", ImportOptions.USUAL);
        assertThat(Imports.metrics(runs(), "past")).hasSize(2);
    }

    @Test
    void aBadCellCostsItsRunAloneAndIsNamed() {
        var report = read("""
                name,params,tokens,loss
                good,1e6,20M,4.0
                word,1e7,200M,abc
                negative,1e7,-5,3.0
                none,1e7,5,
                nan,1e7,6,NaN
                """, ImportOptions.USUAL);
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("good", "nan");
        assertThat(report.refused().stream().map(ImportReport.Refused::sentence))
                .satisfiesExactly(
                        s -> assertThat(s).endsWith("past.csv, line 3, column loss: found \"abc\", expected a number"),
                        s -> assertThat(s).endsWith("line 4, column tokens: found \"-5\", expected a positive number"),
                        s -> assertThat(s).contains("line 5: found no loss"));
        assertThat(Imports.json(runs(), "nan/result.json").get("status").asString())
                .isEqualTo("diverged");
    }

    @Test
    void aColumnIsNamedWhereItsNameSaysNothing() {
        var report = read(
                "name,params,perplexity,score\na,1e6,55,0.5\n", Imports.mapped("loss", "perplexity", "score", "score"));
        assertThat(report.refused()).isEmpty();
        var result = Imports.json(runs(), "a/result.json");
        assertThat(result.get("loss").asDouble()).isEqualTo(55);
        assertThat(result.get("score").asDouble()).isEqualTo(0.5);
    }

    @Test
    void twoColumnsThatCouldBeTheLossAreAskedAbout() {
        var report = read("name,train_loss,training loss\na,1,2\n", ImportOptions.USUAL);
        assertThat(report.refused().getFirst().sentence())
                .contains("the columns train_loss and training loss could each be the loss", "--map loss=train_loss");
    }

    @Test
    void rowsOverARisingAxisThatNothingTellsApartAreOneRun() {
        for (var text : List.of(
                "epoch,train_loss,val_loss\n1,4.0,4.1\n2,3.5,3.6\n3,3.2,3.3\n",
                "tokens_seen,loss\n1000,4.0\n2000,3.5\n3000,3.2\n")) {
            var report = read(text, ImportOptions.USUAL);
            assertThat(report.runs()).hasSize(1);
            assertThat(report.runs().getFirst().loss()).hasValue(3.2);
            assertThat(report.runs().getFirst().points()).isEqualTo(3);
            assertThat(report.runs().getFirst().notes().toString()).contains("--rows runs");
            assertThat(Imports.json(runs(), "past/result.json").has("steps")).isFalse();
            RunFolder.delete(runs());
            assertThat(read(text, Imports.rows(ImportRules.Rows.RUNS)).runs()).hasSize(3);
            RunFolder.delete(runs());
        }
        assertThat(read("tokens,width,loss\n1000,8,4.0\n2000,16,3.5\n3000,32,3.2\n", ImportOptions.USUAL)
                        .runs())
                .hasSize(3);
    }

    @Test
    void rowsOfOneNameWithoutAColumnOfStepsAreACurveOverARisingAxis() {
        var report = read("run,tokens,loss\na,10,5\na,20,4\na,30,3\nb,10,6\nb,20,5\nb,30,4\n", ImportOptions.USUAL);
        assertThat(report.runs().stream()
                        .map(run -> run.name() + " " + run.loss().getAsDouble()))
                .containsExactly("a 3.0", "b 4.0");
        assertThat(report.runs().getFirst().tokens()).hasValue(30);
    }

    @Test
    void aLogThatARestartedProcessContinuedIsReadAsSuch() {
        var text = "step,loss\n10,5\n20,4\n30,9\n40,9\n30,3\n";
        var repeated = read(text, ImportOptions.USUAL).runs().getFirst();
        assertThat(repeated.notes().toString()).contains("loss was recorded more than once at 1 step", "--count-steps");
        RunFolder.delete(runs());
        var restarted = read(text + "35,2\n", ImportOptions.USUAL).runs().getFirst();
        assertThat(Imports.metrics(runs(), "past"))
                .extracting(
                        row -> row.get("step").asInt() + " " + row.get("loss").asInt())
                .containsExactly("10 5", "20 4", "30 3", "35 2");
        assertThat(restarted.notes().toString())
                .contains("restarted at step 30", "2 steps, 30 to 40", "--restarts append");
    }

    @Test
    void rowsInNoOrderAreSorted() {
        var report = read("step,loss\n30,3\n10,5\n20,4\n", ImportOptions.USUAL);
        assertThat(report.runs().getFirst().loss()).hasValue(3);
        assertThat(report.runs().getFirst().notes()).isEmpty();
    }

    @Test
    void aFileWhoseNameSaysNothingIsNamedByItsFolder() {
        var one = Imports.write(folder, "sweep/w8/log.csv", "step,loss\n1,5\n2,4\n");
        var other = Imports.write(folder, "sweep/w16/log.csv", "step,loss\n1,5\n2,4\n");
        var alone = Importer.importAll(List.of(one), ImportOptions.USUAL, runs());
        assertThat(alone.runs().getFirst().name()).isEqualTo("w8");
        var a = Imports.write(folder, "sweep/a/seed1/curve.csv", "step,loss\n1,5\n2,4\n");
        var b = Imports.write(folder, "sweep/b/seed1/curve.csv", "step,loss\n1,5\n2,4\n");
        var report = Importer.importAll(List.of(one, other, a, b), ImportOptions.USUAL, runs());
        assertThat(report.runs().stream().map(ImportReport.Run::name))
                .containsExactly("w8", "w16", "a-seed1", "b-seed1");
    }

    @Test
    void anotherColumnOfAKnownNameIsTold() {
        var report = read("name,train_loss,loss,val_loss,test_loss\na,1,2,3,4\n", ImportOptions.USUAL);
        assertThat(report.runs().getFirst().notes())
                .contains(
                        "loss is the column train_loss, not loss (--map loss=loss)",
                        "validation_loss is the column val_loss, not test_loss (--map validation_loss=test_loss)");
    }

    @Test
    void aParquetFileBelowAFolderOfANameAndAValueKeepsItsOwnColumns() {
        var plain = Imports.shared("parquet-in-named-folders/plain.parquet");
        Importer.importAll(List.of(plain), ImportOptions.USUAL, folder.resolve("plain"));
        var expected = Imports.json(folder.resolve("plain"), "plain-1/result.json");
        for (var name : List.of("params=1B", "loss=9")) {
            var file = Imports.shared("parquet-in-named-folders/" + name + "/runs.parquet");
            Importer.importAll(List.of(file), ImportOptions.USUAL, folder.resolve(name));
            assertThat(Imports.json(folder.resolve(name), "runs-1/result.json")).isEqualTo(expected);
        }
    }
}
