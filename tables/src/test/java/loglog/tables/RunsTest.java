package loglog.tables;

import static loglog.tables.Role.FLOPS;
import static loglog.tables.Role.GROUP;
import static loglog.tables.Role.LOSS;
import static loglog.tables.Role.PARAMS;
import static loglog.tables.Role.SIGMA;
import static loglog.tables.Role.TOKENS;
import static loglog.tables.Role.UNIQUE_TOKENS;
import static loglog.tables.TempTables.message;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunsTest {
    private static final RunsQuery CHINCHILLA = RunsQuery.usual().require(PARAMS, TOKENS, LOSS);

    @TempDir
    Path folder;

    private String file;

    private Table table(String csv) {
        file = write(folder, "runs.csv", csv);
        return TempTables.read(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params,tokens,loss",
                "N,D,loss",
                "Model Size,Training Tokens,val_loss",
                "n_params,n_tokens,Eval Loss",
                "model-params,tokens_seen,validation loss",
                "num_parameters,dataset size,Test-Loss",
                "SIZE,d,final_loss",
                "params,tokens,loss_c4",
                "params_non_embedding,tokens,train_loss"
            })
    void recognizesTheUsualNames(String header) {
        var runs = CHINCHILLA.read(table(header + "\n1e6,20M,3.5\n"));
        assertThat(runs.params()).containsExactly(1e6);
        assertThat(runs.tokens()).containsExactly(2e7);
        assertThat(runs.loss()).containsExactly(3.5);
        assertThat(runs.flops()).containsExactly(1.2e14);
        assertThat(runs.notes()).contains("flops = 6 params tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"flops", "C", "compute", "budget", "Training FLOP", "train_flops", "Training compute (FLOP)"})
    void recognizesCompute(String name) {
        assertThat(RunsQuery.usual()
                        .require(FLOPS, LOSS)
                        .read(table(name + ",loss\n1e19,3\n"))
                        .flops())
                .containsExactly(1e19);
    }

    @ParameterizedTest
    @CsvSource({
        "'params,tokens',1e6,2e7,1.2e14,'flops = 6 params tokens'",
        "'params,flops',1e6,1.2e14,2e7,'tokens = flops / (6 params)'",
        "'tokens,flops',2e7,1.2e14,1e6,'params = flops / (6 tokens)'",
    })
    void anyTwoOfTheScalesGiveTheThird(String header, String a, String b, double third, String note) {
        var runs = RunsQuery.usual()
                .require(PARAMS, TOKENS, FLOPS, LOSS)
                .read(table(header + ",loss\n" + a + "," + b + ",3\n"));
        assertThat(runs.notes()).containsExactly(note);
        assertThat(runs.values(
                        runs.columns().containsKey(PARAMS)
                                ? runs.columns().containsKey(TOKENS) ? FLOPS : TOKENS
                                : PARAMS))
                .containsExactly(third);
        assertThat(runs.columns()).hasSize(3);
    }

    @Test
    void theMultipleOfTheThirdCanBeGiven() {
        for (var rule : new String[] {"2N", "2*N", "2 n", "2", " 2 * N "}) {
            var runs = RunsQuery.usual().require(TOKENS).flopsPerToken(rule).read(table("N,C,loss\n1e6,1e14,3\n"));
            assertThat(runs.tokens()).containsExactly(1e14 / 2e6);
            assertThat(runs.notes())
                    .containsExactly("params from column N", "tokens = flops / (2 params)", "flops from column C");
        }
        assertThat(message(() -> RunsQuery.usual().flopsPerToken("6D")))
                .isEqualTo("--flops-per-token: found 6D, expected a multiple of the parameters such as 6N"
                        + " (flops = 6 params tokens)");
        assertThat(message(() -> RunsQuery.usual().flopsPerToken("-6N"))).startsWith("--flops-per-token: found -6N");
    }

    @Test
    void allThreeScalesAreKeptAndComparedWithTheRule() {
        var runs = CHINCHILLA.read(table("params,tokens,flops,loss\n1e6,1e7,8e13,3\n2e6,1e7,1.4e14,2.9\n"));
        assertThat(runs.flops()).containsExactly(8e13, 1.4e14);
        assertThat(runs.notes()).containsExactly("flops are the table's own, 7.00 to 8.00 times params tokens");
    }

    @Test
    void aGapIsFilledFromTheOtherTwoScales() {
        var runs = CHINCHILLA.read(table("params,tokens,flops,loss\n1e6,,6e13,3\n2e6,1e7,1.2e14,2.9\n"));
        assertThat(runs.tokens()).containsExactly(1e7, 1e7);
        assertThat(runs.notes()).containsExactly("tokens = flops / (6 params) in 1 of 2 rows");
    }

    @Test
    void columnsCanBeNamed() {
        var runs = RunsQuery.usual()
                .column(PARAMS, "weights")
                .column(TOKENS, "seen")
                .column(LOSS, "BPB")
                .column(GROUP, "corpus")
                .column(SIGMA, "err")
                .column(UNIQUE_TOKENS, "fresh")
                .column(FLOPS, null)
                .axis("width")
                .read(table("weights,seen,loss,bpb,corpus,err,fresh,width\n1e6,2e7,9,1.1,c4,0.01,1e7,64\n"));
        assertThat(runs.params()).containsExactly(1e6);
        assertThat(runs.loss()).containsExactly(1.1);
        assertThat(runs.group()).containsExactly("c4");
        assertThat(runs.sigma()).containsExactly(0.01);
        assertThat(runs.uniqueTokens()).containsExactly(1e7);
        assertThat(runs.axes()).containsOnlyKeys("width");
        assertThat(runs.axes().get("width")).containsExactly(64);
        assertThat(runs.notes()).contains("loss from column bpb", "params from column weights");
        assertThat(runs.columns()).containsEntry(GROUP, "corpus");
    }

    @Test
    void aNameThatIsNotThereIsAnErrorWithTheClosestOne() {
        var table = table("params,tokens,val_loss\n1,2,3\n");
        assertThat(message(() -> RunsQuery.usual().column(LOSS, "val_los").read(table)))
                .isEqualTo(file + " has no column val_los (--loss); did you mean val_loss? its columns are params,"
                        + " tokens and val_loss");
        assertThat(message(() -> RunsQuery.usual().column(LOSS, "perplexity").read(table)))
                .isEqualTo(file + " has no column perplexity (--loss); its columns are params, tokens and val_loss");
        assertThat(message(() -> RunsQuery.usual().where("pramas=1").read(table)))
                .startsWith(file + " has no column pramas (--where); did you mean params? ");
    }

    @Test
    void aRoleThatIsRequiredAndNotThereIsAnError() {
        var table = table("params,accuracy\n1,2\n");
        assertThat(message(() -> CHINCHILLA.read(table)))
                .startsWith(file + " has no column for the tokens; its columns are params and accuracy; name it with"
                        + " --tokens COLUMN, or let it follow from the others by giving --flops COLUMN (tried: tokens,"
                        + " n_tokens, ");
        assertThat(message(() -> RunsQuery.usual().require(LOSS).read(table)))
                .startsWith(file + " has no column for the loss; its columns are params and accuracy; name it with"
                        + " --loss COLUMN (tried: val_loss, valid_loss, ");
        assertThat(message(() -> RunsQuery.usual().require(GROUP).read(table))).contains("--group COLUMN (tried: ");
    }

    @Test
    void aSentenceListsTheFirstOfManyColumnsAndTheBeginningsOfLongNames() {
        var names = new StringBuilder("x".repeat(100_000));
        var row = new StringBuilder("1");
        for (int c = 1; c < 1000; c++) {
            names.append(",c").append(c);
            row.append(",1");
        }
        var sentence = message(() ->
                RunsQuery.usual().require(LOSS).read(table(names.append('\n').toString() + row + "\n")));
        assertThat(sentence).contains("xxx..., c1, c2, ", ", c29 and 970 more; name it with --loss");
        assertThat(sentence.length()).isLessThan(1000);
    }

    @Test
    void aRoleThatIsNotRequiredMayBeMissing() {
        var runs = RunsQuery.usual().require(PARAMS, LOSS).read(table("params,loss\n1,2\n"));
        assertThat(runs.tokens()).isNull();
        assertThat(runs.flops()).isNull();
        assertThat(runs.group()).isNull();
        assertThat(runs.notes()).isEmpty();
    }

    @Test
    void lossOnUnseenTextIsMeantWhereATableHasBoth() {
        var runs = CHINCHILLA.read(table("params,tokens,loss,validation_loss\n1,2,3,4\n"));
        assertThat(runs.loss()).containsExactly(4);
    }

    @Test
    void severalColumnsOfOneRankAreAnError() {
        assertThat(message(() -> CHINCHILLA.read(table("params,tokens,eval_loss,val_loss\n1,2,3,4\n"))))
                .isEqualTo(file + ": the columns val_loss and eval_loss could each be the loss; say which with --loss"
                        + " COLUMN");
        assertThat(message(() -> CHINCHILLA.read(table("params,tokens,loss_c4,loss_rw\n1,2,3,4\n"))))
                .contains("the columns loss_c4 and loss_rw could each be the loss");
        assertThat(message(() -> CHINCHILLA.read(table("params,budget,compute,loss\n1,2,3,4\n"))))
                .contains("could each be the flops; say which with --flops COLUMN");
    }

    @ParameterizedTest
    @CsvSource({
        "'params,N,tokens,loss',1",
        "'N,params,tokens,loss',2",
        "'params_non_embedding,params,tokens,loss',2",
        "'params,size,tokens,loss',1",
        "'params,flops_per_second,tokens,loss',1"
    })
    void theSurerNameWins(String header, double params) {
        assertThat(CHINCHILLA.read(table(header + "\n1,2,3,4\n")).params()).containsExactly(params);
    }

    @Test
    void theLossIsNotTheTrainingLossNorALossesSpread() {
        var runs = CHINCHILLA.read(table("params,tokens,train_loss,val_loss,val_loss_std\n1,2,3,4,5\n"));
        assertThat(runs.loss()).containsExactly(4);
        assertThat(CHINCHILLA
                        .read(table("params,tokens,loss_c4,loss_c4_std\n1,2,3,4\n"))
                        .loss())
                .containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource({
        "abc,'\"abc\" is not a number'",
        "'\"1,5\"','\"1,5\" is not a number'",
        "nan,'\"nan\" is not a number'",
        "-inf,'\"-inf\" is not finite'",
        "0,'\"0\" is not positive'",
        "-2.5,'\"-2.5\" is not positive'",
        "4.9e-324,'\"4.9e-324\" is out of range'",
        "1e39,'\"1e39\" is out of range'",
        "'','the cell is empty'",
        "NA,'\"NA\" is missing'"
    })
    void aBadRowIsAnErrorThatNamesItsPlace(String cell, String finding) {
        assertThat(message(() -> CHINCHILLA.read(table("params,tokens,loss\n1,2,3\n1,4," + cell + "\n"))))
                .isEqualTo(file + ", line 3, column loss: " + finding
                        + "; correct it, or leave such rows out with --skip-bad");
    }

    @Test
    void aBadCellThatAScaleFollowsFromIsToBlame() {
        assertThat(message(() -> CHINCHILLA.read(table("params,flops,loss\n1,2,3\n1,x,3\n"))))
                .startsWith(file + ", line 3, column flops: \"x\" is not a number");
        assertThat(message(() -> CHINCHILLA.read(table("params,flops,loss\n1,2,3\n1,,3\n"))))
                .startsWith(file + ", line 3, column flops: the cell is empty");
        assertThat(message(() -> CHINCHILLA.require(FLOPS).read(table("params,tokens,loss\n1e300,1e300,3\n"))))
                .startsWith(file + ", line 2, column params: \"1e300\" is out of range");
    }

    @Test
    void aRowThatIsThereTwiceIsAnError() {
        assertThat(message(() -> CHINCHILLA.read(table("params,tokens,loss\n1,2,3\n1,2,4\n1,2.0,3\n"))))
                .isEqualTo(file + ", line 4: the same in every column as " + file + ", line 2; remove one, or"
                        + " leave repeats out with --skip-bad");
        var grouped = table("params,tokens,loss,dataset\n1,2,3,a\n1,2,3,b\n");
        assertThat(CHINCHILLA.column(GROUP, "dataset").read(grouped).size()).isEqualTo(2);
    }

    @Test
    void rowsThatDifferInAnyColumnAreReplicates() {
        var csv = "params,tokens,seed,loss\n20,100,1,4.26\n20,100,2,4.25\n20,100,3,4.25\n";
        assertThat(CHINCHILLA.read(table(csv)).loss()).containsExactly(4.26, 4.25, 4.25);
        assertThat(CHINCHILLA.skipBad(true).read(table(csv + "20,100,3,4.25\n")).skipped())
                .isEqualTo(Map.of("duplicate", 1));
    }

    @Test
    void theSharedReplicatesAllStay() {
        var runs = CHINCHILLA.read(TempTables.read(TempTables.sharedCase("replicates") + "/seeds.csv"));
        assertThat(runs.size()).isEqualTo(runs.table().rows());
    }

    @Test
    void badRowsCanBeLeftOutAndAreCounted() {
        var csv = "params,tokens,loss\n1,2,3\n1,2,3\nx,2,3\n1,2,0\n1,2,\n4,5,inf\n-1,2,3\n7,8,9\n";
        var runs = CHINCHILLA.skipBad(true).read(table(csv));
        assertThat(runs.params()).containsExactly(1, 7);
        assertThat(runs.skipped())
                .isEqualTo(Map.of("duplicate", 1, "not a number", 1, "not positive", 2, "missing", 1, "not finite", 1));
        assertThat(runs.place(1)).isEqualTo(file + ", line 9");
        assertThat(message(() -> CHINCHILLA.skipBad(true).read(table("params,tokens,loss\n1,2,0\nx,2,3\n"))))
                .isEqualTo(file + ": no row is left; of 2, left out: 1 not positive and 1 not a number");
    }

    @Test
    void aColumnThatNobodyNeedsDoesNotStopTheRest() {
        var runs = RunsQuery.usual().require(FLOPS, LOSS).read(table("size,flops,loss\n7,1e9,3\nsmall,2e9,2\n"));
        assertThat(runs.params()).isNull();
        assertThat(runs.tokens()).isNull();
        assertThat(runs.notes())
                .containsExactly("column size is not used as params (" + file
                        + ", line 3, column size: \"small\" is not a number)");
    }

    @Test
    void aMetricMayBeAnyNumberWhereTheCallerSaysSo() {
        var query = RunsQuery.usual().require(FLOPS, LOSS).column(LOSS, "elo").anyMetric(true);
        assertThat(query.read(table("flops,elo\n1,-200\n2,0\n")).loss()).containsExactly(-200, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "dataset=c4,1 2",
        "dataset!=c4,3 4",
        "params<2,1",
        "params<=2,1 2",
        "params>2,3 4",
        "params>=2e0,2 3 4",
        "params=2.0,2",
        "dataset=,4",
        "dataset!=,1 2 3",
        "'dataset = c4',1 2"
    })
    void rowsAreChosenByConditions(String where, String expected) {
        var table = table("params,tokens,loss,dataset\n1,2,3,c4\n2,2,3,c4\n3,2,3,rw\n4,2,3,\n");
        var runs = CHINCHILLA.where(where).read(table);
        assertThat(runs.params())
                .containsExactly(java.util.Arrays.stream(expected.split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray());
    }

    @Test
    void badConditionsAreNamed() {
        var table = table("params,tokens,loss,dataset\n1,2,3,c4\n2,2,3,rw\n");
        assertThat(CHINCHILLA.where("dataset=c4").where("params>0").read(table).size())
                .isEqualTo(1);
        assertThat(message(() -> CHINCHILLA.where("dataset")))
                .isEqualTo("--where: found dataset, expected COLUMN=VALUE, or another of !=, <, <=, >, >="
                        + " between the two");
        assertThat(message(() -> CHINCHILLA.where("params<x")))
                .isEqualTo("--where params<x: found \"x\", expected a number after <");
        assertThat(message(() -> CHINCHILLA.where("dataset<3").read(table)))
                .isEqualTo(
                        file
                                + ", line 2, column dataset: found \"c4\", expected a number, as --where dataset<3 compares numbers");
        assertThat(message(() -> CHINCHILLA.where("dataset=x").read(table)))
                .isEqualTo("no row of " + file + " meets --where dataset=x; column dataset has c4, rw");
    }

    @Test
    void keepKeepsRunsTogetherWithTheirPlaces() {
        var runs = CHINCHILLA.axis("w").read(table("params,tokens,loss,w\n1,2,3,4\n5,6,7,8\n"));
        var kept = runs.keep(i -> runs.params()[i] > 2);
        assertThat(kept.size()).isEqualTo(1);
        assertThat(kept.loss()).containsExactly(7);
        assertThat(kept.axes().get("w")).containsExactly(8);
        assertThat(kept.place(0)).isEqualTo(file + ", line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ppl", "val_ppl", "Eval Perplexity", "perplexity"})
    void aPerplexityIsReadAsTheLossWhoseExponentialItIs(String name) {
        var runs = CHINCHILLA.read(table("params,tokens," + name + "\n1e6,20M,20\n2e6,40M,10\n"));
        assertThat(runs.loss()).containsExactly(Math.log(20), Math.log(10));
        assertThat(runs.columns()).containsEntry(LOSS, "ln " + name);
        assertThat(runs.origin().columns()).containsEntry("loss", name);
        assertThat(runs.origin().assumptions())
                .contains("the loss is ln " + name + ", in nats, as laws describe losses");
    }

    /** d ln P = dP / P. */
    @Test
    void itsStandardErrorIsThatOfTheLogarithm() {
        var runs = CHINCHILLA.column(SIGMA, "se").read(table("params,tokens,ppl,se\n1e6,20M,20,1\n2e6,40M,10,0.2\n"));
        assertThat(runs.sigma()).containsExactly(0.05, 0.02);
    }

    @Test
    void aPerplexityIsAboveOne() {
        var csv = "params,tokens,ppl\n1e6,20M,20\n2e6,40M,0.9\n";
        assertThat(message(() -> CHINCHILLA.read(table(csv))))
                .contains("line 3, column ppl", "not above 1, as a perplexity is");
        assertThat(CHINCHILLA.skipBad(true).read(table(csv)).size()).isEqualTo(1);
    }

    /** A loss beside it is meant; a logarithm, or a perplexity whose differences are asked for, is as it stands. */
    @Test
    void otherColumnsAreNoPerplexities() {
        for (var loss : new String[] {"loss", "loss_c4"}) {
            assertThat(CHINCHILLA
                            .read(table("params,tokens,ppl," + loss + "\n1e6,20M,20,3\n"))
                            .loss())
                    .containsExactly(3);
        }
        for (var name : new String[] {"log_ppl", "ln perplexity", "apple"}) {
            assertThat(CHINCHILLA
                            .column(LOSS, name)
                            .read(table("params,tokens," + name + "\n1e6,20M,3\n"))
                            .loss())
                    .as(name)
                    .containsExactly(3);
        }
        assertThat(CHINCHILLA
                        .anyMetric(true)
                        .read(table("params,tokens,ppl\n1e6,20M,20\n"))
                        .loss())
                .containsExactly(20);
    }
}
