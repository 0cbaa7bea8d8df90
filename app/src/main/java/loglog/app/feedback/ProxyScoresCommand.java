package loglog.app.feedback;

import java.nio.file.Path;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.laws.Waiting;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.feedback.ProxyExperiment;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code loglog proxy-scores}: trains proxies of a gold score, and measures what the best of n by each is worth. */
@Command(
        name = "proxy-scores",
        description = {
            "Train proxies of a known gold score on comparisons, and measure the gold score of the best of n by each: the table"
                    + " that overoptimization reads.",
            "A proxy's rows are on disk before the next is trained; the same command goes on where it was."
        })
public final class ProxyScoresCommand implements Runnable, BeforeWork {
    @Parameters(paramLabel = "TABLE", description = "the CSV that is written, or that an earlier call has begun")
    Path table;

    @Mixin
    ProxyScoresOptions asked = new ProxyScoresOptions();

    @Override
    public void check() {
        OutputPath.fileAndFolders("TABLE", table);
    }

    @Override
    public void run() {
        var wanted = asked.proxies();
        var stored = new ProxyScoresTable(table);
        var done = stored.begun();
        int number = 0;
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var experiment = new ProxyExperiment(device, 1);
            for (var proxy : wanted) {
                number++;
                if (!done.contains(proxy)) {
                    var scores = Waiting.on(
                            "proxy %d of %d, %dx%d on %s"
                                    .formatted(
                                            number,
                                            wanted.size(),
                                            proxy.width(),
                                            proxy.layers(),
                                            Format.of(proxy.pairs(), "pair")),
                            () -> experiment.measure(proxy, asked.samples()));
                    stored.append(scores);
                    Say.out("%d of %d: %s".formatted(number, wanted.size(), said(scores)));
                }
            }
        }
        Say.out("%s has %s; next:".formatted(table, Format.of(stored.begun().size(), "curve")));
        System.out.printf("  ./loglog overoptimization %s%n", table);
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
