package loglog.lab.ledger;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import loglog.lab.ledger.DatedForecast.Answer;
import loglog.lab.ledger.DatedForecast.Place;
import loglog.lab.ledger.DatedForecast.Question;
import loglog.lab.ledger.DatedForecast.Rows;
import loglog.lab.ledger.DatedForecast.Score;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** Forecasts of the calendar as lines of the ledger: {@code dated} for a forecast, {@code resolution} for its score. */
final class DatedLines {
    static final String FORECAST = "dated";
    static final String SCORE = "resolution";

    private DatedLines() {}

    static ObjectNode of(DatedForecast forecast) {
        var q = forecast.question();
        var json = Json.MAPPER.createObjectNode().put("kind", FORECAST);
        json.put("made", forecast.made().toString()).put("source", q.source()).put("metric", q.metric());
        q.dateColumn().ifPresent(column -> json.put("date_column", column));
        var where = json.putArray("where");
        q.where().forEach(where::add);
        json.put("of", q.rows().name().toLowerCase(java.util.Locale.ROOT));
        q.at().ifPresent(date -> json.put("at", date.toString()));
        q.reach().ifPresent(value -> json.put("reach", value));
        put(json, "value", forecast.estimate().value());
        put(json, "low", forecast.estimate().low());
        put(json, "high", forecast.estimate().high());
        json.put("level", forecast.level()).put("law", forecast.law()).put("rows", forecast.rows());
        forecast.lastRow().ifPresent(date -> json.put("last_row", date.toString()));
        return json.put("data_digest", forecast.dataDigest());
    }

    static ObjectNode of(String forecast, Score score) {
        var json = Json.MAPPER.createObjectNode().put("kind", SCORE).put("forecast", forecast);
        put(json, "result", Optional.of(score.result()));
        json.put("on", score.on().toString()).put("row", score.row()).put("late", score.isLate());
        return json.put("scored", score.scored().toString()).put("source", score.source());
    }

    private static void put(ObjectNode json, String key, Optional<Place> place) {
        switch (place.orElse(null)) {
            case null -> json.putNull(key);
            case Place.Number(double value) -> json.put(key, value);
            case Place.Day(var date) -> json.put(key, date.toString());
        }
    }

    /** All of them in the order in which they were written, each with its score. */
    static List<DatedForecast> read(List<ObjectNode> lines, List<Fields> fields) {
        var scores = new LinkedHashMap<String, Score>();
        var forecasts = new ArrayList<DatedForecast>();
        for (int i = 0; i < lines.size(); i++) {
            var of = fields.get(i);
            switch (lines.get(i).path("kind").asString("")) {
                case FORECAST -> forecasts.add(forecast(lines.get(i), of));
                case SCORE -> scores.putIfAbsent(of.text("forecast"), score(lines.get(i), of));
                default -> {}
            }
        }
        return forecasts.stream()
                .map(forecast ->
                        scores.containsKey(forecast.id()) ? forecast.with(scores.get(forecast.id())) : forecast)
                .toList();
    }

    private static DatedForecast forecast(ObjectNode line, Fields of) {
        boolean asksValue = of.has("at");
        if (asksValue == of.has("reach")) {
            throw of.expected("at", "a date, or a value in reach");
        }
        var where = new ArrayList<String>();
        line.path("where").forEach(condition -> where.add(condition.asString("")));
        var question = new Question(
                of.text("source"),
                of.text("metric"),
                of.has("date_column") ? Optional.of(of.text("date_column")) : Optional.empty(),
                where,
                of.choice("of", Rows.class),
                asksValue ? Optional.of(day(of, "at")) : Optional.empty(),
                asksValue ? Optional.empty() : Optional.of(of.number("reach")));
        var answer = new Answer(
                place(line, of, "value", asksValue),
                place(line, of, "low", asksValue),
                place(line, of, "high", asksValue));
        var digest = of.text("digest");
        return new DatedForecast(
                digest.substring(0, Math.min(Ledger.ID_LENGTH, digest.length())),
                Ledger.instant(of, "made"),
                question,
                answer,
                of.number("level"),
                of.text("law"),
                of.integer("rows", 0),
                of.has("last_row") ? Optional.of(day(of, "last_row")) : Optional.empty(),
                of.text("data_digest"),
                Optional.empty());
    }

    private static Score score(ObjectNode line, Fields of) {
        boolean number = line.path("result").isNumber();
        return new Score(
                place(line, of, "result", number).orElseThrow(() -> of.expected("result", "a number or a date")),
                day(of, "on"),
                of.text("row"),
                of.flag("late"),
                Ledger.instant(of, "scored"),
                of.text("source"));
    }

    private static Optional<Place> place(ObjectNode line, Fields of, String key, boolean number) {
        if (line.path(key).isNull()) {
            return Optional.empty();
        }
        return Optional.of(number ? new Place.Number(of.number(key)) : new Place.Day(day(of, key)));
    }

    private static LocalDate day(Fields of, String key) {
        try {
            return LocalDate.parse(of.text(key));
        } catch (DateTimeParseException _) {
            throw of.expected(key, "a date such as 2026-03-14");
        }
    }
}
