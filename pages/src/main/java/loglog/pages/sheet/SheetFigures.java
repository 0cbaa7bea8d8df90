package loglog.pages.sheet;

import java.nio.file.Path;
import java.util.List;
import loglog.pages.report.FigureFiles;
import loglog.pages.report.Look;
import loglog.pages.report.ReportException;

/** The figures of a {@link Sheet} as files for a paper. */
public final class SheetFigures {
    private SheetFigures() {}

    /**
     * Writes the figures, all or none.
     *
     * @param rebuiltBy the command that makes them again, without a path of this machine
     * @return the figures
     * @throws ReportException where they cannot be drawn or written
     */
    public static List<FigureFiles.Named> write(
            Sheet sheet, String rebuiltBy, List<FigureFiles.Format> formats, Look look, Path folder) {
        var files = new FigureFiles(rebuiltBy, formats, look);
        for (var block : sheet.blocks()) {
            if (block instanceof SheetBlock.Figure(var chart, var caption, boolean shown)) {
                files.figure(chart, caption);
            }
        }
        return files.write(folder);
    }
}
