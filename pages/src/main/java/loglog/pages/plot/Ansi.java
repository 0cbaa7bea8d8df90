package loglog.pages.plot;

/** Colors of the terminal, by the series that wear them. */
final class Ansi {
    static final String PLAIN = "\u001b[0m";
    static final String DIM = "\u001b[2m";
    private static final String[] SERIES = {
        "\u001b[36m", "\u001b[33m", "\u001b[35m", "\u001b[32m", "\u001b[31m", "\u001b[34m"
    };

    /** From violet over blue to green and yellow, on dark and on light. */
    private static final int[] VALUES = {97, 61, 67, 37, 71, 142};

    static final int STEPS = VALUES.length;

    private Ansi() {}

    /** The color of a step of the color axis. */
    static String step(int i) {
        return "\u001b[38;5;" + VALUES[i] + "m";
    }

    /** The color of a fraction of the color axis; none where it has no place. */
    static String value(double fraction) {
        return Double.isNaN(fraction) ? null : step(Math.clamp((int) (fraction * STEPS), 0, STEPS - 1));
    }

    static String series(int i) {
        return SERIES[i % SERIES.length];
    }
}
