package loglog.app.plot;

/** Colours of the terminal, by the series that wear them. */
final class Ansi {
    static final String PLAIN = "\u001b[0m";
    static final String DIM = "\u001b[2m";
    private static final String[] SERIES = {
        "\u001b[36m", "\u001b[33m", "\u001b[35m", "\u001b[32m", "\u001b[31m", "\u001b[34m"
    };

    private Ansi() {}

    static String series(int i) {
        return SERIES[i % SERIES.length];
    }
}
