package loglog.web;

import java.io.ByteArrayOutputStream;
import java.util.List;
import loglog.runs.Json;
import loglog.web.CurveShelf.Curve;
import tools.jackson.core.JsonGenerator;

/**
 * Reduced curves as JSON, written number by number: a tree of them would take more memory than all else. Which places of the grid
 * have a value is told by spans: the first place and how many, the next span's first place and how many.
 */
final class CurvesJson {
    /** What is seen. */
    record View(String x, String y, boolean log, double from, double to, double least, double greatest, int columns) {}

    /** A run's curve, whether it can no longer grow, and what of it is drawn. */
    record Drawn(String run, boolean hasEnded, int rows, PixelColumns raw, PixelColumns smooth) {
        static Drawn of(String run, boolean hasEnded, Curve curve, View view, double smooth) {
            return new Drawn(
                    run,
                    hasEnded,
                    curve.x().length,
                    reduced(curve, view),
                    smooth > 0 ? reduced(curve.smoothed(smooth), view) : null);
        }

        private static PixelColumns reduced(Curve curve, View view) {
            return PixelColumns.of(curve.x(), curve.y(), view.from, view.to, view.log, view.columns);
        }
    }

    /** Replicates as one curve. */
    record Group(Replicates replicates, Replicates.Band band) {}

    private CurvesJson() {}

    static byte[] of(View view, List<Drawn> curves, List<Group> groups) {
        var bytes = new ByteArrayOutputStream(1 << 16);
        try (var json = Json.MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("x", view.x);
            json.writeStringProperty("y", view.y);
            json.writeBooleanProperty("log", view.log);
            json.writeNumberProperty("from", view.from);
            json.writeNumberProperty("to", view.to);
            json.writeNumberProperty("least", view.least);
            json.writeNumberProperty("greatest", view.greatest);
            json.writeNumberProperty("columns", view.columns);
            json.writeArrayPropertyStart("curves");
            for (var curve : curves) {
                json.writeStartObject();
                json.writeStringProperty("run", curve.run);
                json.writeBooleanProperty("ended", curve.hasEnded);
                json.writeNumberProperty("rows", curve.rows);
                write(json, curve.raw);
                if (curve.smooth != null) {
                    json.writeObjectPropertyStart("smooth");
                    write(json, curve.smooth);
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("groups");
            for (var group : groups) {
                json.writeStartObject();
                json.writeStringProperty("name", group.replicates.name());
                json.writeArrayPropertyStart("runs");
                group.replicates.members().forEach(member -> json.writeString(curves.get(member).run));
                json.writeEndArray();
                write(json, "mean", group.band.mean());
                write(json, "low", group.band.low());
                write(json, "high", group.band.high());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, PixelColumns columns) {
        int[] at = columns.at();
        json.writeArrayPropertyStart("spans");
        for (int i = 0; i < at.length; ) {
            int end = i + 1;
            while (end < at.length && at[end] == at[end - 1] + 1) {
                end++;
            }
            json.writeNumber(at[i]);
            json.writeNumber(end - i);
            i = end;
        }
        json.writeEndArray();
        write(json, "value", columns.value());
    }

    private static void write(JsonGenerator json, String name, double[] values) {
        json.writeArrayPropertyStart(name);
        for (double value : values) {
            if (Double.isNaN(value)) {
                json.writeNull();
            } else {
                json.writeNumber((float) value); // seven digits are more than a screen has
            }
        }
        json.writeEndArray();
    }
}
