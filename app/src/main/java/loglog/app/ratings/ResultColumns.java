package loglog.app.ratings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.tables.Table;
import loglog.tables.TableException;

/**
 * Which columns of a table hold results: the two players, and either counts of games or the winner of one; -1 for those that
 * are not there.
 *
 * @param first 1 where a moves first, -1 where b does, 0 where it is not known
 */
record ResultColumns(int a, int b, int first, int wins, int losses, int draws, int games, int winner) {
    /** What is found by name; each has the option that names the column instead. */
    record Wanted(
            String a, String b, String wins, String losses, String draws, String games, String winner, String first) {}

    private record Names(String a, String b, boolean isOrdered) {}

    private static final List<Names> PLAYERS = List.of(
            new Names("a", "b", false),
            new Names("player_a", "player_b", false),
            new Names("player_1", "player_2", false),
            new Names("model_a", "model_b", false),
            new Names("model_1", "model_2", false),
            new Names("agent_a", "agent_b", false),
            new Names("agent_1", "agent_2", false),
            new Names("name_a", "name_b", false),
            new Names("player", "opponent", false),
            new Names("first", "second", true),
            new Names("first_player", "second_player", true),
            new Names("black", "white", true),
            new Names("black_name", "white_name", true),
            new Names("black_player", "white_player", true),
            new Names("player_black", "player_white", true),
            new Names("home", "away", true),
            new Names("home_team", "away_team", true));

    static ResultColumns of(Table table, Wanted wanted) {
        int a = -1;
        int b = -1;
        boolean isOrdered = false;
        for (var names : PLAYERS) {
            if (a < 0 || b < 0) {
                a = TableCells.find(table, names.a);
                b = TableCells.find(table, names.b);
                isOrdered = names.isOrdered;
            }
        }
        if (a > b && b >= 0 && stem(table.columns().get(a)).equals("black")) {
            int white = b; // black moves first in Go and Hex, white in chess: here, whose column stands first
            b = a;
            a = white;
        }
        if (wanted.a != null || wanted.b != null) {
            a = wanted.a == null ? a : TableCells.need(table, "--a", wanted.a);
            b = wanted.b == null ? b : TableCells.need(table, "--b", wanted.b);
            isOrdered = false;
        }
        if (a < 0 || b < 0) {
            throw new TableException(
                    "%s: found no columns of two players, expected a and b, black and white, or their names with --a and --b; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        if (a == b) {
            throw new TableException("--a and --b: found the column %s for both, expected two"
                    .formatted(table.columns().get(a)));
        }
        int first = first(table, wanted.first, a, b, isOrdered);
        var ofA = stem(table.columns().get(a));
        var ofB = stem(table.columns().get(b));
        int wins = find(table, "--wins", wanted.wins, of("wins", table, a, ofA), "wins", "won", "win", "w");
        int losses = find(table, "--losses", wanted.losses, of("wins", table, b, ofB), "losses", "lost", "loss", "l");
        int draws = find(table, "--draws", wanted.draws, List.of(), "draws", "ties", "draw", "tie", "drawn", "d");
        int games = find(
                table,
                "--games",
                wanted.games,
                List.of(),
                "games",
                "n_games",
                "num_games",
                "matches",
                "played",
                "n",
                "total",
                "count");
        int winner = find(
                table, "--winner", wanted.winner, List.of(), "winner", "result", "outcome", "winner_name", "score");
        if (wins < 0 && winner < 0) {
            throw new TableException(
                    "%s: found neither counts (wins, losses or games, draws) nor the winner of each game (winner, result), expected one of them, or their names with --wins and --winner; the columns are %s"
                            .formatted(table.source(), table.listedColumns()));
        }
        if (wins >= 0 && losses < 0 && games < 0) {
            throw new TableException(
                    "%s: found %s but no column losses and none of games, expected one of them, or its name with --losses or --games; the columns are %s"
                            .formatted(table.source(), table.columns().get(wins), table.listedColumns()));
        }
        return new ResultColumns(a, b, first, wins, losses, draws, games, wins >= 0 ? -1 : winner);
    }

    /** 1 where a moves first, -1 for b, 0 where it is not known. */
    private static int first(Table table, String given, int a, int b, boolean isOrdered) {
        if (given == null) {
            return isOrdered ? 1 : 0;
        }
        if (given.equalsIgnoreCase("none")) {
            return 0;
        }
        int column = TableCells.find(table, given);
        if (column == a || given.equalsIgnoreCase(stem(table.columns().get(a)))) {
            return 1;
        }
        if (column == b || given.equalsIgnoreCase(stem(table.columns().get(b)))) {
            return -1;
        }
        throw new TableException("--first: found %s, expected %s, %s or none"
                .formatted(given, table.columns().get(a), table.columns().get(b)));
    }

    private static int find(Table table, String option, String given, List<String> names, String... more) {
        if (given != null) {
            return TableCells.need(table, option, given);
        }
        var all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return TableCells.find(table, all.toArray(String[]::new));
    }

    /** "black_wins", "wins_black", "black_name_wins". */
    private static List<String> of(String what, Table table, int player, String stem) {
        return List.of(
                what + "_" + stem, stem + "_" + what, table.columns().get(player) + "_" + what, what + " of " + stem);
    }

    /** What tells a player's column from the other's: "black" of "black_name", "a" of "player_a". */
    static String stem(String column) {
        var words = column.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
        for (var word : words) {
            if (!word.isEmpty()
                    && !List.of("player", "name", "model", "agent", "team").contains(word)) {
                return word.matches("(player|model|agent)\\d") ? word.substring(word.length() - 1) : word;
            }
        }
        return column.toLowerCase(Locale.ROOT);
    }

    /** All rows of the table, read by these columns. */
    AnswerSource source(Table table) {
        var names = table.columns();
        var read = new LinkedHashMap<String, String>();
        read.put("a", names.get(a));
        read.put("b", names.get(b));
        put(read, "wins", names, wins);
        put(read, "losses", names, losses);
        put(read, "draws", names, draws);
        put(read, "games", names, games);
        put(read, "winner", names, winner);
        return new AnswerSource(
                table.files(),
                read,
                table.rows(),
                table.rows(),
                Map.of(),
                first == 0
                        ? List.of()
                        : List.of("the player in column %s moves first".formatted(names.get(first > 0 ? a : b))),
                List.of());
    }

    private static void put(Map<String, String> read, String quantity, List<String> names, int column) {
        if (column >= 0) {
            read.put(quantity, names.get(column));
        }
    }
}
