package loglog.lab.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.lab.design.DraftRun;
import loglog.runs.RunRole;
import loglog.words.Format;

/**
 * Names of runs: recipe, architecture, width x layers, tokens, what the design varies, seed; {@code
 * llama-48x3-1.9M-seed1}. A run's name says nothing of the other runs, so that it stays when the plan grows, but for runs
 * whose tokens are the same to three digits: these get as many more as tell them apart.
 */
final class Names {
    private static final int DIGITS = 3;
    private static final int ALL_DIGITS = 18;

    private Names() {}

    /**
     * A run's name in its parts.
     *
     * @param group the part that replicates share: all but the seed
     */
    record RunName(String group, long seed) {
        @Override
        public String toString() {
            return group + "-seed" + seed;
        }
    }

    /**
     * A name for each.
     *
     * @param recipes whether there are several, so that their names tell runs apart
     */
    static Map<DraftRun, RunName> of(List<DraftRun> drafts, boolean recipes) {
        var names = new LinkedHashMap<DraftRun, RunName>();
        name(drafts, recipes, DIGITS, names);
        return names;
    }

    private static void name(List<DraftRun> drafts, boolean recipes, int digits, Map<DraftRun, RunName> names) {
        var alike = new HashMap<RunName, List<DraftRun>>();
        for (var draft : drafts) {
            alike.computeIfAbsent(name(draft, recipes, digits), _ -> new ArrayList<>())
                    .add(draft);
        }
        alike.forEach((name, group) -> {
            if (group.size() == 1) {
                names.put(group.getFirst(), name);
            } else if (digits < ALL_DIGITS) {
                name(group, recipes, digits + 1, names);
            } else {
                throw new IllegalStateException("two runs are named " + name + ": " + group);
            }
        });
    }

    private static RunName name(DraftRun draft, boolean recipes, int digits) {
        var parts = new ArrayList<String>();
        if (draft.role() == RunRole.VERIFICATION) {
            parts.add("verify");
        }
        if (recipes && !draft.recipeName().equals(draft.recipe().label())) {
            parts.add(draft.recipeName());
        }
        parts.add(draft.recipe().label());
        parts.add(draft.model().shape());
        parts.add(Format.count(draft.tokens(), digits));
        if (!draft.varied().isEmpty()) {
            parts.add(draft.varied());
        }
        return new RunName(String.join("-", parts), draft.seed());
    }
}
