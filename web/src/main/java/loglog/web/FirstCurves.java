package loglog.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * The question for the curves with which the page of runs begins, where its address alone tells it: runs over a scale, all else as usual,
 * in a window in which the page is as wide as it gets. In all other cases the page's script asks.
 */
final class FirstCurves {
    /** Of the page at its greatest width: its chart's pixels less its axis. view.js asks for as many. */
    private static final int COLUMNS = 1280 - 74 - 80;

    private static final int LEAST_WINDOW = 1280;

    /** What an address may name besides for the question to be a simple one: the list's own fields change no curves. */
    private static final Set<String> SIMPLE =
            Set.of("run", "x", "y", "ylog", "hide", "name", "where", "status", "sort", "reverse");

    private static final String BEFORE = "<link rel=\"stylesheet\"";

    private FirstCurves() {}

    /** The question that an address of the page means; null where its script has to find that out. */
    static String question(Map<String, List<String>> address) {
        var runs = address.getOrDefault("run", List.of());
        if (runs.isEmpty()
                || !SIMPLE.containsAll(address.keySet())
                || address.values().stream().flatMap(List::stream).anyMatch(String::isEmpty)) {
            return null;
        }
        return "/api/curves?" + runs.stream().map(run -> "run=" + encoded(run)).collect(Collectors.joining("&"))
                + "&x=" + encoded(first(address, "x", "tokens"))
                + "&y=" + encoded(first(address, "y", "loss"))
                + "&columns=" + COLUMNS + "&form=floats";
    }

    private static String first(Map<String, List<String>> address, String name, String usual) {
        var values = address.getOrDefault(name, List.of());
        return values.isEmpty() ? usual : values.getFirst();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The page with the question. */
    static byte[] asked(byte[] page, String question) {
        var link =
                "<link id=\"firstCurves\" rel=\"preload\" as=\"fetch\" crossorigin media=\"(min-width: %dpx)\" href=\"%s\">\n"
                        .formatted(LEAST_WINDOW, question.replace("&", "&amp;"));
        return new String(page, StandardCharsets.UTF_8)
                .replaceFirst(BEFORE, Matcher.quoteReplacement(link + BEFORE))
                .getBytes(StandardCharsets.UTF_8);
    }
}
