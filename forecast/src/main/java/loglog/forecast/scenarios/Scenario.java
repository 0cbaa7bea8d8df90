package loglog.forecast.scenarios;

import java.util.List;
import java.util.function.UnaryOperator;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.Uncertain;
import loglog.runs.DataException;

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
    /** Of a rate or a step; more is taken for a mistake. */
    static final double MOST_OOM = 100;

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

    /**
     * The same with one entry known exactly.
     *
     * @param entry its name
     * @param value FLOP of a model, orders of magnitude a year of a rate, orders of magnitude of a step
     * @throws DataException where no entry has that name, or none can have that value
     */
    public Scenario with(String entry, double value) {
        var names = entries().stream().map(Entry::name).toList();
        if (!names.contains(entry)) {
            throw new DataException(
                    "found no entry \"%s\", expected one of %s".formatted(entry, String.join(", ", names)));
        }
        boolean isModel = models.stream().anyMatch(model -> model.name().equals(entry));
        if (isModel ? !(value > 0 && value < Double.POSITIVE_INFINITY) : !(Math.abs(value) <= MOST_OOM)) {
            throw new DataException("found %s for \"%s\", expected %s"
                    .formatted(
                            value,
                            entry,
                            isModel
                                    ? "its FLOP, such as 2e25"
                                    : "orders of magnitude, at most %.0f".formatted(MOST_OOM)));
        }
        var exact = Uncertain.exactly(value);
        var typed = Citation.typed();
        UnaryOperator<Model> model = m -> m.name.equals(entry) ? new Model(m.name, m.date, exact, typed) : m;
        return new Scenario(
                name,
                description,
                model.apply(from),
                model.apply(to),
                until,
                models.stream().map(model).toList(),
                growths.stream()
                        .map(g -> g.name.equals(entry)
                                ? new Growth(g.name, g.part, exact, g.from, g.until, g.weight, typed)
                                : g)
                        .toList(),
                steps.stream()
                        .map(s -> s.name.equals(entry) ? new Step(s.name, s.part, s.date, exact, typed) : s)
                        .toList());
    }

    /** All entries: models, then rates, then steps. */
    public List<Entry> entries() {
        return java.util.stream.Stream.of(models, growths, steps)
                .<Entry>flatMap(List::stream)
                .toList();
    }
}
