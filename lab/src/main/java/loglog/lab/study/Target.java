package loglog.lab.study;

/** What a study forecasts. */
public sealed interface Target {
    /** The compute-optimal model for this many times the compute of the study's largest run. */
    record Times(double factor) implements Target {}

    /** The compute-optimal model for a budget. */
    record Flops(double flops) implements Target {}

    /** A model of about so many params, trained on so many tokens. */
    record Scale(long params, long tokens) implements Target {}
}
