package loglog.lab.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs planned to answer one question: recipes, a design that says at which scales they are trained, and the scale that is
 * to be forecast from them.
 *
 * @param name also of the folder that holds the study's runs
 * @param corpus {@code europarl}, {@code jdk}, or files; what a command of the user's reads is its own matter
 * @param tokenizer file or folder of a {@code tokenizer.json}; null for bytes
 * @param vocabulary of the models; that of the tokenizer, where Loglog trains them
 * @param recipes by name, one or more; two make a comparison
 * @param design the scales
 * @param seeds each scale is trained once for each
 * @param forecast what to predict from the runs, and then to verify
 * @param validationTokens that each evaluation reads
 * @param trainer what carries the runs out
 */
public record Study(
        String name,
        String corpus,
        Path tokenizer,
        int vocabulary,
        Map<String, StudyRecipe> recipes,
        Design design,
        List<Long> seeds,
        Optional<Target> forecast,
        long validationTokens,
        Trainer trainer) {
    public Study {
        recipes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(recipes));
        seeds = List.copyOf(seeds);
    }
}
