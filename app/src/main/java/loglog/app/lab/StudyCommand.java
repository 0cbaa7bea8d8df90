package loglog.app.lab;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code loglog study}: files that say what to train and to forecast. */
@Command(
        name = "study",
        description = "Study files: write a commented one, check one, print their JSON Schema.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StudyInitCommand.class, StudyCheckCommand.class, StudySchemaCommand.class})
public final class StudyCommand implements Runnable {
    @Spec
    CommandSpec command;

    @Override
    public void run() {
        command.commandLine().usage(command.commandLine().getOut());
    }
}
