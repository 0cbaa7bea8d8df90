package loglog.lab.design;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import loglog.training.ModelOfSize;
import loglog.training.Settings;
import loglog.training.Size;

/**
 * The runs of one recipe and seed, as a design asks for them.
 *
 * @param name of the recipe
 * @param sink is handed each run
 */
public record DesignedRuns(String name, Settings recipe, long seed, Consumer<DraftRun> sink) {
    /** The sizes' models, none twice. */
    public Collection<ModelOfSize> models(List<Size> sizes) {
        return sizes.stream().map(recipe::model).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Asks for a run of the recipe as it is, on whole steps of about so many tokens. */
    public void add(ModelOfSize model, double tokens) {
        add(draft(model, tokens));
    }

    public void add(DraftRun draft) {
        sink.accept(draft);
    }

    /** A run of the recipe as it is, not yet asked for. */
    public DraftRun draft(ModelOfSize model, double tokens) {
        return DraftRun.of(name, recipe, model, steps(tokens), seed);
    }

    /**
     * A run with another value of one setting.
     *
     * @param difference for its name, such as {@code lr0.004}
     */
    public DraftRun draft(ModelOfSize model, double tokens, Settings varied, String difference) {
        return draft(model, steps(tokens, varied), varied, difference);
    }

    /** The same, of so many steps. */
    public DraftRun draft(ModelOfSize model, long steps, Settings varied, String difference) {
        return DraftRun.of(name, recipe, model, steps, seed).with(varied, difference);
    }

    /** The number of the recipe's whole steps that comes nearest, at least one. */
    public long steps(double tokens) {
        return steps(tokens, recipe);
    }

    /** The number of whole steps that comes nearest, at least one. */
    public static long steps(double tokens, Settings recipe) {
        return Math.max(1, Math.round(tokens / recipe.tokensPerStep()));
    }
}
