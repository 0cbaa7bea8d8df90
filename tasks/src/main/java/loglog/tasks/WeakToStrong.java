package loglog.tasks;

import loglog.yaml.Section;

/**
 * What a study measures of its models once they are trained: what stronger ones learn from the answers of weaker ones.
 *
 * @param labels problems that a weak model answers, and a strong one learns from
 * @param problems of the test that models are measured on
 * @param epochs over the labels
 */
public record WeakToStrong(int labels, int problems, int epochs) {
    static final String KEY = "weak_to_strong";

    private static final int MOST = 1_000_000;
    private static final int MOST_EPOCHS = 1000;

    static WeakToStrong read(Section of) {
        of.only("labels", "problems", "epochs");
        return new WeakToStrong(
                of.find("labels")
                        .map(v -> v.whole(100, MOST, "problems to learn from, at least 100"))
                        .orElse(4000),
                of.find("problems")
                        .map(v -> v.whole(10, MOST, "test problems, at least 10"))
                        .orElse(1000),
                of.find("epochs")
                        .map(v -> v.whole(1, MOST_EPOCHS, "passes over the labels, at least 1"))
                        .orElse(2));
    }

    /** In one line; the same text reads it. */
    String text() {
        return "{labels: %d, problems: %d, epochs: %d}".formatted(labels, problems, epochs);
    }
}
