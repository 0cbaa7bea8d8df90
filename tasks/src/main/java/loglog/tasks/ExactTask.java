package loglog.tasks;

import java.util.List;
import java.util.Optional;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task whose answers can be checked exactly. Its problems are functions of a seed and a number; a judge looks at the final
 * answer and at each step.
 */
public sealed interface ExactTask permits ArithmeticChain, DigitAddition, ModularTable, RepeatTask, UserTask {
    /** As study files have it: {@code chain}. */
    String name();

    Vocabulary vocabulary();

    /**
     * The problem of a number.
     *
     * @param index from 0, without end; a finite task's problems come again
     */
    TaskProblem problem(long seed, long index, HashSplit.Side side);

    /** Different problems that there are on that side; {@link Long#MAX_VALUE} where they are drawn. */
    default long count(HashSplit.Side side) {
        return Long.MAX_VALUE;
    }

    /** The share right of the best guess that does not look at the problem. */
    double chance();

    /** Tokens of the longest problem with its solution in this format. */
    int longest();

    /** Positions of the models: room for every format, so that formats are compared between models of the same params. */
    int positions();

    /** Tokens of the longest solution in this format. */
    int longestSolution();

    /** Whether a solution ends with the token {@link Vocabulary#end}; else it has a fixed length. */
    default boolean ends() {
        return true;
    }

    /** The only one that a task without others has. */
    String ONLY_FORMAT = "direct";

    /** How solutions are written, as a study file names it. */
    default String format() {
        return ONLY_FORMAT;
    }

    /** The calculator that solutions in this format call; empty for none. */
    default Optional<DisplayCalculator> calculator() {
        return Optional.empty();
    }

    /**
     * A prompt cut into pieces that are problems of their own, where each has the answer of the one before in front of it. One piece
     * where it cannot be cut.
     */
    default List<String> pieces(TaskProblem problem) {
        return List.of(problem.prompt());
    }

    /** Whether it is as long as problems of the task get. */
    default boolean isLongest(TaskProblem problem) {
        return true;
    }

    /**
     * The same problems with solutions in another format.
     *
     * @throws DataException where the task has none of that name
     */
    default ExactTask in(String format) {
        if (!format.equals(ONLY_FORMAT)) {
            throw new DataException(
                    "format: found %s, expected %s, the only one of %s".formatted(format, ONLY_FORMAT, name()));
        }
        return this;
    }

    /** Operations that have to be done one after another, written or not; where that is not known, the steps that are written. */
    default int operations(TaskProblem problem) {
        return problem.steps().size();
    }

    /** What stands between the steps of a solution. */
    default String separator() {
        return ";";
    }

    /** What was written, cut at its end and into steps, the last of which is the answer. */
    default List<String> parts(String written) {
        var vocabulary = vocabulary();
        return StepJudge.parts(written, separator(), vocabulary.words().get(vocabulary.end()));
    }

    /** The answer that was written, by which votes are counted. */
    default String answer(String written) {
        return parts(written).getLast();
    }

    /** Whether judging takes no more than comparing texts, so that many thousands can be judged. */
    default boolean isCheap() {
        return true;
    }

    /** Judges what a model wrote after the prompt, up to and with its end. */
    Verdict judge(TaskProblem problem, String written);

    /**
     * The problem that a person typed.
     *
     * @throws DataException saying what was found and what is expected
     */
    TaskProblem read(String prompt);

    /** As a study file has it, in JSON: one key, the task's name. */
    void write(ObjectNode to);

    /** What tells it from every other task, in one line. */
    default String identity() {
        var json = Json.MAPPER.createObjectNode();
        write(json);
        return json.toString();
    }
}
