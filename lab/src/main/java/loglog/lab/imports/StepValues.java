package loglog.lab.imports;

import java.util.Arrays;

/** Values by step, in the order in which they were added; plain arrays, for a log may hold millions. */
final class StepValues {
    private long[] steps = new long[16];
    private double[] values = new double[16];
    private int size;
    private boolean rising = true;

    void add(long step, double value) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        rising &= size == 0 || step > steps[size - 1];
        steps[size] = step;
        values[size++] = value;
    }

    StepValues copy() {
        var copy = new StepValues();
        for (int i = 0; i < size; i++) {
            copy.add(steps[i], values[i]);
        }
        return copy;
    }

    int size() {
        return size;
    }

    long step(int i) {
        return steps[i];
    }

    double value(int i) {
        return values[i];
    }

    /** Adds to every step. */
    void shift(long by) {
        for (int i = 0; i < size; i++) {
            steps[i] += by;
        }
    }

    void scale(double factor) {
        for (int i = 0; i < size; i++) {
            values[i] *= factor;
        }
    }

    /** Sets the values from a step on. */
    void fill(long from, double value) {
        for (int i = 0; i < size; i++) {
            if (steps[i] >= from) {
                values[i] = value;
            }
        }
    }

    /**
     * Sorts by step; of several values of a step the one added last stays.
     *
     * @return at how many steps another value was dropped
     */
    int settle() {
        if (rising) {
            return 0;
        }
        var order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(steps[a], steps[b])); // stable
        var sortedSteps = new long[size];
        var sortedValues = new double[size];
        int kept = 0;
        int dropped = 0;
        boolean counted = false; // whether this step's is
        for (int i : order) {
            if (kept > 0 && sortedSteps[kept - 1] == steps[i]) {
                if (!counted && Double.compare(sortedValues[kept - 1], values[i]) != 0) {
                    dropped++;
                    counted = true;
                }
                sortedValues[kept - 1] = values[i];
            } else {
                sortedSteps[kept] = steps[i];
                sortedValues[kept++] = values[i];
                counted = false;
            }
        }
        steps = sortedSteps;
        values = sortedValues;
        size = kept;
        rising = true;
        return dropped;
    }
}
