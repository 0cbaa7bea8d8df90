package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.precision.DamageFit;
import loglog.laws.precision.RoundedRun;
import loglog.models.training.Plan;
import loglog.models.transformer.Sizes;
import loglog.pages.plot.Terminal;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.tables.Numbers;
import loglog.tables.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog precision}: what rounding weights after training costs, as a law of params, tokens and bits. */
@Command(
        name = "precision",
        description = {
            "What rounding weights after training costs, as a law of params, tokens and bits: damage = c D^a N^-b e^(-bits/g).",
            "Runs are rounded and measured on their own validation texts, or a table of them is read (params, tokens, bits,"
                    + " damage). The largest runs are forecast from the others."
        })
public final class PrecisionCommand implements Runnable {
    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "finished runs, folders of them, or one table: CSV, TSV, JSON, JSONL or Parquet")
    List<Path> given;

    @Option(
            names = "--bits",
            paramLabel = "N",
            split = ",",
            description = "bits that runs' matrices are rounded to, from 2 to 16 (default: 3,4,5,6)")
    List<Integer> bits = List.of(3, 4, 5, 6);

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "tokens read for each loss of a run (default: ${DEFAULT-VALUE})")
    String tokens = "100K";

    @Option(
            names = "--at",
            paramLabel = "AXIS=NUMBER,...",
            description = "params, tokens and bits of a run to forecast: params=10M,tokens=200M,bits=4 (default: none)")
    String at;

    @Option(
            names = "--level",
            paramLabel = "P",
            description = "level of the intervals, a share between 0 and 1 (default: ${DEFAULT-VALUE})")
    double level = 0.9;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a core)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print JSON for programs instead of tables")
    boolean json;

    /** A row of the largest runs, with what the others forecast. */
    private record Held(RoundedRun row, Interval forecast) {}

    @Override
    public void run() {
        if (!(level > 0 && level < 1)) {
            throw new UserError(
                    "--level: found %s, expected a share between 0 and 1".formatted(Format.trim("" + level)));
        }
        if (threads < 1 || threads > Plan.MOST_LANES) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        for (int each : bits) {
            if (each < 2 || each > 16) {
                throw new UserError("--bits: found %d, expected whole numbers from 2 to 16".formatted(each));
            }
        }
        var asked = at == null ? null : asked();
        long limit = Sizes.parse("--tokens", tokens);
        var rows = rows(limit);
        var found = DamageFit.of(rows);
        var held = held(rows);
        if (json) {
            printJson(rows, found, held, asked);
        } else {
            print(rows, found, held, asked);
        }
    }

    private boolean isTable() {
        return given.size() == 1 && Files.isRegularFile(given.getFirst());
    }

    private List<RoundedRun> rows(long limit) {
        if (isTable()) {
            return RoundedRuns.read(Tables.read(List.of(given.getFirst().toString())));
        }
        var rows = new ArrayList<RoundedRun>();
        var notes = new ArrayList<String>();
        for (var folder : RoundedRuns.folders(given)) {
            rows.addAll(RoundedRuns.measure(folder, bits, limit, threads, notes::add));
        }
        Show.notes(notes);
        if (rows.isEmpty()) {
            throw new UserError(given.getFirst() + ": found no finished run, expected some");
        }
        return rows;
    }

    /** Params, tokens, bits. */
    private double[] asked() {
        var names = List.of("params", "tokens", "bits");
        var values = new double[names.size()];
        for (var part : at.split(",")) {
            int equals = part.indexOf('=');
            int axis = equals < 0 ? -1 : names.indexOf(part.substring(0, equals).strip());
            var number = equals < 0
                    ? OptionalDouble.empty()
                    : Numbers.parse(part.substring(equals + 1).strip());
            if (axis < 0 || number.isEmpty() || !(number.getAsDouble() > 0) || values[axis] > 0) {
                throw new UserError("--at: found \"%s\", expected params, tokens and bits once each, such as params=10M"
                        .formatted(part));
            }
            values[axis] = number.getAsDouble();
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == 0) {
                throw new UserError("--at: found no %s, expected params, tokens and bits".formatted(names.get(i)));
            }
        }
        return values;
    }

    /** The runs of the most params, forecast from the others; empty where these give no law. */
    private List<Held> held(List<RoundedRun> rows) {
        double most = rows.stream().mapToDouble(RoundedRun::params).max().orElseThrow();
        var others = rows.stream().filter(row -> row.params() < most).toList();
        var fitted = DamageFit.of(others).value();
        if (fitted.isEmpty()) {
            return List.of();
        }
        var fit = fitted.get();
        return rows.stream()
                .filter(row -> row.params() == most)
                .map(row -> new Held(row, fit.forecast(row.params(), row.tokens(), row.bits(), level)))
                .toList();
    }

    private void print(List<RoundedRun> rows, Fitted<DamageFit> found, List<Held> held, double[] asked) {
        var measured = TextTable.of("run", "params", "tokens", "bits", "damage");
        rows.forEach(row -> measured.row(
                row.run(),
                Format.count(Math.round(row.params())),
                Format.count(Math.round(row.tokens())),
                Format.number(row.bits()),
                Format.digits(row.damage(), 3)));
        int columns = Terminal.detect().tableColumns();
        System.out.print(measured.text(columns));
        System.out.println();
        switch (found) {
            case Fitted.None(var reason) -> System.out.println("no law: " + reason);
            case Fitted.Found(var fit) -> {
                System.out.printf(
                        "damage = c D^a N^-b e^(-bits/g), least squares of its logarithm: %d rows of %d runs, residuals %s (root mean"
                                + " square); %d rows without damage are left out%n",
                        fit.rows(), fit.runs(), Format.digits(fit.rms(), 2), fit.leftOut());
                var table = TextTable.of("what", "value", "low", "high");
                row(table, "a, tokens", fit.tokensExponent(level));
                row(table, "b, params", fit.paramsExponent(level));
                row(table, "1/g, for each bit", fit.bitsRate(level));
                if (asked != null) {
                    row(table, "damage at " + at, fit.forecast(asked[0], asked[1], asked[2], level));
                }
                System.out.print(table.text(columns));
            }
        }
        if (!held.isEmpty()) {
            System.out.println("\nthe largest runs, forecast from the others");
            var table = TextTable.of("run", "bits", "forecast", "low", "high", "measured", "inside");
            held.forEach(one -> table.row(
                    one.row().run(),
                    Format.number(one.row().bits()),
                    Format.digits(one.forecast().value(), 3),
                    Format.digits(one.forecast().low(), 3),
                    Format.digits(one.forecast().high(), 3),
                    Format.digits(one.row().damage(), 3),
                    one.forecast().holds(one.row().damage()) ? "yes" : "no"));
            System.out.print(table.text(columns));
        }
    }

    private static void row(TextTable table, String what, Interval interval) {
        table.row(
                what,
                Format.digits(interval.value(), 3),
                Format.digits(interval.low(), 3),
                Format.digits(interval.high(), 3));
    }

    private void printJson(List<RoundedRun> rows, Fitted<DamageFit> found, List<Held> held, double[] asked) {
        var node = Show.object();
        var files = rows.stream().map(RoundedRun::run).distinct().toList();
        var table = List.of(given.getFirst().toString());
        node.set(
                "source",
                AnswerSource.ofFiles(isTable() ? table : files, rows.size(), Map.of())
                        .json());
        node.put("level", level);
        var array = node.putArray("rows");
        rows.forEach(row -> array.addObject()
                .put("run", row.run())
                .put("params", row.params())
                .put("tokens", row.tokens())
                .put("bits", row.bits())
                .put("damage", row.damage()));
        switch (found) {
            case Fitted.None(var reason) -> node.set("law", LawsJson.nothing(reason));
            case Fitted.Found(var fit) -> {
                var law = node.putObject("law");
                law.put("log_scale", fit.law().logScale());
                law.set("tokens_exponent", LawsJson.of(fit.tokensExponent(level)));
                law.set("params_exponent", LawsJson.of(fit.paramsExponent(level)));
                law.set("bits_rate", LawsJson.of(fit.bitsRate(level)));
                law.put("runs", fit.runs())
                        .put("rows", fit.rows())
                        .put("left_out", fit.leftOut())
                        .put("rms", fit.rms());
                if (asked != null) {
                    node.set("forecast", LawsJson.of(fit.forecast(asked[0], asked[1], asked[2], level)));
                }
            }
        }
        var out = node.putArray("held_out");
        held.forEach(one -> {
            var each = out.addObject();
            each.put("run", one.row().run())
                    .put("bits", one.row().bits())
                    .put("damage", one.row().damage());
            each.set("forecast", LawsJson.of(one.forecast()));
            each.put("inside", one.forecast().holds(one.row().damage()));
        });
        Show.json(node);
    }
}
