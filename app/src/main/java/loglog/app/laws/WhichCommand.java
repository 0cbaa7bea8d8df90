package loglog.app.laws;

import java.util.List;
import loglog.app.answers.RankingAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog which}: which form do the runs follow, and can they tell? */
@Command(
        name = "which",
        description = "Rank the forms a law may have, by information criteria and by extrapolation: fit the cheap runs,"
                + " score on the expensive ones.")
public final class WhichCommand implements Runnable {
    private static final List<String> OF_ONE_SCALE =
            List.of("power", "power-floor", "exponential", "logarithmic", "quadratic", "broken", "sigmoid");
    private static final List<String> OF_TWO = List.of("chinchilla", "shared-exponent", "kaplan");

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--laws",
            split = ",",
            paramLabel = "LAW",
            description =
                    "the laws to rank (default: the laws of params and tokens, or with --axis those of one scale)")
    List<String> laws;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--law", "--bootstrap", "--resample");
        var read = runs.read(fitting.anyMetric(), fitting.needs(laws == null ? List.of() : laws));
        var names = laws != null
                ? laws
                : fitting.axis == null && read.has("params") && read.has("tokens") ? OF_TWO : OF_ONE_SCALE;
        var forms =
                names.stream().map(name -> fitting.named(name.strip(), read)).toList();
        output.show(RankingAnswer.of(read, forms, fitting.settings(read)));
    }
}
