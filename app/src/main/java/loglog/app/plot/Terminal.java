package loglog.app.plot;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;

/**
 * What the terminal can show.
 *
 * @param columns its width in characters
 * @param unicode whether it shows braille; otherwise plots are plain ASCII
 * @param colour whether ANSI colours are welcome
 */
public record Terminal(int columns, boolean unicode, boolean colour) {
    /** The process's own terminal. */
    public static Terminal detect() {
        return of(System.getenv(), isTerminal(), System.getProperty("stdout.encoding"));
    }

    static Terminal of(Map<String, String> environment, boolean terminal, String encoding) {
        int columns = 80;
        try {
            columns = Math.clamp(
                    Integer.parseInt(environment.getOrDefault("COLUMNS", "80").strip()), 40, 200);
        } catch (NumberFormatException e) {
            columns = 80;
        }
        var type = environment.getOrDefault("TERM", "");
        var noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty() || type.equals("dumb");
        return new Terminal(columns, isUnicode(environment, encoding) && !type.equals("linux"), terminal && !noColour);
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

    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }
}
