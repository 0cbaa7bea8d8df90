package loglog.lab.plan;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.RunRole;

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
     * A name for each.
     *
     * @param recipes whether there are several, so that their names tell runs apart
     */
    static Map<Draft, String> of(List<Draft> drafts, boolean recipes) {
        var names = new LinkedHashMap<Draft, String>();
        name(drafts, recipes, DIGITS, names);
        return names;
    }

    private static void name(List<Draft> drafts, boolean recipes, int digits, Map<Draft, String> names) {
        var alike = new HashMap<String, List<Draft>>();
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

    private static String name(Draft draft, boolean recipes, int digits) {
        var parts = new ArrayList<String>();
        if (draft.role() == RunRole.VERIFICATION) {
            parts.add("verify");
        }
        if (recipes && !draft.recipeName().equals(draft.recipe().label())) {
            parts.add(draft.recipeName());
        }
        parts.add(draft.recipe().label());
        parts.add(draft.model().shape());
        parts.add(count(draft.tokens(), digits));
        if (!draft.varied().isEmpty()) {
            parts.add(draft.varied());
        }
        parts.add("seed" + draft.seed());
        return String.join("-", parts);
    }

    /** A count to so many digits: {@code 1.9M}. */
    static String count(long count, int digits) {
        var rounded = new BigDecimal(count).round(new MathContext(digits));
        var letters = new String[] {"", "K", "M", "B", "T"};
        int power = 0;
        while (power < letters.length - 1 && rounded.compareTo(new BigDecimal(1000)) >= 0) {
            rounded = rounded.movePointLeft(3);
            power++;
        }
        return plain(rounded) + letters[power];
    }

    /** A number without what ends its decimals for nothing: {@code 0.004}, {@code 1.5e-7}. */
    static String number(double value) {
        var exact = BigDecimal.valueOf(value);
        return value != 0 && value < 1e-4
                ? Double.toString(value).replace("E", "e").replace(".0e", "e")
                : plain(exact);
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
