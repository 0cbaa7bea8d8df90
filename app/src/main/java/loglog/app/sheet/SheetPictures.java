package loglog.app.sheet;

import java.nio.file.Path;
import java.util.List;
import loglog.app.UserError;
import loglog.app.report.Pictures;
import loglog.app.report.ReportException;

/** The figures of a {@link Sheet} as PNG files. */
public final class SheetPictures {
    private SheetPictures() {}

    /**
     * Writes the figures, all or none.
     *
     * @param rebuiltBy the command that makes them again
     * @return the files
     * @throws UserError where they cannot be drawn or written
     */
    public static List<Path> write(Sheet sheet, String rebuiltBy, Path folder) {
        var pictures = new Pictures(rebuiltBy);
        try {
            for (var block : sheet.blocks()) {
                if (block instanceof Block.Figure(var chart, String source, boolean shown)) {
                    pictures.figure(chart, source);
                }
            }
            return pictures.write(folder);
        } catch (ReportException e) {
            throw new UserError("--png " + e.getMessage());
        }
    }
}
