package loglog.forecast.takeoff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import loglog.forecast.takeoff.TakeoffForecast.Outcome;

/**
 * What a forecast of a takeoff says, each a function of a run's milestones: its value in the central run, and its interval over the
 * draws.
 *
 * @param <M> a run's milestones
 */
final class Outcomes<M> {
    private final M central;
    private final List<M> drawn;
    private final double level;
    private final List<Outcome> all = new ArrayList<>();

    Outcomes(M central, List<M> drawn, double level) {
        this.central = central;
        this.drawn = drawn;
        this.level = level;
    }

    void add(String key, String what, String unit, ToDoubleFunction<M> value) {
        all.add(Outcome.of(key, what, unit, value.applyAsDouble(central), Ensemble.each(drawn, value), level));
    }

    List<Outcome> all() {
        return List.copyOf(all);
    }
}
