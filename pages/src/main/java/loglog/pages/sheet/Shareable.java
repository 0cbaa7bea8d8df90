package loglog.pages.sheet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.report.Page.Fact;
import loglog.pages.report.Page.Mark;
import loglog.pages.text.TextTable;

/**
 * What a command says, as it may leave this machine: files are named as from the folder in which the command ran, or from
 * the one that they are in, and the user's home is a tilde.
 */
public final class Shareable {
    /** A path from the root: up to a space outside of quotation marks. */
    private static final Pattern ABSOLUTE = Pattern.compile("(?<![^\\s='\"(,:])(?:(?<=')(/[^']+)|(/[^\\s'\"]+))");

    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

    /** Longest first: what a name loses at its beginning. */
    private final List<String> folders;

    private Shareable(List<String> folders) {
        this.folders = folders;
    }

    /** @param command as it was typed, whose paths are to be shortened wherever they stand */
    public static Shareable of(String command) {
        var folders = new TreeSet<String>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        var here = Path.of("").toAbsolutePath();
        add(folders, here);
        try {
            add(folders, here.toRealPath());
        } catch (IOException e) {
            // the name that it has will do
        }
        var paths = ABSOLUTE.matcher(command);
        while (paths.find()) {
            var path = paths.group(1) != null ? paths.group(1) : paths.group(2);
            var glob = GLOB.matcher(path);
            var folder = path.substring(0, path.lastIndexOf('/', glob.find() ? glob.start() : path.length()));
            if (!folder.isEmpty() && !Path.of(folder).startsWith(here)) { // a file below the root tells nothing
                add(folders, Path.of(folder));
            }
        }
        return new Shareable(List.copyOf(folders));
    }

    private static void add(TreeSet<String> folders, Path folder) {
        if (folder.getNameCount() > 0) {
            folders.add(folder + "/");
        }
    }

    /** A text without the folders of this machine. */
    public String text(String text) {
        if (text == null || text.indexOf('/') < 0) {
            return text;
        }
        var shorter = text;
        for (var folder : folders) {
            shorter = shorter.replace(folder, "");
        }
        var home = System.getProperty("user.home");
        return home == null || home.length() < 2 ? shorter : shorter.replace(home + "/", "~/");
    }

    /** A sheet without them. */
    public Sheet sheet(Sheet sheet) {
        var shared = new Sheet(text(sheet.title()));
        for (var block : sheet.blocks()) {
            switch (block) {
                case SheetBlock.Heading(String text) -> shared.heading(text(text));
                case SheetBlock.Paragraph(String text) -> shared.text(text(text));
                case SheetBlock.Warning(String text) -> shared.warning(text(text));
                case SheetBlock.Table(String caption, var table) -> shared.table(text(caption), table(table));
                case SheetBlock.Facts(var facts) ->
                    shared.facts(facts.stream()
                            .map(f -> new Fact(text(f.label()), text(f.value()), text(f.note())))
                            .toList());
                case SheetBlock.Folded(String summary, var table) -> shared.folded(text(summary), table(table));
                case SheetBlock.Marked(var marks, var legend) ->
                    shared.marked(
                            marks.stream()
                                    .map(m -> new Mark(m.text(), m.level(), text(m.note())))
                                    .toList(),
                            legend);
                case SheetBlock.Equation(String plain, String latex) -> shared.equation(plain, latex);
                case SheetBlock.Figure(var chart, var caption, boolean terminal) -> {
                    var told = new Caption(text(caption.text()), caption.equations(), caption.sources());
                    if (terminal) {
                        shared.figure(chart(chart), told);
                    } else {
                        shared.pageFigure(chart(chart), told);
                    }
                }
            }
        }
        return shared;
    }

    private TextTable table(TextTable table) {
        var shared = TextTable.of(table.header().stream().map(this::text).toArray(String[]::new));
        for (var row : table.rows()) {
            shared.row(row.stream().map(this::text).toArray());
        }
        return shared;
    }

    private Chart chart(Chart chart) {
        UnaryOperator<Layer> layer = of -> switch (of) {
            case Layer.Points p ->
                new Layer.Points(text(p.name()), p.x(), p.y(), p.values(), labels(p.labels()), p.more());
            case Layer.Line l -> new Layer.Line(text(l.name()), l.x(), l.y(), l.value(), l.dashed());
            default -> of;
        };
        var layers = new ArrayList<>(chart.layers());
        layers.replaceAll(layer);
        return new Chart(text(chart.title()), chart.x(), chart.y(), chart.color(), List.copyOf(layers));
    }

    private String[] labels(String[] labels) {
        return labels == null ? null : Arrays.stream(labels).map(this::text).toArray(String[]::new);
    }
}
