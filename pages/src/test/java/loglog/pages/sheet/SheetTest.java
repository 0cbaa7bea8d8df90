package loglog.pages.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import org.junit.jupiter.api.Test;

/** What a sheet looks like in a terminal. */
class SheetTest {
    private static final Terminal NARROW = new Terminal(40, true, false);

    @Test
    void aTableWithoutRowsIsNotThere() {
        var sheet = new Sheet("title").table("what helps:", TextTable.of("what", "worth"));
        assertThat(sheet.forTerminal(NARROW)).isEqualTo("title\n");
    }

    /** A table whose rows do not fit shows each below the other, and ends with a blank line. */
    @Test
    void oneBlankLineIsBetweenBlocks() {
        var long1 = "a cell that is too long for a line";
        var table = TextTable.of("one", "two").row(long1, long1).row(long1, long1);
        double[] x = {1, 10};
        var chart = new Chart("figure", Axis.log("x"), Axis.log("y")).points("runs", x, x);
        var text = new Sheet("title").table("", table).figure(chart, "caption").forTerminal(NARROW);
        assertThat(text).contains("\n\nfigure\n").doesNotContain("\n\n\n");
    }
}
