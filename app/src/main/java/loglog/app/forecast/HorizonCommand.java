package loglog.app.forecast;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.Dates;
import loglog.forecast.Period;
import loglog.forecast.TableCells;
import loglog.forecast.horizons.AgentHorizon;
import loglog.forecast.horizons.HierarchicalBootstrap;
import loglog.forecast.horizons.HorizonTable;
import loglog.forecast.horizons.HorizonTrend;
import loglog.forecast.horizons.RawRuns;
import loglog.forecast.horizons.RawRunsReader;
import loglog.forecast.horizons.SuccessCurve;
import loglog.forecast.trends.Bend;
import loglog.forecast.trends.DatedRows;
import loglog.forecast.trends.Selection;
import loglog.forecast.trends.Trend;
import loglog.laws.Fitted;
import loglog.tables.Table;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog horizon}: how long the tasks are that agents do, and when they do a day's, a week's, a month's, a year's work. */
@Command(
        name = "horizon",
        description = {
            "Time horizons: the length of the tasks that an agent does at a success rate, from raw runs (a row a run,"
                    + " with the columns of METR's runs.jsonl) or from a table of horizons (p50_minutes, p80_minutes).",
            "From them the doubling time, and dates for a day, a week, a month and a year of work."
        })
public final class HorizonCommand implements Runnable {
    private static final int MOST_RATES = 10;

    @Mixin
    DatedOptions dated = new DatedOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    LedgerOptions ledger = new LedgerOptions();

    @Option(
            names = "--success",
            split = ",",
            paramLabel = "PERCENT",
            description = "success rates; the first one's trend is the main one (default: 50,80,99)")
    List<String> success = List.of("50", "80", "99");

    @Option(
            names = "--weights",
            paramLabel = "RULE",
            description =
                    "of raw runs: family (1 / (runs of the task x root of the tasks in the family)), task, run, or"
                            + " a column (default: METR's column where there is one, else family)")
    String weights;

    @Option(
            names = "--regularization",
            paramLabel = "L",
            description = "L2 penalty of the curve's slope, 1/C of scikit-learn at weights of sum 1; METR had 0.1 until"
                    + " March 2026 (default: 0, none)")
    double penalty;

    enum ResampleName {
        families,
        hierarchical
    }

    @Option(
            names = "--resample",
            paramLabel = "UNIT",
            description =
                    "of raw runs: families, each with all its tasks and runs, or hierarchical, which also draws tasks"
                            + " and runs, as METR does, and is wider than it says (docs/horizons.md; default: ${DEFAULT-VALUE})")
    ResampleName resample = ResampleName.families;

    @Option(
            names = "--score",
            paramLabel = "COLUMN",
            description = "column of success, 0 to 1 (default: recognized by its name, score_binarized first)")
    String score;

    @Option(
            names = "--release-dates",
            paramLabel = "FILE",
            description = "a table of agents and dates, for raw runs without dates (default: none)")
    String releases;

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "DATE",
            description = "dates whose horizons are wanted (default: one, two and five years after the last agent)")
    List<String> at;

    @Override
    public void run() {
        dated.check();
        if (!(penalty >= 0) || Double.isInfinite(penalty)) {
            throw new UserError("--regularization: found %s, expected 0 or more".formatted(Format.trim("" + penalty)));
        }
        var rates = rates();
        var table = dated.table();
        HorizonAnswer answer;
        if (HorizonTable.is(table)) {
            answer = ofHorizons(table, rates);
        } else if (RawRunsReader.isRuns(table) || score != null) {
            answer = ofRuns(table, rates);
        } else {
            throw new UserError(
                    "%s: found neither runs (alias, task_id, human_minutes, score_binarized) nor horizons (p50_minutes), expected one of them; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        var written = ledger.write(answer);
        output.show(
                new ReadyAnswer(answer.origin(), HorizonSheet.of(answer, written), HorizonJson.of(answer, written)),
                "row");
    }

    private List<Double> rates() {
        if (success.size() > MOST_RATES) {
            throw new UserError("--success: found %d rates, expected at most %d".formatted(success.size(), MOST_RATES));
        }
        return success.stream()
                .map(text -> {
                    double rate;
                    try {
                        rate = Double.parseDouble(text.strip().replace("%", ""));
                    } catch (NumberFormatException _) {
                        rate = Double.NaN;
                    }
                    if (!(rate > 0 && rate < 100)) {
                        throw new UserError("--success: found \"%s\", expected percent between 0 and 100, such as 50,80"
                                .formatted(text));
                    }
                    return rate < 1 ? rate : rate / 100;
                })
                .toList();
    }

    private HorizonAnswer ofRuns(Table table, List<Double> rates) {
        refuseWhere();
        var read = RawRunsReader.read(
                table, new RawRunsReader.Wanted(score, weighting(), dated.date, dated.order(), releaseDates()));
        var runs = read.runs();
        var fitted = HierarchicalBootstrap.fit(runs, penalty);
        var draws = HierarchicalBootstrap.resample(
                runs, fitted, penalty, levels(), dated.intervals.resamples(), dated.intervals.seed());
        var agents = new ArrayList<AgentHorizon>();
        for (int a = 0; a < fitted.size(); a++) {
            agents.add(agent(runs, runs.agents().get(a), fitted.get(a), draws[a]));
        }
        var facts = new ArrayList<String>();
        facts.add("%s of %s on %s of %s, %s to %s minutes long"
                .formatted(
                        Format.of(agents.stream().mapToInt(AgentHorizon::runs).sum(), "run"),
                        Format.of(agents.size(), "agent"),
                        Format.of(runs.tasks().size(), "task"),
                        runs.families() == 1 ? "1 family" : runs.families() + " families",
                        Format.number(runs.tasks().stream()
                                .mapToDouble(RawRuns.Task::minutes)
                                .min()
                                .orElseThrow()),
                        Format.number(runs.tasks().stream()
                                .mapToDouble(RawRuns.Task::minutes)
                                .max()
                                .orElseThrow())));
        facts.add(
                resample == ResampleName.families
                        ? "intervals: families of tasks are drawn, each with all its tasks and runs"
                        : "intervals: families of tasks are drawn, in them tasks, of these runs (arXiv 2503.14499)");
        facts.add("weights: %s; %s"
                .formatted(
                        read.weights(),
                        penalty == 0 ? "no penalty" : "L2 penalty %s".formatted(Format.number(penalty))));
        if (read.people() > 0) {
            facts.add("left out: %s of people".formatted(Format.of(read.people(), "run")));
        }
        if (read.without() > 0) {
            facts.add("left out: %s without an agent, a task, a length or a score"
                    .formatted(Format.of(read.without(), "row")));
        }
        var warnings = new ArrayList<String>();
        var measured = agents.stream().filter(AgentHorizon::isMeasured).toList();
        var outside = agents.stream().filter(agent -> !agent.isMeasured()).toList();
        if (!outside.isEmpty()) {
            warnings.add("no horizon within the tasks' range, so not in the trend: "
                    + String.join(
                            "; ", outside.stream().map(HorizonCommand::why).toList()));
        }
        var undated =
                measured.stream().filter(agent -> Double.isNaN(agent.year())).toList();
        if (!undated.isEmpty()) {
            warnings.add("no release date, so not in the trend (--release-dates FILE gives them): "
                    + String.join(", ", undated.stream().map(AgentHorizon::name).toList()));
        }
        var inTrend = measured.stream()
                .filter(agent -> !Double.isNaN(agent.year()) && isWanted(agent.year()))
                .toList();
        var rows = HorizonTrend.agents(
                inTrend.stream().mapToDouble(AgentHorizon::year).toArray(),
                inTrend.stream()
                        .mapToDouble(agent -> agent.curve().horizon(0.5))
                        .toArray());
        var selection = selection(rows);
        var trends = new ArrayList<Trend>();
        for (double rate : rates) {
            add(
                    trends,
                    selection,
                    inTrend.stream()
                            .mapToDouble(agent -> agent.curve().log2Horizon(rate))
                            .toArray(),
                    inTrend.stream()
                            .map(agent -> Arrays.stream(agent.draws())
                                    .mapToDouble(curve -> curve.log2Horizon(rate))
                                    .toArray())
                            .toArray(double[][]::new),
                    warnings);
        }
        return answer(
                table,
                origin(
                        table,
                        read.columns(),
                        Map.of(
                                "of people",
                                read.people(),
                                "without an agent, a task, a length or a score",
                                read.without())),
                facts,
                agents,
                rates,
                trends,
                rates.stream().map(_ -> false).toList(),
                warnings);
    }

    private static String why(AgentHorizon agent) {
        return "%s (%d of %d runs succeed, %s)"
                .formatted(
                        agent.name(),
                        Math.round(agent.successes()),
                        agent.runs(),
                        switch (agent.curve().status()) {
                            case NO_SUCCESS, NO_FAILURE, RISES ->
                                agent.curve().status().words();
                            default -> agent.place(0.5).words();
                        });
    }

    private HorizonAnswer ofHorizons(Table table, List<Double> rates) {
        refuseWhere();
        var read = HorizonTable.read(table, dated.date, dated.order());
        var rows =
                read.rows().stream().filter(row -> isWanted(row.date().years())).toList();
        var warnings = new ArrayList<String>();
        if (read.without() > 0) {
            warnings.add("left out: %s without a date or a horizon".formatted(Format.of(read.without(), "row")));
        }
        var rank = HorizonTrend.agents(
                rows.stream().mapToDouble(row -> row.date().years()).toArray(),
                rows.stream()
                        .mapToDouble(row -> Math.pow(2, row.log2(first(read), read.rates())))
                        .toArray());
        var selection = selection(rank);
        var facts = new ArrayList<String>();
        if (dated.bestSoFar && read.marked()) {
            var marked = IntStream.range(0, rows.size())
                    .filter(i -> rows.get(i).best())
                    .toArray();
            var chosen = Arrays.stream(selection.rows().names())
                    .mapToInt(Integer::parseInt)
                    .sorted()
                    .toArray();
            var wanted = Arrays.stream(marked)
                    .filter(i -> rows.get(i).date().years() >= from())
                    .toArray();
            if (!Arrays.equals(
                    chosen, wanted)) { // the table knows better than the values, and resamples have its choice
                var names = Arrays.stream(marked).mapToObj(Integer::toString).toList();
                selection = new Selection(
                        rank.select(IntStream.range(0, rank.size())
                                .filter(i -> names.contains(rank.names()[i]))
                                .toArray()),
                        Selection.Best.ALL,
                        from());
            }
            facts.add("those that the column sota marks");
        }
        var trends = new ArrayList<Trend>();
        var beyond = new ArrayList<Boolean>();
        for (double rate : rates) {
            beyond.add(!read.rates().contains(rate));
            add(
                    trends,
                    selection,
                    rows.stream()
                            .mapToDouble(row -> row.log2(rate, read.rates()))
                            .toArray(),
                    null,
                    warnings);
        }
        facts.addFirst("%s of %d".formatted(Format.of(selection.rows().size(), "agent"), table.rows()));
        var left = new LinkedHashMap<String, Integer>();
        left.put("without a date or a horizon", read.without());
        left.put("of other dates", read.rows().size() - rows.size());
        return answer(table, origin(table, read.columns(), left), facts, List.of(), rates, trends, beyond, warnings);
    }

    /** The rate by which the best are told: one half where the table has it. */
    private static double first(HorizonTable read) {
        return read.rates().contains(0.5) ? 0.5 : read.rates().getFirst();
    }

    private void refuseWhere() {
        if (!dated.where.isEmpty()) {
            throw new UserError("--where: found with horizon, which does not read it, expected without");
        }
    }

    private boolean isWanted(double year) {
        return dated.until() == null || year <= Dates.years(dated.until().last());
    }

    private double from() {
        return dated.since() == null
                ? Double.NEGATIVE_INFINITY
                : Dates.years(dated.since().first());
    }

    private Selection selection(DatedRows rows) {
        return new Selection(rows, dated.bestSoFar ? Selection.Best.HIGHEST : Selection.Best.ALL, from());
    }

    private void add(List<Trend> trends, Selection selection, double[] log2, double[][] draws, List<String> warnings) {
        switch (HorizonTrend.of(
                selection, log2, draws, dated.intervals.level(), dated.intervals.resamples(), dated.intervals.seed())) {
            case Fitted.Found(var trend) -> trends.add(trend);
            case Fitted.None(var why) -> {
                trends.add(null);
                var sentence = "no trend: " + why;
                if (!warnings.contains(sentence)) {
                    warnings.add(sentence);
                }
            }
        }
    }

    private static AnswerSource origin(Table table, Map<String, String> columns, Map<String, Integer> left) {
        var reasons = new TreeMap<>(left);
        reasons.values().removeIf(count -> count == 0);
        int used = table.rows()
                - reasons.values().stream().mapToInt(Integer::intValue).sum();
        return new AnswerSource(table.files(), columns, table.rows(), used, reasons, List.of(), List.of());
    }

    private HorizonAnswer answer(
            Table table,
            AnswerSource origin,
            List<String> facts,
            List<AgentHorizon> agents,
            List<Double> rates,
            List<Trend> trends,
            List<Boolean> beyond,
            List<String> warnings) {
        var first = trends.getFirst();
        var bend = first == null ? null : Bend.of(first.rows(), dated.intervals.level());
        if (bend != null && bend.isRecentOther()) {
            warnings.addFirst(
                    "the growth has changed: the later half of the agents doubles in %s days, all in %s; dates from one exponential are not to be trusted"
                            .formatted(
                                    Shown.both(Trend.doublingDays(bend.recent())),
                                    Format.number(first.doublingDays().value())));
        }
        return new HorizonAnswer(
                table.named(),
                origin,
                facts,
                agents,
                rates,
                trends,
                beyond,
                bend,
                warnings,
                first == null ? new double[0] : places(first.rows().last()),
                dated.bestSoFar,
                dated.intervals.level(),
                dated.intervals.resamples());
    }

    private double[] places(double last) {
        return at == null
                ? IntStream.of(1, 2, 5).mapToDouble(years -> last + years).toArray()
                : at.stream()
                        .map(text -> dated.date("--at", text))
                        .mapToDouble(Period::years)
                        .toArray();
    }

    private AgentHorizon agent(RawRuns runs, RawRuns.Agent agent, SuccessCurve curve, SuccessCurve[] draws) {
        var minutes = agent.attempts().stream()
                .mapToDouble(of -> runs.tasks().get(of.task()).minutes())
                .summaryStatistics();
        return new AgentHorizon(
                agent.name(),
                agent.year(),
                agent.runs(),
                agent.successes(),
                minutes.getMin(),
                minutes.getMax(),
                curve,
                draws,
                resample == ResampleName.families
                        ? Trend.widened(dated.intervals.level(), runs.families())
                        : dated.intervals.level());
    }

    private HierarchicalBootstrap.Levels levels() {
        return resample == ResampleName.families
                ? HierarchicalBootstrap.Levels.FAMILIES
                : HierarchicalBootstrap.Levels.FAMILIES_TASKS_RUNS;
    }

    private RawRunsReader.Weights weighting() {
        if (weights == null) {
            return null;
        }
        return switch (weights) {
            case "family" -> RawRunsReader.Weights.Rule.FAMILY;
            case "task", "equal" -> RawRunsReader.Weights.Rule.TASK;
            case "run", "none" -> RawRunsReader.Weights.Rule.RUN;
            default -> new RawRunsReader.Weights.Column(weights);
        };
    }

    private Map<String, Period> releaseDates() {
        if (releases == null) {
            return Map.of();
        }
        var table = Tables.read(List.of(Path.of(releases).toString()));
        int name = TableCells.need(table, "an agent's name", null, "agent", "alias", "model", "name");
        int date = TableCells.need(table, "a date", null, "release_date", "released", "date");
        var dates = TableCells.dates(table, date, dated.order());
        var releases = new LinkedHashMap<String, Period>();
        for (int r = 0; r < table.rows(); r++) {
            if (table.text(r, name) != null && dates.get(r) != null) {
                releases.put(table.text(r, name), dates.get(r));
            }
        }
        return releases;
    }
}
