package loglog.app.ratings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import loglog.app.answers.Estimates;
import loglog.laws.ratings.Pairing;
import loglog.laws.ratings.Rating;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code elo} shows to people. */
final class EloSheet {
    private EloSheet() {}

    static Sheet of(EloAnswer answer) {
        var ratings = answer.ratings();
        var results = answer.results();
        var sheet =
                new Sheet("Elo of %d players, %s".formatted(ratings.players().size(), answer.source()));
        sheet.text("%s %s in %s%s"
                .formatted(
                        whole(results.games()),
                        results.games() == 1 ? "game" : "games",
                        Format.of(answer.rows(), "row"),
                        results.draws() > 0
                                ? ", %s of them draws, each half a win".formatted(whole(results.draws()))
                                : ""));
        sheet.text(zero(answer));
        ratings.firstMove()
                .ifPresent(advantage -> sheet.text("the first move is worth %s Elo (%s interval %s)%s"
                        .formatted(
                                Estimates.of(advantage).value(),
                                percent(answer.level()),
                                Estimates.of(advantage).range(),
                                ratings.isFirstMoveFitted()
                                        ? ", and is taken out of the ratings"
                                        : "; the ratings are of results whoever moved first")));
        sheet.warnings(answer.warnings());
        for (int g = 0; g < ratings.groups(); g++) {
            var group = sorted(ratings.group(g));
            sheet.table(
                    ratings.groups() == 1 ? "ratings" : "group %d of %d".formatted(g + 1, ratings.groups()),
                    table(answer, group));
        }
        next(sheet, answer);
        sheet.pageFigure(chart(answer), caption(answer));
        return sheet;
    }

    private static String zero(EloAnswer answer) {
        var ratings = answer.ratings();
        return ratings.anchored().isEmpty()
                ? "the zero is player %s, the first of the table%s; intervals are of the difference to it"
                        .formatted(
                                ratings.players().getFirst().player(),
                                ratings.groups() > 1 ? ", and in each group its first" : "")
                : "ratings given: %s".formatted(String.join(", ", ratings.anchored()));
    }

    private static List<Rating> sorted(List<Rating> group) {
        return group.stream()
                .sorted(Comparator.comparingDouble((Rating r) -> -r.elo().value()))
                .toList();
    }

    private static TextTable table(EloAnswer answer, List<Rating> group) {
        var table =
                TextTable.of("player", "Elo", percent(answer.level()) + " interval", "games", "score", "above next");
        for (int i = 0; i < group.size(); i++) {
            var rating = group.get(i);
            boolean isKnown = Double.isFinite(rating.elo().value());
            var written = Estimates.of(rating.elo());
            table.row(
                    rating.player(),
                    isKnown ? rating.isFixed() ? Format.trim(written.value()) : written.value() : "n/a",
                    rating.isFixed() || !isKnown ? "" : written.range(),
                    whole(rating.games()),
                    rating.games() > 0 ? Format.percent(rating.points() / rating.games()) : "",
                    i + 1 < group.size() ? sure(answer, rating, group.get(i + 1)) : "");
        }
        return table.sparing("above next", "score", "games");
    }

    /** How sure it is that one is stronger than the other, by the normal interval of their difference. */
    private static String sure(EloAnswer answer, Rating one, Rating other) {
        double share = answer.ratings().chanceOfBeingStronger(one.player(), other.player());
        return Double.isNaN(share) ? "" : share > 0.9995 ? ">99.9%" : Format.percent(share);
    }

    private static void next(Sheet sheet, EloAnswer answer) {
        var table = TextTable.of("a", "b", "difference", "se [Elo]", "se after");
        for (var pairing : answer.next()) {
            boolean isKnown = Double.isFinite(pairing.difference());
            table.row(
                    pairing.a(),
                    pairing.b(),
                    isKnown ? Format.number(pairing.difference()) : "n/a",
                    isKnown ? Format.number(pairing.se()) : "n/a",
                    isKnown ? Format.number(after(pairing)) : "n/a");
        }
        sheet.table(
                "which pair's next %d games would tell most about all ratings".formatted(EloAnswer.GAMES_TO_PLAY),
                table);
    }

    /** The standard error of a pairing's difference once it has been played. */
    static double after(Pairing pairing) {
        return pairing.se() / Math.exp(pairing.gain() / 2);
    }

    private static Chart chart(EloAnswer answer) {
        var rated = new ArrayList<Rating>(sorted(answer.ratings().players()).stream()
                .filter(r -> Double.isFinite(r.elo().value()))
                .toList());
        int n = rated.size();
        var place = new double[n];
        var elo = new double[n];
        var low = new double[n];
        var high = new double[n];
        var names = new String[n];
        for (int i = 0; i < n; i++) {
            var interval = rated.get(i).elo();
            place[i] = n - i;
            elo[i] = interval.value();
            low[i] = interval.low();
            high[i] = interval.high();
            names[i] = rated.get(i).player();
        }
        return new Chart("ratings", Axis.linear("Elo"), Axis.linear("players, the weakest first"))
                .with(new Layer.Points("players", elo, place, null, names))
                .barsAcross("%s interval".formatted(percent(answer.level())), elo, place, low, high);
    }

    private static Caption caption(EloAnswer answer) {
        return Caption.of(
                "Ratings by maximum likelihood in Bradley and Terry's model: %d rows of %s, %s games; bars: %s interval of the profile likelihood"
                        .formatted(
                                answer.rows(),
                                answer.source(),
                                whole(answer.results().games()),
                                percent(answer.level())));
    }

    private static String percent(double share) {
        return Format.share(share, 3);
    }

    /** A number of games, which may have halves. */
    private static String whole(double count) {
        return count == Math.rint(count) && count < 1e15 ? Long.toString((long) count) : Format.number(count);
    }
}
