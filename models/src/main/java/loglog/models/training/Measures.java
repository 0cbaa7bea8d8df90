package loglog.models.training;

import java.util.Map;
import loglog.models.transformer.Model;

/**
 * What a run measures of its model beside the loss, with each evaluation: exact matches on tasks, for example. It must leave the
 * weights as they are, and be a function of them alone.
 */
@FunctionalInterface
public interface Measures {
    /** No measures. */
    Measures NONE = model -> Map.of();

    /**
     * Values by the name that they have in {@code metrics.jsonl} and in the run's result; the same names each time.
     *
     * @param model the run's own, as trained so far, on the run's device, whose lanes are idle meanwhile. Memory that is taken
     *     of the device stays taken, so what needs some keeps it for the next time
     */
    Map<String, Double> of(Model model);
}
