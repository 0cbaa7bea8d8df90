package loglog.lab.imports;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One event of TensorBoard's files, as far as runs need it (tensorflow/core/util/event.proto and
 * tensorflow/core/framework/summary.proto).
 *
 * @param wallTime seconds since 1970
 * @param version the file's, in its first event; empty elsewhere
 * @param restart whether a session started here, so that later steps seen before are void
 */
record TensorBoardEvent(double wallTime, long step, String version, boolean restart, List<Value> values) {
    /** The kind of tensors that are scalars. */
    static final String SCALARS = "scalars";

    /** The kind of what the hparams plugin keeps. */
    static final String HPARAMS = "hparams";

    /**
     * A summary's value.
     *
     * @param plugin the kind, where the value says so: only a tag's first value need say it
     * @param content what the plugin keeps beside it; null where nothing
     * @param isScalar whether it is one number
     */
    record Value(String tag, String plugin, ByteBuffer content, boolean isScalar, double scalar) {}

    private static final int START = 1;

    static TensorBoardEvent read(byte[] data) {
        double wallTime = 0;
        long step = 0;
        var version = "";
        boolean restart = false;
        var values = new ArrayList<Value>();
        var event = new Proto(data);
        for (int field = event.next(); field != 0; field = event.next()) {
            switch (field) {
                case 1 -> wallTime = event.float64();
                case 2 -> step = event.varint();
                case 3 -> version = event.text();
                case 5 -> {
                    var summary = event.message();
                    for (int inner = summary.next(); inner != 0; inner = summary.next()) {
                        if (inner == 1) {
                            values.add(value(summary.message()));
                        } else {
                            summary.skip();
                        }
                    }
                }
                case 7 -> {
                    var log = event.message();
                    for (int inner = log.next(); inner != 0; inner = log.next()) {
                        if (inner == 1) {
                            restart = log.varint() == START;
                        } else {
                            log.skip();
                        }
                    }
                }
                default -> event.skip();
            }
        }
        return new TensorBoardEvent(wallTime, step, version, restart, values);
    }

    private static Value value(Proto value) {
        var tag = "";
        var plugin = "";
        ByteBuffer content = null;
        boolean isScalar = false;
        double scalar = Double.NaN;
        for (int field = value.next(); field != 0; field = value.next()) {
            switch (field) {
                case 1 -> tag = value.text();
                case 2 -> {
                    scalar = decimal(value.float32());
                    isScalar = true;
                }
                case 8 -> {
                    var tensor = Tensor.read(value.message());
                    isScalar = tensor.elements() == 1 && tensor.isNumber();
                    scalar = tensor.first();
                }
                case 9 -> {
                    var metadata = value.message();
                    for (int inner = metadata.next(); inner != 0; inner = metadata.next()) {
                        if (inner != 1) {
                            metadata.skip();
                            continue;
                        }
                        var data = metadata.message();
                        for (int part = data.next(); part != 0; part = data.next()) {
                            switch (part) {
                                case 1 -> plugin = data.text();
                                case 2 -> content = data.bytes();
                                default -> data.skip();
                            }
                        }
                    }
                }
                default -> value.skip();
            }
        }
        return new Value(tag, plugin, content, isScalar, scalar);
    }

    /** A float as the double of the same shortest decimal: a loss that was logged as 3.1 reads 3.1, not 3.0999999. */
    static double decimal(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** A tensor's first element and how many it has (tensorflow/core/framework/tensor.proto). */
    private record Tensor(boolean isNumber, long elements, double first) {
        private static final int FLOAT = 1;
        private static final int DOUBLE = 2;
        private static final int INT32 = 3;
        private static final int INT64 = 9;
        private static final int BFLOAT16 = 14;
        private static final int HALF = 19;

        static Tensor read(Proto tensor) {
            int type = 0;
            long elements = 1;
            ByteBuffer content = null;
            double first = 0; // what a tensor without elements of its own holds
            for (int field = tensor.next(); field != 0; field = tensor.next()) {
                switch (field) {
                    case 1 -> type = (int) tensor.varint();
                    case 2 -> elements = elements(tensor.message());
                    case 4 -> content = tensor.bytes();
                    case 5 -> first = decimal((float) tensor.firstFloat(false));
                    case 6 -> first = tensor.firstFloat(true);
                    case 7 -> first = (int) tensor.firstVarint();
                    case 10 -> first = tensor.firstVarint();
                    case 13 -> {
                        short bits = (short) tensor.firstVarint();
                        first = type == BFLOAT16 ? bfloat16(bits) : decimal(Float.float16ToFloat(bits));
                    }
                    default -> tensor.skip();
                }
            }
            if (content != null && content.remaining() > 0) {
                first = first(type, content.order(ByteOrder.LITTLE_ENDIAN));
            }
            boolean number = type == FLOAT
                    || type == DOUBLE
                    || type == INT32
                    || type == INT64
                    || type == BFLOAT16
                    || type == HALF;
            return new Tensor(number, elements, first);
        }

        private static double first(int type, ByteBuffer content) {
            int width = switch (type) {
                case DOUBLE, INT64 -> 8;
                case BFLOAT16, HALF -> 2;
                default -> 4;
            };
            if (content.remaining() < width) {
                throw new Proto.Malformed("a tensor of too few bytes");
            }
            return switch (type) {
                case FLOAT -> decimal(content.getFloat());
                case DOUBLE -> content.getDouble();
                case INT32 -> content.getInt();
                case INT64 -> content.getLong();
                case BFLOAT16 -> bfloat16(content.getShort());
                case HALF -> decimal(Float.float16ToFloat(content.getShort()));
                default -> Double.NaN;
            };
        }

        private static double bfloat16(short bits) {
            return decimal(Float.intBitsToFloat(bits << 16));
        }

        private static long elements(Proto shape) {
            long elements = 1;
            for (int field = shape.next(); field != 0; field = shape.next()) {
                if (field != 2) {
                    shape.skip();
                    continue;
                }
                long size = 0;
                var dimension = shape.message();
                for (int inner = dimension.next(); inner != 0; inner = dimension.next()) {
                    if (inner == 1) {
                        size = dimension.varint();
                    } else {
                        dimension.skip();
                    }
                }
                elements *= size;
            }
            return elements;
        }
    }
}
