package loglog.pages.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What stands under a figure: what is drawn, from how many rows of what, by which law and with which intervals.
 *
 * @param text for readers
 * @param equations of the laws drawn, in LaTeX
 * @param sources texts that name papers by their arXiv numbers, or keys of {@link Bibliography}; those that the text itself
 *     names are sources without being repeated here
 */
public record Caption(String text, List<String> equations, List<String> sources) {
    public Caption {
        equations = List.copyOf(equations);
        sources = List.copyOf(sources);
    }

    public static Caption of(String text) {
        return new Caption(text, List.of(), List.of());
    }

    /** With an equation that the figure draws. */
    public Caption equation(String latex) {
        var all = new ArrayList<>(equations);
        all.add(latex);
        return new Caption(text, all, sources);
    }

    /** With papers behind it. */
    public Caption cites(String... more) {
        var all = new ArrayList<>(sources);
        all.addAll(Arrays.asList(more));
        return new Caption(text, equations, all);
    }

    /** With more text behind it; nothing for an empty one. */
    Caption and(String more) {
        return more.isEmpty() ? this : new Caption(text + ". " + more, equations, sources);
    }

    /** The papers behind the figure. */
    List<Bibliography.Entry> papers() {
        var texts = new ArrayList<>(sources);
        texts.add(text);
        return Bibliography.in(texts);
    }
}
