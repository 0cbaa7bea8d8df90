package loglog.app.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void textStandsLeftAndNumbersRight() {
        var table = TextTable.of("parameter", "value", "90% interval")
                .row("A", "478", "478 [285, 744]")
                .row("α", "0.347", "0.347 [0.317, 0.373]")
                .row("status", null, null);
        assertThat(table).hasToString("""
                parameter  value          90% interval
                ---------  -----  --------------------
                A            478        478 [285, 744]
                α          0.347  0.347 [0.317, 0.373]
                status
                """);
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> TextTable.of("a", "b").row(1)).hasMessage("1 cells for 2 columns");
    }
}
