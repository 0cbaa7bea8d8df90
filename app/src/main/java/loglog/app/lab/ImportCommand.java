package loglog.app.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.app.laws.OutputOptions;
import loglog.lab.imports.ImportFormat;
import loglog.lab.imports.ImportFormats;
import loglog.lab.imports.ImportOptions;
import loglog.lab.imports.ImportReport;
import loglog.lab.imports.ImportRules;
import loglog.lab.imports.Importer;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.tables.FlopsPerToken;
import loglog.tables.Numbers;
import loglog.words.Format;
import loglog.yaml.Value;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog import}: past runs of other tools become run folders. */
@Command(
        name = "import",
        description = {
            "Import past runs of TensorBoard, Hugging Face's Trainer, Weights & Biases, or any table.",
            "Each becomes a folder of runs. Where files can be read in more than one way, the output says what was taken,"
                    + " what else there was, and the option that takes it.",
            "A run that cannot be read is left out alone: the others are imported, and the exit status is 1; 2 if none"
                    + " could be."
        })
public final class ImportCommand implements Runnable, IExitCodeGenerator, BeforeWork {
    private static final int INCOMPLETE = 1;

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "files, and folders to search")
    List<Path> paths;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "name of the run; of several, the prefix of their names (default: as the tool has them)")
    String name;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "tensorboard, trainer-state, wandb or table (default: seen from the content)")
    String format;

    @Option(
            names = "--params",
            paramLabel = "N",
            description = "params of these runs, such as 124M (default: as recorded)")
    String params;

    @Option(
            names = "--tokens-per-step",
            paramLabel = "N",
            description = "tokens per step, where only steps were recorded (default: as recorded)")
    String tokensPerStep;

    @Option(
            names = "--flops-per-token",
            paramLabel = "6N",
            description = "gives flops where params and tokens are known and flops were not recorded (default: 6N)")
    String flopsPerToken;

    @Option(
            names = "--metric",
            paramLabel = "TAG",
            description = "the tag of the loss; short for --map loss=TAG (default: its usual names)")
    String metric;

    @Option(
            names = "--map",
            paramLabel = "NAME=TAG",
            description =
                    "which of the tool's tags, columns or keys is which quantity: loss, validation_loss, rate,"
                            + " tokens, flops, step, params, run, or a name of your own; may be repeated (default: their usual names)")
    List<String> map = List.of();

    @Option(
            names = "--restarts",
            paramLabel = "void|append",
            description =
                    "where steps start again: void leaves out what was measured before at those steps, append counts"
                            + " the steps on from the last one (default: void)")
    String restarts;

    @Option(
            names = "--writer",
            paramLabel = "NAME",
            description =
                    "where several event files of a folder were written at the same time: take what they share from"
                            + " the one with NAME in its name (default: the one with most tags)")
    String writer;

    @Option(
            names = "--count-steps",
            description =
                    "number each tag's values 1, 2, 3, ... in the order in which they were written, in place of the"
                            + " recorded steps")
    boolean countSteps;

    @Option(
            names = "--first-step",
            paramLabel = "0|1",
            description = "0: the first step of training is recorded as step 0, as Lightning does; 1: as step 1"
                    + " (default: 0 for Lightning's files, else 1)")
    String firstStep;

    @Option(
            names = "--rows",
            paramLabel = "runs|steps",
            description = "whether a table's row is a run, or a step of one (default: seen from its columns)")
    String rows;

    @Option(
            names = "--context",
            paramLabel = "T",
            description =
                    "tokens of a training sequence: multiplies losses of Hugging Face's Trainer by T/(T - 1) where"
                            + " its version divided by one token too many for each sequence (a GPT-2's, with 5.17 and 5.18; default: losses as recorded)")
    String context;

    @Option(
            names = "--as-recorded",
            description =
                    "take a loss of 0 that Hugging Face's Trainer wrote in place of NaN as a loss, and tokens whose"
                            + " count starts again (trl, in a training that was resumed) as they were written")
    boolean asRecorded;

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void check() {
        OutputPath.folders("--runs", runs);
    }

    @Override
    public void run() {
        var report = Importer.importAll(paths, options(), runs);
        if (report.runs().isEmpty()) {
            throw none(report.refused());
        }
        if (json) {
            System.out.println(OutputOptions.MAPPER.writeValueAsString(forPrograms(report)));
        } else {
            show(report);
        }
        tell(report.refused());
        exitCode = report.refused().isEmpty() ? 0 : INCOMPLETE;
    }

    private ImportOptions options() {
        if (name != null && (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\"))) {
            throw new UserError("--name: found %s, expected a name without slashes".formatted(name));
        }
        var names = new LinkedHashMap<String, String>();
        for (var pair : map) {
            int equals = pair.indexOf('=');
            if (equals < 0
                    || equals == pair.length() - 1
                    || !pair.substring(0, equals).matches("[a-z][a-z0-9_]*")) {
                throw new UserError(
                        "--map: found %s, expected NAME=TAG with a name of small letters, such as loss=train/loss"
                                .formatted(pair));
            }
            names.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        if (metric != null && names.putIfAbsent("loss", metric) != null) {
            throw new UserError("--metric: found it beside --map loss=..., expected one of the two");
        }
        return new ImportOptions(
                format(),
                name,
                params == null ? OptionalLong.empty() : OptionalLong.of(Math.round(count("--params", params))),
                tokensPerStep == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(count("--tokens-per-step", tokensPerStep)),
                flopsPerToken == null ? FlopsPerToken.USUAL : FlopsPerToken.parse(flopsPerToken),
                names,
                rules());
    }

    private ImportRules rules() {
        if (writer != null && writer.isBlank()) {
            throw new UserError("--writer: found nothing, expected a part of an event file's name");
        }
        var first = oneOf("--first-step", firstStep, "0", "1");
        var row = oneOf("--rows", rows, "runs", "steps");
        return new ImportRules(
                "append".equals(oneOf("--restarts", restarts, "void", "append"))
                        ? ImportRules.Restarts.APPEND
                        : ImportRules.Restarts.VOID,
                writer,
                countSteps,
                first == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(first)),
                row == null ? null : row.equals("runs") ? ImportRules.Rows.RUNS : ImportRules.Rows.STEPS,
                context == null ? OptionalInt.empty() : OptionalInt.of(context(context)),
                asRecorded);
    }

    private static String oneOf(String option, String text, String first, String second) {
        if (text != null && !text.equals(first) && !text.equals(second)) {
            throw new UserError("%s: found %s, expected %s or %s".formatted(option, text, first, second));
        }
        return text;
    }

    private static int context(String text) {
        double value = Numbers.parse(text).orElse(0);
        if (!(value >= 2 && value <= 1e9 && value == Math.rint(value))) {
            throw new UserError("--context: found " + text + ", expected a whole number of tokens, at least 2");
        }
        return (int) value;
    }

    private ImportFormat format() {
        if (format != null) {
            return ImportFormats.find(format)
                    .orElseThrow(() -> new UserError("--format: found %s, expected %s"
                            .formatted(format, Value.listed(ImportFormats.labels(), "or"))));
        }
        return null;
    }

    private static double count(String option, String text) {
        double value = Numbers.parse(text).orElse(0);
        if (!(value >= 1 && value < 1e18)) {
            throw new UserError(option + ": found " + text + ", expected a positive number such as 124M or 524288");
        }
        return value;
    }

    private static UserError none(List<ImportReport.Refused> refused) {
        if (refused.stream().map(ImportReport.Refused::sentence).distinct().count() == 1) {
            return new UserError(refused.getFirst().sentence());
        }
        tell(refused);
        return new UserError("none of the %d runs could be imported, for the reasons above".formatted(refused.size()));
    }

    /** What holds for several runs is said once. */
    private static void tell(List<ImportReport.Refused> refused) {
        var runs = new LinkedHashMap<String, Integer>();
        refused.forEach(run -> runs.merge(run.sentence(), 1, Integer::sum));
        runs.forEach((sentence, count) ->
                Say.err("loglog: not imported: " + sentence + (count == 1 ? "" : " (%d runs)".formatted(count))));
    }

    private void show(ImportReport report) {
        boolean validated =
                report.runs().stream().anyMatch(run -> run.validationLoss().isPresent());
        var header = new ArrayList<>(List.of("run", "params", "tokens", "flops", "loss"));
        if (validated) {
            header.add("validation loss");
        }
        header.addAll(List.of("points", "status", "from"));
        var table = TextTable.of(header.toArray(String[]::new));
        for (var run : report.runs()) {
            var row = new ArrayList<Object>();
            row.add(run.name());
            row.add(run.params().isPresent() ? Format.count(run.params().getAsLong()) : null);
            row.add(run.tokens().isPresent() ? Format.count(run.tokens().getAsDouble()) : null);
            row.add(run.flops().isPresent() ? Format.flops(run.flops().getAsDouble()) : null);
            row.add(loss(run.loss()));
            if (validated) {
                row.add(loss(run.validationLoss()));
            }
            row.add(run.points());
            row.add(run.isNew() ? run.status() : run.status() + ", there already");
            row.add(run.from());
            table.row(row.toArray());
        }
        var terminal = Terminal.detect();
        System.out.print(table.text(terminal.tableColumns()));
        System.out.println();
        notes(report)
                .forEach((note, names) -> System.out.println(
                        terminal.wrap((names.size() == report.runs().size() ? "" : names(names) + ": ") + note)));
        long fresh = report.runs().stream().filter(ImportReport.Run::isNew).count();
        long before = report.runs().size() - fresh;
        Say.out("imported into %s: %s%s%s"
                .formatted(
                        runs,
                        Format.of(fresh, "run"),
                        before == 0 ? "" : "; %d there already, unchanged".formatted(before),
                        report.refused().isEmpty()
                                ? ""
                                : "; %d not, see below"
                                        .formatted(report.refused().size())));
    }

    private static String loss(OptionalDouble loss) {
        return loss.isPresent() ? Format.digits(loss.getAsDouble(), 4) : null;
    }

    /** Each note once, with the runs that it is about. */
    private static Map<String, List<String>> notes(ImportReport report) {
        var notes = new LinkedHashMap<String, List<String>>();
        for (var run : report.runs()) {
            for (var note : run.notes()) {
                notes.computeIfAbsent(note, n -> new ArrayList<>()).add(run.name());
            }
        }
        return notes;
    }

    private static String names(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 2)) + " and " + (names.size() - 2) + " more";
    }

    private static ObjectNode forPrograms(ImportReport report) {
        var out = JsonMapper.shared().createObjectNode();
        var list = out.putArray("runs");
        for (var run : report.runs()) {
            var node = list.addObject()
                    .put("name", run.name())
                    .put("folder", run.folder().toString())
                    .put("new", run.isNew())
                    .put("tool", run.tool().toString())
                    .put("status", run.status());
            run.params().ifPresent(n -> node.put("params", n));
            run.tokens().ifPresent(n -> node.put("tokens", n));
            run.flops().ifPresent(n -> node.put("flops", n));
            run.loss().ifPresent(n -> node.put("loss", n));
            run.validationLoss().ifPresent(n -> node.put("validation_loss", n));
            node.put("points", run.points()).put("from", run.from());
            var notes = node.putArray("notes");
            run.notes().forEach(notes::add);
        }
        var refused = out.putArray("not_imported");
        for (var run : report.refused()) {
            refused.addObject().put("name", run.name()).put("reason", run.sentence());
        }
        return out;
    }
}
