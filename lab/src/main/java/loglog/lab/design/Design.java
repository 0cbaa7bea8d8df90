package loglog.lab.design;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/** At which scales a study trains: a design with its values. */
public interface Design {
    /** What it is one of; of a grid, whose special cases have names of their own, the grid. */
    DesignKind kind();

    /** Puts its values by the keys of a study file, always in the same order: plans that were begun are known by this text. */
    void write(ObjectNode to);

    /** How many runs it asks for, at most, of each recipe and seed. */
    long mostRuns();

    /** Its runs of one recipe and seed, a trunk before what leaves it; where {@link #budget} says so, all that could be made. */
    void runs(DesignedRuns of);

    /** In words, for {@code design: ...} above the table of runs. */
    String words();

    /** What its results are asked. */
    default Question question() {
        return Question.LAW;
    }

    /** The scales that its laws are laws of; empty for those of params and tokens that its runs vary. */
    default List<String> axes() {
        return List.of();
    }

    /** What all its runs have in common, in words, where a law of both params and tokens cannot follow from it. */
    default Optional<String> heldFixed() {
        return Optional.empty();
    }

    /** FLOP for the runs that are chosen among all that could be made; empty where all are made. */
    default OptionalDouble budget() {
        return OptionalDouble.empty();
    }

    /** The recipe of a run of so many steps that verifies a forecast, from the study's. */
    default Settings verifying(Settings recipe, long steps) {
        return recipe;
    }

    /** {@link #heldFixed} of every size at every number of tokens. */
    static Optional<String> heldFixed(List<Size> sizes, List<Long> tokens) {
        return Set.copyOf(sizes).size() == 1
                ? Optional.of("one size")
                : Set.copyOf(tokens).size() == 1 ? Optional.of("one number of tokens") : Optional.empty();
    }

    /** Puts sizes as a study file has them. */
    static ObjectNode sizes(ObjectNode to, Collection<Size> sizes) {
        var array = to.putArray("sizes");
        sizes.forEach(size -> array.add(size.text()));
        return to;
    }

    /** Puts numbers. */
    static ObjectNode numbers(ObjectNode to, String key, Collection<? extends Number> numbers) {
        to.set(key, loglog.runs.Json.MAPPER.valueToTree(numbers));
        return to;
    }

    /** As a study file names it. */
    default String word() {
        return kind().word();
    }

    /** As JSON, with its name under {@code kind}. */
    default ObjectNode json() {
        var json = loglog.runs.Json.MAPPER.createObjectNode().put(DesignKind.KEY, word());
        write(json);
        return json;
    }
}
