package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.yaml.Key;

/**
 * A kind of design: how a study file names it, its keys, and what a study of it may ask. Reader, schema, template and docs of
 * study files know no design but by this; {@link Designs} has all.
 */
public interface DesignKind {
    /** The key of a design that has its name. */
    String KEY = "kind";

    /** As it is written. */
    String word();

    /** What it does and what it finds out, in one sentence or two. */
    String purpose();

    /** Its keys, besides {@link #KEY}. */
    List<Key<?>> keys();

    /**
     * Reads one.
     *
     * @throws loglog.runs.DataException naming the key that is wrong
     */
    Design read(DesignSection from);

    /** Which forecasts its runs can tell. */
    default Forecasts forecasts() {
        return Forecasts.OPTIMUM;
    }

    /** The kind of thing that it is for; empty for any. */
    default Optional<String> trains() {
        return Optional.empty();
    }

    /** What it sets in each run, so that no recipe does. */
    default Optional<Varied> varies() {
        return Optional.empty();
    }

    /** What a user's command must name in braces, since runs differ in it; empty for no more than every command. */
    default Optional<String> placeholder() {
        return varies().map(Varied::setting);
    }

    /** Whether runs leave each other, which only Loglog's own trainers can do. */
    default boolean branches() {
        return false;
    }

    /** Seeds of a study that names none. */
    default int usualSeeds() {
        return 1;
    }

    /** Fewer seeds than that would tell nothing. */
    default int leastSeeds() {
        return 1;
    }

    /** The recipes that a template has, with a comment; empty for one recipe. */
    default String recipesExample() {
        return "";
    }

    /** The forecast that a template shows; empty for none. */
    default String forecastExample() {
        return "";
    }

    /** A setting that a design varies, and the design's key for its values. */
    record Varied(String setting, String key) {}

    /** What can be forecast from the runs of a design. */
    enum Forecasts {
        /** Any scale, and which one is best for a budget: params and tokens both vary. */
        OPTIMUM,
        /** A scale that is named: the runs lie along one axis. */
        SCALE,
        /** None: the runs lie along no scale. */
        NONE
    }
}
