package loglog.lab.imports;

import java.util.OptionalInt;

/**
 * How to decide where a run's files can be read in more than one way. Whatever an import decides by itself, its output
 * says, with the rule that decides otherwise.
 *
 * @param restarts what becomes of values at steps that a restarted process measured again
 * @param writer part of the name of the file to take a tag from, where several write it at the same time; null for the
 *     one with most tags
 * @param countSteps whether the values of a tag are steps 1, 2, 3 and so on, in the order in which they were written
 * @param firstStep 0 where a step is recorded by the number of steps before it, 1 by the number with it; empty to see it
 *     from the tool
 * @param rows what a table's row is; null to see it from the table
 * @param context tokens of a training sequence, by which to correct losses of Hugging Face's Trainer that were divided by
 *     one token too many for each sequence
 * @param asRecorded whether losses and tokens are taken as they were written, also losses that stand for a NaN and tokens
 *     whose count starts again
 */
public record ImportRules(
        Restarts restarts,
        String writer,
        boolean countSteps,
        OptionalInt firstStep,
        Rows rows,
        OptionalInt context,
        boolean asRecorded) {
    public static final ImportRules USUAL =
            new ImportRules(Restarts.VOID, null, false, OptionalInt.empty(), null, OptionalInt.empty(), false);

    /** What a restart does. */
    public enum Restarts {
        /** What was measured before, from the step of the restart on, is left out. */
        VOID,
        /** Steps count on from the last one before the restart. */
        APPEND
    }

    /** What a row of a table is. */
    public enum Rows {
        RUNS,
        STEPS
    }
}
