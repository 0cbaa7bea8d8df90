package loglog.tables;

import static loglog.tables.Role.FLOPS;
import static loglog.tables.Role.GROUP;
import static loglog.tables.Role.LOSS;
import static loglog.tables.Role.PARAMS;
import static loglog.tables.Role.TOKENS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one table's runs for one query, row by row. */
final class RunsReader {
    private static final Role[] ROLES = Role.values();
    private static final Role[] SCALES = {PARAMS, TOKENS, FLOPS};
    /** What tells two runs apart. */
    private record Scales(double[] values, String group) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Scales that && Objects.equals(group, that.group) && sameButSigma(that.values);
        }

        private boolean sameButSigma(double[] others) {
            for (int i = 0; i < values.length; i++) {
                if (i != Role.SIGMA.ordinal()
                        && Double.doubleToLongBits(values[i]) != Double.doubleToLongBits(others[i])) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            long bits = Double.doubleToLongBits(values[LOSS.ordinal()])
                    + 31 * Double.doubleToLongBits(values[PARAMS.ordinal()])
                    + 961 * Double.doubleToLongBits(values[FLOPS.ordinal()]);
            return (int) (bits >>> 32 ^ bits);
        }
    }

    private static final String MISSING = "missing";

    private final Table table;
    private final RunsQuery query;
    private final Columns columns;

    /** The column of each role, or -1. */
    private final int[] column = new int[ROLES.length];

    /** The roles that a row must have: required, or their column named. */
    private final boolean[] needed = new boolean[ROLES.length];

    private final int[] axes;
    private final int[] conditions;

    /** The kept rows, and of each its roles' and axes' values; NaN where there is none. */
    private final List<Integer> rows = new ArrayList<>();

    private final List<double[]> values = new ArrayList<>();

    private final int[] derived = new int[ROLES.length];
    /** Why a column that nobody needs was not used: its first bad cell. */
    private final String[] unusable = new String[ROLES.length];

    private final Map<Scales, Integer> seen = new HashMap<>();
    private final Map<String, Integer> skipped = new LinkedHashMap<>();

    RunsReader(Table table, RunsQuery query) {
        this.table = table;
        this.query = query;
        columns = new Columns(table);
        axes = new int[query.axes().size()];
        for (int a = 0; a < axes.length; a++) {
            axes[a] = columns.named(query.axes().get(a), "wanted as a scale");
        }
        conditions = new int[query.where().size()];
        for (int w = 0; w < conditions.length; w++) {
            conditions[w] = columns.named(query.where().get(w).column(), "--where");
        }
        for (var role : ROLES) {
            needed[role.ordinal()] =
                    query.required().contains(role) || query.columns().containsKey(role);
        }
        findColumns();
    }

    Runs read() {
        int matching = 0;
        for (int row = 0; row < table.rows(); row++) {
            if (matches(row)) {
                matching++;
                read(row);
            }
        }
        if (matching == 0) {
            throw noMatch();
        }
        if (rows.isEmpty()) {
            throw new TableException(
                    "%s: no row is left; of %d, left out: %s".formatted(table.source(), matching, counts(skipped)));
        }
        return new RunsResult(table, query, column, axes, rows, values, derived, unusable, skipped).build();
    }

    // ---- columns

    private void findColumns() {
        Arrays.fill(column, -1);
        var taken = new HashSet<Integer>();
        for (var named : query.columns().entrySet()) {
            int c = columns.named(named.getValue(), named.getKey().option());
            column[named.getKey().ordinal()] = c;
            taken.add(c);
        }
        for (var axis : axes) {
            taken.add(axis);
        }
        for (var role : ROLES) {
            if (has(role)) {
                continue;
            }
            if (query.required().contains(role)) {
                column[role.ordinal()] = columns.recognised(role, taken);
            } else if (role == LOSS || isScale(role)) {
                try {
                    column[role.ordinal()] = columns.recognised(role, taken);
                } catch (TableException ambiguous) {
                    if (helps(role)) {
                        throw ambiguous;
                    }
                }
            }
        }
        for (var role : query.required()) {
            if (!has(role) && !(isScale(role) && others(role).allMatch(this::has))) {
                throw columns.missing(role, isScale(role) ? otherwise(role) : "");
            }
        }
        for (var role : query.wanted()) {
            needed[role.ordinal()] |= has(role) || isScale(role) && others(role).allMatch(this::has);
        }
    }

    /** Whether a scale is needed to work out another one, which has no column. */
    private boolean helps(Role role) {
        return isScale(role)
                && others(role)
                        .anyMatch(other -> query.required().contains(other)
                                && !has(other)
                                && columns.recognised(other, Set.of()) < 0);
    }

    private String otherwise(Role role) {
        var lacking = others(role)
                .filter(r -> !has(r))
                .map(r -> r.option() + " COLUMN")
                .toList();
        return ", or let it follow from the others by giving " + Columns.join(lacking, "and");
    }

    private static Stream<Role> others(Role scale) {
        return Stream.of(SCALES).filter(s -> s != scale);
    }

    private static boolean isScale(Role role) {
        return role == PARAMS || role == TOKENS || role == FLOPS;
    }

    private boolean has(Role role) {
        return column[role.ordinal()] >= 0;
    }

    // ---- rows

    private boolean matches(int row) {
        for (int w = 0; w < conditions.length; w++) {
            if (!query.where().get(w).keeps(table, row, conditions[w])) {
                return false;
            }
        }
        return true;
    }

    private void read(int row) {
        var v = new double[ROLES.length + axes.length];
        var reasons = new String[v.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = Double.NaN;
            int c = i < ROLES.length ? column[i] : axes[i - ROLES.length];
            if (c >= 0) {
                reasons[i] = reason(row, c, i, v);
            }
        }
        var worked = new boolean[ROLES.length];
        for (var role : SCALES) {
            int i = role.ordinal();
            if (column[i] < 0 || MISSING.equals(reasons[i])) {
                v[i] = derive(role, v); // NaN where another scale is not known either
                worked[i] = v[i] > 0 && Double.isFinite(v[i]);
                if (!worked[i] && !Double.isNaN(v[i])) { // beyond what a double holds
                    v[i] = Double.NaN;
                    reasons[others(role).findFirst().orElseThrow().ordinal()] = "out of range";
                }
            }
        }
        for (int i = 0; i < v.length; i++) {
            if (i >= ROLES.length || needed[i]) {
                int blame = blame(i, v, reasons);
                if (blame >= 0) {
                    skip(row, blame < ROLES.length ? column[blame] : axes[blame - ROLES.length], reasons[blame]);
                    return;
                }
            } else if (reasons[i] != null && !worked[i] && unusable[i] == null) {
                unusable[i] = sentence(row, column[i], reasons[i]);
            }
        }
        if (isDuplicate(row, v)) {
            return;
        }
        rows.add(row);
        values.add(v);
        for (int i = 0; i < worked.length; i++) {
            derived[i] += worked[i] ? 1 : 0;
        }
    }

    /** Reads one cell into v[i]; what is wrong with it, or null. */
    private String reason(int row, int c, int i, double[] v) {
        var text = table.text(row, c);
        if (text == null || isNothing(text)) {
            return MISSING;
        }
        if (i == GROUP.ordinal()) {
            v[i] = 0; // its text is taken from the table
            return null;
        }
        var number = Numbers.parse(text);
        if (number.isEmpty()) {
            return isInfinite(text) ? "not finite" : "not a number";
        }
        if (number.getAsDouble() <= 0 && !(i == LOSS.ordinal() && query.anyMetric())) {
            return "not positive";
        }
        v[i] = number.getAsDouble();
        return null;
    }

    private static boolean isNothing(String text) {
        return switch (text) {
            case "NA", "N/A", "n/a", "null", "NULL", "None", "none", "-" -> true;
            default -> false;
        };
    }

    private static boolean isInfinite(String text) {
        var sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.regionMatches(true, sign, "inf", 0, 3);
    }

    private double derive(Role scale, double[] v) {
        double n = v[PARAMS.ordinal()];
        double d = v[TOKENS.ordinal()];
        double c = v[FLOPS.ordinal()];
        double k = query.flopsPerToken().k();
        return switch (scale) {
            case PARAMS -> c / (k * d);
            case TOKENS -> c / (k * n);
            default -> k * n * d;
        };
    }

    /** The role or axis whose cell is to blame that role or axis i has no value; -1 where it has one. */
    private int blame(int i, double[] v, String[] reasons) {
        if (!Double.isNaN(v[i])) {
            return -1;
        }
        if (reasons[i] != null) {
            return i;
        }
        for (var other : SCALES) { // a scale without a column: one that it follows from
            if (reasons[other.ordinal()] != null) {
                return other.ordinal();
            }
        }
        throw new IllegalStateException("no cell explains why " + i + " is not known");
    }

    private boolean isDuplicate(int row, double[] v) {
        boolean scaled = axes.length > 0;
        for (var scale : SCALES) {
            scaled |= !Double.isNaN(v[scale.ordinal()]);
        }
        if (!scaled || !has(LOSS)) {
            return false;
        }
        var key = new Scales(v, has(GROUP) ? table.text(row, column[GROUP.ordinal()]) : null);
        var before = seen.putIfAbsent(key, row);
        if (before == null) {
            return false;
        }
        if (!query.skipBad()) {
            throw new TableException("%s: the same scales and %s (%s) as %s; remove one, or leave repeats out with"
                            .formatted(
                                    table.place(row),
                                    table.columns().get(column[LOSS.ordinal()]),
                                    table.text(row, column[LOSS.ordinal()]),
                                    table.place(before))
                    + " --skip-bad");
        }
        skipped.merge("duplicate", 1, Integer::sum);
        return true;
    }

    private void skip(int row, int c, String reason) {
        if (!query.skipBad()) {
            throw new TableException(sentence(row, c, reason) + "; correct it, or leave such rows out with --skip-bad");
        }
        skipped.merge(reason, 1, Integer::sum);
    }

    private String sentence(int row, int c, String reason) {
        var text = table.text(row, c);
        return table.place(row, c) + ": " + (text == null ? "the cell is empty" : "\"" + text + "\" is " + reason);
    }

    // ---- when nothing is left

    private TableException noMatch() {
        var all = query.where().stream().map(Where::toString).toList();
        var some = new LinkedHashSet<String>();
        for (int row = 0; row < table.rows() && some.size() < 8; row++) {
            var text = table.text(row, conditions[0]);
            some.add(text == null ? "nothing" : text);
        }
        return new TableException("no row of %s meets --where %s; column %s has %s"
                .formatted(
                        table.source(),
                        String.join(" and ", all),
                        table.columns().get(conditions[0]),
                        String.join(", ", some) + (some.size() == 8 ? ", ..." : "")));
    }

    static String counts(Map<String, Integer> skipped) {
        return Columns.join(
                skipped.entrySet().stream()
                        .map(e -> e.getValue() + " " + e.getKey())
                        .toList(),
                "and");
    }
}
