package loglog.feedback;

import java.util.ArrayList;
import java.util.List;

/** Two answers to one prompt, of which the first was chosen. */
public record PreferencePair(Response chosen, Response rejected) {
    /** The answers of pairs: all chosen ones, then all rejected ones. */
    static List<Response> answers(List<PreferencePair> pairs) {
        var answers = new ArrayList<Response>();
        pairs.forEach(pair -> answers.add(pair.chosen()));
        pairs.forEach(pair -> answers.add(pair.rejected()));
        return answers;
    }
}
