package loglog.pages.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import loglog.pages.plot.Chart;
import loglog.pages.text.TextTable;

/**
 * A report: one HTML file that holds its style, script and figures, reads well in light and dark, on a phone and on
 * paper, and asks no server for anything. Add its parts in order, then write it. All text is escaped.
 */
public final class Page {
    private final String title;
    private final StringBuilder body = new StringBuilder();
    private final Set<Integer> shades = new TreeSet<>();
    private int figures;
    private int tables;
    private int headings;

    /**
     * A number worth reading first.
     *
     * @param label what it is; value as it is to be shown; note what stands below, or null
     */
    public record Fact(String label, String value, String note) {}

    /**
     * A part of a text.
     *
     * @param level its shade: 0 for none
     * @param note what is shown when it is pointed at
     */
    public record Mark(String text, int level, String note) {}

    private Page(String title) {
        this.title = title;
    }

    public static Page of(String title) {
        return new Page(title);
    }

    /** A heading over the parts that follow. */
    public Page heading(String text) {
        headings++;
        return element("h2", null, text);
    }

    /** A paragraph. */
    public Page text(String text) {
        return element("p", null, text);
    }

    /** The sentence under the title that says what the page found. */
    public Page lead(String text) {
        return element("p", "lead", text);
    }

    /** An equation set apart; what stands after ^ up to the next space or bracket is raised: "A / N^α". */
    public Page equation(String text) {
        body.append("<p class=\"equation\">").append(raised(Html.escape(text))).append("</p>\n");
        return this;
    }

    /** An equation, and the same in LaTeX to be copied. */
    public Page equation(String text, String latex) {
        equation(text);
        body.append("<details><summary>in LaTeX</summary><pre class=\"command\"><code>");
        body.append(Html.escape(latex)).append("</code></pre></details>\n");
        return this;
    }

    private static String raised(String escaped) {
        var out = new StringBuilder();
        boolean up = false;
        for (int i = 0; i < escaped.length(); i++) {
            var c = escaped.charAt(i);
            if (up && (c == ' ' || c == ')' || c == ',')) {
                out.append("</sup>");
                up = false;
            }
            if (c == '^' && !up) {
                out.append("<sup>");
                up = true;
            } else {
                out.append(c);
            }
        }
        return up ? out.append("</sup>").toString() : out.toString();
    }

    /** Something the reader must know before trusting the numbers. */
    public Page warning(String text) {
        body.append("<p class=\"warning\" role=\"note\"><strong>Note.</strong> ");
        body.append(Html.escape(text)).append("</p>\n");
        return this;
    }

    /** The page's main numbers, side by side. */
    public Page facts(List<Fact> facts) {
        body.append("<dl class=\"facts\">");
        for (var fact : facts) {
            body.append("<div><dt>").append(Html.escape(fact.label)).append("</dt><dd>");
            body.append(Html.escape(fact.value)).append("</dd>");
            if (fact.note != null) {
                body.append("<dd class=\"small\">")
                        .append(Html.escape(fact.note))
                        .append("</dd>");
            }
            body.append("</div>");
        }
        body.append("</dl>\n");
        return this;
    }

    /**
     * A text whose parts are shaded, from level 0, no shade, to the legend's last.
     *
     * @param legend what each level means
     */
    public Page marked(List<Mark> marks, List<String> legend) {
        body.append("<p class=\"marked\">");
        for (var mark : marks) {
            shaded(mark.text(), mark.level(), legend.size(), mark.note());
        }
        body.append("</p>\n<p class=\"small\">");
        for (int level = 0; level < legend.size(); level++) {
            shaded(legend.get(level), level, legend.size(), "");
            body.append(' ');
        }
        body.append("</p>\n");
        return this;
    }

    private void shaded(String text, int level, int levels, String note) {
        int share = 60 * level / Math.max(1, levels - 1);
        shades.add(share);
        body.append("<span class=\"shade").append(share).append('"');
        body.append(note == null || note.isEmpty() ? "" : " title=\"" + Html.escape(note) + "\"");
        body.append('>').append(Html.escape(text)).append("</span>");
    }

    /**
     * A figure with the chart's title over it, a caption under it, and its data as a table that folds out. Its title is
     * one level below what it stands under, the page's title or a heading, so that readers of outlines miss none.
     */
    public Page figure(Chart chart, String caption) {
        return captioned(chart, caption == null ? null : Caption.of(caption));
    }

    /** The same; of too many marks a sample is drawn, which the caption says. */
    public Page captioned(Chart chart, Caption caption) {
        var thin = Thinned.curves(chart);
        var below = thin.remark().isEmpty()
                ? caption
                : caption == null ? Caption.of(thin.remark()) : caption.and(thin.remark());
        body.append(new Figure(thin.chart(), below, ++figures).html(headings == 0 ? 2 : 3));
        return this;
    }

    /** A table; the caption may be null. */
    public Page table(String caption, TextTable table) {
        body.append(new PageTable(caption, ++tables, table).html());
        return this;
    }

    /** A table that folds out: the rows used, and where each came from. */
    public Page folded(String summary, TextTable table) {
        body.append("<details><summary>").append(Html.escape(summary)).append("</summary>");
        body.append(new PageTable(null, ++tables, table).html()).append("</details>\n");
        return this;
    }

    /** The command that makes this page again. */
    public Page command(String command) {
        body.append("<h2>How to make this page again</h2>\n<pre class=\"command\"><code>");
        body.append(words(command)).append("</code></pre>\n");
        return this;
    }

    /** Lines end between words: a browser would also end one within {@code --html}, behind a hyphen. */
    private static String words(String command) {
        return Arrays.stream(command.split(" ", -1))
                .map(word -> word.contains("-")
                        ? "<span class=\"word\">" + Html.escape(word) + "</span>"
                        : Html.escape(word))
                .collect(Collectors.joining(" "));
    }

    private Page element(String name, String style, String text) {
        body.append('<')
                .append(name)
                .append(style == null ? "" : " class=\"" + style + "\"")
                .append('>');
        body.append(Html.escape(text)).append("</").append(name).append(">\n");
        return this;
    }

    /** The page as HTML. */
    public String html() {
        var style = "\n" + Palette.css() + StrokeStyle.css() + resource("page.css") + shades();
        var script = "\n(() => {\n'use strict';\n" + resource("axes.js") + resource("drawing.js")
                + resource("figures.js") + resource("tables.js") + "})();\n";
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'; \
                script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <link rel="icon" href="data:,">
                """.formatted(digest(style), digest(script))
                + "<title>" + Html.escape(title) + "</title>\n<style>" + style
                + "</style>\n</head>\n<body>\n<main>\n<h1>" + Html.escape(title) + "</h1>\n" + body
                + "<footer>Made by Loglog.</footer>\n</main>\n<script>" + script + "</script>\n</body>\n</html>\n";
    }

    /** By which the page's policy knows its own style and script; any other that a text might smuggle in is refused. */
    private static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    private String shades() {
        var rules = new StringBuilder();
        for (int share : shades) {
            rules.append(".shade%1$d{background:color-mix(in srgb, #d9480f %1$d%%, transparent);color:var(--ink)}\n"
                    .formatted(share));
        }
        return rules.toString();
    }

    /**
     * Writes the page to a file: to a temporary file beside it, then renamed, so that no half page is ever there.
     *
     * @throws ReportException if the file cannot be written
     */
    public void write(Path file) {
        if (Files.isDirectory(file)) {
            throw new ReportException(file + ": found a folder, expected the name of an HTML file to write", null);
        }
        WholeFiles.write(Map.of(file, html().getBytes(StandardCharsets.UTF_8)));
    }

    private static String resource(String name) {
        try (var in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
