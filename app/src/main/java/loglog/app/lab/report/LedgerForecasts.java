package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ArrayNode;

/**
 * Forecasts in the ledger of what is measured beside a study, such as the best of many samples.
 *
 * @param entries in the ledger's order, with their scores as far as there are results
 */
record LedgerForecasts(List<Entry> entries) {
    /**
     * Those of a folder of runs.
     *
     * @param folder beside the ledger
     */
    static LedgerForecasts of(Path folder) {
        var absolute = folder.toAbsolutePath().normalize();
        return new LedgerForecasts(new Ledger(absolute.getParent())
                .measured().stream()
                        .filter(e -> e.study().equals(absolute.getFileName().toString()))
                        .toList());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The forecast, its interval, what was measured, and whether it was inside: as a table's last cells. */
    static List<Object> cells(Entry e) {
        return List.of(
                Format.digits(e.value(), 3),
                "%s to %s".formatted(Format.digits(e.low(), 3), Format.digits(e.high(), 3)),
                e.score().map(s -> Format.digits(s.result(), 3)).orElse("not yet"),
                e.inside().map(inside -> inside ? "inside" : "outside").orElse(""));
    }

    /**
     * Adds those of many samples to a report and its JSON.
     *
     * @param of whose samples, over the first column
     * @param samples over the second
     * @param caption what was forecast, for a sentence
     */
    void show(Sheet sheet, ArrayNode array, String of, String samples, String caption) {
        var table = TextTable.of(of, samples, "forecast", "90% interval", "measured", "verdict");
        for (var e : entries) {
            var row = new ArrayList<Object>();
            row.add(Path.of(e.run()).getFileName());
            row.add(Format.number(e.scales().getOrDefault("samples", Double.NaN)));
            row.addAll(cells(e));
            table.row(row.toArray());
            var node = array.addObject().put("run", e.run()).put("value", e.value());
            node.put("low", e.low()).put("high", e.high()).put("in_time", e.inTime());
            e.score()
                    .ifPresent(s -> node.put("result", s.result())
                            .put("inside", e.inside().orElseThrow()));
        }
        long scored = entries.stream().filter(e -> e.score().isPresent()).count();
        long held = entries.stream().filter(e -> e.inside().orElse(false)).count();
        sheet.table("%s, in the ledger; %d of %d intervals held:".formatted(caption, held, scored), table);
    }
}
