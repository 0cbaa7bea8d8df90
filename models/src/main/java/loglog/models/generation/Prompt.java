package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * A text to go on with.
 *
 * @param number keys its random numbers: the same prompt with the same number is sampled alike, whatever stands beside it
 * @param tokens at least one
 */
public record Prompt(long number, int[] tokens) {
    /** Prompts numbered by their place. */
    public static List<Prompt> numbered(List<int[]> tokens) {
        var prompts = new ArrayList<Prompt>();
        for (var text : tokens) {
            prompts.add(new Prompt(prompts.size(), text));
        }
        return prompts;
    }
}
