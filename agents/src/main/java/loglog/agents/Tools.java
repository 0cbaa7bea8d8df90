package loglog.agents;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an agent can do: write one line that names a tool. A call that is malformed is answered in one sentence, so that the agent can
 * mend it.
 */
final class Tools {
    static final String CALCULATOR = "calculator";
    static final String MEMORY = "memory";
    static final Set<String> ALL = Set.of(CALCULATOR, MEMORY);

    private static final int MOST_FILES = 100;
    private static final int LONGEST = 10_000;
    private static final Pattern THOUGHT = Pattern.compile("(?s)<think>.*?(</think>|\\z)");
    private static final Pattern CALL = Pattern.compile(
            "(?im)^[\\s>*`#-]*(calculate|write|read|answer)\\b[ \\t]*(?:([\\w.-]+)[ \\t]*)??:[ \\t]*(.*)$");

    private final Set<String> allowed;
    private final Map<String, String> files = new LinkedHashMap<>();

    Tools(Set<String> allowed) {
        this.allowed = allowed;
    }

    /**
     * What a reply asks for.
     *
     * @param name calculate, write, read or answer
     * @param file that it names; null for none
     */
    record Call(String name, String file, String text) {}

    /** The first line of a reply that is a call; what a model thinks aloud is not looked at. */
    static Optional<Call> call(String reply) {
        var found = CALL.matcher(THOUGHT.matcher(reply).replaceAll(""));
        if (!found.find()) {
            return Optional.empty();
        }
        var text = found.group(3).strip().replaceAll("^[`*]+|[`*]+$", "").strip();
        return Optional.of(new Call(found.group(1).toLowerCase(Locale.ROOT), found.group(2), text));
    }

    /**
     * What came of a call, for the agent.
     *
     * @param isWrong whether it was malformed
     */
    record Result(String text, boolean isWrong) {}

    Result of(Call call) {
        return switch (call.name()) {
            case "calculate" -> allowed.contains(CALCULATOR) ? calculated(call.text()) : missing("calculate");
            case "write" -> allowed.contains(MEMORY) ? written(call) : missing("write");
            case "read" -> allowed.contains(MEMORY) ? read(call) : missing("read");
            default -> wrong("answer: found nothing after it, expected the answer");
        };
    }

    private Result missing(String name) {
        return wrong("%s: found a tool that is not there, expected %s".formatted(name, names()));
    }

    static Result wrong(String sentence) {
        return new Result(sentence, true);
    }

    private static Result calculated(String expression) {
        try {
            return new Result(Calculator.compute(expression), false);
        } catch (Calculator.Wrong e) {
            return wrong("calculate: " + e.getMessage());
        }
    }

    private Result written(Call call) {
        if (call.file() == null) {
            return wrong("write: found no name, expected write NAME: TEXT");
        }
        if (call.text().length() > LONGEST || files.size() >= MOST_FILES && !files.containsKey(call.file())) {
            return wrong(
                    "write: found more than %d files or %d characters, expected fewer".formatted(MOST_FILES, LONGEST));
        }
        files.put(call.file(), call.text());
        return new Result("written: " + call.file(), false);
    }

    private Result read(Call call) {
        var name = call.file() != null ? call.file() : call.text();
        var text = files.get(name);
        return text == null
                ? wrong("read: found no file %s, expected %s"
                        .formatted(
                                name,
                                files.isEmpty() ? "one that was written before" : String.join(", ", files.keySet())))
                : new Result(text, false);
    }

    /** The files that there are, by name. */
    Set<String> files() {
        return files.keySet();
    }

    /** The lines that an agent may write, for sentences. */
    String names() {
        return (allowed.contains(CALCULATOR) ? "calculate: EXPRESSION, " : "")
                + (allowed.contains(MEMORY) ? "write NAME: TEXT, read: NAME, " : "")
                + "answer: ANSWER";
    }

    /** What the agent is told first. */
    String instructions() {
        var text = new StringBuilder("Solve the task. End each reply with exactly one line of these:\n");
        if (allowed.contains(CALCULATOR)) {
            text.append("calculate: EXPRESSION   (exact; + - * / % ^ and parentheses; you are told the result)\n");
        }
        if (allowed.contains(MEMORY)) {
            text.append(
                    "write NAME: TEXT   (keeps a text in a file; earlier messages may be forgotten, files are not)\n");
            text.append("read: NAME   (you are told what is in the file)\n");
        }
        return text.append("answer: ANSWER   (your final answer, alone)").toString();
    }
}
