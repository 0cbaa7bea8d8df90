package loglog.app.sheet;

import java.nio.file.Path;
import java.util.List;
import loglog.app.UserError;
import loglog.app.report.FigureFiles;
import loglog.app.report.Look;
import loglog.app.report.ReportException;

/** The figures of a {@link Sheet} as files for a paper. */
public final class SheetFigures {
    private SheetFigures() {}

    /**
     * Writes the figures, all or none.
     *
     * @param rebuiltBy the command that makes them again, without a path of this machine
     * @return the figures
     * @throws UserError where they cannot be drawn or written
     */
    public static List<FigureFiles.Named> write(
            Sheet sheet, String rebuiltBy, List<FigureFiles.Format> formats, Look look, Path folder) {
        var files = new FigureFiles(rebuiltBy, formats, look);
        try {
            for (var block : sheet.blocks()) {
                if (block instanceof Block.Figure(var chart, var caption, boolean shown)) {
                    files.figure(chart, caption);
                }
            }
            return files.write(folder);
        } catch (ReportException e) {
            throw new UserError("--figures: " + e.getMessage());
        }
    }
}
