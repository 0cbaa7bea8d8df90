package loglog.tasks;

import loglog.yaml.Section;

/**
 * What a study measures of its models once they are trained: what more tokens at the time of the test are worth.
 *
 * @param problems of the test that are asked
 * @param known samples of each from which more are forecast
 * @param samples that are then drawn
 */
public record Thinking(int problems, int known, int samples) {
    static final String KEY = "thinking";

    private static final int MOST = 1_000_000;

    static Thinking read(Section of) {
        of.only("problems", "known", "samples");
        int problems = of.find("problems")
                .map(v -> v.whole(2, MOST, "test problems, at least 2"))
                .orElse(200);
        int known = of.find("known")
                .map(v -> v.whole(4, MOST, "samples of each, at least 4"))
                .orElse(64);
        var samples = of.find("samples").map(v -> v.whole(1, MOST, "samples of each to forecast, such as 1024"));
        if (samples.orElse(1024) <= known) {
            throw of.find("samples")
                    .or(() -> of.find("known"))
                    .orElseThrow()
                    .says("found %d known samples and %d to forecast, expected more to forecast"
                            .formatted(known, samples.orElse(1024)));
        }
        return new Thinking(problems, known, samples.orElse(1024));
    }

    /** In one line; the same text reads it. */
    String text() {
        return "{problems: %d, known: %d, samples: %d}".formatted(problems, known, samples);
    }
}
