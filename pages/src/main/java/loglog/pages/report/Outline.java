package loglog.pages.report;

import java.util.List;

/** A line or an area, written in SVG's path language to a tenth of a pixel, which every pen reads. */
final class Outline {
    private final StringBuilder data = new StringBuilder();

    Outline move(double x, double y) {
        return to('M', x, y);
    }

    Outline line(double x, double y) {
        return to('L', x, y);
    }

    /** A line through points. */
    Outline through(List<double[]> points) {
        for (int i = 0; i < points.size(); i++) {
            to(i == 0 ? 'M' : 'L', points.get(i)[0], points.get(i)[1]);
        }
        return this;
    }

    Outline across(double x) {
        data.append('H').append(Html.px(x));
        return this;
    }

    Outline vertical(double y) {
        data.append('V').append(Html.px(y));
        return this;
    }

    /** More of the path as it stands in SVG: M, L, H, V, h, v, m, l, z, and arcs of half a circle. */
    Outline then(String path) {
        data.append(path);
        return this;
    }

    private Outline to(char command, double x, double y) {
        data.append(command).append(Html.px(x)).append(' ').append(Html.px(y));
        return this;
    }

    boolean isEmpty() {
        return data.isEmpty();
    }

    String data() {
        return data.toString();
    }
}
