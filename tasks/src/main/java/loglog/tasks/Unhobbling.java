package loglog.tasks;

import loglog.yaml.Section;

/**
 * What a study measures of its models once they are trained: what formats, a calculator, a memory file, votes and checks are worth.
 *
 * @param problems of the test that are asked
 * @param votes samples of which the commonest answer is taken
 * @param redos how often an answer that the next sample does not confirm is tried again
 */
public record Unhobbling(int problems, int votes, int redos) {
    static final String KEY = "unhobbling";

    private static final int MOST = 1_000_000;
    private static final int MOST_VOTES = 1001;

    static Unhobbling read(Section of) {
        of.only("problems", "votes", "redos");
        return new Unhobbling(
                of.find("problems")
                        .map(v -> v.whole(10, MOST, "test problems, at least 10"))
                        .orElse(1000),
                of.find("votes")
                        .map(v -> v.whole(2, MOST_VOTES, "samples that vote, at least 2"))
                        .orElse(5),
                of.find("redos")
                        .map(v -> v.whole(1, MOST_VOTES, "tries, at least 1"))
                        .orElse(4));
    }

    /** In one line; the same text reads it. */
    String text() {
        return "{problems: %d, votes: %d, redos: %d}".formatted(problems, votes, redos);
    }
}
