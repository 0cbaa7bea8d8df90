package loglog.agents;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import loglog.models.generation.Sampling;
import loglog.tasks.DisplayCalculator;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.TaskModel;
import loglog.tasks.TaskProblem;

/**
 * A run of this program that learned a task, as a model to converse with: what it writes after a problem becomes the lines that an agent
 * writes. A model that types into a calculator calls the agent's, one operation at a time; with a memory file problems are taken in
 * pieces, and the value so far goes into the file. It is asked by one thread at a time.
 */
public final class TaskRunChat implements ChatModel, AutoCloseable {
    /** Of the problems that are asked: others than runs are measured on. */
    private static final long PROBLEMS_SEED = 3;

    private static final String FILE = "progress";

    /** Tokens to the next call or the end. */
    private static final int NEXT = 4;

    private final TaskModel model;

    /** @throws loglog.runs.DataException where the folder holds no run on a task, or its model cannot be used */
    public TaskRunChat(Path run) {
        model = TaskModel.load(run, 1);
    }

    /** Test problems of its task, the operations of each as its steps. */
    public List<AgentTask> tasks(int count) {
        var task = model.task();
        int there = (int) Math.min(count, task.count(Side.TEST));
        return IntStream.range(0, there)
                .mapToObj(i -> {
                    var problem = task.problem(PROBLEMS_SEED, i, Side.TEST);
                    return new AgentTask(
                            i + 1,
                            problem.prompt(),
                            problem.answer(),
                            problem.steps().size());
                })
                .toList();
    }

    @Override
    public synchronized Reply reply(List<Message> conversation, double temperature, long seed) {
        var instructions = conversation.getFirst().text();
        var asked = conversation.get(1).text().split("\n");
        var sampling = new Sampling(temperature, 0, 1, seed);
        if (instructions.startsWith("Check")) {
            var again = solved(asked[0], sampling);
            boolean same = asked[1].equals("answer: " + again.text());
            return new Reply(same ? "right" : "wrong", again.tokens());
        }
        var problem = model.task().read(asked[0]);
        var said = conversation.subList(2, conversation.size());
        if (instructions.contains("write NAME") && model.task().pieces(problem).size() > 1) {
            return inPieces(problem, said, asked.length > 1, sampling);
        }
        if (instructions.contains("calculate:") && model.task().calculator().isPresent()) {
            return calculating(problem.prompt(), said, sampling);
        }
        var answer = solved(problem.prompt(), sampling);
        return new Reply("answer: " + answer.text(), answer.tokens());
    }

    /** The answer that it writes; what is none is as it was written. */
    private Reply solved(String prompt, Sampling sampling) {
        var task = model.task();
        var problem = task.read(prompt);
        var drawn = model.sample(List.of(0L), List.of(problem), 1, sampling);
        var text = model.text(drawn.completions().getFirst().getFirst());
        var verdict = task.judge(problem, text);
        return new Reply(
                verdict.right() ? problem.answer() : verdict.parsed() ? task.answer(text) : text, drawn.tokens());
    }

    /** A piece after what the file says; at the beginning, and where the file was just read. */
    private Reply inPieces(TaskProblem problem, List<Message> said, boolean hasFiles, Sampling sampling) {
        var pieces = model.task().pieces(problem);
        var last = said.isEmpty() ? "" : said.getLast().text();
        int from = 0;
        var value = "";
        if (last.matches("\\d+ \\d+")) {
            from = Integer.parseInt(last.split(" ")[0]);
            value = last.split(" ")[1];
        } else if (hasFiles || !said.isEmpty()) {
            return new Reply("read: " + FILE, 0);
        }
        var found = solved(value + pieces.get(from), sampling);
        boolean isLast = from + 1 == pieces.size();
        return new Reply(
                isLast || !found.text().matches("\\d+")
                        ? "answer: " + found.text()
                        : "write %s: %d %s".formatted(FILE, from + 1, found.text()),
                found.tokens());
    }

    /** The next operation, or the answer, after those that were typed and shown before; what was no call ends it without one. */
    private Reply calculating(String prompt, List<Message> said, Sampling sampling) {
        var calculator = model.task().calculator().orElseThrow();
        var typed = new StringBuilder(prompt);
        var shown = "";
        for (int i = 0; i + 1 < said.size(); i += 2) {
            var call = said.get(i).text().replaceFirst("^calculate: \\(", "").replaceFirst("\\) % \\d+$", "");
            var own = shown.isEmpty() ? call : call.substring(Math.min(call.length(), shown.length()));
            shown = said.get(i + 1).text();
            if (!shown.matches("\\d+")) {
                return new Reply("answer: none", 0);
            }
            typed.append(own).append(DisplayCalculator.CALL).append(shown);
        }
        var drawn = model.goOn(List.of(0L), List.of(typed.toString()), 1, NEXT, sampling);
        var completion = drawn.completions().getFirst().getFirst();
        var text = model.text(completion);
        int end = text.indexOf(DisplayCalculator.CALL);
        if (end < 0) {
            boolean isAnswer = completion.ended() && completion.tokens().length == 0 && !shown.isEmpty();
            return new Reply("answer: " + (isAnswer ? shown : text), drawn.tokens());
        }
        return new Reply(
                "calculate: (%s%s) %% %d".formatted(shown, text.substring(0, end), calculator.modulus()),
                drawn.tokens());
    }

    @Override
    public void close() {
        model.close();
    }
}
