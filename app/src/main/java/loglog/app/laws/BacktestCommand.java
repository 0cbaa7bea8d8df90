package loglog.app.laws;

import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.BacktestAnswer;
import loglog.app.answers.RunsRead;
import loglog.laws.Law;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog backtest}: hide the most expensive runs, forecast them, see what the forecasts were worth. */
@Command(
        name = "backtest",
        description =
                "Hide the top orders of magnitude of compute, fit the rest, forecast what was hidden: errors, and how"
                        + " often the intervals held, for each law and for their average.")
public final class BacktestCommand implements Runnable {
    private static final int RESAMPLES = 400;

    /** Of ratings and accuracies, which rise, and may be below zero. */
    private static final List<String> LINEAR = List.of("logarithmic", "sigmoid");

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--hide",
            split = ",",
            paramLabel = "OOM",
            description = "orders of magnitude of compute to hide (default: 0.5,1,1.5,2)")
    double[] hide = {0.5, 1, 1.5, 2};

    @Option(
            names = "--laws",
            split = ",",
            paramLabel = "LAW",
            description =
                    "the laws to try (default: chinchilla, shared-exponent and kaplan; of one scale power, power-floor and"
                            + " quadratic, with --residuals linear logarithmic and sigmoid)")
    List<String> laws;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--resample");
        for (double oom : hide) {
            if (!(oom > 0)) {
                throw new UserError("--hide: found %s, expected positive orders of magnitude".formatted(oom));
            }
        }
        var given = fitting.law != null ? List.of(fitting.law) : laws;
        var read = runs.read(fitting.anyMetric(), fitting.needs(given == null ? List.of() : given));
        boolean twoScales = fitting.axis == null && read.has("params") && read.has("tokens");
        var names = given != null
                ? given
                : twoScales
                        ? List.of("chinchilla", "shared-exponent", "kaplan")
                        : fitting.anyMetric() ? LINEAR : List.of("power", "power-floor", "quadratic");
        List<Law> forms =
                names.stream().map(name -> fitting.named(name.strip(), read)).toList();
        var axis = twoScales || read.has("flops") ? "flops" : fitting.axis(read);
        output.show(answer(read, axis, forms));
    }

    private BacktestAnswer answer(RunsRead read, String axis, List<Law> forms) {
        try {
            return BacktestAnswer.of(
                    read, axis, forms, fitting.settings(RESAMPLES, read), hide, BacktestCommand::progress);
        } finally {
            progress("");
        }
    }

    /** One line that is written over, for a person who waits; nothing in a file or a pipe. */
    private static void progress(String now) {
        if (Terminal.isErrorTerminal()) {
            int width = Math.min(60, Terminal.detectError().columns() - 1);
            var line = TerminalText.shortened(now, width);
            TerminalStream.styled(
                    System.err, "\r" + line + " ".repeat(width - line.length()) + (now.isEmpty() ? "\r" : ""));
            System.err.flush();
        }
    }
}
