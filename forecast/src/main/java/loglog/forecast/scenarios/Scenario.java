package loglog.forecast.scenarios;

import java.util.List;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.Uncertain;

/**
 * What effective compute grows by: dated, sourced entries and rates.
 *
 * @param from the model that the count starts at, and with {@code to} the jump that is to happen again
 * @param until where the count ends, in decimal years
 * @param models by rising date
 * @param growths rates; those of one part and one period are views of the same rate, of which each draw follows one
 * @param steps what comes at once
 */
public record Scenario(
        String name,
        String description,
        Model from,
        Model to,
        double until,
        List<Model> models,
        List<Growth> growths,
        List<Step> steps) {
    /** What the count is split into. */
    public enum Part {
        /** FLOP of the largest training runs. */
        COMPUTE,
        /** Less compute for the same loss. */
        ALGORITHMS,
        /** What makes the same model worth more: instructions, tools, thinking. */
        UNHOBBLING;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What has a source, for the list of entries. */
    public sealed interface Entry {
        String name();

        Citation source();
    }

    /**
     * A model whose training compute is known.
     *
     * @param date of its release, in decimal years
     * @param flops of its training
     */
    public record Model(String name, double date, Uncertain flops, Citation source) implements Entry {}

    /**
     * A rate.
     *
     * @param oomPerYear orders of magnitude a year
     * @param from where its period begins, in decimal years; negative infinity for no beginning
     * @param until where it ends; infinity for no end
     * @param weight relative to the other views of this rate
     */
    public record Growth(
            String name, Part part, Uncertain oomPerYear, double from, double until, double weight, Citation source)
            implements Entry {
        boolean isSamePeriod(Growth other) {
            return part == other.part && from == other.from && until == other.until;
        }

        boolean overlaps(Growth other) {
            return part == other.part && from < other.until && other.from < until;
        }
    }

    /**
     * What came at once.
     *
     * @param date in decimal years
     * @param oom orders of magnitude
     */
    public record Step(String name, Part part, double date, Uncertain oom, Citation source) implements Entry {}

    /** All entries: models, then rates, then steps. */
    public List<Entry> entries() {
        return java.util.stream.Stream.of(models, growths, steps)
                .<Entry>flatMap(List::stream)
                .toList();
    }
}
