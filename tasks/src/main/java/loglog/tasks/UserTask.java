package loglog.tasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Problems of a user's own: a file of JSON lines with {@code prompt}, {@code answer} and, where the format writes them, {@code
 * steps}. Its tokens are the characters that occur in it; a tenth of its prompts, by their hashes, are the test.
 */
public final class UserTask implements ExactTask {
    static final String NAME = "file";

    private static final long MOST_BYTES = 1 << 30;
    private static final int LONGEST = 100_000;
    private static final String SEPARATOR = "\n";

    /** Characters that no text has: the end of a text, and nothing. */
    private static final String END = "\u0003";

    private static final String PAD = "\u0000";

    private final Path file;
    private final AnswerMatch match;
    private final boolean withSteps;
    private final String digest;
    private final Vocabulary vocabulary;
    private final HashSplit.Pool pool;
    private final Map<String, TaskProblem> byPrompt = new LinkedHashMap<>();

    /**
     * Reads the file.
     *
     * @param withSteps whether models write the steps before the answer
     * @throws DataException naming the line that is wrong, what was found and what was expected
     */
    public UserTask(Path file, AnswerMatch match, boolean withSteps) {
        this.file = file;
        this.match = match;
        this.withSteps = withSteps;
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw DataException.in(
                        file, "found %d MB, expected at most %d", Files.size(file) >> 20, MOST_BYTES >> 20);
            }
            var bytes = Files.readAllBytes(file);
            digest = HexFormat.of().formatHex(Digests.sha256().digest(bytes));
            var problems = problems(bytes);
            vocabulary = vocabulary(problems);
            pool = HashSplit.cut(problems, i -> problems.get((int) i).prompt(), 1 - HashSplit.TEST_SHARE);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        if (pool.test().isEmpty() || pool.training().isEmpty()) {
            throw DataException.in(
                    file,
                    "found %d different prompts, expected at least 10, since a tenth of them is the test",
                    byPrompt.size());
        }
    }

    private List<TaskProblem> problems(byte[] bytes) {
        var lines = new HashMap<String, Integer>();
        var problems = new ArrayList<TaskProblem>();
        int number = 0;
        int from = 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            number++;
            var line = java.util.Arrays.copyOfRange(bytes, from, to);
            if (!new String(line, StandardCharsets.UTF_8).isBlank()) {
                var problem = problem(number, line);
                var before = byPrompt.putIfAbsent(problem.prompt(), problem);
                if (before != null && !before.answer().equals(problem.answer())) {
                    throw wrong(
                            number,
                            "prompt: found that of line %d with another answer, expected one answer for a prompt"
                                    .formatted(lines.get(problem.prompt())));
                }
                lines.putIfAbsent(problem.prompt(), number);
                problems.add(problem);
            }
            from = to + 1;
        }
        if (problems.isEmpty()) {
            throw DataException.in(
                    file, "found no problems, expected lines such as {\"prompt\": \"2+2=\", \"answer\": \"4\"}");
        }
        return problems;
    }

    private DataException wrong(int line, String sentence) {
        return DataException.in(file, "line %d: %s", line, sentence);
    }

    private TaskProblem problem(int number, byte[] line) {
        var json = Json.object(file, "line " + number, line);
        var fields = Fields.of("%s: line %d".formatted(file, number), json);
        var prompt = text(fields, json, "prompt", "a text");
        var answer = text(fields, json, "answer", "a text or a number");
        var steps = withSteps ? steps(fields, json) : new ArrayList<String>();
        steps.add(answer);
        for (var part : steps) {
            if (part.isBlank() || part.contains(SEPARATOR)) {
                throw wrong(number, "found an answer or a step of no or several lines, expected one line each");
            }
        }
        var solution = String.join(SEPARATOR, steps) + END;
        if (prompt.length() + solution.length() > LONGEST) {
            throw wrong(
                    number,
                    "found %d characters, expected at most %d".formatted(prompt.length() + solution.length(), LONGEST));
        }
        if ((prompt + solution).indexOf(PAD) >= 0
                || solution.indexOf(END) != solution.length() - 1
                || prompt.contains(END)) {
            throw wrong(number, "found a control character (U+0000 or U+0003), expected text");
        }
        return new TaskProblem(prompt, answer, steps, solution);
    }

    private static String text(Fields fields, ObjectNode json, String key, String expected) {
        var node = json.path(key);
        var text = node.isString() ? node.stringValue() : node.isNumber() ? node.toString() : "";
        if (text.isBlank()) {
            throw fields.expected(key, expected);
        }
        return text;
    }

    private static List<String> steps(Fields fields, ObjectNode json) {
        if (!(json.get("steps") instanceof ArrayNode list) || list.isEmpty()) {
            throw fields.expected("steps", "a list of texts, since the format writes them");
        }
        var steps = new ArrayList<String>();
        for (var step : list) {
            if (!step.isString()) {
                throw fields.expected("steps", "a list of texts, since the format writes them");
            }
            steps.add(step.stringValue());
        }
        return steps;
    }

    private static Vocabulary vocabulary(List<TaskProblem> problems) {
        var characters = new TreeSet<String>();
        for (var problem : problems) {
            (problem.prompt() + problem.solution()).chars().forEach(c -> characters.add(String.valueOf((char) c)));
        }
        characters.remove(END);
        return Vocabulary.of(List.copyOf(characters), END, PAD);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public TaskProblem problem(long seed, long index, HashSplit.Side side) {
        return pool.problem(seed, index, side);
    }

    @Override
    public long count(HashSplit.Side side) {
        return (side == HashSplit.Side.TEST ? pool.test() : pool.training()).size();
    }

    /** Of the test's commonest answer. */
    @Override
    public double chance() {
        long most = pool.test().stream()
                .collect(Collectors.groupingBy(TaskProblem::answer, Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        return most / (double) pool.test().size();
    }

    @Override
    public int longest() {
        return byPrompt.values().stream()
                .mapToInt(p -> p.prompt().length() + p.solution().length())
                .max()
                .orElseThrow();
    }

    @Override
    public int positions() {
        return longest();
    }

    @Override
    public int longestSolution() {
        return byPrompt.values().stream()
                .mapToInt(p -> p.solution().length())
                .max()
                .orElseThrow();
    }

    @Override
    public boolean isCheap() {
        return !(match instanceof AnswerMatch.Command);
    }

    @Override
    public String separator() {
        return SEPARATOR;
    }

    @Override
    public Verdict judge(TaskProblem problem, String written) {
        // Steps are compared as texts, the answer as the user wants it: a command is asked once a problem.
        var found = StepJudge.judge(
                problem, written, SEPARATOR, END, (a, b) -> a.strip().equals(b.strip()));
        int end = written.indexOf(END);
        if (end < 0) {
            return found;
        }
        var answer = written.substring(written.lastIndexOf(SEPARATOR, end) + 1, end);
        boolean right = found.parsed() && match.matches(problem.prompt(), problem.answer(), answer);
        int steps = right && found.stepsRight() == found.steps() - 1 ? found.steps() : found.stepsRight();
        return new Verdict(found.parsed(), right, steps, found.steps());
    }

    @Override
    public TaskProblem read(String prompt) {
        var known = byPrompt.get(prompt);
        if (known == null) {
            throw new DataException(
                    "found a prompt that is none of %s, expected one of its, whose answer is known".formatted(file));
        }
        return known;
    }

    @Override
    public void write(ObjectNode to) {
        write(to, file.toString());
    }

    /** Another place with the same content is the same task. */
    @Override
    public String identity() {
        var json = Json.MAPPER.createObjectNode();
        write(json, digest);
        return json.toString();
    }

    private void write(ObjectNode to, String path) {
        var json = to.putObject(NAME).put("path", path).put("format", format());
        switch (match) {
            case AnswerMatch.Exact() -> json.put("match", "exact");
            case AnswerMatch.Numeric(double tolerance) ->
                json.put("match", "numeric").put("tolerance", tolerance);
            case AnswerMatch.Command(String command) ->
                json.put("match", "command").put("judge", command);
        }
    }

    @Override
    public String format() {
        return withSteps ? "steps" : ONLY_FORMAT;
    }

    @Override
    public UserTask in(String format) {
        return switch (format) {
            case ONLY_FORMAT -> withSteps ? new UserTask(file, match, false) : this;
            case "steps" -> withSteps ? this : new UserTask(file, match, true);
            default -> throw new DataException("format: found %s, expected direct or steps".formatted(format));
        };
    }
}
