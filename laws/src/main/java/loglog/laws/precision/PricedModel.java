package loglog.laws.precision;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * A model with what storing and decoding it takes.
 *
 * @param name of the run
 * @param format of its weights and inputs, in words
 * @param bytes of the file
 * @param loss of these weights
 * @param floats the same model, or the one that was trained so, in floats; empty where there is none, or where this is it
 */
public record PricedModel(
        String name, String format, double bytes, DecodingEnergy energy, double loss, Optional<PricedModel> floats) {
    /** Loss that is given up against floats. */
    public OptionalDouble givenUp() {
        return floats.isPresent() ? OptionalDouble.of(loss - floats.get().loss) : OptionalDouble.empty();
    }

    /** Loss given up for each byte saved; empty where none is. */
    public OptionalDouble givenUpPerByte() {
        return givenUpPer(PricedModel::bytes);
    }

    /** Loss given up for each picojoule saved; empty where none is. */
    public OptionalDouble givenUpPerPicojoule() {
        return givenUpPer(model -> model.energy.total());
    }

    private OptionalDouble givenUpPer(ToDoubleFunction<PricedModel> cost) {
        double saved = floats.map(cost::applyAsDouble).orElse(Double.NaN) - cost.applyAsDouble(this);
        return saved > 0 ? OptionalDouble.of(givenUp().getAsDouble() / saved) : OptionalDouble.empty();
    }

    /** The models that no other of at most their cost equals or beats, by cost; those whose cost is not known are left out. */
    public static List<PricedModel> unbeaten(List<PricedModel> all, ToDoubleFunction<PricedModel> cost) {
        var unbeaten = new ArrayList<PricedModel>();
        all.stream()
                .filter(model -> !Double.isNaN(cost.applyAsDouble(model)))
                .sorted(Comparator.comparingDouble(cost).thenComparingDouble(PricedModel::loss))
                .forEach(model -> {
                    if (unbeaten.isEmpty() || model.loss < unbeaten.getLast().loss) {
                        unbeaten.add(model);
                    }
                });
        return List.copyOf(unbeaten);
    }

    /** The model of the least loss within a budget; empty where none costs as little. */
    public static Optional<PricedModel> best(List<PricedModel> all, ToDoubleFunction<PricedModel> cost, double budget) {
        var within = all.stream()
                .filter(model -> cost.applyAsDouble(model) <= budget)
                .toList();
        var unbeaten = unbeaten(within, cost);
        return unbeaten.isEmpty() ? Optional.empty() : Optional.of(unbeaten.getLast());
    }
}
