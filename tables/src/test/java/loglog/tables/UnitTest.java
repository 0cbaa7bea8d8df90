package loglog.tables;

import static loglog.tables.TempTables.message;
import static loglog.tables.TempTables.read;
import static loglog.tables.TempTables.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units: those of a column's name are read, and where they are missing and the numbers show it, that is said. */
class UnitTest {
    private static final RunsQuery ALL = RunsQuery.usual().require(Role.PARAMS, Role.TOKENS, Role.FLOPS, Role.LOSS);

    @TempDir
    Path folder;

    private Table table(String csv) {
        return read(write(folder, "runs.csv", csv));
    }

    @ParameterizedTest
    @CsvSource({
        "Params (M),Tokens (B)",
        "params_m,tokens_b",
        "N (millions),D [bn]",
        "model size in millions,training tokens (billions)",
        "n_params_1e6,tokens_1e9"
    })
    void aCountsUnitIsRead(String params, String tokens) {
        var runs = ALL.read(table("%s,%s,loss\n70,2,3\n70,1.5,3.1\n".formatted(params, tokens)));
        assertThat(runs.params()).containsExactly(7e7, 7e7);
        assertThat(runs.tokens()).containsExactly(2e9, 1.5e9);
        assertThat(runs.notes()).contains("params from column " + params + ", times 1e6");
        assertThat(runs.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "compute_pf_days,8.64e19",
        "PF-days,8.64e19",
        "compute (petaflop/s-days),8.64e19",
        "training compute (PFLOP-days),8.64e19",
        "pfdays,8.64e19",
        "training_compute_zflop,1e21",
        "ZFLOP,1e21",
        "compute (EFLOPs),1e18",
        "total_gflops,1e9",
        "flops_1e18,1e18",
        "training compute (FLOP),1"
    })
    void aUnitOfComputeIsRead(String name, double factor) {
        var runs = RunsQuery.usual().require(Role.FLOPS, Role.LOSS).read(table(name + ",loss\n2,3\n"));
        assertThat(runs.flops()[0]).isCloseTo(2 * factor, within(1e-12 * factor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tflops", "flops_per_second", "tokens_per_second", "loss_b", "b", "pflops"})
    void ratesAndOtherNamesAreNoComputeInAUnit(String name) {
        assertThat(message(
                        () -> RunsQuery.usual().require(Role.FLOPS, Role.LOSS).read(table(name + ",loss\n2,3\n"))))
                .contains("has no column for the flops");
    }

    @Test
    void aCellsOwnLetterNeedsNoUnit() {
        assertThat(ALL.read(table("Params (M),tokens,loss\n70M,2e9,3\n80,2e9,3\n"))
                        .params())
                .containsExactly(7e7, 8e7);
    }

    @Test
    void aFactorBetweenOwnFlopsAndParamsTimesTokensThatAUnitExplainsIsSaid() {
        var runs = ALL.read(table("params,tokens,flops,loss\n70,2,8.4e17,3.4\n140,2,1.68e18,3.3\n"));
        assertThat(runs.warnings()).singleElement().asString().contains("params in millions and tokens in billions");
        runs = ALL.read(table("params,tokens,compute,loss\n7e7,2e11,1,3.4\n1.4e8,2e11,2,3.3\n"));
        assertThat(runs.warnings()).singleElement().asString().contains("flops in petaflop-days");
        assertThat(ALL.read(table("params,tokens,flops,loss\n7e7,2e9,1.1e18,3.4\n"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void fractionsOfATokenAreSaidToBeAUnit() {
        var runs = ALL.read(table("params,compute,loss\n7e7,20,3.4\n7e7,30,3.3\n"));
        assertThat(runs.warnings()).singleElement().asString().contains("tokens = flops / (6 params) is as low as");
    }

    @ParameterizedTest
    @CsvSource({"1e-300,below 1", "0.07,below 1", "1e31,out of range"})
    void countsOfNoModelAreBadRows(String params, String finding) {
        var table = table("params,tokens,loss\n1e6,1e8,3\n%s,1e8,3\n".formatted(params));
        assertThat(message(() -> ALL.read(table))).contains("line 3, column params: \"" + params + "\" is " + finding);
        assertThat(ALL.skipBad(true).read(table).skipped()).containsEntry(finding, 1);
    }

    @Test
    void theSharedTablesInUnitsAreThatInFull() {
        var cases = TempTables.sharedCase("units");
        var full = ALL.read(read(cases + "/full.csv"));
        for (var name : new String[] {"header-units.csv", "header-units2.csv"}) {
            var runs = ALL.read(read(cases + "/" + name));
            assertThat(runs.params()).isEqualTo(full.params());
            assertThat(runs.tokens()).isEqualTo(full.tokens());
        }
        var days = ALL.read(read(cases + "/pfdays.csv"));
        for (int i = 0; i < days.size(); i++) {
            assertThat(days.flops()[i]).isCloseTo(full.flops()[i], within(1e-4 * full.flops()[i]));
        }
        assertThat(ALL.read(read(cases + "/header-plain.csv")).warnings()).hasSize(1);
        assertThat(message(() -> ALL.read(read(cases + "/pfdays2.csv")))).contains("is below 1, expected a count");
    }
}
