package loglog.laws;

import java.util.List;

/** What a {@link Planner} says. */
public sealed interface Answer {

    /** What a reader should know of it, a sentence each. */
    List<String> notes();

    /**
     * A model to train, each figure with the interval that the fit's uncertainty gives it. An upper end is infinite
     * where so many resamples cannot reach the loss at all.
     *
     * @param flops all that it costs, FLOP, serving included where it counts
     * @param params its size
     * @param tokens trained on, repetitions counted
     * @param loss that it reaches
     * @param tokensPerParam tokens over params
     */
    record Plan(
            Interval flops,
            Interval params,
            Interval tokens,
            Interval loss,
            Interval tokensPerParam,
            List<String> notes)
            implements Answer {
        public Plan {
            notes = List.copyOf(notes);
        }
    }

    /**
     * No compute does it.
     *
     * @param leastLoss what no compute goes below: the irreducible loss, or what is left of it under a cap on data or
     *     at a given size
     * @param notes why
     */
    record Unreachable(Interval leastLoss, List<String> notes) implements Answer {
        public Unreachable {
            notes = List.copyOf(notes);
        }
    }
}
