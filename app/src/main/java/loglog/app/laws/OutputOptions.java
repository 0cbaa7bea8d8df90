package loglog.app.laws;

import java.nio.file.Path;
import java.util.List;
import loglog.app.plot.Terminal;
import loglog.app.sheet.Sheet;
import loglog.app.sheet.SheetPage;
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

    @Option(names = "--html", paramLabel = "FILE", description = "also write a self-contained page with the figures")
    public Path html;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** Numbers that JSON does not have (NaN, infinities) are written as null. */
    public void show(Sheet sheet, ObjectNode forPrograms) {
        if (html != null) {
            SheetPage.write(sheet, rebuiltBy(), html);
        }
        if (json) {
            System.out.println(MAPPER.writeValueAsString(forPrograms));
        } else {
            System.out.print(sheet.forTerminal(Terminal.detect()));
            if (html != null) {
                System.out.println("\nwritten: " + html);
            }
        }
    }

    private String rebuiltBy() {
        var words = command.commandLine().getParseResult() == null
                ? List.<String>of()
                : command.commandLine().getParseResult().originalArgs();
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
