package loglog.training;

import java.util.Map;
import loglog.runs.Metric;
import tools.jackson.databind.node.ObjectNode;

/** What a run is to do; the run is a function of it and of the data. Two plans that ask for the same are equal. */
public interface RunPlan {
    /** The name of its kind. */
    String kind();

    /** What the run is measured by. */
    default Metric metric() {
        return Kinds.named(kind()).metric();
    }

    /** What is trained. */
    ModelOfSize model();

    /** All trained parameters. */
    default long params() {
        return model().params();
    }

    long steps();

    /** Tokens, or whatever a run's data is counted in, of a step. */
    long tokensPerStep();

    /** Of its beginning and the order of its data. */
    long seed();

    /** Threads that compute side by side; bits may depend on it, so that a run that goes on keeps it. */
    int lanes();

    Cost cost();

    /** Puts it into {@code run.json}: {@code recipe}, {@code model}, {@code tokens}, {@code seed}, {@code lanes}. */
    void write(ObjectNode to);

    /** Settings by the names that commands have for them, such as {@code width}, {@code batch}, {@code lr}. */
    Map<String, Number> facts();

    /** What a user's command may name of it, besides what every plan has. */
    Map<String, String> placeholders();

    /** How its training is expected to go. */
    Course course();

    /** Tokens of its whole steps. */
    default long wholeTokens() {
        return steps() * tokensPerStep();
    }

    /**
     * What makes the shape of a training curve, but for its scale: runs of one course can be compared row by row.
     *
     * @param like what else tells curves apart, such as the schedule; compared by {@code equals}
     * @param warmup share of the steps that rise
     * @param isSteady whether nothing changes from step to step after the warm-up
     */
    record Course(Object like, double warmup, boolean isSteady) {}
}
