package loglog.pages.plot;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import loglog.pages.text.TerminalText;

/**
 * What the terminal can show.
 *
 * @param columns its width in characters
 * @param unicode whether it shows braille; otherwise plots are plain ASCII
 * @param color whether ANSI colors are welcome
 * @param folds whether tables are to fit the width; in a pipe they keep one line a row, whatever its length
 */
public record Terminal(int columns, boolean unicode, boolean color, boolean folds) {
    private static final int USUAL = 80;
    private static final int LEAST = 40;
    private static final int MOST = 200;

    /** A terminal of this width, which tables fit. */
    public Terminal(int columns, boolean unicode, boolean color) {
        this(columns, unicode, color, true);
    }

    /** Standard output's. */
    public static Terminal detect() {
        return of(System.getenv(), System.getProperties(), isTerminal());
    }

    /** Standard error's. */
    public static Terminal detectError() {
        return of(System.getenv(), System.getProperties(), isErrorTerminal());
    }

    /** Whether standard output is a terminal. */
    public static boolean isTerminal() {
        return isTerminal("out");
    }

    /** Whether standard error is one, where progress is drawn in place. */
    public static boolean isErrorTerminal() {
        return isTerminal("err");
    }

    /** The launcher asks each stream; Java, started otherwise, knows only of all of them together. */
    private static boolean isTerminal(String stream) {
        var asked = System.getProperty("loglog.terminals");
        if (asked != null) {
            return asked.contains(stream);
        }
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * @param properties in which the launcher says how many columns the terminal has
     * @param terminal whether it is one at all
     */
    static Terminal of(Map<String, String> environment, Properties properties, boolean terminal) {
        int given = width(environment.get("COLUMNS"));
        int measured = terminal ? width(properties.getProperty("loglog.columns")) : 0;
        int columns = given > 0 ? given : measured > 0 ? measured : USUAL;
        var type = environment.getOrDefault("TERM", "");
        var noColor = !environment.getOrDefault("NO_COLOR", "").isEmpty() || type.equals("dumb");
        return new Terminal(
                Math.clamp(columns, LEAST, MOST),
                isUnicode(environment, properties.getProperty("stdout.encoding"))
                        && !type.equals("linux")
                        && !type.equals("dumb"),
                terminal && !noColor,
                terminal || given > 0);
    }

    private static int width(String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text.strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** The same with tables of one line a row. */
    public Terminal wide() {
        return new Terminal(columns, unicode, color, false);
    }

    /** A text with lines that fit, broken between words. */
    public String wrap(String text) {
        return folds ? String.join("\n", TerminalText.wrapped(text, columns)) : text;
    }

    /** How wide a table may be. */
    public int tableColumns() {
        return folds ? columns : Integer.MAX_VALUE;
    }

    private static boolean isUnicode(Map<String, String> environment, String encoding) {
        if (encoding != null) {
            return encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
        }
        var name = environment.getOrDefault(
                "LC_ALL",
                environment.getOrDefault("LANG", Charset.defaultCharset().name()));
        return name.toUpperCase(Locale.ROOT).contains("UTF");
    }
}
