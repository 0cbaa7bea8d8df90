package loglog.pages.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import loglog.words.Format;

/** Draws a chart in characters: marks for points, braille dots (or ASCII) for curves, sparse dots for intervals. */
public final class TerminalPlot {
    private static final char[] MARKS = {'\u2022', '\u00d7', '+', 'o', '#', '*'};
    private static final char[] ASCII_MARKS = {'o', 'x', '+', '*', '#', '@'};
    /** The marks of further series; the letters that look like a mark are left out. */
    private static final String MORE_MARKS = "abcdefghijklmnpqrstuvwyz";

    /** The marks of values from the least to the greatest, where there are no colors. */
    private static final String DIGITS = "1-6";

    private static final int LETTERS_OF_A_CURVE = 3;
    private static final int LETTER_MOVES = 15;

    /** The dots of a dash, and of the gap behind it. */
    private static final int DASH = 3;

    private final Chart chart;
    private final Terminal terminal;
    private final Extent x;
    private final Extent y;
    /** The color axis's extent; null where there is none. */
    private Extent values;

    private final Canvas canvas;
    private final PlotFrame frame;
    private final PlotKey key = new PlotKey();

    /** The series whose marks lie in one cell somewhere. */
    private final Set<String> together = new LinkedHashSet<>();

    /** The names of series with marks, by number; a series without a name has a key of its own. */
    private final List<String> marked = new ArrayList<>();

    private TerminalPlot(Chart chart, Terminal terminal, int rows) {
        this.chart = chart;
        this.terminal = terminal;
        x = Extent.ofX(chart, 0.03);
        y = Extent.ofY(chart, 0.05);
        frame = PlotFrame.of(chart, terminal, x, y, rows);
        canvas = new Canvas(frame.columns(), rows, terminal.unicode());
    }

    /** Draws a chart over the terminal's width, 20 rows high. */
    public static String draw(Chart chart, Terminal terminal) {
        return draw(chart, terminal, 20);
    }

    /** Draws a chart with so many rows (at least 5) between its axes; every line ends with a line break. */
    public static String draw(Chart chart, Terminal terminal, int rows) {
        var plot = new TerminalPlot(chart, terminal, rows);
        plot.layers();
        plot.letters();
        plot.together();
        plot.colorAxis();
        return plot.frame.around(plot.canvas, plot.key);
    }

    // ---- layers

    private void layers() {
        var colors = chart.colors();
        values = chart.color() == null || Extent.onlyColor(chart).isPresent() ? null : Extent.ofColor(chart);
        for (int l = 0; l < colors.length; l++) {
            var layer = chart.layers().get(l);
            var color = colors[l] < 0 ? null : Ansi.series(colors[l]);
            switch (layer) {
                case Layer.Points points -> {
                    // Colors or digits tell points of values apart; marks that differ would say something else.
                    int series = series(
                            values != null && points.values() != null && points.name() == null
                                    ? "series of values"
                                    : points.name());
                    boolean digits = digits(points);
                    for (int i = 0; i < points.x().length; i++) {
                        var mark = digits ? digit(points.values()[i]) : mark(series);
                        point(points.x()[i], points.y()[i], mark, color(points.values(), i, color), series);
                    }
                    entry(points.name(), digits ? DIGITS : String.valueOf(mark(series)), color);
                }
                case Layer.Bars bars -> {
                    int series = series(bars.name());
                    for (int i = 0; i < bars.x().length; i++) {
                        if (bars.across()) {
                            segment(bars.low()[i], bars.y()[i], bars.high()[i], bars.y()[i], color);
                        } else {
                            segment(bars.x()[i], bars.low()[i], bars.x()[i], bars.high()[i], color);
                        }
                    }
                    for (int i = 0; i < bars.x().length; i++) {
                        point(bars.x()[i], bars.y()[i], mark(series), color, series);
                    }
                    entry(bars.name(), String.valueOf(mark(series)), color);
                }
                case Layer.Line line -> {
                    boolean byValue = values != null && !Double.isNaN(line.value());
                    line(
                            line.x(),
                            line.y(),
                            byValue ? Ansi.value(values.fraction(line.value())) : color,
                            line.dashed());
                    // Many curves of one color axis are one kind of thing.
                    entry(
                            byValue ? "curves by " + chart.color().title() : line.name(),
                            byValue && !terminal.color() ? DIGITS : sample(line),
                            color);
                }
                case Layer.Contours contours -> surface(contours, color);
                case Layer.Band band -> {
                    band(band);
                    entry(band.name(), terminal.unicode() ? "\u2885\u2885" : "::", Ansi.DIM);
                }
                case Layer.Rule rule -> rule(rule);
                case Layer.Note note -> {} // there is no room for text among the points
            }
        }
    }

    /** The number of a series: layers of one name are one. */
    private int series(String name) {
        var key = name == null ? "series " + marked.size() : name;
        if (!marked.contains(key)) {
            marked.add(key);
        }
        return marked.indexOf(key);
    }

    private char mark(int series) {
        return series < MARKS.length
                ? (terminal.unicode() ? MARKS : ASCII_MARKS)[series]
                : MORE_MARKS.charAt((series - MARKS.length) % MORE_MARKS.length());
    }

    /** Where there are no colors for values, digits say them, unless marks must tell series apart. */
    private boolean digits(Layer.Points points) {
        return !terminal.color()
                && values != null
                && points.values() != null
                && chart.layers().stream()
                                .filter(layer -> layer instanceof Layer.Points p && p.values() != null)
                                .map(Layer::name)
                                .distinct()
                                .count()
                        == 1;
    }

    private char digit(double value) {
        double fraction = values.fraction(value);
        return Double.isNaN(fraction)
                ? '?'
                : (char) ('1' + Math.clamp((int) (fraction * Ansi.STEPS), 0, Ansi.STEPS - 1));
    }

    private String sample(Layer.Line line) {
        return terminal.unicode() ? line.dashed() ? "\u2812 \u2812" : "\u2812\u2812" : line.dashed() ? ". ." : "..";
    }

    /** Where there are no colors, letters along curves tell them apart, and digits those that stand for values. */
    private void letters() {
        if (terminal.color()) {
            return;
        }
        var lines = chart.layers().stream()
                .filter(Layer.Line.class::isInstance)
                .map(Layer.Line.class::cast)
                .filter(line -> line.name() != null || isByValue(line))
                .toList();
        var names = lines.stream()
                .filter(line -> !isByValue(line))
                .map(Layer.Line::name)
                .distinct()
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (isByValue(line)) {
                letter(line, digit(line.value()), i, lines.size());
            } else if (names.size() > 1) {
                char letter = (char) ('A' + names.indexOf(line.name()) % 26);
                letter(line, letter, i, lines.size());
                entry(line.name(), String.valueOf(letter), null);
            }
        }
    }

    private boolean isByValue(Layer.Line line) {
        return values != null && !Double.isNaN(line.value());
    }

    /** Puts a letter on a curve at a few places of its own, where no mark is. */
    private void letter(Layer.Line line, char letter, int i, int of) {
        int last = line.x().length - 1;
        for (int k = 0; k < LETTERS_OF_A_CURVE && last >= 0; k++) {
            double at = (k + (i + 0.5) / of) / LETTERS_OF_A_CURVE;
            for (int moved = 0; moved < LETTER_MOVES; moved++) {
                double place = Math.min(1, at + 0.01 * moved) * last;
                int from = Math.min((int) place, Math.max(0, last - 1));
                int to = Math.min(from + 1, last);
                double across = mix(x.fraction(line.x()[from]), x.fraction(line.x()[to]), place - from);
                double up = mix(y.fraction(line.y()[from]), y.fraction(line.y()[to]), place - from);
                if (shown(across) && shown(up) && !canvas.isTaken(column(across), row(up))) {
                    canvas.write(column(across), row(up), letter, null);
                    break;
                }
            }
        }
    }

    /** A point's color: of its value, or its series'. */
    private String color(double[] pointValues, int i, String series) {
        return values == null || pointValues == null ? series : Ansi.value(values.fraction(pointValues[i]));
    }

    private void point(double px, double py, char mark, String color, int series) {
        double across = x.fraction(px);
        double up = y.fraction(py);
        if (shown(across) && shown(up)) {
            int column = column(across);
            int row = row(up);
            int hidden = canvas.mark(column, row, mark, color, series);
            if (hidden != Canvas.NONE) {
                together.add(marked.get(hidden));
            }
            if (canvas.isShared(column, row)) {
                together.add(marked.get(series));
            }
        }
    }

    private void line(double[] xs, double[] ys, String color, boolean dashed) {
        int drawn = 0;
        for (int i = 1; i < xs.length; i++) {
            drawn = segment(xs[i - 1], ys[i - 1], xs[i], ys[i], color, dashed, drawn);
        }
    }

    /** A surface's lines of one value, with the values on them. */
    private void surface(Layer.Contours contours, String color) {
        for (double level : contours.levels()) {
            var ink = values == null ? color : Ansi.value(values.fraction(level));
            for (var path : Isolines.of(contours, x.scale(), y.scale(), level)) {
                var xs = Arrays.stream(path.x()).map(x.scale()::back).toArray();
                var ys = Arrays.stream(path.y()).map(y.scale()::back).toArray();
                line(xs, ys, ink, false);
                int last = xs.length - 1;
                if (path.closed()) {
                    segment(xs[last], ys[last], xs[0], ys[0], ink);
                }
                written(Format.level(level), path, ink);
            }
        }
        entry(contours.name(), terminal.unicode() ? "\u2812\u2812" : "..", color);
    }

    /** Writes a text at the middle of a path's length. */
    private void written(String text, Isolines.Path path, String color) {
        var across = fractions(x, path.x());
        var up = fractions(y, path.y());
        double whole = 0;
        for (int i = 1; i < across.length; i++) {
            whole += Math.hypot(across[i] - across[i - 1], up[i] - up[i - 1]);
        }
        double rest = whole / 2;
        for (int i = 1; i < across.length; i++) {
            double length = Math.hypot(across[i] - across[i - 1], up[i] - up[i - 1]);
            if (rest <= length) {
                double t = length == 0 ? 0 : rest / length;
                written(text, mix(across[i - 1], across[i], t), mix(up[i - 1], up[i], t), color);
                return;
            }
            rest -= length;
        }
    }

    private static double[] fractions(Extent extent, double[] places) {
        return Arrays.stream(places)
                .map(place -> extent.fraction(extent.scale().back(place)))
                .toArray();
    }

    private void written(String text, double across, double up, String color) {
        if (shown(across) && shown(up)) {
            int cell = terminal.unicode() ? 2 : 1;
            int start = Math.clamp(column(across) / cell - text.length() / 2, 0, frame.columns() - text.length());
            for (int i = 0; i < text.length(); i++) {
                canvas.write((start + i) * cell, row(up), text.charAt(i), color);
            }
        }
    }

    private static boolean shown(double fraction) {
        return fraction >= 0 && fraction <= 1; // false for NaN
    }

    private int column(double across) {
        return Math.min((int) (across * canvas.width()), canvas.width() - 1);
    }

    private int row(double up) {
        return Math.min((int) ((1 - up) * canvas.height()), canvas.height() - 1);
    }

    private void segment(double x0, double y0, double x1, double y1, String color) {
        segment(x0, y0, x1, y1, color, false, 0);
    }

    /** Draws a segment of a line of which so many dots are drawn, and returns how many it is then. */
    private int segment(double x0, double y0, double x1, double y1, String color, boolean dashed, int before) {
        double a = x.fraction(x0);
        double b = y.fraction(y0);
        double c = x.fraction(x1);
        double d = y.fraction(y1);
        if (Double.isNaN(a + b + c + d)) {
            return before;
        }
        double length = Math.max(Math.abs(c - a) * canvas.width(), Math.abs(d - b) * canvas.height());
        int steps = (int) Math.min(Math.ceil(length), 100_000);
        for (int i = 0; i <= steps; i++) {
            double t = steps == 0 ? 0 : (double) i / steps;
            double across = a + t * (c - a);
            double up = b + t * (d - b);
            if (shown(across) && shown(up) && !(dashed && (before + i) / DASH % 2 == 1)) {
                canvas.line(column(across), row(up), color);
            }
        }
        return before + steps;
    }

    /** Every dot whose column and row are both even, between the two curves. */
    private void band(Layer.Band band) {
        for (int column = 0; column < canvas.width(); column += terminal.unicode() ? 2 : 1) {
            double across = (column + 0.5) / canvas.width();
            for (int i = 1; i < band.x().length; i++) {
                double a = x.fraction(band.x()[i - 1]);
                double b = x.fraction(band.x()[i]);
                if (!(across >= Math.min(a, b) && across <= Math.max(a, b))) {
                    continue;
                }
                double t = a == b ? 0 : (across - a) / (b - a);
                double low = mix(y.fraction(band.low()[i - 1]), y.fraction(band.low()[i]), t);
                double high = mix(y.fraction(band.high()[i - 1]), y.fraction(band.high()[i]), t);
                if (Double.isNaN(low + high) || high < 0 || low > 1) {
                    continue;
                }
                int from = row(Math.min(high, 1));
                int to = row(Math.max(low, 0));
                for (int row = from; row <= to; row++) {
                    if (!terminal.unicode() || row % 2 == 0) {
                        canvas.shade(column + (terminal.unicode() && row % 4 == 2 ? 1 : 0), row, Ansi.DIM);
                    }
                }
            }
        }
    }

    private static double mix(double a, double b, double t) {
        return a + t * (b - a);
    }

    private void rule(Layer.Rule rule) {
        double at = (rule.vertical() ? x : y).fraction(rule.at());
        if (!shown(at)) {
            return;
        }
        if (rule.vertical()) {
            for (int row = 0; row < canvas.height(); row += terminal.unicode() ? 2 : 1) {
                canvas.rule(column(at), row, '|');
            }
        } else {
            for (int column = 0; column < canvas.width(); column += terminal.unicode() ? 3 : 2) {
                canvas.rule(column, row(at), '-');
            }
        }
        entry(
                rule.name(),
                terminal.unicode() ? rule.vertical() ? "\u2847" : "\u2804\u2804" : rule.vertical() ? "|" : "-",
                null);
    }

    private void entry(String name, String sample, String color) {
        key.entry(name, sample, terminal.color() ? color : null);
    }

    /** What stands for several marks in one cell. */
    private void together() {
        if (!together.isEmpty()) {
            var both = together.size() == 2 && together.stream().noneMatch(name -> name.startsWith("series "));
            entry(both ? String.join(" and ", together) + " in one place" : "several in one place", "&", null);
        }
    }

    /** What the colors of values stand for, or the digits where there are none. */
    private void colorAxis() {
        if (values == null) {
            return;
        }
        if (!terminal.color()) {
            if (key.holds(DIGITS)) {
                entry(range(), "from 1 to 6:", null);
            }
            return;
        }
        var strip = new StringBuilder();
        var block = terminal.unicode() ? "\u25a0" : "#";
        for (int i = 0; i < Ansi.STEPS; i++) {
            strip.append(Ansi.step(i)).append(block);
        }
        var name = range();
        key.styled(name, strip.append(Ansi.PLAIN).toString(), Ansi.STEPS);
    }

    /** Both ends in one way of writing: "params 3.84K to 13.8K". */
    private String range() {
        double low = values.at(0);
        double high = values.at(1);
        return "%s %s to %s".formatted(chart.color().title(), end(low, high), end(high, high));
    }

    private static String end(double value, double high) {
        return high < 1e4
                ? Format.trim(Format.number(value))
                : value < 1e15 && value >= 1000 ? Format.count(value) : Format.level(value);
    }
}
