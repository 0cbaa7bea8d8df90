package loglog.app.ratings;

import loglog.app.answers.LawsJson;
import loglog.laws.ratings.Rating;
import tools.jackson.databind.node.ObjectNode;

/** What {@code elo} tells programs. */
final class EloJson {
    private EloJson() {}

    static ObjectNode of(EloAnswer answer) {
        var ratings = answer.ratings();
        var node = LawsJson.object();
        node.put("rows", answer.rows());
        LawsJson.put(node, "games", answer.results().games());
        LawsJson.put(node, "draws", answer.results().draws());
        node.put("level", answer.level());
        var list = node.putArray("ratings");
        for (var rating : ratings.players()) {
            var player = LawsJson.object();
            player.put("player", rating.player());
            LawsJson.put(player, "elo", rating.elo().value());
            LawsJson.put(player, "low", rating.elo().low());
            LawsJson.put(player, "high", rating.elo().high());
            LawsJson.put(player, "se", rating.elo().se());
            LawsJson.put(player, "games", rating.games());
            LawsJson.put(player, "points", rating.points());
            player.put("group", rating.group());
            player.put("fixed", rating.isFixed());
            list.add(player);
        }
        var groups = node.putArray("groups");
        for (int g = 0; g < ratings.groups(); g++) {
            var group = groups.addObject();
            group.set(
                    "players",
                    LawsJson.of(ratings.group(g).stream().map(Rating::player).toList()));
            group.put("virtual_draws", ratings.hasVirtualDraws(g));
        }
        if (ratings.firstMove().isPresent()) {
            node.set("first_move", LawsJson.of(ratings.firstMove().get()));
        } else {
            node.putNull("first_move");
        }
        node.put("first_move_fitted", ratings.isFirstMoveFitted());
        var misfit = ratings.misfit();
        var chance = node.putObject("misfit");
        LawsJson.put(chance, "chi_square", misfit.pearson());
        chance.put("expected", misfit.freedom());
        LawsJson.put(chance, "elo", misfit.typical());
        chance.put("more_than_chance", misfit.isMoreThanChance());
        var next = node.putArray("next");
        for (var pairing : answer.next()) {
            var pair = next.addObject();
            pair.put("a", pairing.a());
            pair.put("b", pairing.b());
            LawsJson.put(pair, "difference", pairing.difference());
            LawsJson.put(pair, "se", pairing.se());
            LawsJson.put(pair, "se_after", EloSheet.after(pairing));
            LawsJson.put(pair, "score", pairing.score());
        }
        node.put("next_games", EloAnswer.GAMES_TO_PLAY);
        node.set("warnings", LawsJson.of(answer.warnings()));
        return node;
    }
}
