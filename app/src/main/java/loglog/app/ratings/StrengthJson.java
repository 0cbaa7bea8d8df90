package loglog.app.ratings;

import java.util.Locale;
import loglog.app.answers.LawsJson;
import loglog.laws.strength.StrengthLaw;
import tools.jackson.databind.node.ObjectNode;

/** What {@code strength} tells programs. */
final class StrengthJson {
    private StrengthJson() {}

    static ObjectNode of(StrengthAnswer answer) {
        var draws = answer.draws();
        var law = answer.law();
        double level = answer.level();
        var node = LawsJson.object();
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
        parameters.set("plateau_per_board", LawsJson.of(draws.of(StrengthLaw::plateauBoard, level)));
        parameters.set("plateau", LawsJson.of(draws.of(StrengthLaw::plateau, level)));
        parameters.set("elo_per_oom", LawsJson.of(answer.train()));
        if (answer.read().hasTests()) {
            parameters.set("elo_per_test_oom", LawsJson.of(draws.of(StrengthLaw::test, level)));
        } else {
            parameters.putNull("elo_per_test_oom");
        }
        parameters.set("incline_per_board", LawsJson.of(draws.of(StrengthLaw::board, level)));
        parameters.set("incline", LawsJson.of(draws.of(StrengthLaw::incline, level)));
        LawsJson.put(parameters, "ceiling", law.ceiling());
        LawsJson.put(node, "rms", draws.fit().rms());
        node.set("compute_per_board", LawsJson.of(answer.computePerBoard()));
        node.set("odds_exponent", LawsJson.of(answer.odds()));
        node.set("exchange", LawsJson.of(answer.exchange()));
        node.set("optimal_size_exponent", LawsJson.of(draws.optimalSize(level)));
        var boards = node.putArray("boards");
        for (var frontier : answer.frontiers()) {
            var board = boards.addObject();
            LawsJson.put(board, "board", frontier.board());
            LawsJson.put(board, "test", frontier.testFlops());
            LawsJson.put(board, "rises_at_flops", law.risesAt(frontier.board(), frontier.testFlops()));
            LawsJson.put(board, "saturates_at_flops", law.saturatesAt(frontier.board(), frontier.testFlops()));
            LawsJson.put(board, "best", StrengthSheet.best(frontier));
        }
        var held = node.putArray("held_out");
        for (var forecast : answer.held()) {
            var one = held.addObject();
            LawsJson.put(one, "board", forecast.board());
            one.put("from", forecast.from());
            LawsJson.put(one, "rms", forecast.rms());
            LawsJson.put(one, "bias", forecast.bias());
            LawsJson.put(one, "oom", forecast.decades());
        }
        if (answer.read().hasBoards()) {
            var next = answer.next();
            var forecast = node.putObject("next");
            LawsJson.put(forecast, "board", next.board());
            forecast.set("rises_at_flops", LawsJson.of(next.risesAt()));
            forecast.set("saturates_at_flops", LawsJson.of(next.saturatesAt()));
        } else {
            node.putNull("next");
        }
        node.set("warnings", LawsJson.of(answer.warnings()));
        return node;
    }
}
