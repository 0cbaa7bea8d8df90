package loglog.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.runs.Json;
import loglog.web.CurveShelf.Curve;
import tools.jackson.core.JsonGenerator;

/**
 * Reduced curves as JSON, written number by number: a tree of them would take more memory than all else. Which places of the grid
 * have a value is told by spans: the first place and how many, the next span's first place and how many. A page asks for the numbers
 * as floats, of which neither side has to make or read a text.
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

    private final JsonGenerator json;

    /** Where numbers of arrays go that are not written into the document; null where they are. */
    private final Floats floats;

    private CurvesJson(JsonGenerator json, Floats floats) {
        this.json = json;
        this.floats = floats;
    }

    /** @param asFloats whether the numbers of arrays follow the document as floats */
    static ApiReply of(View view, List<Drawn> curves, List<Group> groups, boolean asFloats) {
        var bytes = new ByteArrayOutputStream(1 << 16);
        var floats = asFloats ? new Floats() : null;
        try (var json = Json.MAPPER.createGenerator(bytes)) {
            new CurvesJson(json, floats).write(view, curves, groups);
        }
        return asFloats
                ? new ApiReply(ApiReply.FLOATS, floats.behind(bytes.toByteArray()))
                : new ApiReply("application/json", bytes.toByteArray());
    }

    private void write(View view, List<Drawn> curves, List<Group> groups) {
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
            write(curve.raw);
            if (curve.smooth != null) {
                json.writeObjectPropertyStart("smooth");
                write(curve.smooth);
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
            write("mean", group.band.mean());
            write("low", group.band.low());
            write("high", group.band.high());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(PixelColumns columns) {
        write("spans", spans(columns.at()));
        write("value", columns.value());
    }

    private static double[] spans(int[] at) {
        var spans = new double[2 * at.length];
        int size = 0;
        for (int i = 0; i < at.length; ) {
            int end = i + 1;
            while (end < at.length && at[end] == at[end - 1] + 1) {
                end++;
            }
            spans[size++] = at[i];
            spans[size++] = end - i;
            i = end;
        }
        return Arrays.copyOf(spans, size);
    }

    private void write(String name, double[] values) {
        if (floats != null) {
            json.writeNumberProperty(name, values.length);
            floats.add(values);
            return;
        }
        json.writeArrayPropertyStart(name);
        for (double value : values) {
            float number = (float) value; // seven digits are more than a screen has
            if (Double.isNaN(value)) {
                json.writeNull();
            } else if (number == (int) number) {
                json.writeNumber((int) number);
            } else {
                json.writeNumber(number);
            }
        }
        json.writeEndArray();
    }

    /** The numbers of all arrays, behind the document. */
    private static final class Floats {
        private final List<double[]> arrays = new ArrayList<>();
        private int count;

        void add(double[] values) {
            arrays.add(values);
            count += values.length;
        }

        byte[] behind(byte[] document) {
            int length = (document.length + 3) / 4 * 4;
            var all = ByteBuffer.allocate(4 + length + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
            all.putInt(length).put(document);
            while (all.position() < 4 + length) {
                all.put((byte) ' ');
            }
            for (var values : arrays) {
                for (double value : values) {
                    all.putFloat((float) value);
                }
            }
            return all.array();
        }
    }
}
