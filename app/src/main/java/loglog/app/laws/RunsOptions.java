package loglog.app.laws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.RunsRead;
import loglog.laws.Observations;
import loglog.tables.FlopsPerToken;
import loglog.tables.Role;
import loglog.tables.Runs;
import loglog.tables.RunsQuery;
import loglog.tables.TableException;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which runs a question is about: the files, their columns, and the rows that count. */
final class RunsOptions {
    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "tables of runs: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Option(
            names = "--params",
            paramLabel = "COLUMN",
            description = "column of params N (default: recognized by its name)")
    String params;

    @Option(
            names = "--tokens",
            paramLabel = "COLUMN",
            description = "column of training tokens D (default: recognized by its name)")
    String tokens;

    @Option(
            names = "--flops",
            paramLabel = "COLUMN",
            description = "column of training FLOP C (default: recognized by its name)")
    String flops;

    @Option(
            names = {"--loss", "--metric"},
            paramLabel = "COLUMN",
            description = "column of the loss, or of another metric (default: recognized by its name)")
    String loss;

    @Option(
            names = "--unique-tokens",
            paramLabel = "COLUMN",
            description = "column of distinct tokens (default: recognized by its name)")
    String uniqueTokens;

    @Option(
            names = "--group",
            paramLabel = "COLUMN",
            description = "column of the groups that rows belong to (default: none)")
    String group;

    @Option(
            names = "--sigma",
            paramLabel = "COLUMN",
            description =
                    "column of the loss's standard errors: residuals are measured in them (default: all the same)")
    String sigma;

    @Option(
            names = "--rows",
            paramLabel = "WHAT",
            description = "what a row is: runs, or points of training curves, whose last stand for the runs (default:"
                    + " points where steps or tokens rise and nothing tells runs apart, else runs)")
    RowsAre rows;

    enum RowsAre {
        runs,
        points
    }

    @Option(
            names = "--flops-per-token",
            paramLabel = "6N",
            description = "how params and tokens give flops; of the three any two give the third (default: 6N)")
    String flopsPerToken;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "only rows that meet it: dataset=c4, params<5e8; may be repeated (default: all)")
    List<String> where = List.of();

    @Option(names = "--skip-bad", description = "leave bad rows out and count them, instead of an error at the first")
    boolean skipBad;

    @Option(
            names = "--drop-highest",
            paramLabel = "K",
            description = "leave out the K rows of highest loss (default: ${DEFAULT-VALUE})")
    int dropHighest;

    /**
     * Reads the runs.
     *
     * @param anyMetric whether the metric may be zero or negative
     * @param needs what the laws need
     * @param required roles that the question cannot do without
     */
    RunsRead read(boolean anyMetric, FitOptions.Needs needs, Role... required) {
        var query = RunsQuery.usual()
                .column(Role.PARAMS, params)
                .column(Role.TOKENS, tokens)
                .column(Role.FLOPS, flops)
                .column(Role.LOSS, loss)
                .column(Role.UNIQUE_TOKENS, uniqueTokens)
                .column(Role.GROUP, group)
                .column(Role.SIGMA, sigma)
                .flopsPerToken(flopsPerToken)
                .skipBad(skipBad)
                .anyMetric(anyMetric)
                .require(Role.LOSS)
                .require(required)
                .require(needs.required().toArray(Role[]::new))
                .want(needs.wanted().toArray(Role[]::new));
        for (var condition : where) {
            query = query.where(condition);
        }
        for (var axis : needs.columns()) {
            query = query.axis(axis);
        }
        var runs = read(query, needs.axis());
        var notes = new ArrayList<String>(runs.notes());
        if (!runs.skipped().isEmpty()) {
            int count =
                    runs.skipped().values().stream().mapToInt(Integer::intValue).sum();
            notes.add("%s left out: %s".formatted(Format.of(count, "bad row"), reasons(runs)));
        }
        if (dropHighest < 0 || dropHighest >= runs.size()) {
            throw new UserError("--drop-highest: found %d, expected at least 0 and fewer than the %s"
                    .formatted(dropHighest, Format.of(runs.size(), "row")));
        }
        if (dropHighest > 0) {
            runs = withoutHighest(runs);
            notes.add(
                    dropHighest == 1
                            ? "the highest loss left out"
                            : "the %d highest losses left out".formatted(dropHighest));
            runs = runs.with(runs.origin().leavingOut("of the highest loss", dropHighest));
        }
        return new RunsRead(runs, observations(runs), List.copyOf(notes), perToken(runs));
    }

    /** FLOP per param and token: as given, or where the table has all three scales, as its rows have it in the middle. */
    private double perToken(Runs runs) {
        if (flopsPerToken != null) {
            return FlopsPerToken.parse(flopsPerToken).k();
        }
        if (!runs.columns().keySet().containsAll(List.of(Role.PARAMS, Role.TOKENS, Role.FLOPS))) {
            return FlopsPerToken.USUAL.k();
        }
        return Math.exp(IntStream.range(0, runs.size())
                .mapToDouble(i -> Math.log(runs.flops()[i] / (runs.params()[i] * runs.tokens()[i])))
                .average()
                .orElseThrow());
    }

    /** Another option than --group that names the column of the groups. */
    private String groupOption = "--group";

    void groupBy(String column, String option) {
        group = column;
        groupOption = option;
    }

    private Runs read(RunsQuery query, boolean along) {
        return Waiting.on("reading " + String.join(", ", files), () -> {
            try {
                var table = Tables.read(files);
                var runs = query.rows(rowsAre()).read(table);
                // Who names an axis and gives one curve asks for the law of the curve.
                return rows == null && along && runs.size() == 1 ? query.read(table) : runs;
            } catch (TableException e) {
                throw new UserError(e.getMessage().replaceAll("(?<![\\w-])--group(?![\\w-])", groupOption));
            }
        });
    }

    /** Groups are of points, too: who names them has said what rows are. */
    private RunsQuery.Rows rowsAre() {
        if (rows == null) {
            return group == null ? RunsQuery.Rows.AS_THEY_LOOK : RunsQuery.Rows.ARE_RUNS;
        }
        return rows == RowsAre.runs ? RunsQuery.Rows.ARE_RUNS : RunsQuery.Rows.ARE_POINTS;
    }

    private static String reasons(Runs runs) {
        var reasons = new ArrayList<String>();
        runs.skipped().forEach((reason, count) -> reasons.add(count + " " + reason));
        return String.join(", ", reasons);
    }

    private Runs withoutHighest(Runs runs) {
        var order = IntStream.range(0, runs.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -runs.loss()[i]))
                .toList();
        var dropped = new boolean[runs.size()];
        for (int i = 0; i < dropHighest; i++) {
            dropped[order.get(i)] = true;
        }
        return runs.keep(i -> !dropped[i]);
    }

    static Observations observations(Runs runs) {
        var observations = Observations.of(runs.loss());
        if (runs.params() != null) {
            observations = observations.with("params", runs.params());
        }
        if (runs.tokens() != null) {
            observations = observations.with("tokens", runs.tokens());
        }
        if (runs.flops() != null) {
            observations = observations.with("flops", runs.flops());
        }
        if (runs.uniqueTokens() != null) {
            observations = observations.with("unique_tokens", runs.uniqueTokens());
        }
        for (var axis : runs.axes().entrySet()) {
            observations = observations.with(axis.getKey(), axis.getValue());
        }
        if (runs.sigma() != null) {
            observations = observations.withSigma(runs.sigma());
        }
        return runs.group() == null ? observations : observations.grouped(runs.group());
    }
}
