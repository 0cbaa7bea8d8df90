package loglog.app.feedback;

import java.util.LinkedHashSet;
import java.util.List;
import loglog.app.UserError;
import loglog.feedback.ProxyExperiment;
import picocli.CommandLine.Option;

/** Which proxies are trained, and on how many samples they are tried. */
final class ProxyScoresOptions {
    private static final int FEWEST_PAIRS = 20;
    private static final int MOST_PAIRS = 1_000_000;
    private static final int FEWEST_SAMPLES = 64;
    private static final int MOST_SAMPLES = 1 << 20;

    @Option(
            names = "--pairs",
            split = ",",
            paramLabel = "M",
            description = "numbers of comparisons that proxies learn from (default: 300,1000,4000)")
    List<Integer> pairs = List.of(300, 1000, 4000);

    @Option(
            names = "--proxies",
            split = ",",
            paramLabel = "WIDTHxLAYERS",
            description = "shapes of the proxies; 8x1 has about 1K params (default: 16x1)")
    List<String> shapes = List.of("16x1");

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "proxies of each shape and number of pairs (default: ${DEFAULT-VALUE})")
    int seeds = 5;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "samples of which the best are taken; the greatest n is an eighth (default: ${DEFAULT-VALUE})")
    int samples = 1 << 16;

    int samples() {
        if (samples < FEWEST_SAMPLES || samples > MOST_SAMPLES) {
            throw new UserError(
                    "--samples: found %d, expected %d to %d".formatted(samples, FEWEST_SAMPLES, MOST_SAMPLES));
        }
        return samples;
    }

    /** All proxies, each setting once before any twice. */
    List<ProxyExperiment.Proxy> proxies() {
        if (seeds < 1) {
            throw new UserError("--seeds: found %d, expected at least 1".formatted(seeds));
        }
        samples();
        for (int count : pairs) {
            if (count < FEWEST_PAIRS || count > MOST_PAIRS) {
                throw new UserError("--pairs: found %d, expected %d to %d".formatted(count, FEWEST_PAIRS, MOST_PAIRS));
            }
        }
        var proxies = new LinkedHashSet<ProxyExperiment.Proxy>(); // one that is named twice is trained once
        for (int seed = 1; seed <= seeds; seed++) {
            for (var text : shapes) {
                var shape = shape(text);
                for (int count : pairs) {
                    proxies.add(new ProxyExperiment.Proxy(shape[0], shape[1], count, seed));
                }
            }
        }
        return List.copyOf(proxies);
    }

    private static int[] shape(String text) {
        if (!text.matches("[0-9]{1,4}x[0-9]{1,2}")) {
            throw new UserError("--proxies: found \"%s\", expected WIDTHxLAYERS, such as 16x1".formatted(text));
        }
        int width = Integer.parseInt(text.substring(0, text.indexOf('x')));
        int layers = Integer.parseInt(text.substring(text.indexOf('x') + 1));
        ProxyExperiment.problem(width, layers).ifPresent(problem -> {
            throw new UserError("--proxies: " + problem);
        });
        return new int[] {width, layers};
    }
}
