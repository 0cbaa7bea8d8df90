package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import loglog.lab.study.Trainer;
import loglog.models.training.Outcome;
import loglog.models.training.OutcomeJson;
import loglog.models.training.Plan;
import loglog.models.training.PlanJson;
import loglog.models.training.Progress;
import loglog.models.training.Provenance;
import loglog.models.training.Repair;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries runs out with a program of the user's: starts it in the run's folder, reads its figures while it works, ends it
 * with all that it started, and leaves the files that a run of Loglog's own leaves.
 */
final class CommandTrainer {
    /** All that the program prints, of every attempt. */
    static final String OUTPUT = "output.log";

    /** Between being asked to end and being killed; a worker has a minute. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private CommandTrainer() {}

    /**
     * Starts the run, or tries again, or gives the result that it has.
     *
     * @param repaired is told what was damaged in the folder, and mended
     * @throws DataException where the command cannot be filled in, the program ends with another exit status than 0, ends
     *     without a loss, or ends before its tokens are trained
     * @throws loglog.runs.BusyException where another process is at work on the run
     */
    static Outcome carryOut(Job job, Trainer.Command command, Progress progress, Consumer<String> repaired) {
        return carryOut(job, command, progress, repaired, GRACE);
    }

    static Outcome carryOut(
            Job job, Trainer.Command command, Progress progress, Consumer<String> repaired, Duration grace) {
        if (job.branch().isPresent() || !job.branchSteps().isEmpty()) {
            throw DataException.in(
                    job.folder(),
                    "found a run that shares its first steps with others, expected a design without trunks: a command"
                            + " trains each run from the start");
        }
        var asked = CommandLine.of(job, command);
        var attempt = new CommandRun(job, command, asked, progress, grace); // which says what cannot be used
        try (var lock = RunLock.take(job.folder())) {
            Repair.repairFiles(lock).forEach(repaired);
            var run = new RunFolder(job.folder());
            boolean begun = Files.exists(run.runFile());
            describe(run, job, asked, begun);
            if (Files.exists(run.resultFile())) {
                return OutcomeJson.read(run.resultFile(), run.read(run.resultFile()));
            }
            ProcessTree.endLeftOver(job.folder(), grace);
            return attempt.carryOut(begun);
        }
    }

    private static void describe(RunFolder run, Job job, CommandLine asked, boolean begun) {
        if (begun) {
            var found = run.read(run.runFile());
            requireSame(run.folder(), job.plan(), found);
            if (!found.path("command").asString("").equals(asked.command())) {
                // Another command for the same run: a flag mended, most often. The file tells what is carried out now.
                found.put("command", asked.command());
                run.write(run.runFile(), found);
            }
            return;
        }
        var description = Json.MAPPER.createObjectNode().put("command", asked.command());
        PlanJson.write(job.plan(), description);
        var data = description.putObject("data").put("corpus", job.corpus());
        if (job.uniqueTokens() > 0) {
            data.put("unique_tokens", Long.toString(job.uniqueTokens()));
        }
        Provenance.write(description, job.plan());
        description.setAll(job.notes());
        run.write(run.runFile(), description);
    }

    private static void requireSame(Path folder, Plan asked, ObjectNode json) {
        var found = PlanJson.read(folder.resolve("run.json"), json);
        if (!asked.equals(found)) {
            throw DataException.in(
                    folder,
                    "found a run with other settings there (%s), expected the study's; give the study another name, or"
                            + " move the folder away",
                    Differences.between(found, asked));
        }
        if (!RunId.read(folder.resolve("run.json"), json).trainer().equals(RunId.COMMAND)) {
            throw DataException.in(
                    folder,
                    "found a run of Loglog's own trainer there, expected one of a command; give the study another name, or"
                            + " move the folder away");
        }
    }
}
