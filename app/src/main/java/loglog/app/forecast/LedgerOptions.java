package loglog.app.forecast;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
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
final class LedgerOptions {
    @Option(
            names = "--ledger",
            description = "write the forecasts into the ledger, where ledger --resolve TABLE scores them")
    boolean ledger;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where the ledger is (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

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
            case Place.Number(double value) -> loglog.pages.text.Format.scale(value);
            case Place.Day(var date) -> date.toString();
        };
    }

    private static DatedForecast forecast(Question question, Answer answer, Trend trend, String law) {
        var rows = trend.rows();
        var text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(rows.years()[i]).append(' ').append(rows.values()[i]).append('\n');
        }
        return new DatedForecast(
                "",
                Instant.now(),
                question,
                answer,
                trend.level(),
                law,
                rows.size(),
                Dates.date(rows.last()),
                Digests.of(text.toString()),
                Optional.empty());
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
