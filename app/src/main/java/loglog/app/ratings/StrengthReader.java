package loglog.app.ratings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.laws.strength.StrengthCurve;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;

/** Reads tables of strength: a row a point of a run, with its board, its training compute and its Elo. */
final class StrengthReader {
    private static final String FRONTIER = "frontier";

    private final Table table;
    private final int board;
    private final int flops;
    private final int elo;
    private final int run;
    private final int params;
    private final int test;
    private final int kind;
    private final List<Where> where;

    /** The columns that options name; null for the usual names. */
    record Wanted(String board, String flops, String elo, String run, String params, String test) {}

    /**
     * What was read.
     *
     * @param source of the rows that counted
     */
    record Read(List<StrengthCurve> curves, AnswerSource source, boolean hasBoards, boolean hasTests) {
        int rows() {
            return source.rowsUsed();
        }
    }

    private record Key(double board, double test, String run) {}

    private StrengthReader(Table table, Wanted wanted, List<Where> where) {
        this.table = table;
        this.where = where;
        flops = TableCells.need(
                table, "--flops", wanted.flops, "train_flops", "training_flops", "flops", "train_compute", "compute");
        elo = TableCells.need(table, "--elo", wanted.elo, "elo_vs_perfect", "elo", "rating", "elo_rating");
        board = find("--board", wanted.board, "boardsize", "board_size", "board", "size");
        run = find("--run", wanted.run, "run", "curve", "agent", "player", "name", "seed");
        params = find("--params", wanted.params, "params", "parameters", "n_params", "num_params");
        test = find(
                "--test",
                wanted.test,
                "test_flops",
                "test_compute",
                "simulations",
                "test_simulations",
                "nodes",
                "test_nodes");
        kind = TableCells.find(table, "kind");
    }

    private int find(String option, String given, String... usual) {
        return given == null ? TableCells.find(table, usual) : TableCells.need(table, option, given);
    }

    /**
     * Reads a table.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    static Read read(Table table, Wanted wanted, List<Where> where) {
        return new StrengthReader(table, wanted, where).read();
    }

    private Read read() {
        var kept = TableCells.rows(table, where);
        boolean hasFrontier = kind >= 0 && IntStream.of(kept).anyMatch(this::isFrontier);
        boolean hasOther = hasFrontier && IntStream.of(kept).anyMatch(row -> !isFrontier(row));
        var rows = new LinkedHashMap<Key, List<Integer>>();
        int without = 0;
        int frontier = 0;
        for (int row : kept) {
            if (hasOther && isFrontier(row)) {
                frontier++;
            } else if (isEmpty(row)) {
                without++;
            } else {
                // Without a column that tells runs apart each row is an agent of its own.
                var of = run < 0 ? "" + row : String.valueOf(table.text(row, run));
                rows.computeIfAbsent(new Key(number(row, board, 0), positive(row, test), of), _ -> new ArrayList<>())
                        .add(row);
            }
        }
        var curves = rows.entrySet().stream()
                .map(e -> curve(e.getKey(), e.getValue()))
                .toList();
        return new Read(
                curves,
                source(table.rows() - kept.length, frontier, without),
                curves.stream().mapToDouble(StrengthCurve::board).distinct().count() > 1,
                curves.stream().mapToDouble(StrengthCurve::testFlops).distinct().count() > 1);
    }

    private AnswerSource source(int unmet, int frontier, int without) {
        var names = new LinkedHashMap<String, String>();
        put(names, "board", board);
        put(names, "run", run);
        put(names, "params", params);
        put(names, "test", test);
        put(names, "flops", flops);
        put(names, "elo", elo);
        return new AnswerSource(table.files(), names, table.rows(), table.rows(), Map.of(), List.of(), List.of())
                .leavingOut(Where.unmet(where), unmet)
                .leavingOut("of kind frontier, which the runs have", frontier)
                .leavingOut("without compute or Elo", without);
    }

    private void put(Map<String, String> names, String quantity, int column) {
        if (column >= 0) {
            names.put(quantity, table.columns().get(column));
        }
    }

    private boolean isFrontier(int row) {
        var text = table.text(row, kind);
        return text != null && text.toLowerCase(Locale.ROOT).equals(FRONTIER);
    }

    private boolean isEmpty(int row) {
        return TableCells.number(table, row, flops).isEmpty()
                || TableCells.number(table, row, elo).isEmpty()
                || board >= 0 && TableCells.number(table, row, board).isEmpty()
                || test >= 0 && TableCells.number(table, row, test).isEmpty();
    }

    private StrengthCurve curve(Key key, List<Integer> rows) {
        return new StrengthCurve(
                key.board,
                key.test,
                params < 0
                        ? Double.NaN
                        : TableCells.number(table, rows.getFirst(), params).orElse(Double.NaN),
                rows.stream().mapToDouble(row -> positive(row, flops)).toArray(),
                rows.stream().mapToDouble(row -> number(row, elo, 0)).toArray());
    }

    private double number(int row, int column, double otherwise) {
        return column < 0 ? otherwise : TableCells.number(table, row, column).orElseThrow();
    }

    private double positive(int row, int column) {
        double value = number(row, column, 1);
        if (!(value > 0)) {
            throw new TableException("%s: found %s, expected a number above 0"
                    .formatted(table.place(row, column), table.quoted(row, column)));
        }
        return value;
    }
}
