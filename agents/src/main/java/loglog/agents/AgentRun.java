package loglog.agents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import loglog.agents.AgentLoop.Attempt;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.tasks.AnswerMatch;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an agent is run on tasks.
 *
 * @param match when an answer is right
 * @param tools of {@link #TOOLS}
 * @param mostReplies for an attempt
 * @param window of messages that are seen; 0 for all
 * @param votes attempts of which the commonest answer is taken
 * @param redos how often an answer that the model itself takes for wrong is tried again
 */
public record AgentRun(
        AnswerMatch match,
        Set<String> tools,
        int mostReplies,
        int window,
        double temperature,
        int votes,
        int redos,
        long seed) {
    /** The tools that there are. */
    public static final Set<String> TOOLS = Tools.ALL;

    /**
     * Runs one task.
     *
     * @param transcript takes each line of what was said, as JSON
     * @throws DataException where the model does not reply or the judge cannot judge
     */
    public AgentOutcome on(ChatModel model, AgentTask task, Consumer<ObjectNode> transcript) {
        var loop = new AgentLoop(model, tools, mostReplies, window, temperature);
        var counts = new LinkedHashMap<String, Integer>();
        var tally = new Tally();
        for (int vote = 0; vote < votes; vote++) {
            var answer = checked(loop, task, vote, tally, transcript);
            if (answer != null) {
                counts.merge(answer, 1, Integer::sum);
            }
        }
        var answer = counts.entrySet().stream()
                .max(Map.Entry.comparingByValue()) // of as many votes for several the first that was given
                .map(Map.Entry::getKey)
                .orElse(null);
        boolean right = answer != null && isRight(task, answer);
        transcript.accept(line(task, "result")
                .put("answer", answer)
                .put("expected", task.answer())
                .put("right", right)
                .put("replies", tally.replies)
                .put("malformed", tally.malformed)
                .put("tokens", tally.tokens)
                .put("first_right", Boolean.TRUE.equals(tally.firstRight)));
        return new AgentOutcome(
                task,
                answer,
                right,
                tally.replies,
                tally.malformed,
                tally.tokens,
                tally.firstRight,
                List.copyOf(tally.checks));
    }

    private boolean isRight(AgentTask task, String answer) {
        return match.matches(task.prompt(), task.answer(), answer);
    }

    private static final class Tally {
        int replies;
        int malformed;
        long tokens;
        Boolean firstRight;
        final List<AgentOutcome.Check> checks = new ArrayList<>();
    }

    /** An answer that the model takes for right, or the last that it may try. */
    private String checked(AgentLoop loop, AgentTask task, int vote, Tally tally, Consumer<ObjectNode> transcript) {
        String answer = null;
        for (int attempt = 0; attempt <= redos; attempt++) {
            long own = ((seed * 100_003 + task.number()) * 101 + vote) * 31 + attempt;
            var made = loop.attempt(task.prompt(), own);
            tell(task, vote, attempt, made, transcript);
            tally.replies += made.replies();
            tally.malformed += made.malformed();
            tally.tokens += made.tokens();
            answer = made.answer();
            boolean right = answer != null && isRight(task, answer);
            if (tally.firstRight == null) {
                tally.firstRight = right;
            }
            if (redos == 0) {
                return answer;
            }
            boolean accepted = false;
            if (answer != null) {
                var check = loop.check(task.prompt(), answer, own);
                tally.tokens += check.tokens();
                accepted = !check.text().toLowerCase(Locale.ROOT).matches("(?s).*\\b(wrong|incorrect|not right)\\b.*");
                transcript.accept(line(task, "check")
                        .put("vote", vote)
                        .put("attempt", attempt)
                        .put("text", check.text())
                        .put("accepted", accepted)
                        .put("right", right));
                tally.checks.add(new AgentOutcome.Check(right, accepted));
            }
            if (accepted) {
                return answer;
            }
        }
        return answer;
    }

    private static void tell(AgentTask task, int vote, int attempt, Attempt made, Consumer<ObjectNode> transcript) {
        transcript.accept(
                line(task, "task").put("vote", vote).put("attempt", attempt).put("text", task.prompt()));
        for (var message : made.said()) {
            transcript.accept(line(task, message.role().equals("assistant") ? "agent" : "tool")
                    .put("vote", vote)
                    .put("attempt", attempt)
                    .put("text", message.text()));
        }
        if (made.answer() == null) {
            transcript.accept(line(task, "end")
                    .put("vote", vote)
                    .put("attempt", attempt)
                    .put("text", "no answer within %d replies".formatted(made.replies())));
        }
    }

    private static ObjectNode line(AgentTask task, String who) {
        return Json.MAPPER.createObjectNode().put("task", task.number()).put("who", who);
    }
}
