package loglog.pages.sheet;

import loglog.pages.report.FigureFiles;
import loglog.pages.report.Look;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A {@link Sheet} as JSON, for a page that shows it: its blocks in their order, texts as texts, figures as SVG. */
public final class SheetJson {
    private SheetJson() {}

    /**
     * Writes a sheet.
     *
     * @param rebuiltBy the command that makes it again, without a path of this machine
     * @throws loglog.pages.report.ReportException where a figure cannot be drawn
     */
    public static ObjectNode of(Sheet sheet, String rebuiltBy) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("title", sheet.title())
                .put("command", rebuiltBy);
        var blocks = json.putArray("blocks");
        for (var block : sheet.blocks()) {
            put(block, rebuiltBy, blocks);
        }
        return json;
    }

    private static void put(SheetBlock block, String rebuiltBy, ArrayNode blocks) {
        var node = blocks.addObject();
        switch (block) {
            case SheetBlock.Heading(String text) -> node.put("kind", "heading").put("text", text);
            case SheetBlock.Paragraph(String text) -> node.put("kind", "text").put("text", text);
            case SheetBlock.Warning(String text) -> node.put("kind", "warning").put("text", text);
            case SheetBlock.Table(String caption, TextTable table) -> table(node, "table", caption, table);
            case SheetBlock.Folded(String summary, TextTable table) -> table(node, "folded", summary, table);
            case SheetBlock.Equation(String plain, String latex) ->
                node.put("kind", "equation").put("text", plain).put("latex", latex);
            case SheetBlock.Facts(var facts) -> {
                var list = node.put("kind", "facts").putArray("facts");
                facts.forEach(f -> list.addObject()
                        .put("label", f.label())
                        .put("value", f.value())
                        .put("note", f.note()));
            }
            case SheetBlock.Marked(var marks, var legend) -> {
                var list = node.put("kind", "marked").putArray("marks");
                marks.forEach(m -> list.addObject()
                        .put("text", m.text())
                        .put("level", m.level())
                        .put("note", m.note()));
                legend.forEach(node.putArray("legend")::add);
            }
            case SheetBlock.Figure(var chart, var caption, boolean _) ->
                node.put("kind", "figure")
                        .put("title", chart.title())
                        .put("caption", caption.text())
                        .put("svg", FigureFiles.svg(chart, caption, Look.USUAL, rebuiltBy))
                        .put("narrow", FigureFiles.narrowSvg(chart, caption, rebuiltBy));
        }
    }

    private static void table(ObjectNode node, String kind, String caption, TextTable table) {
        node.put("kind", kind).put("text", caption);
        table.header().forEach(node.putArray("header")::add);
        var numeric = node.putArray("numeric");
        for (int column = 0; column < table.header().size(); column++) {
            numeric.add(table.isNumeric(column));
        }
        var rows = node.putArray("rows");
        for (var row : table.rows()) {
            row.forEach(rows.addArray()::add);
        }
    }
}
