package loglog.app.models;

import java.util.Locale;
import loglog.app.UserError;
import loglog.feedback.TuningName;
import loglog.models.training.Schedule;
import picocli.CommandLine.Option;

/** How the learning rate of {@code tune} moves. */
final class TuningScheduleOptions {
    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "way of the learning rate: constant, linear or cosine, the latter two to 0 (default: linear, of methods"
                            + " that sample constant)")
    String schedule;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            description = "share of the run in which the learning rate rises (default: 0.05, of methods that sample 0)")
    Double warmup;

    Schedule of(TuningName method) {
        var usual = method.schedule();
        var kind = schedule == null ? usual.kind() : kind();
        double share = warmup == null ? usual.warmup() : warmup;
        if (!(share >= 0 && share <= 1)) {
            throw new UserError("--warmup: found %s, expected a share from 0 to 1".formatted(share));
        }
        return new Schedule(kind, share, 0, kind == Schedule.Kind.CONSTANT ? 1 : 0);
    }

    private Schedule.Kind kind() {
        return switch (schedule.toLowerCase(Locale.ROOT)) {
            case "constant" -> Schedule.Kind.CONSTANT;
            case "linear" -> Schedule.Kind.LINEAR;
            case "cosine" -> Schedule.Kind.COSINE;
            default ->
                throw new UserError("--schedule: found %s, expected constant, linear or cosine".formatted(schedule));
        };
    }
}
