package loglog.app.lab;

import java.nio.file.Path;
import java.util.List;
import loglog.app.lab.report.StudyReport;
import loglog.app.laws.FigureOptions;
import loglog.app.laws.OutputOptions;
import loglog.pages.sheet.Sheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loglog report}: the report of a study, made from what it left on disk. */
@Command(
        name = "report",
        description = {
            "Make the report of a study again, from its run folders and the ledger beside them; trains nothing.",
            "A study that is under way, or whose runs failed in part, is shown as far as it came."
        })
public final class ReportCommand implements Runnable {
    @Parameters(paramLabel = "STUDY_FOLDER", description = "the study's folder, such as runs/NAME")
    Path folder;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        var report = StudyReport.of(folder);
        output.show(report);
    }

    /** Writes a study's page and, where a folder is named, its figures; both say how this command makes them again. */
    static void write(Sheet sheet, Path study, Path html, FigureOptions figures) {
        OutputOptions.writePage(sheet, OutputOptions.line("report", study.toString(), "--html", html.toString()), html);
        if (figures.folder() != null) {
            figures.write(
                    sheet,
                    List.of(
                            "report",
                            study.toString(),
                            "--figures",
                            figures.folder().toString()));
        }
    }
}
