package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import loglog.pages.text.TextTable;
import loglog.runs.reader.StoredRun;
import loglog.words.Format;

/** Every run of the study, also those that failed. */
final class RunsTable {
    private RunsTable() {}

    static TextTable of(StudyFolder study) {
        boolean recipes = study.recipes().size() > 1;
        var names = study.names();
        var header = new ArrayList<>(List.of(
                "run",
                names.params(),
                names.tokens(),
                names.flops(),
                study.results().metric().words(),
                "time",
                "status"));
        if (recipes) {
            header.add(1, "recipe");
        }
        var table = TextTable.of(header.toArray(String[]::new));
        for (var run : study.stored()) {
            var cells = new ArrayList<Object>(List.of(
                    run.name(),
                    count(value(run, "params")),
                    count(value(run, "tokens")),
                    flops(ComputeCurve.number(run.result(), "flops")),
                    measured(run, study),
                    time(ComputeCurve.number(run.result(), "seconds")),
                    status(run)));
            if (recipes) {
                cells.add(1, StudyFolder.recipe(run));
            }
            table.row(cells.toArray());
        }
        return table;
    }

    private static double value(StoredRun run, String name) {
        double result = ComputeCurve.number(run.result(), name);
        return Double.isNaN(result) ? ComputeCurve.number(run.asked(), name) : result;
    }

    private static String measured(StoredRun run, StudyFolder study) {
        double validation =
                ComputeCurve.number(run.result(), study.results().metric().name());
        double loss = Double.isNaN(validation) ? ComputeCurve.number(run.result(), "loss") : validation;
        return Double.isNaN(loss) ? "" : Format.digits(loss, 5);
    }

    private static String count(double value) {
        return Double.isNaN(value) ? "" : Format.count(value);
    }

    private static String flops(double value) {
        return Double.isNaN(value) ? "" : Format.flops(value);
    }

    private static String time(double seconds) {
        return Double.isNaN(seconds) ? "" : Format.duration(seconds);
    }

    private static String status(StoredRun run) {
        var role = StudyFolder.role(run);
        return run.status().toLowerCase(Locale.ROOT) + (role.equals("observation") ? "" : ", " + role);
    }
}
