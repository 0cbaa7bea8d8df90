package loglog.app.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.app.answers.LawsJson;
import loglog.lab.ledger.DatedForecast;
import loglog.lab.ledger.DatedForecast.Place;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The calendar's forecasts as {@code ledger} shows them. */
public final class DatedLedger {
    private DatedLedger() {}

    /** Adds their table and how many intervals held. */
    public static void show(Sheet sheet, List<DatedForecast> forecasts) {
        if (forecasts.isEmpty()) {
            return;
        }
        var table = TextTable.of("forecast", "made", "what", "of", "predicted", "interval", "came", "on", "verdict");
        for (var f : forecasts) {
            table.row(
                    f.id(),
                    f.made().toString().substring(0, 10),
                    f.question().words(),
                    f.question().source(),
                    LedgerOptions.words(f.estimate().value()),
                    "%s to %s"
                            .formatted(
                                    LedgerOptions.words(f.estimate().low()),
                                    LedgerOptions.words(f.estimate().high())),
                    f.score()
                            .map(s -> s.isLate() ? "not by " + s.on() : LedgerOptions.words(Optional.of(s.result())))
                            .orElse(""),
                    f.score().map(s -> s.on().toString()).orElse(""),
                    verdict(f));
        }
        sheet.table(
                "of the calendar; ./loglog ledger --resolve TABLE scores those whose row has come",
                table.sparing("made", "on", "of"));
        sheet.text(calibration(forecasts));
    }

    private static String verdict(DatedForecast f) {
        return f.score().isEmpty()
                ? "open"
                : f.inTime() ? f.inside().orElseThrow() ? "inside" : "outside" : "made too late";
    }

    private static String calibration(List<DatedForecast> forecasts) {
        var sentences = new ArrayList<String>();
        for (double level : forecasts.stream()
                .mapToDouble(DatedForecast::level)
                .distinct()
                .sorted()
                .toArray()) {
            var counted = forecasts.stream()
                    .filter(f -> f.level() == level && f.score().isPresent() && f.inTime())
                    .toList();
            long held = counted.stream().filter(f -> f.inside().orElseThrow()).count();
            sentences.add(
                    counted.isEmpty()
                            ? "no %s interval has been tested yet".formatted(Shown.percent(level))
                            : "%d of %d intervals at %s held".formatted(held, counted.size(), Shown.percent(level)));
        }
        return String.join("; ", sentences);
    }

    /** The same for programs. */
    public static ArrayNode json(List<DatedForecast> forecasts) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var f : forecasts) {
            var q = f.question();
            var of = array.addObject()
                    .put("id", f.id())
                    .put("made", f.made().toString())
                    .put("source", q.source());
            of.put("metric", q.metric()).put("of", q.rows().name().toLowerCase(java.util.Locale.ROOT));
            of.set("where", LawsJson.of(q.where()));
            q.at().ifPresent(at -> of.put("at", at.toString()));
            q.reach().ifPresent(reach -> of.put("reach", reach));
            put(of, "value", f.estimate().value());
            put(of, "low", f.estimate().low());
            put(of, "high", f.estimate().high());
            of.put("level", f.level()).put("law", f.law()).put("rows", f.rows()).put("data_digest", f.dataDigest());
            of.put("in_time", f.inTime());
            f.score().ifPresent(s -> {
                put(of, "result", Optional.of(s.result()));
                of.put("late", s.isLate()).put("on", s.on().toString()).put("row", s.row());
                of.put("inside", f.inside().orElseThrow());
            });
        }
        return array;
    }

    private static void put(ObjectNode json, String key, Optional<Place> place) {
        switch (place.orElse(null)) {
            case null -> json.putNull(key);
            case Place.Number(double value) -> json.put(key, value);
            case Place.Day(var date) -> json.put(key, date.toString());
        }
    }
}
