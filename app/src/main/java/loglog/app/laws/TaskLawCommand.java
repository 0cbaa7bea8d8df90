package loglog.app.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.app.answers.RunsRead;
import loglog.forecast.TableCells;
import loglog.laws.Chinchilla;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.PowerLawWithFloor;
import loglog.laws.rates.AccuracyOfLoss;
import loglog.laws.rates.TwoStepLaw;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tables.Role;
import loglog.tables.Runs;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog task-law}: accuracy forecast in two steps, from scale to loss and from loss to accuracy. */
@Command(
        name = "task-law",
        description = {
            "Forecast the accuracy of a task in two steps, from scale to loss and from loss to accuracy, and beside it in"
                    + " one, from compute to accuracy.",
            "Both are fitted to the smaller runs and scored on the others."
        })
public final class TaskLawCommand implements Runnable {
    private static final String[] ACCURACY = {
        "accuracy", "acc", "exact_match", "exact", "accuracy_mean", "score", "success_rate"
    };
    private static final int FEWEST = 6;
    private static final int SAMPLES = 60;

    /** Runs of more than this share of the largest compute are forecast, where nothing is said. */
    private static final double FITTED = 0.1;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--accuracy",
            paramLabel = "COLUMN",
            description = "column of the accuracy, shares from 0 to 1 (default: recognized by its name)")
    String accuracyColumn;

    @Option(
            names = "--fit",
            paramLabel = "CONDITION",
            description =
                    "fit to rows that meet it, params<5e8, and forecast the others; may be repeated (default: runs of"
                            + " at most a tenth of the largest compute)")
    List<String> fit = List.of();

    @Mixin
    IntervalOptions intervals = new IntervalOptions(400);

    /** A run that was forecast, and what it reached. */
    private record Forecast(
            String group, int run, Interval twoStep, double sigmoid, Interval direct, double measured) {}

    private record Group(String name, int fitted, TwoStepLaw law) {}

    @Override
    public void run() {
        intervals.check();
        var conditions = fit.stream().map(Where::parse).toList();
        var read = runs.read(
                false,
                new FitOptions.Needs(
                        EnumSet.noneOf(Role.class),
                        EnumSet.of(Role.PARAMS, Role.TOKENS, Role.FLOPS),
                        List.of(),
                        false));
        int column = accuracyColumn(read.runs().table());
        var accuracy = accuracies(read.runs(), column);
        var known = read.runs().keep(i -> !Double.isNaN(accuracy[i]));
        var accuracies = Arrays.stream(accuracy).filter(a -> !Double.isNaN(a)).toArray();
        var compute = compute(known, read.source());
        var fitted = fitted(known, compute, conditions);
        var groups = new ArrayList<Group>();
        var forecasts = new ArrayList<Forecast>();
        Waiting.on("fitting " + read.titled(), () -> {
            for (var name : names(known)) {
                fit(name, known, accuracies, compute, fitted, read.source(), groups, forecasts);
            }
            return null;
        });
        int without = read.runs().size() - known.size();
        var metric = known.table().columns().get(column);
        output.show(new ReadyAnswer(
                read.origin().leavingOut("without an accuracy", without),
                sheet(read, known, metric, groups, forecasts, accuracies),
                json(known, metric, groups, forecasts)));
    }

    private int accuracyColumn(Table table) {
        if (accuracyColumn != null) {
            return TableCells.need(table, "--accuracy", accuracyColumn, ACCURACY);
        }
        int column = TableCells.find(table, ACCURACY);
        if (column >= 0) {
            return column;
        }
        var like = IntStream.range(0, table.columns().size())
                .filter(c -> table.columns().get(c).toLowerCase(Locale.ROOT).startsWith("acc"))
                .toArray();
        if (like.length != 1) {
            throw new UserError("%s: found %s, expected one column of accuracies, named with --accuracy"
                    .formatted(
                            table.source(),
                            like.length == 0
                                    ? "no column accuracy"
                                    : "%d columns of accuracies (%s%s)"
                                            .formatted(
                                                    like.length,
                                                    String.join(
                                                            ", ",
                                                            Arrays.stream(like)
                                                                    .limit(5)
                                                                    .mapToObj(table.columns()::get)
                                                                    .toList()),
                                                    like.length > 5 ? ", ..." : "")));
        }
        return like[0];
    }

    private static double[] accuracies(Runs runs, int column) {
        var accuracy = new double[runs.size()];
        for (int i = 0; i < accuracy.length; i++) {
            int row = runs.rows()[i];
            accuracy[i] = TableCells.number(runs.table(), row, column).orElse(Double.NaN);
            if (accuracy[i] < 0 || accuracy[i] > 1) {
                throw new TableException("%s: found %s, expected an accuracy from 0 to 1 (shares, not percent)"
                        .formatted(runs.table().place(row, column), runs.table().quoted(row, column)));
            }
        }
        return accuracy;
    }

    private static double[] compute(Runs runs, String source) {
        var compute = runs.flops() != null ? runs.flops() : runs.params() != null ? runs.params() : runs.tokens();
        if (compute == null) {
            throw new UserError(
                    "%s: found no column of params, tokens or flops, expected one of them: accuracy is forecast along it"
                            .formatted(source));
        }
        return compute;
    }

    private static boolean[] fitted(Runs runs, double[] compute, List<Where> conditions) {
        double most = Arrays.stream(compute).max().orElse(0);
        var fitted = new boolean[runs.size()];
        for (int i = 0; i < fitted.length; i++) {
            int row = runs.rows()[i];
            boolean keeps = !conditions.isEmpty() || compute[i] <= FITTED * most * (1 + 1e-9);
            for (var condition : conditions) {
                int column = runs.table().column(condition.column());
                if (column < 0) {
                    throw new UserError("--fit: found no column %s, expected one of %s"
                            .formatted(condition.column(), runs.table().listedColumns()));
                }
                keeps &= condition.keeps(
                        runs.table().text(row, column), () -> runs.table().place(row, column));
            }
            fitted[i] = keeps;
        }
        return fitted;
    }

    private static List<String> names(Runs runs) {
        return runs.group() == null ? List.of("") : List.copyOf(new LinkedHashSet<>(Arrays.asList(runs.group())));
    }

    private void fit(
            String name,
            Runs known,
            double[] accuracy,
            double[] compute,
            boolean[] fitted,
            String source,
            List<Group> groups,
            List<Forecast> forecasts) {
        var own = IntStream.range(0, known.size())
                .filter(i -> known.group() == null || known.group()[i].equals(name))
                .toArray();
        var in = Arrays.stream(own).filter(i -> fitted[i]).toArray();
        if (in.length < FEWEST) {
            throw new UserError("%s%s: found %s to fit to, expected at least %d; --fit says which"
                    .formatted(source, name.isEmpty() ? "" : ", group " + name, Format.of(in.length, "run"), FEWEST));
        }
        var law = law(known);
        var wanted = new boolean[known.size()];
        for (int i : in) {
            wanted[i] = true;
        }
        var both = TwoStepLaw.of(
                        law,
                        RunsOptions.observations(known.keep(i -> wanted[i])),
                        Arrays.stream(in).mapToDouble(i -> compute[i]).toArray(),
                        Arrays.stream(in).mapToDouble(i -> accuracy[i]).toArray(),
                        intervals.resamples(),
                        intervals.seed())
                .orElseThrow(why ->
                        new UserError("%s%s: %s".formatted(source, name.isEmpty() ? "" : ", group " + name, why)));
        groups.add(new Group(name, in.length, both));
        for (int i : own) {
            if (!fitted[i]) {
                var scales = scales(known, law, i);
                forecasts.add(new Forecast(
                        name,
                        i,
                        both.forecast(intervals.level(), intervals.seed() + i, scales),
                        both.bySigmoid(scales),
                        both.direct(intervals.level(), intervals.seed() + i, compute[i]),
                        accuracy[i]));
            }
        }
    }

    private static Law law(Runs runs) {
        return runs.params() != null && runs.tokens() != null
                ? new Chinchilla()
                : new PowerLawWithFloor(runs.flops() != null ? "flops" : runs.params() != null ? "params" : "tokens");
    }

    private static double[] scales(Runs runs, Law law, int i) {
        return law.axes().stream()
                .mapToDouble(axis -> switch (axis) {
                    case "params" -> runs.params()[i];
                    case "tokens" -> runs.tokens()[i];
                    default -> runs.flops()[i];
                })
                .toArray();
    }

    private static double error(List<Forecast> forecasts, ToDoubleFunction<Forecast> value, boolean relative) {
        return forecasts.stream()
                .mapToDouble(f -> Math.abs(value.applyAsDouble(f) - f.measured) / (relative ? f.measured : 1))
                .average()
                .orElse(Double.NaN);
    }

    private ObjectNode json(Runs known, String metric, List<Group> groups, List<Forecast> forecasts) {
        var json = LawsJson.object();
        json.put("accuracy", metric).put("rows", known.size());
        json.put("loss_law", groups.getFirst().law.loss().law().equation());
        json.put("form", AccuracyOfLoss.Form.EXPONENTIAL.equation());
        var array = json.putArray("groups");
        for (var group : groups) {
            var of = array.addObject().put("group", group.name).put("fitted", group.fitted);
            of.set("eps", LawsJson.of(group.law.parameter(AccuracyOfLoss::eps, intervals.level())));
            of.set("k", LawsJson.of(group.law.parameter(AccuracyOfLoss::rise, intervals.level())));
            of.set("gamma", LawsJson.of(group.law.parameter(AccuracyOfLoss::rate, intervals.level())));
            LawsJson.put(of, "rms", group.law.accuracy().rms());
            LawsJson.put(of, "loss_rms", group.law.lossRms());
            var loss = of.putObject("loss");
            group.law.loss().parameters().forEach((name, value) -> LawsJson.put(loss, name, value));
            if (group.law.sigmoid() != null) {
                shape(of.putObject("sigmoid"), group.law.sigmoid(), 1);
                shape(of.putObject("direct"), group.law.direct(), -1);
            }
        }
        var rows = json.putArray("forecasts");
        for (var f : forecasts) {
            var of = rows.addObject().put("place", known.place(f.run)).put("group", f.group);
            LawsJson.put(of, "measured", f.measured);
            of.set("two_step", LawsJson.of(f.twoStep));
            LawsJson.put(of, "two_step_sigmoid", f.sigmoid);
            of.set("direct", LawsJson.of(f.direct));
        }
        if (!forecasts.isEmpty()) {
            for (boolean relative : new boolean[] {false, true}) {
                var of = json.putObject(relative ? "mean_relative_error" : "mean_error");
                LawsJson.put(of, "two_step", error(forecasts, f -> f.twoStep.value(), relative));
                LawsJson.put(of, "two_step_sigmoid", error(forecasts, f -> f.sigmoid, relative));
                LawsJson.put(of, "direct", error(forecasts, f -> f.direct.value(), relative));
            }
            json.putObject("held")
                    .put(
                            "two_step",
                            forecasts.stream()
                                    .filter(f -> f.twoStep.holds(f.measured))
                                    .count())
                    .put(
                            "direct",
                            forecasts.stream()
                                    .filter(f -> f.direct.holds(f.measured))
                                    .count())
                    .put("of", forecasts.size());
        }
        json.put("level", intervals.level()).put("resamples", intervals.resamples());
        return json;
    }

    private static void shape(ObjectNode json, AccuracyOfLoss of, int sign) {
        LawsJson.put(json, "low", of.low());
        LawsJson.put(json, "rise", of.rise());
        LawsJson.put(json, "rate", of.rate());
        LawsJson.put(json, "middle", sign * of.middle());
        LawsJson.put(json, "rms", of.rms());
    }

    private Sheet sheet(
            RunsRead read, Runs known, String metric, List<Group> groups, List<Forecast> forecasts, double[] accuracy) {
        var percent = Format.share(intervals.level(), 4);
        var sheet = new Sheet("%s in two steps, %s".formatted(metric, read.titled()));
        var table = TextTable.of("group", "runs", "eps", percent, "k", percent, "gamma", percent, "rms", "loss's rms");
        for (var group : groups) {
            var eps = Estimates.of(group.law.parameter(AccuracyOfLoss::eps, intervals.level()));
            var k = Estimates.ratio(group.law.parameter(AccuracyOfLoss::rise, intervals.level()));
            var gamma = Estimates.of(group.law.parameter(AccuracyOfLoss::rate, intervals.level()));
            table.row(
                    group.name.isEmpty() ? "all" : group.name,
                    group.fitted,
                    eps.value(),
                    eps.range(),
                    k.value(),
                    k.range(),
                    gamma.value(),
                    gamma.range(),
                    Format.number(group.law.accuracy().rms()),
                    Format.percent(group.law.lossRms()));
        }
        sheet.table(
                "loss = %s; error = eps - k exp(-gamma loss); intervals: %s of rows"
                        .formatted(
                                groups.getFirst().law.loss().law().equation(),
                                Format.of(intervals.resamples(), "resample")),
                table.sparing("loss's rms", "rms"));
        if (!forecasts.isEmpty()) {
            var rows = TextTable.of(
                    "group", "params", "tokens", "measured", "two steps", percent + " interval", "compute alone");
            for (var f : forecasts) {
                rows.row(
                        f.group.isEmpty() ? "all" : f.group,
                        known.params() == null ? null : Format.count(known.params()[f.run]),
                        known.tokens() == null ? null : Format.count(known.tokens()[f.run]),
                        Format.digits(f.measured, 3),
                        Format.digits(f.twoStep.value(), 3),
                        Estimates.of(f.twoStep).range(),
                        Format.digits(f.direct.value(), 3));
            }
            long held =
                    forecasts.stream().filter(f -> f.twoStep.holds(f.measured)).count();
            sheet.table(
                    "%s: mean error %s in two steps (%s by a sigmoid), %s by compute alone; %d inside the interval"
                            .formatted(
                                    forecasts.size() == 1
                                            ? "1 run that was not fitted"
                                            : forecasts.size() + " runs that were not fitted",
                                    Format.digits(error(forecasts, f -> f.twoStep.value(), false), 3),
                                    Format.digits(error(forecasts, f -> f.sigmoid, false), 3),
                                    Format.digits(error(forecasts, f -> f.direct.value(), false), 3),
                                    held),
                    rows.sparing("tokens"));
        }
        sheet.figure(
                chart(known, metric, groups, forecasts, accuracy),
                Caption.of(
                                "%s against loss: %s of %s. Law: error = eps - k exp(-gamma L), fitted to %d of them (arXiv 2403.08540)"
                                        .formatted(
                                                metric,
                                                Format.of(known.size(), "row"),
                                                read.source(),
                                                groups.stream()
                                                        .mapToInt(Group::fitted)
                                                        .sum()))
                        .equation("\\mathrm{Err}(L) = \\epsilon - k \\exp(-\\gamma L)"));
        return sheet;
    }

    private Chart chart(Runs known, String metric, List<Group> groups, List<Forecast> forecasts, double[] accuracy) {
        var chart = new Chart("accuracy against loss", Axis.linear("loss [nats per token]"), Axis.linear(metric));
        var ahead = forecasts.stream().mapToInt(Forecast::run).boxed().toList();
        for (var group : groups) {
            var own = IntStream.range(0, known.size())
                    .filter(i -> known.group() == null || known.group()[i].equals(group.name))
                    .toArray();
            var name = group.name.isEmpty() ? "runs" : group.name;
            var in = Arrays.stream(own).filter(i -> !ahead.contains(i)).toArray();
            var out = Arrays.stream(own).filter(ahead::contains).toArray();
            double low =
                    Arrays.stream(own).mapToDouble(i -> known.loss()[i]).min().orElseThrow();
            double high =
                    Arrays.stream(own).mapToDouble(i -> known.loss()[i]).max().orElseThrow();
            var x = IntStream.range(0, SAMPLES)
                    .mapToDouble(i -> low + (high - low) * i / (SAMPLES - 1))
                    .toArray();
            chart = chart.points(name, pick(known.loss(), in), pick(accuracy, in))
                    .line(
                            name,
                            x,
                            Arrays.stream(x).map(group.law.accuracy()::at).toArray());
            if (out.length > 0) {
                chart = chart.points(name + ", not fitted", pick(known.loss(), out), pick(accuracy, out));
            }
        }
        return chart;
    }

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
    }
}
