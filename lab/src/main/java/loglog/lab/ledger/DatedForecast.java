package loglog.lab.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A dated forecast in the ledger: what a quantity will be at a date, or when it will reach a value; and its score once a table
 * has the row.
 *
 * @param id of the entry: the first letters of its digest
 * @param made when it was written
 * @param question what was asked
 * @param estimate what was answered
 * @param level of the interval, for example 0.9
 * @param law what it was made by, in words
 * @param rows how many rows it was made from, or entries or inputs
 * @param lastRow the date of the last of them; empty where they have none
 * @param dataDigest of them
 * @param score what came; empty until then
 */
public record DatedForecast(
        String id,
        Instant made,
        Question question,
        Answer estimate,
        double level,
        String law,
        int rows,
        Optional<LocalDate> lastRow,
        String dataDigest,
        Optional<Score> score) {
    /** Which rows of a table count. */
    public enum Rows {
        ALL,
        /** Those higher than all before them. */
        HIGHEST,
        /** Those lower than all before them. */
        LOWEST
    }

    /**
     * What is asked of a table.
     *
     * @param source the table, without its folder, or the scenario or model
     * @param metric the quantity, and the column of the table that will tell
     * @param dateColumn its column of dates; empty for one of the usual names
     * @param where conditions on its rows
     * @param rows which of them count
     * @param at the date whose value is asked; empty where a date is asked
     * @param reach the value whose date is asked; empty where a value is asked
     */
    public record Question(
            String source,
            String metric,
            Optional<String> dateColumn,
            List<String> where,
            Rows rows,
            Optional<LocalDate> at,
            Optional<Double> reach) {
        public Question {
            where = List.copyOf(where);
            if (at.isPresent() == reach.isPresent()) {
                throw new IllegalArgumentException("expected a date or a value");
            }
        }

        /** "flops on 2026-06-01" or "the day on which flops reaches 1e27". */
        public String words() {
            var of = metric + (rows == Rows.ALL ? "" : ", best so far,");
            return at.map(date -> "%s on %s".formatted(of, date))
                    .orElseGet(() -> "%s reaches %s"
                            .formatted(of, reach.orElseThrow().toString().replaceAll("\\.0(?=E|$)", "")));
        }
    }

    /** A value with its interval, or a date with its: either all numbers or all dates; an end that is never reached is empty. */
    public record Answer(Optional<Place> value, Optional<Place> low, Optional<Place> high) {}

    /** A number, or a day. */
    public sealed interface Place {
        record Number(double value) implements Place {}

        record Day(LocalDate date) implements Place {}

        /** Whether it comes before another of its kind or with it. */
        default boolean upTo(Place other) {
            return switch (this) {
                case Number(double value) -> other instanceof Number(double than) && value <= than;
                case Day(var date) -> other instanceof Day(var than) && !date.isAfter(than);
            };
        }
    }

    /**
     * What came.
     *
     * @param result the row's value, or its date
     * @param on the row's date
     * @param row its name
     * @param isLate whether the value had not been reached by that date, which is past the interval
     */
    public record Score(Place result, LocalDate on, String row, boolean isLate, Instant scored, String source) {}

    /** Whether the forecast was written before what it is about: a date asked has to lie ahead, and so has the day that was found. */
    public boolean inTime() {
        var day = made.atZone(java.time.ZoneOffset.UTC).toLocalDate();
        var about = question.at().or(() -> score.map(Score::on)).orElse(LocalDate.MAX);
        return day.isBefore(about);
    }

    /** Whether the result lies in the interval; empty before there is one. */
    public Optional<Boolean> inside() {
        return score.map(s -> !s.isLate()
                && estimate.low().map(low -> low.upTo(s.result())).orElse(false)
                && estimate.high().map(high -> s.result().upTo(high)).orElse(true));
    }

    DatedForecast with(Score found) {
        return new DatedForecast(
                id, made, question, estimate, level, law, rows, lastRow, dataDigest, Optional.of(found));
    }
}
