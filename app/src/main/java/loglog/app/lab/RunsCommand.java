package loglog.app.lab;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.laws.OutputOptions;
import loglog.laws.TrainingCurve.Kind;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tables.Where;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog runs}: which runs there are, and how they differ. */
@Command(
        name = "runs",
        description = {
            "List runs, filter them, compare some.",
            "A column is any of those that ./loglog sql lists for runs; also progress and flags."
        })
public final class RunsCommand implements Runnable {
    private static final int MOST_COMPARED = 8;
    private static final List<String> USUAL =
            List.of("name", "study", "status", "params", "tokens", "flops", "loss", "bits_per_byte", "updated");

    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..*",
            description = "runs whose name has this in it, or matches this glob (default: all)")
    List<String> patterns = List.of();

    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            description = "where runs are, at any depth; may be repeated or a glob (default: runs)")
    List<String> runs;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "runs that meet it, such as lr=0.004 or 'params>100K'; may be repeated (default: all)")
    List<String> where = List.of();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "finished, diverged, interrupted, running or unfinished (default: any)")
    String status;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "smallest first; runs without a value last (default: by name)")
    String sort;

    @Option(names = "--reverse", description = "largest first")
    boolean reverse;

    @Option(
            names = "--columns",
            paramLabel = "NAMES",
            split = ",",
            description = "these columns, in this order (default: the usual ones)")
    List<String> columns;

    @Option(names = "--flags", description = "what a watch over their training found, one row per flag")
    boolean flags;

    @Option(
            names = "--compare",
            paramLabel = "RUN",
            arity = "1..*",
            description = "these runs side by side: settings that differ, results, curves (default: a list)")
    List<String> compare;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        if (reverse && sort == null) {
            throw new UserError("--reverse: found no --sort, expected one");
        }
        if (compare != null && compare.size() == 1) {
            throw new UserError(
                    "--compare: found %s alone, expected two to %d runs".formatted(compare.getFirst(), MOST_COMPARED));
        }
        if (compare != null && compare.size() > MOST_COMPARED) {
            throw new UserError(
                    "--compare: found %d runs, expected at most %d".formatted(compare.size(), MOST_COMPARED));
        }
        var conditions = where.stream().map(Where::parse).toList();
        var folders = RunsBelow.read(runs);
        var all = RunList.of(folders);
        RunsBelow.warn(Stream.concat(
                folders.problems().stream(), all.rows().stream().flatMap(row -> row.problems().stream())));
        if (status != null) {
            all.requireStatus(status);
        }
        if (compare != null) {
            var comparison =
                    new RunComparison(compare.stream().map(all::one).distinct().toList());
            if (comparison.runs().size() < 2) {
                throw new UserError(
                        "--compare: found the same run %s twice, expected two".formatted(compare.getFirst()));
            }
            output.show(
                    comparison.sheet(),
                    comparison
                            .json()
                            .set("source", source(all, comparison.runs().size()).json()));
            return;
        }
        var list = all.rows().isEmpty() ? all : chosen(all, conditions);
        if (flags) {
            output.show(flagSheet(list), json(all, list, List.of("name", "flags")));
        } else {
            var shown = columns(list);
            output.show(sheet(list, shown), json(all, list, columns == null ? List.copyOf(list.columns()) : shown));
        }
    }

    private RunList chosen(RunList all, List<Where> conditions) {
        var list = all.named(patterns).where(conditions);
        list = status == null ? list : list.ofStatus(status);
        return sort == null ? list : list.sorted(sort, reverse, columns == null);
    }

    private List<String> columns(RunList list) {
        if (columns != null) {
            return list.rows().isEmpty()
                    ? columns
                    : columns.stream()
                            .map(c -> list.column("--columns", c.strip()))
                            .toList();
        }
        boolean anyStudy = list.rows().stream().anyMatch(r -> r.columns().get("study") != null);
        boolean anyFlag = list.rows().stream()
                .anyMatch(r -> !r.flags().isEmpty() || !r.said().isEmpty());
        return Stream.concat(USUAL.stream(), Stream.of("flags"))
                .filter(c -> anyStudy || !c.equals("study"))
                .filter(c -> anyFlag || !c.equals("flags"))
                .toList();
    }

    private Sheet sheet(RunList list, List<String> shown) {
        var sheet = new Sheet(title(list.rows().size(), "run"));
        if (list.rows().isEmpty()) {
            return sheet;
        }
        var table = TextTable.of(shown.stream().map(c -> c.replace('_', ' ')).toArray(String[]::new));
        for (var row : list.rows()) {
            table.row(shown.stream().map(c -> cell(row, c)).toArray());
        }
        // The study is the folder that a run's name begins with.
        return sheet.table("", table.sparing("study", "updated", "bits per byte", "flops"));
    }

    private String title(int count, String what) {
        return "%s below %s"
                .formatted(
                        count == 0 ? "no %ss".formatted(what) : Format.of(count, what),
                        runs == null ? "runs" : String.join(", ", runs));
    }

    /** The loss is that of validation where there is one; a run that is not over says how far it is. */
    private Object cell(RunRow row, String column) {
        if (columns == null && column.equals("loss")) {
            return RunCells.of(column, row.loss());
        }
        if (columns == null && column.equals("status") && row.columns().get("progress") instanceof Double share) {
            return "%s, %.0f%%".formatted(row.status(), 100 * share);
        }
        return RunCells.of(column, row.columns().get(column));
    }

    private Sheet flagSheet(RunList list) {
        var table = TextTable.of("run", "what", "since step", "certain at", "until", "loss", "against");
        int count = 0;
        for (var row : list.rows()) {
            for (var flag : row.flags()) {
                count++;
                table.row(
                        row.name(),
                        flag.word(),
                        flag.fromStep(),
                        flag.certainStep(),
                        flag.untilStep().isPresent() ? flag.untilStep().getAsLong() : "",
                        flag.kind() == Kind.DIVERGED
                                ? ""
                                : (flag.percent() < 0 ? "" : "+") + Format.percent(flag.percent() / 100),
                        flag.against());
            }
            for (var said : row.said()) {
                count++;
                table.row(row.name(), "feedback", said.step(), said.step(), "", "", said.sentence());
            }
        }
        var sheet = new Sheet("%s of %s"
                .formatted(
                        count == 0 ? "no flags" : Format.of(count, "flag"),
                        title(list.rows().size(), "run")));
        return count == 0 ? sheet : sheet.table("", table);
    }

    private AnswerSource source(RunList all, int shown) {
        int others = all.rows().size() - shown;
        return AnswerSource.ofFiles(
                runs == null ? List.of("runs") : runs,
                all.rows().size(),
                others == 0 ? Map.of() : Map.of("not asked for", others));
    }

    private ObjectNode json(RunList all, RunList list, List<String> columns) {
        var json = OutputOptions.MAPPER.createObjectNode();
        json.set("source", source(all, list.rows().size()).json());
        var array = json.putArray("runs");
        list.rows().forEach(row -> array.add(RunsJson.of(row, columns)));
        return json;
    }
}
