package loglog.app.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.SeedOption;
import loglog.forecast.horizons.HorizonTable;
import loglog.forecast.horizons.RawRuns;
import loglog.forecast.horizons.RawRunsReader;
import loglog.forecast.reliability.ErrorModels;
import loglog.forecast.reliability.Hazard;
import loglog.laws.rates.Chain;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tables.Table;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog nines}: what reliability per step means for a chain of steps, and how failures are spread over tasks' lengths. */
@Command(
        name = "nines",
        description = {
            "Chains of steps: how many are all right with which reliability per step, and how much self-correction"
                    + " lengthens them.",
            "With a table of raw runs or of horizons: one hazard against a spread of hazards, which the ratio of the"
                    + " horizons at 50%% and 80%% tells."
        })
public final class NinesCommand implements Runnable {
    private static final int MOST_NINES = 6;

    @Parameters(
            paramLabel = "TABLE",
            arity = "0..*",
            description = "raw runs, or horizons at two success rates (default: none)")
    List<String> files = List.of();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--error",
            paramLabel = "E",
            description = "the chance that a step goes wrong at the first try (default: ${DEFAULT-VALUE})")
    double error = 0.01;

    @Option(
            names = "--detection",
            paramLabel = "C",
            description = "the chance that a wrong try is noticed (default: ${DEFAULT-VALUE})")
    double detection = 0.9;

    @Option(
            names = "--retries",
            paramLabel = "R",
            description = "how often a step is tried again, or unlimited (default: ${DEFAULT-VALUE})")
    String retries = "3";

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "the length of a chain whose success is wanted (default: ${DEFAULT-VALUE})")
    double steps = 100;

    @Mixin
    SeedOption seed = new SeedOption();

    @Override
    public void run() {
        var unchecked = chain(0, 0);
        var checked = chain(detection, retries());
        if (!(steps >= 1) || Double.isInfinite(steps)) {
            throw new UserError("--steps: found %s, expected at least 1".formatted(Format.trim("" + steps)));
        }
        var sheet = new Sheet("nines: chains of steps that all have to be right");
        var json = LawsJson.object();
        var source = AnswerSource.ofAssumptions("an error of %s per step".formatted(Format.trim("" + error)));
        if (!files.isEmpty()) {
            var table = Tables.read(files);
            table(table, sheet, json);
            source = AnswerSource.ofFiles(table.files(), table.rows(), Map.of());
        }
        chains(sheet, json);
        correction(sheet, json, unchecked, checked);
        if (files.isEmpty()) {
            models(sheet, json);
        }
        sheet.figure(
                chart(unchecked, checked),
                "Success of a chain against its steps: (1 - e)^n with an error of %s per step, and with errors noticed at %s and up to %s retries"
                        .formatted(Format.trim("" + error), Shown.percent(detection), retries));
        output.show(new ReadyAnswer(source, sheet, json), "row");
    }

    private double retries() {
        if (retries.equals("unlimited")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            return Integer.parseInt(retries);
        } catch (NumberFormatException _) {
            throw new UserError("--retries: found \"%s\", expected a whole number or unlimited".formatted(retries));
        }
    }

    private Chain chain(double noticed, double again) {
        if (!Chain.isPossible(error, noticed, again)) {
            throw new UserError(
                    ("found error %s, detection %s, retries %s, expected --error above 0 and below 1, --detection from 0 to 1,"
                                    + " --retries of at least 0")
                            .formatted(error, noticed, again));
        }
        return new Chain(error, noticed, again);
    }

    private static void chains(Sheet sheet, ObjectNode json) {
        var table = TextTable.of("nines", "reliability per step", "steps at 50%", "steps at 80%", "steps at 99%");
        var array = json.putArray("nines");
        for (int n = 1; n <= MOST_NINES; n++) {
            var chain = Chain.of(Math.pow(10, -n));
            table.row(
                    n,
                    Format.share(1 - Math.pow(10, -n), n + 1),
                    Format.scale(chain.horizon(0.5)),
                    Format.scale(chain.horizon(0.8)),
                    Format.scale(chain.horizon(0.99)));
            var of = array.addObject().put("nines", n);
            LawsJson.put(of, "steps_at_50", chain.horizon(0.5));
            LawsJson.put(of, "steps_at_80", chain.horizon(0.8));
            LawsJson.put(of, "steps_at_99", chain.horizon(0.99));
        }
        sheet.table("how long a chain is done with which chance: each nine is ten times", table);
    }

    private void correction(Sheet sheet, ObjectNode json, Chain unchecked, Chain checked) {
        var table = TextTable.of(
                "a step",
                "reliability",
                "nines",
                "steps at 50%",
                "all of %s right".formatted(Format.trim(Format.number(steps))));
        for (var of : List.of(unchecked, checked)) {
            table.row(
                    of == unchecked
                            ? "unchecked"
                            : "errors noticed at %s, %s retries".formatted(Shown.percent(detection), retries),
                    Format.share(of.reliability(), 7),
                    Format.number(Chain.nines(of.reliability())),
                    Format.scale(of.horizon(0.5)),
                    Format.percent(of.success(steps)));
        }
        sheet.table(
                "self-correction makes the chain %s times longer, with unlimited retries %s times; %s steps at 50%% unchecked need %s nines each"
                        .formatted(
                                Format.number(checked.lengthened()),
                                Format.number(new Chain(error, detection, Double.POSITIVE_INFINITY).lengthened()),
                                Format.trim(Format.number(steps)),
                                Format.number(Chain.nines(Chain.needed(steps, 0.5)))),
                table);
        var of = json.putObject("self_correction");
        LawsJson.put(of, "error", error);
        LawsJson.put(of, "detection", detection);
        if (Double.isInfinite(retries())) {
            of.put("retries", retries);
        } else {
            of.put("retries", (long) retries());
        }
        LawsJson.put(of, "reliability", checked.reliability());
        LawsJson.put(of, "lengthened", checked.lengthened());
        LawsJson.put(of, "steps", steps);
        LawsJson.put(of, "success", checked.success(steps));
        LawsJson.put(of, "success_unchecked", unchecked.success(steps));
    }

    private static void models(Sheet sheet, ObjectNode json) {
        var table = TextTable.of("error model", "shape", "p50 / p80", "p50 / p99");
        var array = json.putArray("error_models");
        for (var hazard : Hazard.values()) {
            for (double ratio :
                    hazard.isShaped() ? new double[] {4, 6, 8} : new double[] {Hazard.CONSTANT.halfToEighty(0)}) {
                double shape = hazard.shape(ratio);
                table.row(
                        hazard.words(),
                        hazard.isShaped() ? Format.number(shape) : null,
                        Format.number(ratio),
                        Format.scale(1 / hazard.ratio(0.99, shape)));
                var of = array.addObject().put("model", hazard.words());
                LawsJson.put(of, "shape", shape);
                LawsJson.put(of, "p50_over_p80", ratio);
                LawsJson.put(of, "p50_over_p99", 1 / hazard.ratio(0.99, shape));
            }
        }
        sheet.table("what ratios of horizons mean: 3.106 for one hazard, more for a spread of hazards", table);
    }

    private void table(Table table, Sheet sheet, ObjectNode json) {
        if (HorizonTable.is(table)) {
            ratios(HorizonTable.read(table, null, null), table, sheet, json);
        } else if (RawRunsReader.isRuns(table)) {
            fits(table, sheet, json);
        } else {
            throw new UserError(
                    "%s: found neither runs (alias, task_id, human_minutes, score_binarized) nor horizons (p50_minutes, p80_minutes), expected one of them"
                            .formatted(table.source()));
        }
    }

    private static void ratios(HorizonTable read, Table table, Sheet sheet, ObjectNode json) {
        if (!read.rates().contains(0.5) || !read.rates().contains(0.8)) {
            throw new UserError("%s: found horizons at %s only, expected p50_minutes and p80_minutes"
                    .formatted(
                            table.source(),
                            read.rates().stream().map(HorizonSheet::rate).toList()));
        }
        int half = read.rates().indexOf(0.5);
        int eighty = read.rates().indexOf(0.8);
        var ratios = read.rows().stream()
                .mapToDouble(row -> row.minutes()[half] / row.minutes()[eighty])
                .sorted()
                .toArray();
        if (ratios.length == 0) {
            throw new UserError(
                    "%s: found no row with a date and both horizons, expected some".formatted(table.source()));
        }
        double one = Hazard.CONSTANT.halfToEighty(0);
        long above = DoubleStream.of(ratios).filter(r -> r > one).count();
        double median = middle(ratios);
        sheet.text("p50 / p80 of %s: median %s, from %s to %s; one hazard has %s; above it: %d"
                .formatted(
                        Format.of(ratios.length, "agent"),
                        Format.number(median),
                        Format.number(ratios[0]),
                        Format.number(ratios[ratios.length - 1]),
                        Format.digits(one, 4),
                        above));
        var shapes = TextTable.of("error model", "shape at the median", "p50 / p99");
        var node = json.putObject("p50_over_p80");
        node.put("rows", ratios.length).put("above_one_hazard", above);
        LawsJson.put(node, "median", median);
        LawsJson.put(node, "least", ratios[0]);
        LawsJson.put(node, "greatest", ratios[ratios.length - 1]);
        var models = json.putArray("error_models");
        for (var hazard : Hazard.values()) {
            double shape = hazard.shape(median);
            boolean fits = !hazard.isShaped() || !Double.isNaN(shape);
            shapes.row(
                    hazard.words(),
                    hazard.isShaped() ? Format.number(shape) : null,
                    fits ? Format.scale(1 / hazard.ratio(0.99, shape)) : null);
            var of = models.addObject().put("model", hazard.words());
            LawsJson.put(of, "shape", shape);
            LawsJson.put(of, "p50_over_p99", fits ? 1 / hazard.ratio(0.99, shape) : Double.NaN);
        }
        sheet.table(
                above > 0.9 * ratios.length
                        ? "one hazard does not hold: a spread of them, or one that falls, does"
                        : "the ratios do not tell one hazard from a spread",
                shapes);
    }

    private void fits(Table table, Sheet sheet, ObjectNode json) {
        var read = RawRunsReader.read(table, new RawRunsReader.Wanted(null, null, null, null, Map.of()));
        var agents = read.runs().agents().stream()
                .filter(agent -> agent.successes() >= 5 && agent.runs() - agent.successes() >= 5)
                .toList();
        if (agents.isEmpty() || read.runs().families() < 5) {
            throw new UserError(
                    "%s: found %d agents with 5 successes and 5 failures, and %d families of tasks, expected at least 1 and 5"
                            .formatted(
                                    table.source(), agents.size(), read.runs().families()));
        }
        var models = ErrorModels.of(new RawRuns(read.runs().tasks(), read.runs().families(), agents), seed.value());
        sheet.text(
                "%d agents with at least 5 successes and 5 failures, on %d families of tasks; each model is fitted without a fifth of the families and tried on it"
                        .formatted(agents.size(), read.runs().families()));
        var shown = TextTable.of(
                "error model", "loss on families left out [nats]", "best in", "shape", "p50 / p80", "p50 / p99");
        var array = json.putArray("error_models");
        for (var model : models.models()) {
            double shape = middle(model.fits().stream()
                    .mapToDouble(ErrorModels.Fitted::shape)
                    .sorted()
                    .toArray());
            shown.row(
                    model.hazard().words(),
                    Format.digits(model.loss(), 4),
                    Format.percent(model.share()),
                    model.hazard().isShaped() ? Format.number(shape) : null,
                    Format.number(model.hazard().halfToEighty(shape)),
                    Format.scale(1 / model.hazard().ratio(0.99, shape)));
            var of = array.addObject().put("model", model.hazard().words());
            LawsJson.put(of, "loss_nats", model.loss());
            LawsJson.put(of, "share_best", model.share());
            LawsJson.put(of, "median_shape", shape);
            LawsJson.put(of, "p50_over_p80", model.hazard().halfToEighty(shape));
            var fits = of.putArray("agents");
            for (var fit : model.fits()) {
                var agent = fits.addObject().put("agent", fit.agent());
                LawsJson.put(agent, "p50", fit.minutes());
                LawsJson.put(agent, "shape", fit.shape());
            }
        }
        var best = models.models().getFirst();
        var verdict = models.isDecided()
                ? "%s holds best, in %s of the resamples of families"
                        .formatted(best.hazard().words(), Format.percent(best.share()))
                : "not decided: %s is best in %s of the resamples of families"
                        .formatted(best.hazard().words(), Format.percent(best.share()));
        json.put("decided", models.isDecided()).put("verdict", verdict);
        sheet.table(verdict + "; shapes: medians of the agents", shown);
    }

    private static double middle(double[] sorted) {
        return loglog.forecast.Estimate.quantile(sorted, 0.5);
    }

    private Chart chart(Chain unchecked, Chain checked) {
        double longest = 10 * Math.max(unchecked.horizon(0.5), checked.horizon(0.5));
        var x = IntStream.range(0, 60)
                .mapToDouble(i -> Math.pow(longest, i / 59.0))
                .toArray();
        var chart = new Chart(
                "success of a chain",
                Axis.log("steps"),
                Axis.linear("success [%]").range(0, 100));
        var curves = new ArrayList<>(List.of(unchecked, checked));
        for (var of : curves) {
            chart = chart.line(
                    of == unchecked ? "unchecked" : "self-correcting",
                    x,
                    Arrays.stream(x).map(n -> 100 * of.success(n)).toArray());
        }
        return chart;
    }
}
