package loglog.laws;

/**
 * One parameter of a law, in the law's internal coordinates (see {@link Law}).
 *
 * @param name the symbol of the field, for example {@code alpha}
 * @param kind how it enters the law
 * @param low the least value a fit may take; reaching it gives {@link Status#AT_BOUND}
 * @param high the greatest value a fit may take
 */
public record LawParameter(String name, Kind kind, double low, double high) {

    /** How a parameter enters its law. */
    public enum Kind {
        /** Linear, and eliminated by variable projection in the global search. */
        COEFFICIENT,
        /** Nonlinear: breaks, slopes, widths; searched globally. */
        SHAPE,
        /** A shape that is the power of a scale or of a sum of them, and so is of much the same size from one sweep to another. */
        EXPONENT
    }

    /** A coefficient that must not be negative: a reducible loss, an irreducible one. */
    public static LawParameter coefficient(String name) {
        return new LawParameter(name, Kind.COEFFICIENT, 0, Double.POSITIVE_INFINITY);
    }

    /** A coefficient of either sign. */
    public static LawParameter free(String name) {
        return new LawParameter(name, Kind.COEFFICIENT, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** A parameter that the law is not linear in. */
    public static LawParameter shape(String name, double low, double high) {
        return new LawParameter(name, Kind.SHAPE, low, high);
    }

    /** A power of a scale: forecasts take it to be known to within a factor of e before any run ({@link Kind#EXPONENT}). */
    public static LawParameter exponent(String name, double low, double high) {
        return new LawParameter(name, Kind.EXPONENT, low, high);
    }
}
