package loglog.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import loglog.agents.ChatModel.Message;

/** A model in a loop with its tools, until it answers or has written as often as it may. */
final class AgentLoop {
    private final ChatModel model;
    private final Set<String> tools;
    private final int mostReplies;
    private final int window;
    private final double temperature;

    /**
     * A loop.
     *
     * @param mostReplies that the model may write for an answer
     * @param window how many of the latest messages it sees beside the task; 0 for all
     */
    AgentLoop(ChatModel model, Set<String> tools, int mostReplies, int window, double temperature) {
        this.model = model;
        this.tools = tools;
        this.mostReplies = mostReplies;
        this.window = window;
        this.temperature = temperature;
    }

    /**
     * One attempt.
     *
     * @param answer null where there is none within the replies that it may write
     * @param said every message after the instructions, in order
     * @param malformed calls that were answered with what is wrong in them
     */
    record Attempt(String answer, List<Message> said, int replies, int malformed, long tokens) {}

    Attempt attempt(String task, long seed) {
        var at = new Tools(tools);
        var said = new ArrayList<Message>();
        int malformed = 0;
        long tokens = 0;
        for (int reply = 1; reply <= mostReplies; reply++) {
            var written = model.reply(seen(at, task, said), temperature, seed * 1000 + reply);
            tokens += written.tokens();
            said.add(new Message("assistant", written.text()));
            var call = Tools.call(written.text());
            if (call.isPresent()
                    && call.get().name().equals("answer")
                    && !call.get().text().isEmpty()) {
                return new Attempt(call.get().text(), List.copyOf(said), reply, malformed, tokens);
            }
            var result = call.map(at::of)
                    .orElseGet(() -> Tools.wrong("found no line that is a call, expected %s".formatted(at.names())));
            malformed += result.isWrong() ? 1 : 0;
            said.add(new Message("user", result.text()));
        }
        return new Attempt(null, List.copyOf(said), mostReplies, malformed, tokens);
    }

    private List<Message> seen(Tools at, String task, List<Message> said) {
        int from = window == 0 ? 0 : Math.max(0, said.size() - window);
        var files = from > 0 && !at.files().isEmpty() ? "\n(files: %s)".formatted(String.join(", ", at.files())) : "";
        var seen = new ArrayList<Message>();
        seen.add(new Message("system", at.instructions()));
        seen.add(new Message("user", task + files));
        // A conversation goes on with the model's own words: a cut falls before them.
        int start = from < said.size() && said.get(from).role().equals("user") ? from + 1 : from;
        seen.addAll(said.subList(start, said.size()));
        return seen;
    }

    /** Whether the model takes an answer for right, asked apart from how it came about. */
    ChatModel.Reply check(String task, String answer, long seed) {
        return model.reply(
                List.of(
                        new Message("system", "Check the answer. Reply with one line: right, or wrong."),
                        new Message("user", "%s\nanswer: %s".formatted(task, answer))),
                temperature,
                seed * 1000);
    }
}
