package loglog.lab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.training.Kinds;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;

/** Where a planned run stands, by its folder. */
public enum Standing {
    DONE("done"),
    DIVERGED("diverged"),
    /** It goes on from its newest checkpoint. */
    BEGUN("begun"),
    LEFT("to do"),
    /** The folder holds a run that the study does not ask for. */
    OTHER("other settings");

    private final String words;

    Standing(String words) {
        this.words = words;
    }

    /** As people read it. */
    public String words() {
        return words;
    }

    /** Reads the folder; one that cannot be read counts as begun, for a worker mends it. */
    public static Standing of(Path study, PlannedRun run) {
        var folder = new RunFolder(study.resolve(run.name()));
        if (!Files.exists(folder.runFile())) {
            return LEFT;
        }
        try {
            if (!Kinds.plan(folder).equals(run.plan())) {
                return OTHER;
            }
            if (!Files.exists(folder.resultFile())) {
                return BEGUN;
            }
            return OutcomeJson.of(folder).status() == Outcome.Status.DIVERGED ? DIVERGED : DONE;
        } catch (DataException _) {
            return BEGUN;
        }
    }

    /** The observations among these runs that are there, as the study asks for them. */
    static Results results(Path study, List<PlannedRun> runs) {
        var names = runs.stream()
                .filter(run -> of(study, run) != OTHER)
                .map(PlannedRun::name)
                .collect(Collectors.toSet());
        return Results.read(study).observed().where(r -> names.contains(r.name()));
    }
}
