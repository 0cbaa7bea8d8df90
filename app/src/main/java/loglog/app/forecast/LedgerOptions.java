package loglog.app.forecast;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.takeoff.TakeoffForecast;
import loglog.forecast.trends.Selection;
import loglog.forecast.trends.Trend;
import loglog.lab.ledger.DatedForecast;
import loglog.lab.ledger.DatedForecast.Answer;
import loglog.lab.ledger.DatedForecast.Place;
import loglog.lab.ledger.DatedForecast.Question;
import loglog.lab.ledger.DatedForecast.Rows;
import loglog.lab.ledger.Ledger;
import loglog.runs.Digests;
import picocli.CommandLine.Option;

/** Whether forecasts go into the ledger. */
final class LedgerOptions implements BeforeWork {
    @Option(
            names = "--ledger",
            description = "write the forecasts into the ledger, where ledger --resolve TABLE scores them")
    boolean ledger;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where the ledger is (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Override
    public void check() {
        if (ledger) {
            OutputPath.folders("--runs", runs);
        }
    }

    /** The values at the dates asked for and, of a frontier, the dates of the values. */
    List<String> write(TrendAnswer answer, List<String> where, Optional<String> dateColumn) {
        if (!ledger) {
            return List.of();
        }
        var trend = answer.trend();
        var rows = rows(answer.table().selection());
        var forecasts = new ArrayList<DatedForecast>();
        for (double year : answer.at()) {
            forecasts.add(forecast(
                    new Question(
                            answer.source(),
                            answer.table().metric(),
                            dateColumn,
                            where,
                            rows,
                            Optional.of(Dates.date(year)),
                            Optional.empty()),
                    numbers(trend.newRow(year)),
                    trend,
                    answer.law()));
        }
        if (rows != Rows.ALL) { // of all rows some reach it long before the trend does
            answer.reach()
                    .values()
                    .forEach(value -> forecasts.add(forecast(
                            new Question(
                                    answer.source(),
                                    answer.table().metric(),
                                    dateColumn,
                                    where,
                                    rows,
                                    Optional.empty(),
                                    Optional.of(value)),
                            days(trend.firstRow(value)),
                            trend,
                            answer.law())));
        }
        return written(forecasts);
    }

    /** The horizons at the dates asked for, of a table that has them in minutes. */
    List<String> write(HorizonAnswer answer) {
        if (!ledger) {
            return List.of();
        }
        var forecasts = new ArrayList<DatedForecast>();
        for (int k = 0; k < answer.rates().size(); k++) {
            var trend = answer.trends().get(k);
            if (trend == null || answer.isExtrapolated().get(k)) {
                continue;
            }
            var metric = "p%s_minutes"
                    .formatted(HorizonSheet.rate(answer.rates().get(k)).replace("%", ""));
            for (double year : answer.at()) {
                forecasts.add(forecast(
                        new Question(
                                answer.source(),
                                metric,
                                Optional.empty(),
                                List.of(),
                                answer.isBest() ? Rows.HIGHEST : Rows.ALL,
                                Optional.of(Dates.date(year)),
                                Optional.empty()),
                        numbers(trend.newRow(year)),
                        trend,
                        "exponential"));
            }
        }
        return written(forecasts);
    }

    /**
     * The date of the second jump, and at those of the dates that lie ahead effective compute and the FLOP of the largest run.
     *
     * @param source of the scenario
     * @param dates in decimal years
     */
    List<String> write(Projection projection, String source, List<Double> dates) {
        if (!ledger) {
            return List.of();
        }
        if (Shown.isExact(projection.jump()) && Shown.isExact(projection.again())) {
            throw noInterval("a scenario in which nothing is uncertain", "one with intervals");
        }
        var scenario = projection.scenario();
        var from = scenario.from().name();
        var made = new Made(
                projection.level(),
                "scenario " + scenario.name(),
                scenario.entries().size(),
                Optional.of(Dates.date(scenario.models().getLast().date())),
                Digests.of("%s %s %s %s".formatted(from, scenario.to().name(), scenario.until(), scenario.entries())));
        var forecasts = new ArrayList<DatedForecast>();
        forecasts.add(made.forecast(
                milestone(source, "%s to %s again".formatted(from, scenario.to().name())), days(projection.again())));
        var today = LocalDate.now(ZoneOffset.UTC);
        for (double year : dates) {
            if (Dates.date(year).isAfter(today)) {
                forecasts.add(made.forecast(
                        highest(source, "OOM since " + from, Dates.date(year)), numbers(projection.oom(year))));
                forecasts.add(
                        made.forecast(highest(source, "flops", Dates.date(year)), numbers(projection.flops(year))));
            }
        }
        return written(forecasts);
    }

    /**
     * The dates of the milestones.
     *
     * @param inputs how many the model has, and what they are, in words that tell one choice of them from another
     */
    List<String> write(TakeoffForecast forecast, int inputs, String words) {
        if (!ledger) {
            return List.of();
        }
        if (forecast.draws() == 0) {
            throw noInterval("a single run", "draws, such as those of --preset best_guess");
        }
        var made = new Made(
                forecast.level(), forecast.central(), inputs, Optional.empty(), Digests.of(words + forecast.until()));
        return written(forecast.outcomes().stream()
                .filter(outcome -> outcome.unit().equals("year"))
                .map(outcome -> made.forecast(
                        milestone("takeoff --model " + forecast.model(), outcome.key()), days(outcome.estimate())))
                .toList());
    }

    private static UserError noInterval(String found, String expected) {
        return new UserError(
                "--ledger: found %s, expected %s: what is scored is an interval".formatted(found, expected));
    }

    /** When a table's column of it, 0 until then, comes to 1. */
    private static Question milestone(String source, String what) {
        return new Question(
                source, what, Optional.empty(), List.of(), Rows.HIGHEST, Optional.empty(), Optional.of(1.0));
    }

    private static Question highest(String source, String what, LocalDate at) {
        return new Question(source, what, Optional.empty(), List.of(), Rows.HIGHEST, Optional.of(at), Optional.empty());
    }

    /** What forecasts of one answer have in common. */
    private record Made(double level, String law, int rows, Optional<LocalDate> lastRow, String digest) {
        DatedForecast forecast(Question question, Answer answer) {
            return new DatedForecast(
                    "", Instant.now(), question, answer, level, law, rows, lastRow, digest, Optional.empty());
        }
    }

    private List<String> written(List<DatedForecast> forecasts) {
        var entries = new Ledger(runs).writeDated(forecasts);
        return entries.stream()
                .map(entry -> "in the ledger as %s: %s, %s"
                        .formatted(entry.id(), entry.question().words(), words(entry)))
                .toList();
    }

    static String words(DatedForecast entry) {
        var of = entry.estimate();
        return "%s (%s to %s)".formatted(words(of.value()), words(of.low()), words(of.high()));
    }

    static String words(Optional<Place> place) {
        return switch (place.orElse(null)) {
            case null -> "never";
            case Place.Number(double value) -> loglog.words.Format.scale(value);
            case Place.Day(var date) -> date.toString();
        };
    }

    private static DatedForecast forecast(Question question, Answer answer, Trend trend, String law) {
        var rows = trend.rows();
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(rows.years()[i]).append(' ').append(rows.values()[i]).append('\n');
        }
        return new Made(
                        trend.level(),
                        law,
                        rows.size(),
                        Optional.of(Dates.date(rows.last())),
                        Digests.of(text.toString()))
                .forecast(question, answer);
    }

    private static Rows rows(Selection selection) {
        return switch (selection.best()) {
            case ALL -> Rows.ALL;
            case HIGHEST -> Rows.HIGHEST;
            case LOWEST -> Rows.LOWEST;
        };
    }

    private static Answer numbers(Estimate of) {
        return new Answer(number(of.value()), number(of.low()), number(of.high()));
    }

    private static Optional<Place> number(double value) {
        return Double.isFinite(value) ? Optional.of(new Place.Number(value)) : Optional.empty();
    }

    private static Answer days(Estimate years) {
        return new Answer(day(years.value()), day(years.low()), day(years.high()));
    }

    private static Optional<Place> day(double year) {
        return Dates.isOnCalendar(year) ? Optional.of(new Place.Day(Dates.date(year))) : Optional.empty();
    }
}
