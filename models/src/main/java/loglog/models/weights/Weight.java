package loglog.models.weights;

import java.util.List;
import java.util.stream.LongStream;

/**
 * One weight that a model has.
 *
 * @param name as transformers save it
 * @param shape [rows, columns] of a matrix, [elements] of a vector
 * @param part what it is to the model
 * @param stack the name of the matrix that it forms together with its neighbors of the same stack, because they have one
 *     input and are multiplied at once; empty where it stands alone
 */
public record Weight(String name, List<Long> shape, Part part, String stack) {
    /** A weight that stands alone. */
    static Weight of(Part part, String name, long... shape) {
        return stacked(part, "", name, shape);
    }

    /** A weight that is a part of a stack. */
    static Weight stacked(Part part, String stack, String name, long... shape) {
        return new Weight(name, LongStream.of(shape).boxed().toList(), part, stack);
    }

    public boolean isMatrix() {
        return shape.size() == 2;
    }

    long elements() {
        return StoredTensor.product(shape);
    }
}
