package loglog.app.forecast;

import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.app.UserError;
import loglog.forecast.TableCells;
import loglog.forecast.trends.TrendTable;
import loglog.forecast.trends.TrendTable.Row;
import loglog.lab.ledger.DatedForecast;
import loglog.lab.ledger.DatedForecast.Place;
import loglog.lab.ledger.DatedForecast.Rows;
import loglog.lab.ledger.DatedForecast.Score;
import loglog.tables.Table;
import loglog.tables.Where;

/** What a table says of the calendar's forecasts that are open. */
public final class Resolution {
    private Resolution() {}

    /**
     * The scores of those forecasts whose row has arrived.
     *
     * @param forecasts of the ledger
     * @throws UserError where the table has the metric of none of them
     */
    public static Map<String, Score> of(List<DatedForecast> forecasts, Table table) {
        var of = forecasts.stream()
                .filter(f -> TableCells.find(table, f.question().metric()) >= 0)
                .toList();
        if (of.isEmpty()) {
            throw new UserError("--resolve %s: found no column of what the ledger's forecasts are of, expected %s"
                    .formatted(
                            table.source(),
                            forecasts.isEmpty()
                                    ? "a forecast with a date: trend, horizon, ooms and takeoff write them with --ledger"
                                    : String.join(
                                            " or ",
                                            forecasts.stream()
                                                    .map(f -> f.question().metric())
                                                    .distinct()
                                                    .toList())));
        }
        var scores = new LinkedHashMap<String, Score>();
        for (var forecast : of) {
            if (forecast.score().isEmpty()) {
                score(forecast, table).ifPresent(score -> scores.put(forecast.id(), score));
            }
        }
        return scores;
    }

    private static Optional<Score> score(DatedForecast forecast, Table table) {
        var q = forecast.question();
        var rows = TrendTable.rows(
                table,
                new TrendTable.Wanted(
                        q.metric(),
                        q.dateColumn().orElse(null),
                        null,
                        null,
                        null,
                        TrendTable.Unit.ROWS,
                        null,
                        null,
                        q.where().stream().map(Where::parse).toList(),
                        TrendTable.Best.ALL,
                        null));
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        return q.at().isPresent()
                ? value(forecast, rows, q.at().get(), table)
                : date(forecast, rows, q.reach().orElseThrow(), table);
    }

    /** The first row on the date or after it; of a frontier the best up to the date, once there is a row after it. */
    private static Optional<Score> value(DatedForecast forecast, List<Row> rows, LocalDate at, Table table) {
        var after =
                rows.stream().filter(row -> !row.date().first().isBefore(at)).findFirst();
        if (after.isEmpty() || forecast.question().rows() == Rows.ALL) {
            return after.map(row -> score(new Place.Number(row.value()), row, false, table));
        }
        boolean higher = forecast.question().rows() == Rows.HIGHEST;
        return rows.stream()
                .filter(row -> !row.date().last().isAfter(at))
                .reduce((a, b) -> higher == b.value() > a.value() && b.value() != a.value() ? b : a)
                .map(row -> score(new Place.Number(row.value()), row, false, table));
    }

    /** The first row that reaches the value; where none has and the interval is over, the last row says that it held on. */
    private static Optional<Score> date(DatedForecast forecast, List<Row> rows, double reach, Table table) {
        boolean higher = forecast.question().rows() == Rows.HIGHEST;
        var first = rows.stream()
                .filter(row -> higher ? row.value() >= reach : row.value() <= reach)
                .findFirst();
        if (first.isPresent()) {
            var row = first.get();
            return Optional.of(score(new Place.Day(row.date().first()), row, false, table));
        }
        var last = rows.getLast();
        var known = new Place.Day(last.date().first());
        boolean over = forecast.estimate()
                .high()
                .map(high -> high.upTo(known) && !known.upTo(high))
                .orElse(false);
        return over ? Optional.of(score(known, last, true, table)) : Optional.empty();
    }

    private static Score score(Place result, Row row, boolean isLate, Table table) {
        return new Score(result, row.date().first(), row.name(), isLate, Instant.now(), table.named());
    }
}
