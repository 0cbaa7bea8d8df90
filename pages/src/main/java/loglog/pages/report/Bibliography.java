package loglog.pages.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The papers that laws and methods come from: references.bib beside this class, the one place where they stand. */
final class Bibliography {
    private static final Pattern ENTRY = Pattern.compile("(?m)^@\\w+\\{(\\w+),\\R(?:  .*\\R)*}");
    private static final Pattern EPRINT = Pattern.compile("eprint = \\{([0-9.]+)}");
    private static final List<Entry> ALL = read();

    private Bibliography() {}

    /**
     * A paper.
     *
     * @param key that texts cite it by
     * @param arxiv its number there; null where it has none
     * @param bibtex the whole entry
     */
    record Entry(String key, String arxiv, String bibtex) {
        private boolean isNamedIn(String text) {
            return arxiv != null && text.contains(arxiv)
                    || Pattern.compile("\\b" + key + "\\b").matcher(text).find();
        }
    }

    /** The papers that texts name by arXiv's number or by key, in the bibliography's order. */
    static List<Entry> in(List<String> texts) {
        return ALL.stream()
                .filter(entry -> texts.stream().anyMatch(entry::isNamedIn))
                .toList();
    }

    static List<Entry> all() {
        return ALL;
    }

    private static List<Entry> read() {
        try (var in = Bibliography.class.getResourceAsStream("references.bib")) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Stream<Entry> entries = ENTRY.matcher(text).results().map(found -> {
                var eprint = EPRINT.matcher(found.group());
                return new Entry(found.group(1), eprint.find() ? eprint.group(1) : null, found.group());
            });
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
