package loglog.app.laws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.app.answers.AnswerViews;
import loglog.app.answers.LawsJson;
import loglog.pages.plot.Terminal;
import loglog.pages.report.ReportException;
import loglog.pages.sheet.Sheet;
import loglog.pages.sheet.SheetPage;
import loglog.pages.text.TerminalStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where an answer goes: to people in the terminal, to programs, to a page. */
public final class OutputOptions implements BeforeWork {
    @Option(names = "--json", description = "print JSON for programs instead of text")
    public boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "also write a self-contained page with the figures (default: none)")
    public Path html;

    @Mixin
    FigureOptions figures = new FigureOptions();

    @Option(
            names = "--wide",
            description =
                    "tables with all columns and a line a row, however narrow the terminal (default: they fit it)")
    boolean wide;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Override
    public void check() {
        OutputPath.file("--html", html);
    }

    /** Whether figures are wanted that the terminal does not show. */
    boolean draws() {
        return html != null || figures.folder() != null || CaughtOutput.isCaught();
    }

    /** Shows an answer, its source in each view, and what may be wrong with that first. */
    public void show(AnswerViews answer) {
        show(answer, "run");
    }

    /**
     * The same.
     *
     * @param row what a row of the source is, such as "run"
     */
    public void show(AnswerViews answer, String row) {
        var source = answer.source();
        show(
                () -> {
                    var sentence = source.sentence(row);
                    var sheet = answer.sheet(draws());
                    return (sentence.isEmpty() ? sheet : sheet.first(sentence)).warningsFirst(source.warnings());
                },
                () -> {
                    var forPrograms = answer.json();
                    if (!source.warnings().isEmpty()) {
                        var all = LawsJson.of(source.warnings());
                        forPrograms.path("warnings").forEach(all::add);
                        forPrograms.set("warnings", all);
                    }
                    forPrograms.set("source", source.json());
                    return forPrograms;
                });
    }

    /** Numbers that JSON does not have (NaN, infinities) are written as null. */
    public void show(Sheet sheet, ObjectNode forPrograms) {
        show(() -> sheet, () -> forPrograms);
    }

    /** Makes the views that are asked for, and no others: the libraries behind either take a while to start. */
    private void show(Supplier<Sheet> sheets, Supplier<ObjectNode> forPrograms) {
        if (CaughtOutput.isCaught()) {
            CaughtOutput.take(sheets.get(), forPrograms.get());
            return;
        }
        if (json && !draws()) {
            System.out.println(MAPPER.writeValueAsString(forPrograms.get()));
            return;
        }
        var sheet = sheets.get();
        if (html != null) {
            writePage(sheet, rebuiltBy(), html);
        }
        var drawn = figures.write(sheet, words());
        if (json) {
            System.out.println(MAPPER.writeValueAsString(forPrograms.get()));
        } else {
            print(sheet);
            written(drawn);
        }
    }

    /** Shows a sheet on the terminal. */
    public void print(Sheet sheet) {
        TerminalStream.styled(System.out, sheet.forTerminal(terminal()));
    }

    /** The terminal, with tables as they were asked for. */
    public Terminal terminal() {
        var terminal = Terminal.detect();
        return wide ? terminal.wide() : terminal;
    }

    private void written(List<String> drawn) {
        var files = new ArrayList<String>();
        if (html != null) {
            files.add(html.toString());
        }
        files.addAll(drawn);
        if (!files.isEmpty()) {
            System.out.println();
        }
        files.forEach(file -> System.out.println("written: " + file));
        if (figures.folder() != null && drawn.isEmpty()) {
            System.out.println("no figure is written: this answer has none");
        }
    }

    /** The command line as it was typed. */
    public String rebuiltBy() {
        return line(words().toArray(String[]::new));
    }

    private List<String> words() {
        return command.commandLine().getParseResult() == null
                ? List.of()
                : command.commandLine().getParseResult().originalArgs();
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

    /** JSON as commands print it. */
    public static final Printed MAPPER = new Printed();

    /** Jackson's mapper, made where JSON is asked for: 500 classes that an answer in text does without. */
    public static final class Printed {
        private static final class Held {
            static final ObjectMapper INDENTED = JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
        }

        public ObjectNode createObjectNode() {
            return Held.INDENTED.createObjectNode();
        }

        public String writeValueAsString(JsonNode node) {
            return Held.INDENTED.writeValueAsString(node);
        }
    }

    /**
     * Writes a page, whole or not at all.
     *
     * @throws UserError where it cannot be written
     */
    public static void writePage(Sheet sheet, String rebuiltBy, Path html) {
        try {
            SheetPage.write(sheet, rebuiltBy, html);
        } catch (ReportException e) {
            throw new UserError("--html: " + e.getMessage());
        }
    }
}
