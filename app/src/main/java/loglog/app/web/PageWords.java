package loglog.app.web;

import java.util.Set;
import java.util.regex.Pattern;

/** Sentences of the command line in a page's words: what is an option there is a field here. */
final class PageWords {
    private static final Pattern OPTION = Pattern.compile("(?<![^\\s(;\"])--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)");

    private PageWords() {}

    /** The sentence, every option in it a field. */
    static String of(String sentence) {
        return OPTION.matcher(sentence).replaceAll(found -> field(found.group(1)));
    }

    /**
     * The sentence, on a form.
     *
     * @param fields options that the form has, without their dashes
     * @param options all that the command has
     */
    static String of(String sentence, Set<String> fields, Set<String> options) {
        return OPTION.matcher(sentence).replaceAll(found -> {
            var name = found.group(1);
            return fields.contains(name)
                    ? field(name)
                    : options.contains(name) ? "--" + name + " (in a terminal)" : "--" + name;
        });
    }

    /** As the page labels it. */
    private static String field(String option) {
        return '"' + option.replace('-', ' ') + '"';
    }
}
