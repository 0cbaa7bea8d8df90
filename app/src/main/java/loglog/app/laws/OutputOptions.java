package loglog.app.laws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.app.plot.Terminal;
import loglog.app.sheet.Sheet;
import loglog.app.sheet.SheetPage;
import loglog.app.sheet.SheetPictures;
import loglog.app.text.TerminalStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where an answer goes: to people in the terminal, to programs, to a page. */
public final class OutputOptions {
    @Option(names = "--json", description = "print JSON for programs instead of text")
    public boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "also write a self-contained page with the figures (default: none)")
    public Path html;

    @Option(
            names = "--png",
            paramLabel = "FOLDER",
            description = "also write each figure into a folder, as a PNG file (default: none)")
    Path png;

    @Option(
            names = "--wide",
            description =
                    "tables with all columns and a line a row, however narrow the terminal (default: they fit it)")
    boolean wide;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** Numbers that JSON does not have (NaN, infinities) are written as null. */
    public void show(Sheet sheet, ObjectNode forPrograms) {
        if (html != null) {
            SheetPage.write(sheet, rebuiltBy(), html);
        }
        var figures = png == null ? List.<Path>of() : SheetPictures.write(sheet, rebuiltBy(), png);
        if (json) {
            System.out.println(MAPPER.writeValueAsString(forPrograms));
        } else {
            print(sheet);
            written(figures);
        }
    }

    /** Shows a sheet on the terminal. */
    public void print(Sheet sheet) {
        var terminal = Terminal.detect();
        TerminalStream.styled(System.out, sheet.forTerminal(wide ? terminal.wide() : terminal));
    }

    private void written(List<Path> figures) {
        var files = new ArrayList<Path>();
        if (html != null) {
            files.add(html);
        }
        files.addAll(figures);
        if (!files.isEmpty()) {
            System.out.println();
        }
        files.forEach(file -> System.out.println("written: " + file));
        if (png != null && figures.isEmpty()) {
            System.out.println("no PNG is written: this answer has no figure");
        }
    }

    /** The command line as it was typed. */
    public String rebuiltBy() {
        var words = command.commandLine().getParseResult() == null
                ? List.<String>of()
                : command.commandLine().getParseResult().originalArgs();
        return line(words.toArray(String[]::new));
    }

    /** A command of ours as it is typed into a shell. */
    public static String line(String... words) {
        var line = new StringBuilder("./loglog");
        for (var word : words) {
            line.append(' ')
                    .append(word.matches("[A-Za-z0-9_./:=,+%@-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    public static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
}
