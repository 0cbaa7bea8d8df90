package loglog.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds a table's columns by their usual names, or by the name that the user gives. */
final class Columns {
    /** "total" is of "total_gflops". */
    private static final String FLOPS = "flops";

    private final Table table;
    private final List<String> plain = new ArrayList<>();
    private final List<Unit> units = new ArrayList<>();

    Columns(Table table) {
        this.table = table;
        for (var name : table.columns()) {
            plain.add(plain(name));
            units.add(Unit.of(name));
        }
    }

    /** What a number in a column is to be multiplied by, as the unit in the column's name has it. */
    double factor(int column, Role role) {
        var unit = units.get(column);
        if (unit == null || !unit.fits(role) || isCalled(plain.get(column), role)) {
            return 1; // "training_compute_flop" ends with no unit of another size
        }
        boolean bracketed = table.columns().get(column).matches(".*[(\\[].*");
        return bracketed || isCalled(unit.name(), role) || isCalled(unit.name() + FLOPS, role) ? unit.factor() : 1;
    }

    private static boolean isCalled(String name, Role role) {
        return role.names().stream()
                .flatMap(List::stream)
                .anyMatch(known -> plain(known).equals(name));
    }

    /** Whether a column is called so, a unit at the end of its name aside. */
    private boolean isCalled(int column, String wanted, Role role) {
        var unit = units.get(column);
        return plain.get(column).equals(wanted)
                || unit != null
                        && unit.fits(role)
                        && (unit.name().equals(wanted) || role == Role.FLOPS && (unit.name() + FLOPS).equals(wanted));
    }

    /** A name without case, spaces and punctuation. */
    static String plain(String name) {
        var out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                out.append(name.charAt(i));
            }
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }

    /** The column that an option names: exactly, or but for case and punctuation. */
    int named(String name, String option) {
        int exact = table.column(name);
        if (exact >= 0) {
            return exact;
        }
        var wanted = plain(name);
        int found = plain.indexOf(wanted);
        if (found >= 0 && !wanted.isEmpty() && plain.lastIndexOf(wanted) == found) {
            return found;
        }
        var close = closest(wanted);
        // Whoever writes plan RUNS --flops 1e24 means a budget.
        boolean amount = Numbers.parse(name).isPresent();
        throw new TableException("%s has no column %s (%s%s); %sits columns are %s"
                .formatted(
                        table.source(),
                        name,
                        option,
                        amount ? " names a column, not an amount" : "",
                        close == null ? "" : "did you mean " + Table.shortened(close) + "? ",
                        table.listedColumns()));
    }

    /**
     * The column that plays a role by its name, or -1.
     *
     * @param taken columns that were named for something else
     * @throws TableException if several columns could
     */
    int recognized(Role role, Set<Integer> taken) {
        for (var names : role.names()) {
            var found = new ArrayList<Integer>();
            for (var name : names) {
                var wanted = plain(name);
                for (int c = 0; c < plain.size(); c++) {
                    if (isCalled(c, wanted, role) && !taken.contains(c) && !found.contains(c)) {
                        found.add(c);
                    }
                }
            }
            if (!found.isEmpty()) {
                return only(role, found);
            }
        }
        if (role != Role.LOSS) {
            return -1;
        }
        var losses = lossLike(taken);
        return only(role, losses.isEmpty() ? perplexities(taken) : losses);
    }

    private List<Integer> perplexities(Set<Integer> taken) {
        return IntStream.range(0, plain.size())
                .filter(c ->
                        !taken.contains(c) && Perplexity.isName(table.columns().get(c)))
                .boxed()
                .toList();
    }

    /** Columns such as loss_c4 and "c4 loss", but not the spread of a loss. */
    private List<Integer> lossLike(Set<Integer> taken) {
        var found = new ArrayList<Integer>();
        for (int c = 0; c < plain.size(); c++) {
            var name = plain.get(c);
            if (!taken.contains(c)
                    && (name.startsWith("loss") || name.endsWith("loss"))
                    && !(name.endsWith("std")
                            || name.endsWith("se")
                            || name.endsWith("stderr")
                            || name.endsWith("sigma")
                            || name.endsWith("low")
                            || name.endsWith("high"))) {
                found.add(c);
            }
        }
        return found;
    }

    private int only(Role role, List<Integer> found) {
        if (found.size() > 1) {
            throw new TableException("%s: the columns %s could each be the %s; say which with %s COLUMN"
                    .formatted(
                            table.source(),
                            join(
                                    found.stream()
                                            .map(table.columns()::get)
                                            .map(Table::shortened)
                                            .toList(),
                                    "and"),
                            role.label(),
                            role.option()));
        }
        return found.isEmpty() ? -1 : found.getFirst();
    }

    /** What is said where a role that is needed has no column. */
    TableException missing(Role role, String otherwise) {
        var tried = role.names().stream().flatMap(List::stream).toList();
        return new TableException(
                "%s has no column for the %s; its columns are %s; name it with %s COLUMN%s (tried: %s)"
                        .formatted(
                                table.source(),
                                role.label(),
                                table.listedColumns(),
                                role.option(),
                                otherwise,
                                String.join(", ", tried)));
    }

    static String join(List<String> words, String and) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " " + and + " " + words.getLast();
    }

    private String closest(String wanted) {
        int best = Math.max(2, wanted.length() / 3) + 1;
        String found = null;
        for (int c = 0; c < plain.size(); c++) {
            int distance = distance(wanted, plain.get(c));
            if (distance < best) {
                best = distance;
                found = table.columns().get(c);
            }
        }
        for (int c = 0; found == null && c < plain.size(); c++) {
            if (wanted.length() > 2 && plain.get(c).contains(wanted)) {
                found = table.columns().get(c);
            }
        }
        return found;
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
