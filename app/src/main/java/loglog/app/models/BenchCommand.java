package loglog.app.models;

import java.util.List;
import java.util.Locale;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.engine.Precision;
import loglog.models.training.Bench;
import loglog.models.weights.Architecture;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code loglog bench}: how fast this machine trains. */
@Command(
        name = "bench",
        description = "Measure this machine: its peak, its matrix products, and training of four shapes of model.")
public final class BenchCommand implements Runnable {
    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "for each measurement, half of it to warm up (default: ${DEFAULT-VALUE})")
    double seconds = 4;

    @Option(names = "--threads", paramLabel = "N", description = "cores to use (default: all)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--architecture", paramLabel = "NAME", description = "gpt2 or llama (default: ${DEFAULT-VALUE})")
    String architecture = "gpt2";

    @Option(
            names = "--width",
            paramLabel = "N",
            split = ",",
            description = "only the shapes of these widths (default: all)")
    List<Integer> widths = List.of();

    @Option(names = "--bf16", description = "train each shape with products from bfloat16, too")
    boolean bf16;

    @Option(names = "--json", description = "print JSON for programs instead of a table")
    boolean json;

    @Override
    public void run() {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new UserError("--seconds: found %s, expected more than 0, at most 3600".formatted(seconds));
        }
        if (threads < 1 || threads > Runtime.getRuntime().availableProcessors()) {
            throw new UserError("--threads: found %d, expected 1 to %d, the cores of this machine"
                    .formatted(threads, Runtime.getRuntime().availableProcessors()));
        }
        if (Architecture.find(architecture).isEmpty()) {
            throw new UserError("--architecture: found %s, expected %s".formatted(architecture, Architecture.anyOf()));
        }
        var shapes = Bench.SHAPES.stream()
                .filter(s -> widths.isEmpty() || widths.contains(s.width()))
                .map(s -> new Bench.Shape(architecture, s.width(), s.layers(), s.context(), s.batch()))
                .toList();
        if (shapes.isEmpty()) {
            throw new UserError("--width: found %s, expected some of %s"
                    .formatted(
                            widths,
                            Bench.SHAPES.stream().map(Bench.Shape::width).toList()));
        }
        if (bf16) {
            RecipeOptions.requireBf16();
        }
        var precisions = bf16 ? List.of(Precision.FLOAT32, Precision.BFLOAT16) : List.of(Precision.FLOAT32);
        var report = Bench.report(threads, shapes, precisions, seconds, result -> {
            if (!json) {
                Say.err("width %d, %s, %s: %s tokens/s"
                        .formatted(
                                result.shape().width(),
                                name(result.precision()),
                                way(result),
                                Math.round(result.tokensPerSecond())));
            }
        });
        if (json) {
            System.out.println(report.json());
        } else {
            System.out.print(text(report));
        }
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static String way(Bench.Result result) {
        return result.runs() == 1
                ? "one run, " + (result.lanes() == 1 ? "1 thread" : result.lanes() + " threads")
                : result.runs() + " runs of 1 thread";
    }

    private static String text(Bench.Report report) {
        var table = TextTable.of(
                "width", "layers", "context", "batch", "products", "runs", "tokens/s", "GFLOP/s", "share of peak");
        for (var result : report.results()) {
            var shape = result.shape();
            table.row(
                    shape.width(),
                    shape.layers(),
                    shape.context(),
                    shape.batch(),
                    name(result.precision()),
                    way(result),
                    Math.round(result.tokensPerSecond()),
                    Format.number(result.gflops()),
                    Format.percent(result.shareOfPeak()));
        }
        var terminal = Terminal.detect();
        return "%s%n%n%s"
                .formatted(
                        terminal.wrap("%s: peak %s GFLOP/s (fused multiply-adds, float32), matrix products %s GFLOP/s"
                                .formatted(
                                        Format.of(report.cores(), "core"),
                                        Format.number(report.peakGflops()),
                                        Format.number(report.productGflops()))),
                        table.text(terminal.tableColumns()));
    }
}
