package loglog.engine;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan of memory: tensors by name, laid out one after another, before any memory is taken. The same plan can be
 * placed many times (weights, their gradients, the optimizer's state), and every placement has the same names.
 */
public final class Layout {
    /** Rows begin on a cache line of 64 bytes, which is also the widest vector register. */
    private static final int ALIGNMENT_CELLS = 16;

    private record Place(long offset, int rows, int cols, Precision precision) {}

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Set<String> parts = new HashSet<>();
    private long cells;

    /** An empty plan. */
    public Layout() {}

    /** Adds a matrix of float32; returns this plan. */
    public Layout add(String name, int rows, int cols) {
        return add(name, rows, cols, Precision.FLOAT32);
    }

    /** Adds a matrix; returns this plan. */
    public Layout add(String name, int rows, int cols, Precision precision) {
        cells = (cells + ALIGNMENT_CELLS - 1) / ALIGNMENT_CELLS * ALIGNMENT_CELLS;
        return append(name, rows, cols, precision);
    }

    /**
     * Adds matrices of as many columns without a gap, so that {@code name} is all their rows as one matrix (the query,
     * key and value projections, which one product computes).
     */
    public Layout addStacked(String name, List<String> parts, List<Integer> rows, int cols) {
        this.parts.addAll(parts);
        add(parts.getFirst(), rows.getFirst(), cols);
        var first = places.get(parts.getFirst()).offset();
        for (int i = 1; i < parts.size(); i++) {
            append(parts.get(i), rows.get(i), cols, Precision.FLOAT32);
        }
        put(name, new Place(first, rows.stream().mapToInt(r -> r).sum(), cols, Precision.FLOAT32));
        return this;
    }

    private Layout append(String name, int rows, int cols, Precision precision) {
        put(name, new Place(cells, rows, cols, precision));
        cells += (long) rows * Tensor.cells(cols, precision);
        return this;
    }

    private void put(String name, Place place) {
        if (places.putIfAbsent(name, place) != null) {
            throw new IllegalArgumentException("two tensors of one layout are both called " + name);
        }
    }

    /** Cells that a placement takes. */
    public long cells() {
        return cells;
    }

    /** The first cell of a tensor of this plan. */
    public long offset(String name) {
        return places.get(name).offset();
    }

    /** Takes memory for the whole plan, zeroed. */
    public Tensors place(Device device) {
        var storage = device.allocate(cells);
        var tensors = new LinkedHashMap<String, Tensor>();
        places.forEach((name, place) ->
                tensors.put(name, Tensor.of(storage, place.offset(), place.rows(), place.cols(), place.precision())));
        return new Tensors(storage, tensors);
    }

    /** Takes memory for as many elements as the whole plan has cells, in some precision, zeroed: one vector. */
    public Tensor placeVector(Device device, Precision precision) {
        int elements = Math.toIntExact(cells);
        return Tensor.of(device.allocate(Tensor.cells(elements, precision)), 0, 1, elements, precision);
    }

    /**
     * Takes memory for what a device's products read of this plan's matrices ({@link Kernels#prepare}), in its precision. Parts
     * of a stack are left out.
     */
    public Tensors placePrepared(Device device) {
        var prepared = new Layout();
        places.forEach((name, place) -> {
            if (!parts.contains(name)) {
                prepared.add(name, place.rows(), place.cols(), device.precision());
            }
        });
        return prepared.place(device);
    }
}
