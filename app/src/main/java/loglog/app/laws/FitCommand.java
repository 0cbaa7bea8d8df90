package loglog.app.laws;

import loglog.app.answers.FitAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog fit}: a law, its parameters with intervals, the residuals, a plot. */
@Command(name = "fit", description = "Fit a law to runs: parameters with intervals, residuals, a log-log plot.")
public final class FitCommand implements Runnable {
    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--profile",
            description = "the parameters' intervals by profile likelihood, which assumes the same noise everywhere")
    boolean profile;

    @Override
    public void run() {
        fitting.criterion();
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        var law = fitting.law(read);
        output.show(FitAnswer.of(read, law, fitting.settings(read), profile, Waiting::on));
    }
}
