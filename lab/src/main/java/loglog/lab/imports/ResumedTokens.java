package loglog.lab.imports;

import java.util.ArrayList;

/**
 * Tokens whose count starts again where a training was resumed: trl's trainers keep {@code num_tokens} in the process and not
 * in the Trainer's state.
 */
final class ResumedTokens {
    private static final String TOKENS = Quantity.TOKENS.label();

    /** A number that falls at more than one row of so many is no count of the whole run. */
    private static final int ROWS_OF_ONE_FALL = 4;

    private ResumedTokens() {}

    /** Counts on from the last row before, wherever a run's tokens fall. */
    static void countOn(ImportedRun draft, ImportRules rules) {
        var recorded = draft.curve.series(TOKENS);
        if (recorded == null || rules.asRecorded()) {
            return;
        }
        var counted = new StepValues();
        var falls = new ArrayList<Long>();
        double before = 0;
        for (int i = 0; i < recorded.size(); i++) {
            if (i > 0 && recorded.value(i) < recorded.value(i - 1)) {
                falls.add(recorded.step(i));
                before += recorded.value(i - 1);
            }
            counted.add(recorded.step(i), before + recorded.value(i));
        }
        if (falls.isEmpty()) {
            return;
        }
        var name = draft.tags.getOrDefault(TOKENS, TOKENS);
        if (falls.size() * ROWS_OF_ONE_FALL > recorded.size()) {
            draft.notes.add("%s falls at %d of %d steps, so it may be the tokens of each step alone: taken as recorded"
                    .formatted(name, falls.size(), recorded.size()));
            return;
        }
        draft.curve.put(TOKENS, counted);
        draft.derived.put(TOKENS, name + ", counted on where it starts again");
        draft.notes.add(
                "%s starts again at step %d%s, as trl's does in a training that was resumed: it is counted on from the row before, without what was trained between that row and the checkpoint (--as-recorded takes what was written)"
                        .formatted(
                                name,
                                falls.getFirst(),
                                falls.size() == 1 ? "" : " and %d more".formatted(falls.size() - 1)));
    }
}
