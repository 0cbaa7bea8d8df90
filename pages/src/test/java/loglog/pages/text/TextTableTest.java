package loglog.pages.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
    void namesThatBeginWithDigitsStandLeft() {
        for (var name : List.of("16x3-1.4e11-seed1", "7b-chat", "300K-6M", "3layers", "2-gram", "4.5turbo", "12ab34")) {
            assertThat(TextTable.of("name").row("1").row(name).isNumeric(0))
                    .as(name)
                    .isFalse();
        }
        for (var number : List.of(
                "478 [285, 744]",
                "+1.5%",
                "-3e-8",
                "1.4T",
                "<0.001",
                "< 1",
                "12 s",
                "3 h 20 min",
                "2026-11-29 10:00",
                "3/5",
                "1,234",
                "0.317 to 0.373",
                "12*",
                "n/a",
                "-inf",
                "2.306 (-3.12%)",
                "12:30")) {
            assertThat(TextTable.of("value").row("1").row(number).isNumeric(0))
                    .as(number)
                    .isTrue();
        }
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThatThrownBy(() -> TextTable.of("a", "b").row(1)).hasMessage("1 cells for 2 columns");
    }

    private static TextTable runs() {
        return TextTable.of("name", "status", "tokens per param", "loss", "updated")
                .row("quickstart-europarl/fixed-1e12-a", "finished", "20.0", "1.5", "2026-11-29 10:00")
                .row("\u6a21\u578b", "diverged", "5.0", null, "2026-11-29 10:05")
                .sparing("updated");
    }

    @Test
    void headersTakeSeveralLinesBeforeAnythingElseGives() {
        assertThat(runs().text(80)).isEqualTo("""
                                                               tokens
                name                              status    per param  loss           updated
                --------------------------------  --------  ---------  ----  ----------------
                quickstart-europarl/fixed-1e12-a  finished       20.0   1.5  2026-11-29 10:00
                \u6a21\u578b                              diverged        5.0        2026-11-29 10:05
                """);
    }

    @Test
    void whatIsLeftOutIsNamed() {
        assertThat(runs().text(64)).isEqualTo("""
                                                               tokens
                name                              status    per param  loss
                --------------------------------  --------  ---------  ----
                quickstart-europarl/fixed-1e12-a  finished       20.0   1.5
                \u6a21\u578b                              diverged        5.0
                (no room for updated: --wide shows all columns, --json all there
                is)
                """);
    }

    @Test
    void longTextsFoldThenRowsBecomeBlocks() {
        assertThat(runs().text(42)).startsWith("""
                                              tokens
                                                 per
                name                status     param  loss
                ------------------  --------  ------  ----
                quickstart-         finished    20.0   1.5
                  europarl/fixed-
                  1e12-a
                """);
        assertThat(runs().text(28)).startsWith("""
                name            quickstart-
                                europarl/
                """);
    }

    @Test
    void noWidthIsExceeded() {
        for (int columns = 24; columns < 100; columns++) {
            int most = columns;
            assertThat(runs().text(columns).lines()).allMatch(line -> TerminalText.width(line) <= most);
        }
        assertThat(runs().toString().lines()).hasSize(4);
    }

    @Test
    void cellsCannotBreakTheTableNorSpeakToTheTerminal() {
        var table = TextTable.of("a\u001b[2J", "b").row("x\ny", "\u202e1");
        assertThat(table).hasToString("""
                a\\u001b[2J  b
                ----------  -------
                x\\ny        \\u202e1
                """);
    }

    @Test
    void namesInHeadersAreBrokenBeforeRowsBecomeBlocks() {
        var table = TextTable.of(
                        "", "quickstart-europarl-8min-seed1/16x3-1.4e11", "quickstart-europarl-8min-seed1/16x3-3e11")
                .row("loss", "2.380", "2.306 (-3.12%)")
                .row("status", "finished", "finished");
        assertThat(table.text(60)).isEqualTo("""
                        quickstart-europarl-8min-  quickstart-europarl-8min-
                        seed1/16x3-1.4e11          seed1/16x3-3e11
                ------  -------------------------  -------------------------
                loss    2.380                      2.306 (-3.12%)
                status  finished                   finished
                """);
    }
}
