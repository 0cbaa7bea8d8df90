package loglog.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The unit that a column's name ends with: "Params (M)", "tokens_b", "compute_pf_days", "ZFLOP".
 *
 * @param name what stands before it, without case, spaces and punctuation; "flops" where nothing does
 * @param factor the unit in params, tokens or FLOP
 * @param of what it can be a unit of
 */
record Unit(String name, double factor, Of of) {
    enum Of {
        COUNTS,
        COMPUTE,
        BOTH
    }

    /** Smaller ones, where nothing else is in the name, are mostly rates, FLOP a second. */
    private static final double LEAST_ALONE = 1e18;

    private static final Map<String, Double> COUNTS = Map.ofEntries(
            Map.entry("k", 1e3),
            Map.entry("thousand", 1e3),
            Map.entry("thousands", 1e3),
            Map.entry("m", 1e6),
            Map.entry("mn", 1e6),
            Map.entry("million", 1e6),
            Map.entry("millions", 1e6),
            Map.entry("b", 1e9),
            Map.entry("bn", 1e9),
            Map.entry("g", 1e9),
            Map.entry("billion", 1e9),
            Map.entry("billions", 1e9),
            Map.entry("t", 1e12),
            Map.entry("trillion", 1e12),
            Map.entry("trillions", 1e12));

    private static final Map<String, Double> PREFIXES = Map.ofEntries(
            Map.entry("k", 1e3),
            Map.entry("kilo", 1e3),
            Map.entry("m", 1e6),
            Map.entry("mega", 1e6),
            Map.entry("g", 1e9),
            Map.entry("giga", 1e9),
            Map.entry("t", 1e12),
            Map.entry("tera", 1e12),
            Map.entry("p", 1e15),
            Map.entry("peta", 1e15),
            Map.entry("e", 1e18),
            Map.entry("exa", 1e18),
            Map.entry("z", 1e21),
            Map.entry("zetta", 1e21),
            Map.entry("y", 1e24),
            Map.entry("yotta", 1e24));

    private static final Map<String, Double> SECONDS = Map.of(
            "s", 1.0, "second", 1.0, "seconds", 1.0, "hour", 3600.0, "hours", 3600.0, "day", 86400.0, "days", 86400.0);

    /** Petaflop/s-days, the unit of arXiv 2001.08361. */
    static final double PETAFLOP_DAY = 1e15 * 86400;

    /** Whether a role's numbers can be in it. */
    boolean fits(Role role) {
        return role.isScale() && (of == Of.BOTH || (of == Of.COMPUTE) == (role == Role.FLOPS));
    }

    /** The unit of a column; null where its name ends with none. */
    static Unit of(String column) {
        var words = words(column);
        int n = words.size();
        if (n == 0) {
            return null;
        }
        var last = words.getLast();
        var time = SECONDS.get(last);
        if (time != null && n > 1) {
            int rate = n - 1 - (n > 2 && words.get(n - 2).equals("s") ? 1 : 0); // petaflop/s-days
            var factor = prefixOfFlops(words.get(rate - 1), true);
            return factor == null ? null : compute(words.subList(0, rate - 1), factor * time);
        }
        for (var end : List.of("days", "day")) { // pfdays
            if (last.endsWith(end)) {
                var factor = prefixOfFlops(last.substring(0, last.length() - end.length()), true);
                if (factor != null) {
                    return compute(words.subList(0, n - 1), factor * SECONDS.get(end));
                }
            }
        }
        var flops = prefixOfFlops(last, false);
        if (flops != null) {
            return n == 1 && flops < LEAST_ALONE ? null : compute(words.subList(0, n - 1), flops);
        }
        if (n < 2) {
            return null;
        }
        var before = join(words.subList(0, n - 1));
        if (last.matches("1e[0-9]{1,2}")) {
            return new Unit(before, Double.parseDouble(last), Of.BOTH);
        }
        var count = COUNTS.get(last);
        return count == null ? null : new Unit(before, count, Of.COUNTS);
    }

    private static Unit compute(List<String> before, double factor) {
        var name = join(before);
        return new Unit(name.isEmpty() ? "flops" : name, factor, Of.COMPUTE);
    }

    /** 1e21 for "zflop", 1e15 for "petaflops"; for a rate "pf" and "pfs" too; null for other words, and "flops" itself. */
    private static Double prefixOfFlops(String word, boolean rate) {
        for (var end : rate ? List.of("flops", "flop", "fs", "f") : List.of("flops", "flop")) {
            if (word.endsWith(end)) {
                return PREFIXES.get(word.substring(0, word.length() - end.length()));
            }
        }
        return null;
    }

    private static List<String> words(String column) {
        var words = new ArrayList<String>();
        for (var word : column.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static String join(List<String> words) {
        var before = !words.isEmpty() && words.getLast().equals("in") ? words.subList(0, words.size() - 1) : words;
        return String.join("", before);
    }
}
