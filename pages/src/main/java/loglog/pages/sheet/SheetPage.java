package loglog.pages.sheet;

import java.nio.file.Path;
import loglog.pages.report.Page;
import loglog.pages.report.ReportException;

/** A {@link Sheet} as a self-contained HTML page. */
public final class SheetPage {
    private SheetPage() {}

    /**
     * Writes the page, whole or not at all.
     *
     * @param rebuiltBy the command that makes this page again
     * @throws ReportException where the file cannot be written
     */
    public static void write(Sheet sheet, String rebuiltBy, Path file) {
        var shareable = Shareable.of(rebuiltBy);
        var shared = shareable.sheet(sheet);
        var page = Page.of(shared.title());
        for (var block : shared.blocks()) {
            switch (block) {
                case SheetBlock.Heading(String text) -> page.heading(text);
                case SheetBlock.Paragraph(String text) -> page.text(text);
                case SheetBlock.Warning(String text) -> page.warning(text);
                case SheetBlock.Table(String caption, var table) ->
                    page.table(caption.isEmpty() ? null : caption, table);
                case SheetBlock.Facts(var facts) -> page.facts(facts);
                case SheetBlock.Folded(String summary, var table) -> page.folded(summary, table);
                case SheetBlock.Marked marked -> page.marked(marked.marks(), marked.legend());
                case SheetBlock.Equation(String plain, String latex) -> page.equation(plain, latex);
                case SheetBlock.Figure(var chart, var caption, boolean shown) -> page.captioned(chart, caption);
            }
        }
        page.command(shareable.text(rebuiltBy)).write(file);
    }
}
