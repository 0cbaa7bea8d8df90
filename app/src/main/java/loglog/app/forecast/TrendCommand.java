package loglog.app.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.Dates;
import loglog.forecast.Period;
import loglog.forecast.trends.Bend;
import loglog.forecast.trends.Form;
import loglog.forecast.trends.PastForecast;
import loglog.forecast.trends.Trend;
import loglog.forecast.trends.TrendRanking;
import loglog.forecast.trends.TrendTable;
import loglog.laws.Fitted;
import loglog.tables.Numbers;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog trend}: growth of a dated quantity, what law it follows, when it reaches what, and what past forecasts were worth. */
@Command(
        name = "trend",
        description =
                "Growth of a dated quantity: orders of magnitude a year and doubling time with intervals, which law it"
                        + " follows, when a value is reached, what forecasts from past dates would have been worth.")
public final class TrendCommand implements Runnable {
    private static final int MOST_GROUPS = 40;
    private static final int MOST_BACKTESTS = 50;
    private static final int RANKING_RESAMPLES = 200;

    /** Powers of ten ahead that are asked for where nothing is. */
    private static final int USUAL_POWERS = 3;

    enum UnitName {
        rows,
        models,
        organizations
    }

    enum Better {
        higher,
        lower
    }

    @Mixin
    DatedOptions dated = new DatedOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    LedgerOptions ledger = new LedgerOptions();

    @Option(
            names = "--metric",
            paramLabel = "COLUMN",
            required = true,
            description = "column of the quantity, whose cells are positive numbers: flops, p50_minutes, price")
    String metric;

    @Option(
            names = "--better",
            paramLabel = "WHICH",
            description =
                    "which values --best-so-far takes for better: ${COMPLETION-CANDIDATES} (default: as the trend goes)")
    Better better;

    @Option(
            names = "--group",
            paramLabel = "COLUMN",
            description = "also a trend for each value of this column (default: none)")
    String group;

    @Option(
            names = "--resample",
            paramLabel = "UNIT",
            description = "what a resample draws: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    UnitName unit = UnitName.rows;

    @Option(
            names = "--model",
            paramLabel = "COLUMN",
            description = "column of models' names (default: recognized by its name)")
    String model;

    @Option(
            names = "--organization",
            paramLabel = "COLUMN",
            description = "column of organizations (default: recognized by its name)")
    String organization;

    @Option(
            names = "--law",
            paramLabel = "LAW",
            description = "the law of growth: exponential, power-law, hyperbolic, two-slopes, or average, by which each"
                    + " resample has the law that forecast best in it (default: ${DEFAULT-VALUE})")
    String law = Form.EXPONENTIAL.words();

    @Option(
            names = "--reach",
            split = ",",
            paramLabel = "VALUE",
            description = "values whose dates are wanted: 1e27,1e28 (default: the next powers of ten)")
    List<String> reach;

    @Option(
            names = "--at",
            split = ",",
            paramLabel = "DATE",
            description = "dates whose values are wanted (default: one, two and five years after the last row)")
    List<String> at;

    @Option(
            names = "--backtest",
            paramLabel = "DATES",
            split = ",",
            description =
                    "past dates from which to forecast (default: five, a year apart where the rows go back far enough)")
    List<String> backtest;

    @Override
    public void run() {
        dated.check();
        var form = form();
        var table = TrendTable.of(dated.table(), wanted());
        var rows = table.selection().rows();
        if (rows.size() < Trend.LEAST_ROWS || rows.dates() < 3) {
            throw new UserError("%s: found %s with a date and %s on %s, expected at least %d on 3; %s"
                    .formatted(
                            table.table().source(),
                            Format.of(rows.size(), "row"),
                            table.metric(),
                            Format.of(rows.dates(), "date"),
                            Trend.LEAST_ROWS,
                            "widen --since, --until or --where"));
        }
        var answer = answer(table, form);
        var written = ledger.write(answer, dated.where, Optional.ofNullable(dated.date));
        output.show(
                new ReadyAnswer(answer.origin(), TrendSheet.of(answer, written), TrendJson.of(answer, written)), "row");
    }

    /** Null for the average of all. */
    private Form form() {
        if (law.equals("average")) {
            return null;
        }
        return Arrays.stream(Form.values())
                .filter(form -> form.words().equals(law))
                .findFirst()
                .orElseThrow(() -> new UserError(
                        "--law: found %s, expected exponential, power-law, hyperbolic, two-slopes or average"
                                .formatted(law)));
    }

    private TrendTable.Wanted wanted() {
        return new TrendTable.Wanted(
                metric,
                dated.date,
                dated.order(),
                model,
                organization,
                switch (unit) {
                    case rows -> TrendTable.Unit.ROWS;
                    case models -> TrendTable.Unit.MODELS;
                    case organizations -> TrendTable.Unit.ORGANIZATIONS;
                },
                dated.since(),
                dated.until(),
                dated.where(),
                dated.bestSoFar ? TrendTable.Best.SO_FAR : TrendTable.Best.ALL,
                better == null ? null : better == Better.higher);
    }

    private TrendAnswer answer(TrendTable table, Form form) {
        var selection = table.selection();
        var rows = selection.rows();
        var groups = groups(table, form == null ? Form.EXPONENTIAL : form);
        var past = past(rows.first(), table);
        var asked = reach == null ? null : asked();
        var at = places(rows.last());
        var laws = new LinkedHashMap<Form, Trend>();
        for (var each : Form.values()) {
            switch (Trend.of(
                    selection, each, dated.intervals.level(), dated.intervals.resamples(), dated.intervals.seed())) {
                case Fitted.Found(var trend) -> laws.put(each, trend);
                case Fitted.None(var why)
                when each == form || each == Form.EXPONENTIAL ->
                    throw new UserError("%s: %s".formatted(table.table().source(), why));
                case Fitted.None<Trend> _ -> {} // the table of laws leaves it out
            }
        }
        var exponential = laws.get(Form.EXPONENTIAL);
        var ranking = TrendRanking.of(
                exponential,
                selection,
                Math.min(RANKING_RESAMPLES, dated.intervals.resamples()),
                dated.intervals.seed());
        if (form == null && ranking == null) {
            throw new UserError("--law average: found %s on %s, too few to hide any, expected another law"
                    .formatted(Format.of(rows.size(), "row"), Format.of(rows.dates(), "date")));
        }
        var trend = form == null ? ranking.average() : laws.get(form);
        var tested = form == null ? Form.EXPONENTIAL : form;
        return new TrendAnswer(
                table,
                table.table().named(),
                form == null ? "average" : form.words(),
                trend,
                laws,
                ranking,
                Bend.of(rows, dated.intervals.level()),
                PastForecast.of(
                        selection,
                        tested,
                        past,
                        dated.intervals.level(),
                        dated.intervals.resamples(),
                        dated.intervals.seed()),
                asked == null ? ahead(trend) : asked,
                at,
                groups,
                unit.name(),
                dated.intervals.resamples());
    }

    private double[] past(double first, TrendTable table) {
        if (backtest == null) {
            return PastForecast.dates(table.selection().rows(), 5);
        }
        if (backtest.size() > MOST_BACKTESTS) {
            throw new UserError(
                    "--backtest: found %d dates, expected at most %d".formatted(backtest.size(), MOST_BACKTESTS));
        }
        return backtest.stream()
                .mapToDouble(text -> {
                    double year = Dates.years(dated.date("--backtest", text).last());
                    if (year <= first) {
                        throw new UserError("--backtest %s: found no row up to then, expected some; the first is of %s"
                                .formatted(text, Dates.text(first)));
                    }
                    return year;
                })
                .toArray();
    }

    /** The values to reach, as they were written. */
    private Map<String, Double> asked() {
        var values = new LinkedHashMap<String, Double>();
        for (var text : reach) {
            double value = Numbers.parse(text).orElse(Double.NaN);
            if (!(value > 0)) {
                throw new UserError("--reach: found \"%s\", expected a positive number such as 1e27".formatted(text));
            }
            values.put(text.strip(), value);
        }
        return values;
    }

    /** The next powers of ten in the direction of the trend. */
    private static Map<String, Double> ahead(Trend trend) {
        var values = new LinkedHashMap<String, Double>();
        boolean grows = trend.curve().growth(trend.rows().last()) > 0;
        var logs = Arrays.stream(trend.rows().logs());
        int from = (int)
                (grows
                        ? Math.floor(logs.max().orElseThrow() + 1e-9)
                        : Math.ceil(logs.min().orElseThrow() - 1e-9));
        for (int k = 1; k <= USUAL_POWERS; k++) {
            int power = grows ? from + k : from - k;
            values.put("1e" + power, Double.parseDouble("1e" + power));
        }
        return values;
    }

    /** The dates whose values are wanted, on the axis of years. */
    private double[] places(double last) {
        if (at != null) {
            return at.stream()
                    .map(text -> dated.date("--at", text))
                    .mapToDouble(Period::years)
                    .toArray();
        }
        return IntStream.of(1, 2, 5).mapToDouble(years -> last + years).toArray();
    }

    private List<TrendAnswer.Group> groups(TrendTable table, Form form) {
        if (group == null) {
            return List.of();
        }
        var parts = table.by(group);
        if (parts.size() > MOST_GROUPS) {
            throw new UserError("--group %s: found %d different values, expected at most %d"
                    .formatted(group, parts.size(), MOST_GROUPS));
        }
        var groups = new ArrayList<TrendAnswer.Group>();
        parts.forEach((value, part) -> {
            var of = Trend.of(
                    part.selection(),
                    form,
                    dated.intervals.level(),
                    dated.intervals.resamples(),
                    dated.intervals.seed());
            // Too few rows: the table says so.
            groups.add(new TrendAnswer.Group(
                    group, value, part.rows().size(), of.value().orElse(null)));
        });
        return groups;
    }
}
