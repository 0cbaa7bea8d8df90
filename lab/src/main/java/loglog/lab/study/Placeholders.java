package loglog.lab.study;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import loglog.training.Kind;

/**
 * What a user's command may name in braces. Other braces, and those after a dollar sign, are the shell's; {@code
 * {{layers}}} stands for {@code {layers}} itself.
 */
public final class Placeholders {
    /** Those that runs of every kind have. */
    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("name", "the run's name"),
            Map.entry("run", "the run's folder, in full"),
            Map.entry("folder", "the same"),
            Map.entry("here", "the study file's folder, in full"),
            Map.entry("study", "the study's name"),
            Map.entry("recipe", "the recipe's name"),
            Map.entry("params", "all trained parameters"),
            Map.entry("tokens", "tokens to train on, a whole number of steps"),
            Map.entry("unique_tokens", "tokens that are read again and again; 0 for all that there are"),
            Map.entry("flops", "FLOP of training"),
            Map.entry("steps", "steps to train"),
            Map.entry("seed", "seed of the weights and the data order"),
            Map.entry("tokens_per_step", "batch times context"),
            Map.entry("cores", "that the run takes"));

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{([a-z][a-z0-9_]*)}}|(?<![$])\\{([a-z][a-z0-9_]*)}");

    private Placeholders() {}

    /** All of a kind's, with what they stand for. */
    public static Map<String, String> meanings(Kind kind) {
        var meanings = new TreeMap<>(COMMON);
        meanings.putAll(kind.placeholders());
        return meanings;
    }

    /** Their names, sorted. */
    public static List<String> names(Kind kind) {
        return List.copyOf(meanings(kind).keySet());
    }

    /** Whether a template names one. */
    public static boolean names(String template, String placeholder) {
        return PLACEHOLDER.matcher(template).results().anyMatch(found -> placeholder.equals(found.group(2)));
    }

    /** Hands out each placeholder of a template that does not exist. */
    static void unknown(Kind kind, String template, Consumer<String> sink) {
        var meanings = meanings(kind);
        PLACEHOLDER
                .matcher(template)
                .results()
                .map(found -> found.group(2))
                .filter(name -> name != null && !meanings.containsKey(name))
                .forEach(sink);
    }
}
