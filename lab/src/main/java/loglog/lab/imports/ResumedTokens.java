package loglog.lab.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tokens whose count starts again where a training was resumed: trl's trainers keep {@code num_tokens} in the process and not
 * in the Trainer's state.
 */
final class ResumedTokens {
    private static final String TOKENS = Quantity.TOKENS.label();

    /** A number that falls at more than one row of so many is no count of the whole run. */
    private static final int ROWS_OF_ONE_FALL = 4;

    /** What the Trainer itself counts. */
    static final String INPUT = "num_input_tokens_seen";

    /** What trl's trainers count, by the attention mask. */
    private static final String TRL = "num_tokens";

    private ResumedTokens() {}

    /**
     * The user's map, and where a state has both counts, the Trainer's for the tokens if it is trl's at every row until that starts
     * again: the Trainer's goes on where a training was resumed. With padding, which only the Trainer's has in it, they differ.
     */
    static Map<String, String> whereBothAgree(TrainerHistory state, ImportOptions options) {
        if (options.map().containsKey(TOKENS) || !state.keys.containsAll(Set.of(INPUT, TRL))) {
            return options.map();
        }
        var counts = state.log.settle(Set.of(INPUT, TRL), options.rules()).series();
        var input = new HashMap<Long, Double>();
        for (int i = 0; i < counts.get(INPUT).size(); i++) {
            input.put(counts.get(INPUT).step(i), counts.get(INPUT).value(i));
        }
        var trl = counts.get(TRL);
        for (int i = 0; i < trl.size() && (i == 0 || trl.value(i) >= trl.value(i - 1)); i++) {
            if (!Objects.equals(input.get(trl.step(i)), trl.value(i))) {
                return options.map();
            }
        }
        var map = new LinkedHashMap<>(options.map());
        map.put(TOKENS, INPUT);
        return map;
    }

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
