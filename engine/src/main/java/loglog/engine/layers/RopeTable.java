package loglog.engine.layers;

import loglog.engine.Device;
import loglog.engine.Tensor;

/** The angles of rotary embeddings (arXiv 2104.09864, section 3.2.2): pair i turns by position * theta^(-2 i / width). */
public final class RopeTable {
    private RopeTable() {}

    /** Memory filled with [context, width]: the cosines of a position's width / 2 angles, then their sines. */
    public static Tensor on(Device device, int context, int width, double theta) {
        var table = Tensor.of(device.allocate((long) context * width), 0, context, width);
        var values = new float[context * width];
        int half = width / 2;
        for (int position = 0; position < context; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * StrictMath.pow(theta, -2.0 * i / width);
                values[position * width + i] = (float) StrictMath.cos(angle);
                values[position * width + half + i] = (float) StrictMath.sin(angle);
            }
        }
        device.kernels(0).write(values, table);
        return table;
    }
}
