package loglog.tables;

import static loglog.tables.TempTables.read;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points of training curves are told from runs. */
class CurvesTest {
    private static final RunsQuery LOOK =
            RunsQuery.usual().require(Role.LOSS).want(Role.PARAMS, Role.TOKENS).rows(RunsQuery.Rows.AS_THEY_LOOK);

    @TempDir
    Path folder;

    private Runs runs(RunsQuery query, String csv) {
        return query.read(read(write(folder, "runs.csv", csv)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens_seen,loss\n1e6,4\n2e6,3.6\n3e6,3.2\n",
                "epoch,train_loss,val_loss\n1,4,4.1\n2,3.6,3.7\n3,3.1,3.2\n",
                "iter,lr,loss\n0,1e-3,4\n250,1e-3,3.6\n500,1e-4,3.2\n",
                "params,tokens,loss\n1e6,1e6,4\n1e6,2e6,3.6\n1e6,3e6,3.2\n",
                "params,tokens,step,loss\n1e6,1e6,1,4\n1e6,2e6,2,3.6\n1e6,3e6,3,3.2\n1e6,4e6,4,\n"
            })
    void aCurveIsOneRunItsLastPoint(String csv) {
        var runs = runs(LOOK, csv);
        assertThat(runs.loss()).containsExactly(3.2);
        assertThat(runs.notes().getFirst())
                .contains("rows are points of one training curve", "1 is taken")
                .endsWith("--rows runs takes each for a run");
        assertThat(runs(LOOK.rows(RunsQuery.Rows.ARE_RUNS).skipBad(true), csv).size())
                .isEqualTo(3);
    }

    /** A table that cannot hold NaN, as Parquet files of pandas, ends a run that diverged in empty cells. */
    @Test
    void pointsWithoutALossAtTheEndOfACurveAreSaid() {
        var csv = new StringBuilder("run,params,tokens,loss\n");
        for (int run = 1; run <= 3; run++) {
            for (int point = 1; point <= 5; point++) {
                var loss = point > 6 - run ? "" : String.valueOf(4 - 0.1 * point);
                csv.append("r%d,%de6,%de7,%s\n".formatted(run, run, point, loss));
            }
        }
        var runs = runs(LOOK, csv.toString());
        assertThat(runs.loss()).containsExactly(3.5, 3.6, 3.7);
        assertThat(runs.notes().getFirst())
                .contains("the last of each that has a loss (2 curves have up to 2 without one after it, as where a"
                        + " loss was NaN and the run diverged); --rows runs");
    }

    @Test
    void curvesWhoseRowsAreMixedAreToldApartByName() {
        var csv = new StringBuilder("name,step,loss\n");
        for (int step = 1; step <= 3; step++) {
            for (int run = 0; run < 50; run++) {
                csv.append("r%d,%d,%d\n".formatted(run, step, 1000 * step + run + 1));
            }
        }
        var runs = runs(LOOK, csv.toString());
        assertThat(runs.loss())
                .containsExactly(
                        IntStream.range(0, 50).mapToDouble(run -> 3001 + run).toArray());
        assertThat(runs.notes().getFirst()).contains("150 rows are points of 50 training curves");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params,tokens,loss\n1e6,1e6,4\n1e6,2e6,3.6\n2e6,1e6,3.8\n2e6,2e6,3.2\n", // two sizes
                "name,params,tokens,loss\na,1e6,1e6,4\nb,1e6,2e6,3.6\nc,1e6,3e6,3.2\n", // names
                "seed,tokens,loss\n1,1e6,4\n2,2e6,3.6\n3,3e6,3.2\n", // a setting
                "tokens,data,loss\n1e6,c4,4\n2e6,rpj,3.6\n3e6,pile,3.2\n", // texts
                "params,tokens,loss\n1e6,1e6,4\n1e6,3e6,3.6\n1e6,9e6,3.2\n", // a sweep over tokens
                "flops,loss\n1e16,4\n1e17,3.6\n1e18,3.2\n", // a sweep over compute
                "tokens,loss\n1e6,4\n3e6,3.6\n2e6,3.2\n", // nothing rises
                "tokens,loss\n1e6,4\n3e6,3.6\n", // too few to tell
            })
    void rowsThatSomethingTellsApartAreRuns(String csv) {
        var runs = runs(LOOK, csv);
        assertThat(runs.size()).isEqualTo(runs.table().rows());
        assertThat(runs.notes()).noneMatch(note -> note.contains("points"));
    }

    @Test
    void ofSeveralFilesEachIsARun() {
        for (int i = 1; i <= 3; i++) {
            write(
                    folder,
                    i + "/metrics.csv",
                    "params,tokens,loss\n%de6,1e6,4\n%de6,2e6,3.5\n%de6,3e6,%d\n".formatted(i, i, i, i));
        }
        var runs = LOOK.read(read(folder + "/*/metrics.csv"));
        assertThat(runs.loss()).containsExactly(1, 2, 3);
        assertThat(runs.params()).containsExactly(1e6, 2e6, 3e6);
        assertThat(runs.notes().getFirst()).contains("9 rows are points of 3 training curves, one a file");
    }

    @Test
    void aColumnNamesTheRunsOfOneFile() {
        var runs = runs(
                LOOK,
                "run,step,params,tokens,loss\na,1,1e6,1e6,4\nb,1,2e6,1e6,4.1\na,2,1e6,2e6,3.5\nb,2,2e6,2e6,3.6\n"
                        + "a,3,1e6,3e6,3.1\nb,3,2e6,3e6,3.2\n");
        assertThat(runs.loss()).containsExactly(3.1, 3.2);
        assertThat(runs.notes().getFirst()).contains("2 training curves, by column run");
    }

    @Test
    void theSharedCurvesAreOneRunEach() {
        var cases = TempTables.sharedCase("curve-without-step");
        for (var name : new String[] {"epochs.csv", "iters.csv", "tokens.csv"}) {
            assertThat(LOOK.read(read(cases + "/" + name)).size()).as(name).isEqualTo(1);
        }
    }
}
