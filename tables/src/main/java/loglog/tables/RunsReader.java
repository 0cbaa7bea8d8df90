package loglog.tables;

import static loglog.tables.Role.FLOPS;
import static loglog.tables.Role.GROUP;
import static loglog.tables.Role.LOSS;
import static loglog.tables.Role.PARAMS;
import static loglog.tables.Role.SIGMA;
import static loglog.tables.Role.TOKENS;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads one table's runs for one query, row by row. */
final class RunsReader {
    private static final Role[] ROLES = Role.values();
    private static final Role[] SCALES = {PARAMS, TOKENS, FLOPS};

    private static final String MISSING = "missing";
    private static final String BELOW_ONE = "below 1";
    private static final String OUT_OF_RANGE = "out of range";
    private static final String NO_PERPLEXITY = "not above 1";

    /** Params or tokens beyond this, and FLOP beyond its square, are no run that anyone made or plans. */
    private static final double GREATEST_COUNT = 1e30;

    private static final double GREATEST = 1e60;

    /** Of a loss or its standard error: what computes in single precision writes 0 below it, and infinity above its inverse. */
    private static final double LEAST_LOSS = Float.MIN_NORMAL;

    private final Table table;
    private final RunsQuery query;
    private final Columns columns;

    /** The column of each role, or -1. */
    private final int[] column = new int[ROLES.length];

    /** The roles that a row must have: required, or their column named. */
    private final boolean[] needed = new boolean[ROLES.length];

    private final int[] axes;
    private final int[] conditions;

    /** What a role's numbers are multiplied by, as the unit in its column's name has it. */
    private final double[] factors = new double[ROLES.length];

    /** Whether the metric is a perplexity, of which laws describe the logarithm. */
    private final boolean perplexity;

    /** The kept rows, and of each its roles' and axes' values by role or axis; NaN where there is none. */
    private int[] rows;

    private final double[][] values;
    private int kept;

    private final int[] derived = new int[ROLES.length];
    /** Why a column that nobody needs was not used: its first bad cell. */
    private final String[] unusable = new String[ROLES.length];

    private final Map<String, Integer> skipped = new LinkedHashMap<>();

    // Of the row under way.
    private final double[] v;
    private final String[] reasons;
    private final boolean[] worked = new boolean[ROLES.length];

    RunsReader(Table table, RunsQuery query) {
        this.table = table;
        this.query = query;
        columns = new Columns(table);
        v = new double[ROLES.length + query.axes().size()];
        reasons = new String[v.length];
        values = new double[v.length][];
        axes = new int[query.axes().size()];
        for (int a = 0; a < axes.length; a++) {
            axes[a] = columns.named(query.axes().get(a), "--axis");
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
        for (var role : ROLES) {
            int c = column[role.ordinal()];
            factors[role.ordinal()] = c < 0 ? 1 : columns.factor(c, role);
        }
        perplexity = has(LOSS)
                && !query.anyMetric()
                && Perplexity.isName(table.columns().get(column[LOSS.ordinal()]));
    }

    Runs read() {
        var matching = IntStream.range(0, table.rows()).filter(this::matches).toArray();
        if (matching.length == 0) {
            throw noMatch();
        }
        var curves = curves(matching);
        var chosen = curves == null ? matching : curves.last();
        rows = new int[chosen.length];
        for (int i = 0; i < values.length; i++) {
            boolean any = i >= ROLES.length || column[i] >= 0 || isScale(ROLES[i]);
            values[i] = any ? new double[chosen.length] : null;
        }
        for (int row : chosen) {
            read(row);
        }
        if (kept == 0) {
            throw new TableException("%s: no row is left; of %d, left out: %s"
                    .formatted(table.source(), matching.length, counts(skipped)));
        }
        if (kept < rows.length) {
            for (int i = 0; i < values.length; i++) {
                values[i] = values[i] == null ? null : Arrays.copyOf(values[i], kept);
            }
            rows = Arrays.copyOf(rows, kept);
        }
        leaveOutDuplicates();
        return new RunsResult(
                        table,
                        query,
                        column,
                        axes,
                        rows,
                        values,
                        factors,
                        perplexity,
                        curves == null ? List.of() : List.of(curves.note()),
                        derived,
                        unusable,
                        skipped,
                        leftOut(matching.length, matching.length - chosen.length))
                .build();
    }

    /** Rows that are no runs, by reason. */
    private Map<String, Integer> leftOut(int matching, int earlier) {
        var left = new LinkedHashMap<String, Integer>();
        if (matching < table.rows()) {
            left.put(Where.unmet(query.where()), table.rows() - matching);
        }
        if (earlier > 0) {
            left.put("earlier points of their curves", earlier);
        }
        skipped.forEach((reason, count) -> left.put("bad (%s)".formatted(reason), count));
        return left;
    }

    /** The last points of the curves that the rows are; null where they are runs. */
    private Curves.Found curves(int[] matching) {
        if (query.rows() == RunsQuery.Rows.ARE_RUNS) {
            return null;
        }
        int loss = column[LOSS.ordinal()];
        return Curves.find(
                table,
                matching,
                column[PARAMS.ordinal()],
                Stream.of(TOKENS, FLOPS)
                        .filter(this::has)
                        .map(role -> column[role.ordinal()])
                        .toList(),
                query.rows() == RunsQuery.Rows.ARE_POINTS,
                row -> loss < 0 || table.text(row, loss) != null && !isNothing(table.text(row, loss)));
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
                column[role.ordinal()] = columns.recognized(role, taken);
            } else if (role == LOSS || isScale(role)) {
                try {
                    column[role.ordinal()] = columns.recognized(role, taken);
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
                                && columns.recognized(other, Set.of()) < 0);
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
        for (int i = 0; i < v.length; i++) {
            v[i] = Double.NaN;
            reasons[i] = null;
            int c = i < ROLES.length ? column[i] : axes[i - ROLES.length];
            if (c >= 0) {
                reasons[i] = reason(row, c, i);
            }
        }
        if (perplexity) {
            toLoss();
        }
        for (var role : SCALES) {
            int i = role.ordinal();
            worked[i] = false;
            if (column[i] < 0 || MISSING.equals(reasons[i])) {
                v[i] = derive(role); // NaN where another scale is not known either
                worked[i] = v[i] > 0 && v[i] <= GREATEST;
                if (!worked[i] && !Double.isNaN(v[i])) { // nothing that can be trained
                    v[i] = Double.NaN;
                    reasons[others(role).findFirst().orElseThrow().ordinal()] = OUT_OF_RANGE;
                }
            }
        }
        for (int i = 0; i < v.length; i++) {
            if (i >= ROLES.length || needed[i]) {
                int blame = blame(i);
                if (blame >= 0) {
                    skip(row, blame < ROLES.length ? column[blame] : axes[blame - ROLES.length], reasons[blame]);
                    return;
                }
            } else if (reasons[i] != null && !worked[i] && unusable[i] == null) {
                unusable[i] = sentence(row, column[i], reasons[i]);
            }
        }
        rows[kept] = row;
        for (int i = 0; i < v.length; i++) {
            if (values[i] != null) {
                values[i][kept] = v[i];
            }
        }
        kept++;
        for (int i = 0; i < worked.length; i++) {
            derived[i] += worked[i] ? 1 : 0;
        }
    }

    /** Puts the logarithm in a perplexity's place, with the standard error that it has. */
    private void toLoss() {
        int loss = LOSS.ordinal();
        if (v[loss] <= 1) {
            v[loss] = Double.NaN;
            reasons[loss] = NO_PERPLEXITY;
        }
        v[SIGMA.ordinal()] /= v[loss];
        v[loss] = Math.log(v[loss]);
    }

    /** Reads one cell into v[i]; what is wrong with it, or null. */
    private String reason(int row, int c, int i) {
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
        double value = number.getAsDouble();
        if (i < ROLES.length && ROLES[i].isScale()) {
            // "70M" says by itself what it is in, and needs no unit from the column's name.
            value *= Character.isLetter(text.charAt(text.length() - 1)) ? 1 : factors[i];
            if (value < 1) {
                return BELOW_ONE;
            }
            if (value > (i == FLOPS.ordinal() ? GREATEST : GREATEST_COUNT)) {
                return OUT_OF_RANGE;
            }
        } else if (i < ROLES.length && !query.anyMetric() && (value < LEAST_LOSS || value > 1 / LEAST_LOSS)) {
            return OUT_OF_RANGE;
        }
        v[i] = value;
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

    private double derive(Role scale) {
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
    private int blame(int i) {
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

    /** Rows that are the same in every column say a thing twice; where any differs, as a seed does, they are replicates. */
    private void leaveOutDuplicates() {
        boolean scaled = axes.length > 0;
        for (var scale : SCALES) {
            scaled |= !Double.isNaN(values[scale.ordinal()][0]);
        }
        if (!scaled || !has(LOSS)) {
            return;
        }
        var known = Arrays.stream(values).filter(Objects::nonNull).toArray(double[][]::new);
        var earlier = new RepeatedRows(table, rows, known, others()).earlier();
        int left = (int) IntStream.of(earlier).filter(i -> i < 0).count();
        if (left < kept && !query.skipBad()) {
            int i = IntStream.range(0, kept)
                    .filter(k -> earlier[k] >= 0)
                    .findFirst()
                    .orElseThrow();
            throw new TableException(
                    "%s: the same in every column as %s; remove one, or leave repeats out with --skip-bad"
                            .formatted(table.place(rows[i]), table.place(rows[earlier[i]])));
        }
        if (left < kept) {
            skipped.merge("duplicate", kept - left, Integer::sum);
            keep(IntStream.range(0, kept).filter(i -> earlier[i] < 0).toArray());
        }
    }

    private void keep(int[] chosen) {
        for (int i = 0; i < values.length; i++) {
            var column = values[i];
            values[i] = column == null
                    ? null
                    : IntStream.of(chosen).mapToDouble(k -> column[k]).toArray();
        }
        var all = rows;
        rows = IntStream.of(chosen).map(k -> all[k]).toArray();
        for (var role : SCALES) {
            derived[role.ordinal()] = Math.min(derived[role.ordinal()], chosen.length);
        }
        kept = chosen.length;
    }

    /** The columns that are compared as text: those without a role, and the groups. */
    private int[] others() {
        var numbers = new HashSet<Integer>();
        for (var role : ROLES) {
            if (role != GROUP) {
                numbers.add(column[role.ordinal()]);
            }
        }
        for (int axis : axes) {
            numbers.add(axis);
        }
        return IntStream.range(0, table.columns().size())
                .filter(c -> !numbers.contains(c))
                .toArray();
    }

    private void skip(int row, int c, String reason) {
        if (!query.skipBad()) {
            throw new TableException(sentence(row, c, reason) + "; correct it, or leave such rows out with --skip-bad");
        }
        skipped.merge(reason, 1, Integer::sum);
    }

    private String sentence(int row, int c, String reason) {
        var text = table.text(row, c);
        return table.place(row, c) + ": "
                + (text == null ? "the cell is empty" : table.quoted(row, c) + " is " + reason)
                + (reason.equals(BELOW_ONE)
                        ? ", expected a count, or its unit in the column's name, as in (M) or (PF-days)"
                        : reason.equals(NO_PERPLEXITY) ? ", as a perplexity is" : "");
    }

    // ---- when nothing is left

    private TableException noMatch() {
        var all = query.where().stream().map(Where::toString).toList();
        var some = new LinkedHashSet<String>();
        for (int row = 0; row < table.rows() && some.size() < 8; row++) {
            var text = table.text(row, conditions[0]);
            some.add(text == null ? "nothing" : Table.shortened(text));
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
