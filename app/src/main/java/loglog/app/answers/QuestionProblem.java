package loglog.app.answers;

import loglog.words.Sentence;

/**
 * What keeps a question from being answered: where it lies, what was found and what was expected. The door words it, the
 * command line with its options' names, a page with those of its inputs.
 */
public final class QuestionProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String finding;
    private final String expectation;

    private QuestionProblem(String field, String finding, String expectation) {
        super(Sentence.of(field, finding, expectation.replace("`", "")));
        this.field = field;
        this.finding = finding;
        this.expectation = expectation;
    }

    /**
     * One of a part of the question.
     *
     * @param field its name, such as {@code law}
     * @param finding a clause
     * @param expectation a clause to stand behind "expected", in which names of fields stand between backticks; may be empty
     */
    public static QuestionProblem in(String field, String finding, String expectation) {
        return new QuestionProblem(field, finding, expectation);
    }

    /** One of the runs, whose place the finding names. */
    public static QuestionProblem ofRuns(String finding, String expectation) {
        return new QuestionProblem("", finding, expectation);
    }

    /** The part of the question; empty where it is the runs. */
    public String field() {
        return field;
    }

    public String finding() {
        return finding;
    }

    /** Empty where the finding says it. */
    public String expectation() {
        return expectation;
    }
}
