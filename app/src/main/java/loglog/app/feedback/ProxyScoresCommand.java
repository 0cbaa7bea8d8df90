package loglog.app.feedback;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import loglog.app.UserError;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.feedback.ProxyExperiment;
import loglog.pages.text.Format;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog proxy-scores}: trains proxies of a gold score, and measures what the best of n by each is worth. */
@Command(
        name = "proxy-scores",
        description = {
            "Train proxies of a known gold score on comparisons, and measure the gold score of the best of n by each: the table"
                    + " that overoptimization reads.",
            "A proxy's rows are on disk before the next is trained; the same command goes on where it was."
        })
public final class ProxyScoresCommand implements Runnable {
    private static final String HEADER = "width,layers,proxy_params,pairs,seed,accuracy,updates,n,kl,proxy,gold\n";
    private static final int FEWEST_PAIRS = 20;
    private static final int MOST_PAIRS = 1_000_000;
    private static final int MOST_SAMPLES = 1 << 20;

    @Parameters(paramLabel = "TABLE", description = "the CSV that is written, or that an earlier call has begun")
    Path table;

    @Option(
            names = "--pairs",
            split = ",",
            paramLabel = "M",
            description = "numbers of comparisons that proxies learn from (default: ${DEFAULT-VALUE})")
    List<Integer> pairs = List.of(300, 1000, 4000);

    @Option(
            names = "--proxies",
            split = ",",
            paramLabel = "WIDTHxLAYERS",
            description = "shapes of the proxies (default: ${DEFAULT-VALUE})")
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

    @Override
    public void run() {
        if (seeds < 1) {
            throw new UserError("--seeds: found %d, expected at least 1".formatted(seeds));
        }
        if (samples < 64 || samples > MOST_SAMPLES) {
            throw new UserError("--samples: found %d, expected 64 to %d".formatted(samples, MOST_SAMPLES));
        }
        for (int count : pairs) {
            if (count < FEWEST_PAIRS || count > MOST_PAIRS) {
                throw new UserError("--pairs: found %d, expected %d to %d".formatted(count, FEWEST_PAIRS, MOST_PAIRS));
            }
        }
        shapes.forEach(ProxyScoresCommand::shape);
        var done = begun();
        int wanted = seeds * shapes.size() * pairs.size();
        int number = 0;
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var experiment = new ProxyExperiment(device, 1);
            for (int seed = 1; seed <= seeds; seed++) { // each setting once before any twice
                for (var text : shapes) {
                    for (int count : pairs) {
                        number++;
                        var shape = shape(text);
                        if (!done.contains("%d,%d,%d,%d".formatted(shape[0], shape[1], count, seed))) {
                            var scores = experiment.measure(
                                    new ProxyExperiment.Proxy(shape[0], shape[1], count, seed), samples);
                            write(scores);
                            System.out.printf("%d of %d: %s%n", number, wanted, said(scores));
                        }
                    }
                }
            }
        }
        System.out.printf("./loglog overoptimization %s%n", table);
    }

    private static int[] shape(String text) {
        if (!text.matches("[0-9]{1,4}x[0-9]{1,2}")) {
            throw new UserError("--proxies: found \"%s\", expected WIDTHxLAYERS, such as 16x1".formatted(text));
        }
        int width = Integer.parseInt(text.substring(0, text.indexOf('x')));
        int layers = Integer.parseInt(text.substring(text.indexOf('x') + 1));
        if (width < 16 || width % 16 != 0 || width > 1024 || layers < 1 || layers > 16) {
            throw new UserError(
                    "--proxies: found \"%s\", expected a width of 16, 32, ... 1024 and 1 to 16 layers".formatted(text));
        }
        return new int[] {width, layers};
    }

    /** The proxies whose rows are there: width, layers, pairs, seed. */
    private Set<String> begun() {
        var done = new HashSet<String>();
        if (!Files.exists(table)) {
            return done;
        }
        try {
            var lines = Files.readAllLines(table);
            if (!lines.isEmpty() && !(lines.getFirst() + "\n").equals(HEADER)) {
                throw new UserError("%s: found the columns %s, expected a table that this command has begun: %s"
                        .formatted(table, lines.getFirst(), HEADER.strip()));
            }
            for (var line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                var cells = line.split(",", -1);
                if (cells.length > 4) {
                    done.add(String.join(",", cells[0], cells[1], cells[3], cells[4]));
                }
            }
        } catch (IOException e) {
            throw DataException.of(table, e);
        }
        return done;
    }

    private void write(ProxyExperiment.Scores scores) {
        var of = scores.of();
        var rows = new StringBuilder();
        for (var point : scores.points()) {
            rows.append("%d,%d,%d,%d,%d,%.4f,%d,%d,%s,%s,%s\n"
                    .formatted(
                            of.width(),
                            of.layers(),
                            scores.params(),
                            of.pairs(),
                            of.seed(),
                            scores.accuracy(),
                            scores.updates(),
                            point.n(),
                            Format.digits(point.kl(), 6),
                            Format.digits(point.proxy(), 6),
                            Format.digits(point.gold(), 6)));
        }
        try (var channel =
                FileChannel.open(table, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var text = (channel.size() == 0 ? HEADER : "") + rows;
            AtomicFile.append(channel, text.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        } catch (IOException e) {
            throw DataException.of(table, e);
        }
    }

    private static String said(ProxyExperiment.Scores scores) {
        var best = scores.points().stream()
                .mapToDouble(ProxyExperiment.Point::gold)
                .max()
                .orElseThrow();
        var last = scores.points().getLast();
        return "%s params, %s pairs, seed %d: accuracy %s after %d updates; gold %s at best, %s at n = %d"
                .formatted(
                        Format.count(scores.params()),
                        Format.count(scores.of().pairs()),
                        scores.of().seed(),
                        Format.percent(scores.accuracy()),
                        scores.updates(),
                        Format.number(best),
                        Format.number(last.gold()),
                        last.n());
    }
}
