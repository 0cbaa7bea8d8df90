package loglog.lab.launch;

import java.util.Optional;

/** Reports of tasks as lines of a file: what a pipe carries on one machine. */
final class ReportLines {
    private static final String BEGUN = "begun";
    private static final String SAID = "said";
    private static final String GONE = "gone";
    private static final String REFUSED = "refused";

    private ReportLines() {}

    /** Names hold no tab, and what is said no line's end. */
    static String write(Report.OfTask report) {
        return switch (report) {
            case Report.Begun(String name, String by) -> line(name, BEGUN, by);
            case Report.Said(String name, String text) -> line(name, SAID, text);
            case Report.Gone(String name, String how, Report.Cause _) -> line(name, GONE, how);
            case Report.Refused(String name, String sentence) -> line(name, REFUSED, sentence);
            case Report.Queued(String name) -> throw new IllegalArgumentException(name + " is queued elsewhere");
        };
    }

    private static String line(String name, String kind, String text) {
        return name + '\t' + kind + '\t' + text.lines().findFirst().orElse("");
    }

    /** Empty for a line that a kill cut off. */
    static Optional<Report.OfTask> read(String line) {
        var fields = line.split("\t", 3);
        if (fields.length < 3) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (fields[1]) {
                    case BEGUN -> new Report.Begun(fields[0], fields[2]);
                    case SAID -> new Report.Said(fields[0], fields[2]);
                    case GONE -> new Report.Gone(fields[0], fields[2], Report.Cause.ITSELF);
                    case REFUSED -> new Report.Refused(fields[0], fields[2]);
                    default -> null;
                });
    }
}
