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
                case Block.Heading(String text) -> page.heading(text);
                case Block.Paragraph(String text) -> page.text(text);
                case Block.Warning(String text) -> page.warning(text);
                case Block.Table(String caption, var table) -> page.table(caption.isEmpty() ? null : caption, table);
                case Block.Facts(var facts) -> page.facts(facts);
                case Block.Folded(String summary, var table) -> page.folded(summary, table);
                case Block.Marked marked -> page.marked(marked.marks(), marked.legend());
                case Block.Equation(String plain, String latex) -> page.equation(plain, latex);
                case Block.Figure(var chart, var caption, boolean shown) -> page.captioned(chart, caption);
            }
        }
        page.command(shareable.text(rebuiltBy)).write(file);
    }
}
