package loglog.training;

import java.nio.file.Files;
import java.util.function.Consumer;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;

/** How a run of a study begins: what a killed process left is brought back, and the folder says what is asked of it. */
public final class RunStart {
    private RunStart() {}

    /**
     * Repairs the folder's files, and describes the run in {@code run.json}; where it is described already, that must be what the job asks.
     *
     * @param repaired is told what was mended, a sentence each
     * @throws loglog.runs.DataException where the folder holds another run, or what this version does not know
     */
    public static RunFolder of(RunLock lock, Job job, Consumer<String> repaired) {
        FolderRepair.repairFiles(lock).forEach(repaired);
        var run = new RunFolder(lock.folder());
        if (Files.exists(run.runFile())) {
            Differences.requireNone(run.folder(), Kinds.plan(run), job.plan());
            return run;
        }
        var asked = Json.MAPPER.createObjectNode();
        job.plan().write(asked);
        Provenance.write(asked, job.plan());
        asked.setAll(job.notes());
        asked.put("kind", job.plan().kind());
        run.writeSealed(run.runFile(), asked);
        return run;
    }
}
