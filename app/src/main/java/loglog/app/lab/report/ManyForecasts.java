package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.List;
import loglog.lab.ledger.Entry;
import loglog.pages.report.Page.Fact;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** Forecasts that are too many to be told one by one. */
final class ManyForecasts {
    /** So many are told one by one. */
    private static final int FEW = 8;

    private static final int NAMED = 3;

    private ManyForecasts() {}

    static boolean are(List<Entry> forecasts) {
        return forecasts.size() > FEW;
    }

    static List<Fact> facts(List<Entry> forecasts) {
        var scored = forecasts.stream().filter(e -> e.score().isPresent()).toList();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("forecasts", String.valueOf(forecasts.size()), "%d measured".formatted(scored.size())));
        if (!scored.isEmpty()) {
            long inside = scored.stream().filter(e -> e.inside().orElseThrow()).count();
            facts.add(new Fact(
                    "inside their intervals", "%d of %d".formatted(inside, scored.size()), "each for one new run"));
            // Errors that are no shares of what was measured have no mean across metrics.
            scored.stream()
                    .mapToDouble(e -> Math.abs(e.relativeError()))
                    .filter(Double::isFinite)
                    .average()
                    .ifPresent(mean -> facts.add(
                            new Fact("mean error", Format.percent(mean), "of those measured, whatever its sign")));
        }
        return facts;
    }

    static String sentence(List<Entry> forecasts) {
        return "From them %d forecasts were made and written into the ledger, the first on %s UTC and the last on %s UTC; they are in a table below."
                .formatted(forecasts.size(), minute(forecasts.getFirst()), minute(forecasts.getLast()));
    }

    static TextTable table(List<Entry> forecasts) {
        var table = TextTable.of("forecast", "run", "predicted", "interval", "measured", "error");
        for (var e : forecasts) {
            table.row(
                    e.id(),
                    e.run(),
                    Format.digits(e.value(), 4),
                    "%s to %s".formatted(Format.digits(e.low(), 4), Format.digits(e.high(), 4)),
                    e.score().map(s -> Format.digits(s.result(), 4)).orElse(""),
                    Measured.error(e));
        }
        return table;
    }

    /** When a forecast was made. */
    static String minute(Entry entry) {
        return entry.made().toString().substring(0, 16).replace('T', ' ');
    }

    /** The runs of some forecasts, by name where they are few. */
    static String runs(List<Entry> forecasts) {
        var names = forecasts.stream().limit(NAMED).map(Entry::run).toList();
        int more = forecasts.size() - names.size();
        return String.join(", ", names) + (more == 0 ? "" : " and %d more".formatted(more));
    }
}
