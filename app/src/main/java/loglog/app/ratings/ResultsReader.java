package loglog.app.ratings;

import java.util.List;
import java.util.Locale;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.laws.ratings.GameResults;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;

/** Reads tables of results: a row a pair with counts, or a row a game with its winner. */
final class ResultsReader {
    private static final int A_WINS = 1;

    private final Table table;
    private final ResultColumns columns;
    private final String a;
    private final String b;
    private final boolean isOfColors;
    private final boolean isWhiteB;
    private final GameResults results = new GameResults();
    private int without;
    private int alone;

    /**
     * What was read.
     *
     * @param source of the rows that counted
     */
    record Read(GameResults results, AnswerSource source) {}

    private ResultsReader(Table table, ResultColumns columns) {
        this.table = table;
        this.columns = columns;
        this.a = ResultColumns.stem(table.columns().get(columns.a()));
        this.b = ResultColumns.stem(table.columns().get(columns.b()));
        this.isWhiteB = b.equals("white");
        this.isOfColors = isWhiteB || a.equals("white");
    }

    /**
     * Reads a table.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    static Read read(Table table, ResultColumns.Wanted wanted, List<Where> where) {
        var reader = new ResultsReader(table, ResultColumns.of(table, wanted));
        var kept = TableCells.rows(table, where);
        for (int row : kept) {
            reader.add(row);
        }
        var source = reader.columns
                .source(table)
                .leavingOut(Where.unmet(where), table.rows() - kept.length)
                .leavingOut("without two players or a result", reader.without)
                .leavingOut("of a player against itself", reader.alone);
        return new Read(reader.results, source);
    }

    private void add(int row) {
        var one = table.text(row, columns.a());
        var other = table.text(row, columns.b());
        var counts = one == null || other == null ? null : columns.winner() >= 0 ? game(row, one, other) : counts(row);
        if (counts == null) {
            without++;
            return;
        }
        if (one.equals(other)) {
            alone++;
            return;
        }
        switch (columns.first()) {
            case 1 -> results.add(one, other, counts[0], counts[1], counts[2]);
            case -1 -> results.add(other, one, counts[1], counts[0], counts[2]);
            default -> results.addInAnyOrder(one, other, counts[0], counts[1], counts[2]);
        }
    }

    /** A's wins, losses and draws; null where the row has none. */
    private double[] counts(int row) {
        double wins = count(row, columns.wins());
        double losses = count(row, columns.losses());
        double draws = count(row, columns.draws());
        double games = count(row, columns.games());
        if (Double.isNaN(wins) || Double.isNaN(losses) && Double.isNaN(games)) {
            return null;
        }
        if (Double.isNaN(games)) {
            return new double[] {wins, losses, Double.isNaN(draws) ? 0 : draws};
        }
        if (Double.isNaN(losses)) {
            double drawn = Double.isNaN(draws) ? 0 : draws;
            losses = games - wins - drawn;
            if (losses < 0) {
                throw wrong(row, columns.wins(), "at most the %s games".formatted(cell(row, columns.games())));
            }
            return new double[] {wins, losses, drawn};
        }
        double drawn = Double.isNaN(draws) ? games - wins - losses : draws;
        if (drawn < 0 || Math.abs(wins + losses + drawn - games) > 1e-6 * games) {
            throw wrong(
                    row,
                    columns.games(),
                    "the sum of %s wins, %s losses%s"
                            .formatted(
                                    cell(row, columns.wins()),
                                    cell(row, columns.losses()),
                                    columns.draws() < 0 ? "" : " and %s draws".formatted(cell(row, columns.draws()))));
        }
        return new double[] {wins, losses, drawn};
    }

    private String cell(int row, int column) {
        return table.text(row, column);
    }

    private double count(int row, int column) {
        if (column < 0) {
            return Double.NaN;
        }
        double count = TableCells.number(table, row, column).orElse(Double.NaN);
        if (count < 0) {
            throw wrong(row, column, "a number of games, 0 or more");
        }
        return count;
    }

    private TableException wrong(int row, int column, String expected) {
        return new TableException(
                "%s: found %s, expected %s".formatted(table.place(row, column), table.quoted(row, column), expected));
    }

    /** One game; null where it has no result. */
    private double[] game(int row, String one, String other) {
        var text = cell(row, columns.winner());
        if (text == null) {
            return null;
        }
        double points = points(text, one, other);
        if (Double.isNaN(points)) {
            throw wrong(
                    row, columns.winner(), "%s or %s, %s or %s, draw, 1-0, 0-1 or 1/2-1/2".formatted(one, other, a, b));
        }
        return points < 0
                ? null
                : new double[] {points == 1 ? 1 : 0, points == 0 ? 1 : 0, points == 1 || points == 0 ? 0 : 1};
    }

    /** A's points; -1 for a game without a result, NaN for what is not understood. */
    private double points(String text, String one, String other) {
        if (text.equals(one) || text.equals(other)) {
            return text.equals(one) ? A_WINS : 0;
        }
        var plain = text.toLowerCase(Locale.ROOT).strip();
        if (plain.equals(one.toLowerCase(Locale.ROOT)) || is(plain, columns.a(), a)) {
            return A_WINS;
        }
        if (plain.equals(other.toLowerCase(Locale.ROOT)) || is(plain, columns.b(), b)) {
            return 0;
        }
        if (plain.startsWith("tie") || plain.startsWith("draw")) {
            return 0.5;
        }
        return switch (plain) {
            case "1-0", "1–0" -> isWhiteB ? 0 : A_WINS; // in the notation of chess the first number is white's
            case "0-1", "0–1" -> isWhiteB ? A_WINS : 0;
            case "1/2-1/2", "½-½", "0.5-0.5", "1/2", "0.5", "d" -> 0.5;
            case "win", "won", "1", "1.0" -> A_WINS;
            case "loss", "lost", "0", "0.0" -> 0;
            case "*", "?", "na", "n/a", "nan", "none", "null", "void", "-" -> -1;
            default -> Double.NaN;
        };
    }

    /** Whether a text means the player of a column: "model_a", "a", and of black and white "b", "w", "B+Resign". */
    private boolean is(String plain, int column, String stem) {
        return plain.equals(table.columns().get(column).toLowerCase(Locale.ROOT))
                || plain.equals(stem)
                || isOfColors && (plain.equals(stem.substring(0, 1)) || plain.startsWith(stem.charAt(0) + "+"));
    }
}
