package loglog.pages.report;

import loglog.pages.text.TextTable;

/**
 * A table of a page: in a container of its own, which scrolls where the table is wider than the page.
 *
 * @param caption null for none
 * @param number of the page's tables
 */
record PageTable(String caption, int number, TextTable table) {
    /** More would make a page too large to open. */
    static final int MOST_ROWS = 1000;

    /** From so many rows on, the table scrolls under its header. */
    private static final int LONG = 16;

    String html() {
        var rows = table.rows();
        var out = new StringBuilder();
        int shown = Math.min(rows.size(), MOST_ROWS);
        open(out, caption == null ? "table " + number : caption, shown);
        out.append("<table>");
        if (caption != null) {
            out.append("<caption><span>").append(Html.escape(caption)).append("</span></caption>");
        }
        out.append("<thead><tr>");
        var numeric = new boolean[table.header().size()];
        for (int c = 0; c < numeric.length; c++) {
            numeric[c] = table.isNumeric(c);
            head(out, table.header().get(c), numeric[c]);
        }
        out.append("</tr></thead><tbody>\n");
        for (var row : rows.subList(0, shown)) {
            out.append("<tr>");
            for (int c = 0; c < numeric.length; c++) {
                cell(out, row.get(c), numeric[c]);
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
        if (shown < rows.size()) {
            out.append("<p class=\"small\">The first %d of %d rows; --json in place of --html prints them all.</p>\n"
                    .formatted(shown, rows.size()));
        }
        return out.toString();
    }

    /** Opens the container, which the keyboard reaches, so that it can be scrolled. */
    static void open(StringBuilder out, String name, int rows) {
        out.append("<div class=\"table")
                .append(rows >= LONG ? " long" : "")
                .append("\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(Html.escape(name))
                .append("\">");
    }

    /** A column's header; without a name it heads nothing. */
    static void head(StringBuilder out, String name, boolean numeric) {
        var tag = name.isBlank() ? "td" : "th";
        out.append('<').append(tag).append(name.isBlank() ? "" : " scope=\"col\"");
        out.append(numeric ? " class=\"n\">" : ">");
        out.append(Html.escape(name)).append("</").append(tag).append('>');
    }

    static void cell(StringBuilder out, String text, boolean numeric) {
        out.append(numeric ? "<td class=\"n\">" : "<td>")
                .append(Html.escape(text))
                .append("</td>");
    }
}
