package loglog.lab.work;

import java.nio.file.Path;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.runs.Json;
import loglog.runs.RunId;
import loglog.training.Job;

/** From planned runs to jobs. */
public final class Jobs {
    private Jobs() {}

    /** The job of a planned run. */
    public static Job of(Study study, Path studyFolder, PlannedRun run) {
        var notes = Json.MAPPER.createObjectNode();
        new RunId(
                        study.name(),
                        run.recipe(),
                        run.role(),
                        study.design().word(),
                        run.plan().seed(),
                        run.plan().kind(),
                        study.hasProgram() ? RunId.COMMAND : RunId.LOGLOG)
                .write(notes);
        study.task().metric().write(notes.putObject("metric"));
        var settings = notes.putObject("settings");
        study.task().settings().forEach(settings::put);
        return new Job(
                studyFolder.resolve(run.name()),
                run.plan(),
                study.task(),
                run.uniqueTokens(),
                run.branch().map(b -> new Job.Branch(studyFolder.resolve(b.trunk()), b.step())),
                run.branchSteps(),
                notes,
                study.trainer());
    }
}
