package loglog.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;

/**
 * A kind of thing that is trained: a language model, a player of a game. An implementation is found as a service of the Java
 * platform ({@link java.util.ServiceLoader}), so that a new kind is a class and a line in a list.
 */
public interface Kind {
    /** As study files and {@code run.json} have it, such as {@code language}. */
    String name();

    /** What its runs are measured by, unless their task says otherwise. It decides the laws that may describe them. */
    Metric metric();

    /** Whether each study says itself what its runs are measured by ({@link Task#metric}). */
    default boolean hasMetricOfTask() {
        return false;
    }

    /** What its scales are called before people. */
    default ScaleNames scaleNames() {
        return ScaleNames.USUAL;
    }

    /** Keys of a study file that are this kind's, besides those of every study. */
    List<Key<?>> taskKeys();

    /** Keys of a recipe. */
    List<Key<?>> recipeKeys();

    /**
     * Those that a template shows.
     *
     * @param branching whether runs are to leave a common trunk, which may leave less to a recipe
     */
    default List<Key<?>> shownRecipeKeys(boolean branching) {
        return recipeKeys();
    }

    /** What the second recipe of a template has of its own, such as {@code optimizer: muon}; empty for nothing. */
    default String otherRecipe() {
        return "";
    }

    /** A command that a template shows as a trainer of the user's own. */
    default String commandExample() {
        return "sh {here}/train.sh {params} {tokens} {seed}";
    }

    /**
     * Reads what all runs of a study share.
     *
     * @param study the file's own keys
     * @param program whether a program of the user's carries the runs out, whose data is its own matter
     * @throws loglog.runs.DataException naming the key that is wrong
     */
    Task task(Section study, boolean program);

    /** Reads what {@link Task#write} wrote. */
    Task task(Fields from);

    /**
     * Reads a recipe; what no layer names has the usual value.
     *
     * @param branching whether runs are to leave a common trunk ({@link Settings#branching})
     * @throws loglog.runs.DataException naming the key that is wrong
     */
    Settings settings(SectionStack recipe, Task task, boolean branching);

    /**
     * Reads what {@link RunPlan#write} wrote.
     *
     * @param place for errors
     * @throws loglog.runs.DataException naming the first field that is missing or of another kind
     */
    RunPlan plan(String place, Fields from);

    /** Opens what carries its runs out, one after the other. */
    JobRunner open();

    /** Whether a run that has ended is whole, as far as this shows quickly. */
    boolean isSound(Path run, Task task);

    /**
     * Checks that a run's memory is there.
     *
     * @throws loglog.runs.DataException naming what the run takes and what there is
     */
    void requireRoom(RunPlan plan, long bytes);

    /** What a user's command may name in braces, besides what every kind has, each with what it stands for. */
    Map<String, String> placeholders();

    /** FLOP per second on all these cores together, measured with models as the plan's for so long; NaN where it cannot be. */
    default double flopsPerSecond(RunPlan plan, int cores, double seconds) {
        return Double.NaN;
    }

    /**
     * What a file that another tool left beside its logs tells of its model.
     *
     * @param params all trained ones
     * @param longest sequence, in tokens
     */
    record ModelFile(long params, int longest) {}

    /**
     * Reads such a file.
     *
     * @throws loglog.runs.DataException where it is of this kind and cannot be read
     */
    default Optional<ModelFile> modelFile(Path config) {
        return Optional.empty();
    }
}
