package loglog.app.ratings;

import java.util.Locale;
import loglog.app.laws.Json;
import loglog.laws.strength.StrengthLaw;
import tools.jackson.databind.node.ObjectNode;

/** What {@code strength} tells programs. */
final class StrengthJson {
    private StrengthJson() {}

    static ObjectNode of(StrengthAnswer answer) {
        var draws = answer.draws();
        var law = answer.law();
        double level = answer.level();
        var node = Json.object();
        node.put("source", answer.source());
        node.put("rows", answer.read().rows());
        node.put("curves", answer.read().curves().size());
        node.put("level", level);
        if (answer.unit() == null) {
            node.putNull("resample");
        } else {
            node.put("resample", answer.unit().name().toLowerCase(Locale.ROOT));
        }
        node.put("resamples", draws.laws().length);
        var parameters = node.putObject("law");
        parameters.set("plateau_per_board", Json.of(draws.of(StrengthLaw::plateauBoard, level)));
        parameters.set("plateau", Json.of(draws.of(StrengthLaw::plateau, level)));
        parameters.set("elo_per_oom", Json.of(answer.train()));
        if (answer.read().hasTests()) {
            parameters.set("elo_per_test_oom", Json.of(draws.of(StrengthLaw::test, level)));
        } else {
            parameters.putNull("elo_per_test_oom");
        }
        parameters.set("incline_per_board", Json.of(draws.of(StrengthLaw::board, level)));
        parameters.set("incline", Json.of(draws.of(StrengthLaw::incline, level)));
        Json.put(parameters, "ceiling", law.ceiling());
        Json.put(node, "rms", draws.fit().rms());
        node.set("compute_per_board", Json.of(answer.computePerBoard()));
        node.set("odds_exponent", Json.of(answer.odds()));
        node.set("exchange", Json.of(answer.exchange()));
        node.set("optimal_size_exponent", Json.of(draws.optimalSize(level)));
        var boards = node.putArray("boards");
        for (var frontier : answer.frontiers()) {
            var board = boards.addObject();
            Json.put(board, "board", frontier.board());
            Json.put(board, "test", frontier.testFlops());
            Json.put(board, "rises_at_flops", law.risesAt(frontier.board(), frontier.testFlops()));
            Json.put(board, "saturates_at_flops", law.saturatesAt(frontier.board(), frontier.testFlops()));
            Json.put(board, "best", StrengthSheet.best(frontier));
        }
        var held = node.putArray("held_out");
        for (var forecast : answer.held()) {
            var one = held.addObject();
            Json.put(one, "board", forecast.board());
            one.put("from", forecast.from());
            Json.put(one, "rms", forecast.rms());
            Json.put(one, "bias", forecast.bias());
            Json.put(one, "oom", forecast.decades());
        }
        if (answer.read().hasBoards()) {
            var next = answer.next();
            var forecast = node.putObject("next");
            Json.put(forecast, "board", next.board());
            forecast.set("rises_at_flops", Json.of(next.risesAt()));
            forecast.set("saturates_at_flops", Json.of(next.saturatesAt()));
        } else {
            node.putNull("next");
        }
        node.set("warnings", Json.of(answer.warnings()));
        return node;
    }
}
