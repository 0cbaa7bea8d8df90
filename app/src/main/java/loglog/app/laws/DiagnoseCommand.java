package loglog.app.laws;

import java.util.List;
import java.util.Set;
import loglog.app.UserError;
import loglog.app.answers.CurvesAnswer;
import loglog.app.answers.DiagnosisAnswer;
import loglog.laws.TrainingCurve;
import loglog.tables.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog diagnose}: which runs stand off the trend, which alone move the forecast, where is the law wrong? */
@Command(
        name = "diagnose",
        description =
                "Runs off the trend, runs that alone move the forecast, residuals that drift with scale; with --curve,"
                        + " where training curves left the law.")
public final class DiagnoseCommand implements Runnable {
    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--curve",
            paramLabel = "COLUMN",
            description = "the column that names the run of each row: rows are points of training curves, tokens grow"
                    + " (default: each row is a run)")
    String curve;

    @Option(
            names = "--calibrate",
            paramLabel = "N",
            description =
                    "the first points of each curve that are taken to be on the law (default: a third, at least 10)")
    Integer calibrate;

    @Option(
            names = "--permutations",
            paramLabel = "N",
            description = "for the p-values of drift (default: ${DEFAULT-VALUE})")
    int permutations = 999;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--bootstrap", "--resample", "--level");
        if (permutations < 99) {
            throw new UserError("--permutations: found %d, expected at least 99".formatted(permutations));
        }
        if (calibrate != null && curve == null) {
            throw new UserError(
                    "--calibrate: found without --curve, expected --curve COLUMN with it, since it is of training curves");
        }
        if (curve != null) {
            fitting.refuse("--law", "--axis", "--penalty", "--delta", "--residuals", "--ceiling");
            runs.groupBy(curve, "--curve");
            if (calibrate != null && calibrate < TrainingCurve.LEAST_CALIBRATION) {
                throw new UserError("--calibrate: found %d, expected at least %d points, which tell the noise"
                        .formatted(calibrate, TrainingCurve.LEAST_CALIBRATION));
            }
            var read = runs.read(false, new FitOptions.Needs(Set.of(), Set.of(), List.of(), false), Role.TOKENS);
            output.show(CurvesAnswer.of(read, calibrate), "row");
            return;
        }
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        output.show(DiagnosisAnswer.of(read, fitting.law(read), fitting.settings(read), permutations, Waiting::on));
    }
}
