package loglog.pages.plot;

import java.util.OptionalDouble;

/**
 * The part of an axis that is shown, in places of its scale (decades on a logarithmic axis).
 *
 * @param low less than high
 */
public record Extent(Scale scale, double low, double high) {
    /** How far of the way from low (0) to high (1) a value stands; NaN where it has no place. */
    public double fraction(double value) {
        double place = scale.of(value);
        return Double.isFinite(place) ? (place - low) / (high - low) : Double.NaN;
    }

    /** The value at a fraction of the way. */
    public double at(double fraction) {
        return scale.back(low + fraction * (high - low));
    }

    /** What a chart's x axis must show, with a margin of the given fraction on both sides. */
    public static Extent ofX(Chart chart, double margin) {
        var span = new Span(chart.x().scale());
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points points ->
                    span.addPlaced(points.x(), points.y(), chart.y().scale());
                case Layer.Line line ->
                    span.addPlaced(line.x(), line.y(), chart.y().scale());
                case Layer.Band band ->
                    span.addPlaced(band.x(), band.low(), chart.y().scale());
                case Layer.Bars bars -> {
                    span.addPlaced(bars.x(), bars.y(), chart.y().scale());
                    if (bars.across()) {
                        span.addPlaced(bars.low(), bars.y(), chart.y().scale());
                        span.addPlaced(bars.high(), bars.y(), chart.y().scale());
                    }
                }
                case Layer.Contours contours ->
                    span.addPlaced(contours.x(), contours.x(), chart.x().scale());
                case Layer.Rule rule when rule.vertical() -> span.add(rule.at());
                case Layer.Rule rule -> {}
                case Layer.Note note -> span.add(note.x());
            }
        }
        return span.extent(chart.x(), margin);
    }

    /** What a chart's y axis must show, with a margin of the given fraction on both sides. */
    public static Extent ofY(Chart chart, double margin) {
        var span = new Span(chart.y().scale());
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points points ->
                    span.addPlaced(points.y(), points.x(), chart.x().scale());
                case Layer.Line line ->
                    span.addPlaced(line.y(), line.x(), chart.x().scale());
                case Layer.Band band -> {
                    span.addPlaced(band.low(), band.x(), chart.x().scale());
                    span.addPlaced(band.high(), band.x(), chart.x().scale());
                }
                case Layer.Bars bars -> {
                    span.addPlaced(bars.y(), bars.x(), chart.x().scale());
                    if (!bars.across()) {
                        span.addPlaced(bars.low(), bars.x(), chart.x().scale());
                        span.addPlaced(bars.high(), bars.x(), chart.x().scale());
                    }
                }
                case Layer.Contours contours ->
                    span.addPlaced(contours.y(), contours.y(), chart.y().scale());
                case Layer.Rule rule when !rule.vertical() -> span.add(rule.at());
                case Layer.Rule rule -> {}
                case Layer.Note note -> span.add(note.y());
            }
        }
        return span.extent(chart.y(), margin);
    }

    /** What a chart's color axis must show. */
    public static Extent ofColor(Chart chart) {
        return colors(chart).extent(chart.color(), 0);
    }

    /** The one value on a chart's color axis, where there is no other: no color tells anything then. */
    public static OptionalDouble onlyColor(Chart chart) {
        var span = colors(chart);
        return span.isPoint() ? OptionalDouble.of(span.scale.back(span.low)) : OptionalDouble.empty();
    }

    private static Span colors(Chart chart) {
        var span = new Span(chart.color().scale());
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points points
                when points.values() != null -> {
                    for (double value : points.values()) {
                        span.add(value);
                    }
                }
                case Layer.Line line -> span.add(line.value());
                case Layer.Contours contours -> {
                    for (double level : contours.levels()) {
                        span.add(level);
                    }
                }
                default -> {}
            }
        }
        return span;
    }

    private static final class Span {
        private final Scale scale;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        Span(Scale scale) {
            this.scale = scale;
        }

        void add(double value) {
            double place = scale.of(value);
            if (Double.isFinite(place)) {
                low = Math.min(low, place);
                high = Math.max(high, place);
            }
        }

        /** Adds the values of points that have a place on the other axis too. */
        void addPlaced(double[] values, double[] others, Scale other) {
            for (int i = 0; i < values.length; i++) {
                if (Double.isFinite(other.of(others[i]))) {
                    add(values[i]);
                }
            }
        }

        boolean isPoint() {
            return high == low || high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high));
        }

        Extent extent(Axis axis, double margin) {
            if (low > high) { // nothing is there to be shown
                low = scale.of(1);
                high = low;
            }
            double room = (high - low) * margin;
            if (isPoint()) {
                room = scale == Scale.LOG ? 0.3 : high == 0 ? 1 : 0.1 * Math.abs(high);
            }
            double from = Double.isNaN(axis.low()) ? low - room : scale.of(axis.low());
            double to = Double.isNaN(axis.high()) ? high + room : scale.of(axis.high());
            if (!(from < to)) {
                throw new IllegalArgumentException(
                        axis.title() + " cannot be shown from " + axis.low() + " to " + axis.high());
            }
            return new Extent(scale, from, to);
        }
    }
}
