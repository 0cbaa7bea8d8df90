package loglog.app.forecast;

import loglog.app.answers.LawsJson;
import loglog.forecast.facts.Citation;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Entries with where they are from: no figure without its source. */
final class SourcesTable {
    private final TextTable table = TextTable.of("entry", "figure", "standing", "dated", "source");
    private final ArrayNode json = LawsJson.object().putArray("entries");

    /** Adds an entry; its JSON may be added to. */
    ObjectNode add(String name, String figure, Citation source) {
        var address = source.url().isEmpty() ? "" : ", " + source.url();
        table.row(name, figure, source.standing().word(), source.date(), source.text() + address);
        var node = json.addObject();
        node.put("name", name);
        node.put("figure", figure);
        node.put("standing", source.standing().word());
        node.put("dated", source.date());
        node.put("source", source.text());
        node.put("url", source.url());
        return node;
    }

    TextTable table() {
        return table;
    }

    ArrayNode json() {
        return json;
    }
}
