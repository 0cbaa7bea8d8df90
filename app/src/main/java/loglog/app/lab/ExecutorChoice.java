package loglog.app.lab;

import java.util.Optional;
import loglog.app.UserError;
import loglog.lab.launch.SlurmOptions;
import loglog.lab.study.Study;
import loglog.training.Trainer;

/** Where a study's runs are carried out, by its file and the command's options. */
final class ExecutorChoice {
    private static final String LOCAL = "local";
    private static final String SLURM = "slurm";

    private ExecutorChoice() {}

    /**
     * The options of Slurm; empty for processes of this machine.
     *
     * @param on as given; null where it was not
     * @param file what the study file says
     * @param queue whether an option was given that has a meaning in a queue alone
     */
    static Optional<SlurmOptions> of(String on, Study study, Optional<SlurmOptions> file, boolean queue) {
        var place = on == null ? file.isPresent() ? SLURM : LOCAL : on;
        return switch (place) {
            case LOCAL -> {
                if (queue) {
                    throw new UserError(
                            "--detach and --cancel: found runs on this machine, expected --on slurm beside them");
                }
                yield Optional.empty();
            }
            case SLURM -> {
                var options = file.orElse(SlurmOptions.USUAL);
                if (study.trainer() instanceof Trainer.Command command
                        && command.memoryBytes() == 0
                        && options.memoryBytes() == 0) {
                    throw new UserError(
                            "study %s: found no memory for the jobs of its command, expected executor: memory or trainer: memory in the study file, such as 8G"
                                    .formatted(study.name()));
                }
                yield Optional.of(options);
            }
            default -> throw new UserError("--on: found %s, expected local or slurm".formatted(place));
        };
    }
}
