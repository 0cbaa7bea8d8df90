package loglog.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a table is to be read as runs: which column plays which role, which rows count, what is needed. Immutable: each
 * method gives a new query.
 *
 * @param columns the columns that were named, by role; the other roles are recognized by their usual names
 * @param axes further columns wanted as numeric axes
 * @param where conditions that a row must all meet
 * @param flopsPerToken how params and tokens give flops
 * @param skipBad leave bad rows out and count them, instead of an error at the first
 * @param anyMetric let the loss be any finite number (an Elo, an accuracy of 0) instead of a positive one
 * @param required the roles that the caller cannot do without
 * @param wanted the roles that every row must have where the table has a column for them or the columns they follow from
 * @param rows what a row is
 */
public record RunsQuery(
        Map<Role, String> columns,
        List<String> axes,
        List<Where> where,
        FlopsPerToken flopsPerToken,
        boolean skipBad,
        boolean anyMetric,
        Set<Role> required,
        Set<Role> wanted,
        Rows rows) {
    /** What a row of the table is. */
    public enum Rows {
        /** A run. */
        ARE_RUNS,
        /** A point of a training curve, the last of which stands for its run. */
        ARE_POINTS,
        /** A point of a curve where the table looks like that (see {@link Curves}), else a run. */
        AS_THEY_LOOK
    }

    private static final RunsQuery USUAL = new RunsQuery(
            Map.of(), List.of(), List.of(), FlopsPerToken.USUAL, false, false, Set.of(), Set.of(), Rows.ARE_RUNS);

    /** All columns by their usual names, all rows, an error at the first bad one, nothing required. */
    public static RunsQuery usual() {
        return USUAL;
    }

    /** Names the column of a role; a null name leaves the query as it is. */
    public RunsQuery column(Role role, String column) {
        if (column == null) {
            return this;
        }
        var named = new EnumMap<Role, String>(Role.class);
        named.putAll(columns);
        named.put(role, column);
        return new RunsQuery(
                Collections.unmodifiableMap(named),
                axes,
                where,
                flopsPerToken,
                skipBad,
                anyMetric,
                required,
                wanted,
                rows);
    }

    /** Asks for a further column of numbers. */
    public RunsQuery axis(String column) {
        var more = new ArrayList<>(axes);
        more.add(column);
        return new RunsQuery(
                columns, List.copyOf(more), where, flopsPerToken, skipBad, anyMetric, required, wanted, rows);
    }

    /**
     * Adds a condition such as {@code dataset=c4}.
     *
     * @throws TableException if it is not understood
     */
    public RunsQuery where(String condition) {
        var all = new ArrayList<>(where);
        all.add(Where.parse(condition));
        return new RunsQuery(
                columns, axes, List.copyOf(all), flopsPerToken, skipBad, anyMetric, required, wanted, rows);
    }

    /**
     * Sets how params and tokens give flops: "6N"; null leaves the query as it is.
     *
     * @throws TableException if it is not understood
     */
    public RunsQuery flopsPerToken(String rule) {
        return rule == null
                ? this
                : new RunsQuery(
                        columns, axes, where, FlopsPerToken.parse(rule), skipBad, anyMetric, required, wanted, rows);
    }

    /** Whether bad rows are left out and counted. */
    public RunsQuery skipBad(boolean skip) {
        return new RunsQuery(columns, axes, where, flopsPerToken, skip, anyMetric, required, wanted, rows);
    }

    /** Whether the loss may be any finite number. */
    public RunsQuery anyMetric(boolean any) {
        return new RunsQuery(columns, axes, where, flopsPerToken, skipBad, any, required, wanted, rows);
    }

    /** Adds roles that the caller cannot do without. */
    public RunsQuery require(Role... roles) {
        var all = EnumSet.noneOf(Role.class);
        all.addAll(required);
        Collections.addAll(all, roles);
        return new RunsQuery(
                columns,
                axes,
                where,
                flopsPerToken,
                skipBad,
                anyMetric,
                Collections.unmodifiableSet(all),
                wanted,
                rows);
    }

    /**
     * Adds roles that are used where the table has them: a bad cell of theirs then is an error (or its row skipped), and
     * not a reason to do without the column.
     */
    public RunsQuery want(Role... roles) {
        var all = EnumSet.noneOf(Role.class);
        all.addAll(wanted);
        Collections.addAll(all, roles);
        return new RunsQuery(
                columns,
                axes,
                where,
                flopsPerToken,
                skipBad,
                anyMetric,
                required,
                Collections.unmodifiableSet(all),
                rows);
    }

    /** What a row of the table is. */
    public RunsQuery rows(Rows are) {
        return new RunsQuery(columns, axes, where, flopsPerToken, skipBad, anyMetric, required, wanted, are);
    }

    /**
     * Reads the runs.
     *
     * @throws TableException if a required role has no column, a name fits several columns, a row is bad (unless bad
     *     rows are skipped), or no row is left
     */
    public Runs read(Table table) {
        return new RunsReader(table, this).read();
    }
}
