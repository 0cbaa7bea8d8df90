package loglog.app.ratings;

import loglog.app.laws.Json;
import loglog.laws.ratings.Rating;
import tools.jackson.databind.node.ObjectNode;

/** What {@code elo} tells programs. */
final class EloJson {
    private EloJson() {}

    static ObjectNode of(EloAnswer answer) {
        var ratings = answer.ratings();
        var node = Json.object();
        node.put("source", answer.source());
        node.put("rows", answer.rows());
        Json.put(node, "games", answer.results().games());
        Json.put(node, "draws", answer.results().draws());
        node.put("level", answer.level());
        var list = node.putArray("ratings");
        for (var rating : ratings.players()) {
            var player = Json.object();
            player.put("player", rating.player());
            Json.put(player, "elo", rating.elo().value());
            Json.put(player, "low", rating.elo().low());
            Json.put(player, "high", rating.elo().high());
            Json.put(player, "se", rating.elo().se());
            Json.put(player, "games", rating.games());
            Json.put(player, "points", rating.points());
            player.put("group", rating.group());
            player.put("fixed", rating.isFixed());
            list.add(player);
        }
        var groups = node.putArray("groups");
        for (int g = 0; g < ratings.groups(); g++) {
            var group = groups.addObject();
            group.set(
                    "players",
                    Json.of(ratings.group(g).stream().map(Rating::player).toList()));
            group.put("virtual_draws", ratings.hasVirtualDraws(g));
        }
        if (ratings.firstMove().isPresent()) {
            node.set("first_move", Json.of(ratings.firstMove().get()));
        } else {
            node.putNull("first_move");
        }
        node.put("first_move_fitted", ratings.isFirstMoveFitted());
        var misfit = ratings.misfit();
        var chance = node.putObject("misfit");
        Json.put(chance, "chi_square", misfit.pearson());
        chance.put("expected", misfit.freedom());
        Json.put(chance, "elo", misfit.typical());
        chance.put("more_than_chance", misfit.isMoreThanChance());
        var next = node.putArray("next");
        for (var pairing : answer.next()) {
            var pair = next.addObject();
            pair.put("a", pairing.a());
            pair.put("b", pairing.b());
            Json.put(pair, "difference", pairing.difference());
            Json.put(pair, "se", pairing.se());
            Json.put(pair, "se_after", EloSheet.after(pairing));
            Json.put(pair, "score", pairing.score());
        }
        node.put("next_games", EloAnswer.GAMES_TO_PLAY);
        node.set("warnings", Json.of(answer.warnings()));
        return node;
    }
}
