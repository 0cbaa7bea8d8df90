package loglog.tables;

import static loglog.tables.Role.GROUP;
import static loglog.tables.Role.LOSS;
import static loglog.tables.Role.PARAMS;
import static loglog.tables.Role.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real tables that others measured. */
class SharedDataTest {
    private Path data;

    @BeforeEach
    void find() {
        data = TempTables.sharedData();
        assumeTrue(data != null, "no folder ../shared/data beside the project");
    }

    @Test
    void readsChinchillasRuns() {
        var table = TempTables.read(data + "/chinchilla_fig4.csv");
        var runs = RunsQuery.usual().require(PARAMS, TOKENS, LOSS).read(table);
        assertThat(runs.size()).isEqualTo(245);
        assertThat(runs.tokens()[0]).isCloseTo(9.993852799709755e18 / 6 / 6795600349.289497, within(1.0));
        assertThat(runs.notes()).containsExactly("tokens = flops / (6 params)");
    }

    @Test
    void readsOpenLmByCorpusWithTotalParams() {
        var table = TempTables.read(data + "/openlm_104.csv");
        var runs = RunsQuery.usual()
                .require(PARAMS, TOKENS, LOSS)
                .column(LOSS, "loss_mix")
                .column(GROUP, "dataset")
                .where("params<5e8")
                .read(table);
        assertThat(runs.group()).containsOnly("c4", "rpj", "rw");
        assertThat(runs.params()[0]).isEqualTo(10569312);
        assertThat(runs.columns()).containsEntry(PARAMS, "params");
    }
}
