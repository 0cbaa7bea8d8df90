package loglog.app.laws;

import loglog.app.UserError;
import loglog.app.answers.FitSettings;
import loglog.app.answers.IsoFlopAnswer;
import loglog.laws.IsoFlop;
import loglog.tables.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog isoflop}: Chinchilla's three approaches side by side. */
@Command(
        name = "isoflop",
        description =
                "Chinchilla's three approaches side by side: the envelope of training curves, IsoFLOP parabolas, the"
                        + " parametric fit; the exponents of N_opt and D_opt, and how far parabolas are biased here.")
public final class IsoFlopCommand implements Runnable {
    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--tolerance",
            paramLabel = "FACTOR",
            description = "by which the compute of one bucket's runs may differ (default: ${DEFAULT-VALUE})")
    double tolerance = IsoFlop.DEFAULT_TOLERANCE;

    @Override
    public void run() {
        fitting.criterion();
        if (!(tolerance > 1)) {
            throw new UserError("--tolerance: found %s, expected a factor above 1".formatted(tolerance));
        }
        fitting.refuse("--law", "--axis", "--resample", "--ceiling");
        var read = runs.read(false, fitting.needs(), Role.PARAMS, Role.TOKENS);
        output.show(IsoFlopAnswer.of(read, fitting.settings(FitSettings.resamples(read), read), tolerance));
    }
}
