package loglog.forecast.horizons;

import java.util.List;

/**
 * Agents' runs on tasks of known length.
 *
 * @param tasks the tasks, whose numbers runs refer to
 * @param families how many families of tasks there are
 * @param agents those that made the runs
 */
public record RawRuns(List<Task> tasks, int families, List<Agent> agents) {
    /**
     * A task.
     *
     * @param family its family's number, from 0
     * @param minutes how long a person takes
     */
    public record Task(String id, int family, double minutes) {}

    /**
     * An agent's runs.
     *
     * @param year its release on the axis of {@link loglog.forecast.Dates}; NaN where it is not known
     */
    public record Agent(String name, double year, List<Attempts> attempts) {
        /** How many runs it made. */
        public int runs() {
            return attempts.stream().mapToInt(a -> a.success().length).sum();
        }

        /** How many of them succeeded; fractional scores count as their parts. */
        public double successes() {
            double sum = 0;
            for (var of : attempts) {
                for (double success : of.success()) {
                    sum += success;
                }
            }
            return sum;
        }
    }

    /**
     * An agent's runs of one task.
     *
     * @param success of each run, 0 to 1; a fraction is a success and a failure with that share of the weight
     * @param weight of each run; those of all the agent's runs sum to 1
     */
    public record Attempts(int task, double[] success, double[] weight) {}
}
