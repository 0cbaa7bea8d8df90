package loglog.pages.plot;

/** How an axis spaces its values. */
public enum Scale {
    LINEAR {
        @Override
        public double of(double value) {
            return value;
        }

        @Override
        public double back(double position) {
            return position;
        }
    },
    /** Decades of equal length; values that are not positive have no place. */
    LOG {
        @Override
        public double of(double value) {
            return value > 0 ? Math.log10(value) : Double.NaN;
        }

        @Override
        public double back(double position) {
            return Math.pow(10, position);
        }
    };

    /** The place of a value, NaN or infinite where it has none. */
    public abstract double of(double value);

    /** The value at a place. */
    public abstract double back(double position);
}
