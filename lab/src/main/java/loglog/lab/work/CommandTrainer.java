package loglog.lab.work;

import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;
import loglog.training.Differences;
import loglog.training.FolderRepair;
import loglog.training.Job;
import loglog.training.Kinds;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.Provenance;
import loglog.training.RunPlan;
import loglog.training.Trainer;

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
            FolderRepair.repairFiles(lock).forEach(repaired);
            var run = new RunFolder(job.folder());
            boolean begun = Files.exists(run.runFile());
            describe(run, job, asked, begun);
            if (Files.exists(run.resultFile())) {
                return OutcomeJson.of(run);
            }
            ProcessTree.endLeftOver(job.folder(), grace);
            return attempt.carryOut(begun);
        }
    }

    private static void describe(RunFolder run, Job job, CommandLine asked, boolean begun) {
        if (begun) {
            var found = run.read(run.runFile());
            requireSame(run, job.plan());
            if (!found.path("command").asString("").equals(asked.command())) {
                // Another command for the same run: a flag mended, most often. The file tells what is carried out now.
                found.put("command", asked.command());
                run.write(run.runFile(), found);
            }
            return;
        }
        var description = Json.MAPPER.createObjectNode().put("command", asked.command());
        job.plan().write(description);
        var data = description.putObject("data");
        if (!job.task().data().isEmpty() || job.plan().kind().equals(RunId.LANGUAGE)) {
            data.put("corpus", job.task().data());
        }
        if (job.uniqueTokens() > 0) {
            data.put("unique_tokens", Long.toString(job.uniqueTokens()));
        }
        Provenance.write(description, job.plan());
        description.setAll(job.notes());
        run.write(run.runFile(), description);
    }

    private static void requireSame(RunFolder run, RunPlan asked) {
        Differences.requireNone(run.folder(), Kinds.plan(run), asked);
        if (!RunId.of(run).trainer().equals(RunId.COMMAND)) {
            throw DataException.in(
                    run.folder(),
                    "found a run of Loglog's own trainer there, expected one of a command; give the study another name, or"
                            + " move the folder away");
        }
    }
}
