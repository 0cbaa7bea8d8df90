package loglog.app.ratings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.laws.ratings.Rating;
import loglog.laws.ratings.RatingSettings;
import loglog.laws.ratings.Ratings;
import loglog.tables.Numbers;
import loglog.tables.Tables;
import loglog.tables.Where;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog elo}: how strong players are, from the results of their games. */
@Command(
        name = "elo",
        description = {
            "Ratings in Elo of the players in a table of results, by maximum likelihood in Bradley and Terry's model,"
                    + " with intervals.",
            "A row is a pair with its counts (a, b, wins, losses, draws; games; black_wins, white_wins) or a game with its"
                    + " winner (model_a, model_b, winner; white, black, result)."
        })
public final class EloCommand implements Runnable {
    private static final double UNEVEN = 0.1;
    private static final double GAMES_TO_JUDGE = 20;
    private static final int MOST_NAMED = 8;

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "tables: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Option(
            names = "--a",
            paramLabel = "COLUMN",
            description = "column of one player (default: recognized by its name)")
    String a;

    @Option(
            names = "--b",
            paramLabel = "COLUMN",
            description = "column of the other player (default: recognized by its name)")
    String b;

    @Option(
            names = "--wins",
            paramLabel = "COLUMN",
            description = "column of a's wins (default: recognized by its name)")
    String wins;

    @Option(
            names = "--losses",
            paramLabel = "COLUMN",
            description = "column of b's wins (default: recognized by its name)")
    String losses;

    @Option(
            names = "--draws",
            paramLabel = "COLUMN",
            description = "column of draws (default: recognized by its name, else none)")
    String draws;

    @Option(
            names = "--games",
            paramLabel = "COLUMN",
            description = "column of games (default: recognized by its name, else the sum of the others)")
    String games;

    @Option(
            names = "--winner",
            paramLabel = "COLUMN",
            description = "column of a game's winner or result (default: recognized by its name)")
    String winner;

    @Option(
            names = "--first",
            paramLabel = "COLUMN",
            description =
                    "the player's column that moves first, or none (default: of black and white, first and second,"
                            + " home and away the column that stands first)")
    String first;

    @Option(
            names = "--anchor",
            paramLabel = "NAME=ELO",
            description =
                    "a player whose rating is given, such as perfect=0; may be repeated (default: the first player"
                            + " of the table is at 0)")
    List<String> anchors = List.of();

    @Option(
            names = "--first-move",
            description = "ratings of equal first moves: the first move's advantage is taken out of them")
    boolean isFirstMoveFitted;

    @Mixin
    LevelOption level = new LevelOption();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "only rows that meet it: board=9, games>10; may be repeated (default: all)")
    List<String> where = List.of();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        level.value();
        var given = anchors();
        var table = Tables.read(files);
        var read = ResultsReader.read(
                table,
                new ResultColumns.Wanted(a, b, wins, losses, draws, games, winner, first),
                where.stream().map(Where::parse).toList());
        int players = read.results().players().size();
        if (players < 2) {
            throw new UserError("%s: found %s in the rows, expected at least 2"
                    .formatted(table.source(), Format.of(players, "player")));
        }
        if (players > Ratings.MOST_PLAYERS) {
            throw new UserError("%s: found %d players, expected at most %d; --where chooses rows"
                    .formatted(table.source(), players, Ratings.MOST_PLAYERS));
        }
        for (var name : given.keySet()) {
            if (!read.results().players().contains(name)) {
                throw new UserError("--anchor %s: found no games of %s in %s, expected one of %s"
                        .formatted(
                                name, name, table.source(), some(read.results().players())));
            }
        }
        if (isFirstMoveFitted && read.results().orderedGames() == 0) {
            throw new UserError(
                    "--first-move: found no column in %s that says who moved first, expected columns black and white or first and second, or --first COLUMN"
                            .formatted(table.source()));
        }
        var settings = new RatingSettings(level.value(), given, isFirstMoveFitted);
        var ratings = Waiting.on("rating %d players".formatted(players), () -> Ratings.of(read.results(), settings));
        var answer =
                new EloAnswer(table.named(), read.source(), read.results(), ratings, level.value(), warnings(ratings));
        output.show(new ReadyAnswer(answer.origin(), EloSheet.of(answer), EloJson.of(answer)), "row");
    }

    private Map<String, Double> anchors() {
        var given = new LinkedHashMap<String, Double>();
        for (var anchor : anchors) {
            int equals = anchor.lastIndexOf('=');
            var elo = Numbers.parse(anchor.substring(equals + 1));
            if (equals < 1 || elo.isEmpty()) {
                throw new UserError("--anchor: found \"%s\", expected NAME=ELO, such as perfect=0".formatted(anchor));
            }
            var name = anchor.substring(0, equals);
            if (given.putIfAbsent(name, elo.getAsDouble()) != null) {
                throw new UserError("--anchor: found %s twice, expected one rating for each player".formatted(name));
            }
        }
        return given;
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and %d more".formatted(names.size() - MOST_NAMED);
    }

    private List<String> warnings(Ratings ratings) {
        var warnings = new ArrayList<String>();
        if (ratings.groups() > 1) {
            var groups = new ArrayList<String>();
            for (int g = 0; g < ratings.groups(); g++) {
                groups.add(some(ratings.group(g).stream().map(Rating::player).toList()));
            }
            warnings.add("no chain of games joins %d groups, each rated apart, with a zero of its own: %s"
                    .formatted(
                            groups.size(), String.join("; ", groups.subList(0, Math.min(MOST_NAMED, groups.size())))));
        }
        for (int g = 0; g < ratings.groups(); g++) {
            if (ratings.hasVirtualDraws(g)) {
                var oneSided = ratings.group(g).stream()
                        .filter(Rating::isOneSided)
                        .map(r -> r.player() + (r.points() == 0 ? " lost all games" : " won all games"))
                        .toList();
                warnings.add(
                        "%s, so that the likelihood has no maximum: each pair that played has one virtual draw more, and these ratings are at least as far apart as shown"
                                .formatted(
                                        oneSided.isEmpty()
                                                ? "some players never lost a point to the others"
                                                : some(oneSided)));
            }
        }
        if (isFirstMoveFitted && !ratings.isFirstMoveFitted()) {
            warnings.add(
                    "the first move's advantage cannot be told from these games (players had always the same move, or it decided all games); the ratings are of results whoever moved first");
        }
        uneven(ratings, warnings);
        var misfit = ratings.misfit();
        if (misfit.isMoreThanChance()) {
            warnings.add(
                    "results lie further from what the ratings say than chance explains (chi-square %s of %d expected): pairs differ from their ratings by %s Elo (root mean square), and the intervals are of chance alone"
                            .formatted(
                                    Format.number(misfit.pearson()),
                                    misfit.freedom(),
                                    Format.number(misfit.typical())));
        }
        return warnings;
    }

    /** Where who moved first is mixed into the ratings. */
    private static void uneven(Ratings ratings, List<String> warnings) {
        if (ratings.isFirstMoveFitted()) {
            return;
        }
        ratings.firstMove()
                .filter(advantage -> !advantage.holds(0))
                .flatMap(_ -> ratings.players().stream()
                        .filter(r -> r.games() >= GAMES_TO_JUDGE && Math.abs(r.firstShare() - 0.5) > UNEVEN)
                        .max((x, y) -> Double.compare(Math.abs(x.firstShare() - 0.5), Math.abs(y.firstShare() - 0.5))))
                .ifPresent(r -> warnings.add(
                        "%s moved first in %s of its games, and part of the first move's advantage is in its rating; --first-move takes it out"
                                .formatted(r.player(), Format.percent(r.firstShare()))));
    }
}
