package loglog.app.lab;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import loglog.app.UserError;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;
import loglog.tables.Where;

/** Runs that were asked for, of those in some folders. */
record RunList(List<RunRow> rows, Set<String> columns) {
    private static final Set<String> STATUSES =
            Set.of("finished", "diverged", "interrupted", RunRow.RUNNING, StoredRun.UNFINISHED);

    static RunList of(RunFolders folders) {
        return of(folders.runs().parallelStream().map(RunRow::of).toList());
    }

    static RunList of(List<RunRow> rows) {
        var columns = new LinkedHashSet<String>();
        rows.forEach(row -> columns.addAll(row.columns().keySet()));
        return new RunList(rows, columns);
    }

    /** Those whose name holds one of the texts, or matches one of the globs; all where there are none. */
    RunList named(List<String> patterns) {
        for (var pattern : patterns) {
            if (rows.stream().noneMatch(row -> matches(row.name(), pattern))) {
                throw new UserError("%s: found no run of that name, expected one of %s".formatted(pattern, names()));
            }
        }
        return patterns.isEmpty() ? this : ofNames(patterns);
    }

    /** Those whose name holds one of the texts, or matches one of the globs. */
    RunList ofNames(List<String> patterns) {
        var any = patterns.stream().map(RunList::matcher).reduce(Predicate::or).orElse(_ -> false);
        return new RunList(rows.stream().filter(row -> any.test(row.name())).toList(), columns);
    }

    private static boolean matches(String name, String pattern) {
        return matcher(pattern).test(name);
    }

    /** Whether a name holds a text or matches a glob, which is read once for all names. */
    private static Predicate<String> matcher(String pattern) {
        if (pattern.chars().noneMatch(c -> "*?[{".indexOf(c) >= 0)) {
            return name -> name.contains(pattern);
        }
        try {
            var glob = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return name -> {
                var path = Path.of(name);
                return glob.matches(path) || glob.matches(path.getFileName());
            };
        } catch (PatternSyntaxException e) {
            throw new UserError("%s: found no name or glob, expected one such as llama-*: %s"
                    .formatted(pattern, e.getDescription()));
        }
    }

    /** The run of a name, of the last part of a name, or the only one that a pattern matches. */
    RunRow one(String pattern) {
        var exact = rows.stream().filter(r -> r.name().equals(pattern)).toList();
        var last = rows.stream().filter(r -> r.name().endsWith("/" + pattern)).toList();
        var like = rows.stream().filter(r -> matches(r.name(), pattern)).toList();
        for (var found : List.of(exact, last, like)) {
            if (found.size() == 1) {
                return found.getFirst();
            }
        }
        throw new UserError(
                like.isEmpty()
                        ? "--compare %s: found no run of that name, expected one of %s".formatted(pattern, names())
                        : "--compare %s: found %d runs of that name (%s), expected one"
                                .formatted(pattern, like.size(), new RunList(like, columns).names()));
    }

    RunList where(List<Where> conditions) {
        var kept = rows;
        for (var condition : conditions) {
            var column = column("--where " + condition, condition.column());
            var number = condition.number();
            kept = kept.stream()
                    .filter(row -> keeps(condition, number, row, column))
                    .toList();
        }
        return new RunList(kept, columns);
    }

    private static boolean keeps(Where condition, OptionalDouble number, RunRow row, String column) {
        // Most cells are numbers already, which need not become texts first.
        if (number.isPresent()
                && row.columns().get(column) instanceof Number cell
                && Double.isFinite(cell.doubleValue())) {
            return condition.keeps(cell.doubleValue(), number.getAsDouble());
        }
        return condition.keeps(row.text(column), () -> "run " + row.name() + ", " + column);
    }

    /**
     * Makes sure that runs can have a status.
     *
     * @throws UserError listing those that they can have
     */
    void requireStatus(String status) {
        var asked = status.toLowerCase(Locale.ROOT);
        if (!STATUSES.contains(asked) && rows.stream().noneMatch(r -> r.status().equals(asked))) {
            throw new UserError("--status: found %s, expected one of %s"
                    .formatted(
                            status, String.join(", ", STATUSES.stream().sorted().toList())));
        }
    }

    RunList ofStatus(String status) {
        return new RunList(
                rows.stream().filter(r -> r.status().equalsIgnoreCase(status)).toList(), columns);
    }

    /** In the order of a column of the usual list, numbers before texts, runs without a value last. */
    RunList sorted(String name, boolean reverse) {
        return sorted(name, reverse, true);
    }

    /**
     * The same.
     *
     * @param usual whether {@code loss} is that of the usual list, the validation loss where there is one; among chosen columns it
     *     is training's
     */
    RunList sorted(String name, boolean reverse, boolean usual) {
        var column = column("--sort", name);
        var keyed = new ArrayList<Keyed>(rows.size());
        rows.forEach(row -> keyed.add(Keyed.of(
                row, usual && column.equals("loss") ? row.loss() : row.columns().get(column))));
        keyed.sort((a, b) -> compare(a, b, reverse));
        return new RunList(keyed.stream().map(Keyed::row).toList(), columns);
    }

    /** A row and what it is sorted by, looked up once; NaN where that is no number. */
    private record Keyed(RunRow row, Object key, double number) {
        static Keyed of(RunRow row, Object key) {
            return new Keyed(row, key, key instanceof Number number ? number.doubleValue() : Double.NaN);
        }
    }

    /** In one method, as 10,000 rows are compared 100,000 times while a page waits. */
    private static int compare(Keyed a, Keyed b, boolean reverse) {
        if (a.key == null || b.key == null) {
            return a.key == b.key ? 0 : a.key == null ? 1 : -1;
        }
        int order = !Double.isNaN(a.number) && !Double.isNaN(b.number)
                ? Double.compare(a.number, b.number)
                : compare(a.key, b.key);
        return reverse ? -order : order;
    }

    /** By {@code instanceof}: the first sort of a page waits for no switch over patterns to be linked. */
    private static int compare(Object a, Object b) {
        if (a instanceof Number x) {
            return b instanceof Number y ? Double.compare(x.doubleValue(), y.doubleValue()) : -1;
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        return b instanceof Number ? 1 : a.toString().compareTo(b.toString());
    }

    /** The column of a name, whatever its case. */
    String column(String option, String name) {
        return columns.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new UserError("%s: found no column %s, expected one of %s"
                        .formatted(option, name, String.join(", ", columns))));
    }

    private String names() {
        var some = rows.stream().limit(8).map(RunRow::name).toList();
        return some.isEmpty()
                ? "none, as there are no runs"
                : String.join(", ", some) + (rows.size() > 8 ? " and %d more".formatted(rows.size() - 8) : "");
    }
}
