package loglog.hex.selfplay;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import loglog.hex.game.Hex;
import loglog.hex.strength.OpponentLadder;
import loglog.runs.DataException;
import loglog.runs.RunLock;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.RunStart;

/** Carries runs of self-play out. */
final class HexRunner implements JobRunner {
    /** By board: what a solver has found stays from run to run. */
    private final Map<Integer, OpponentLadder> ladders = new HashMap<>();

    @Override
    public Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        try (var lock = RunLock.take(job.folder())) {
            var run = RunStart.of(lock, job, repaired);
            if (Files.exists(run.resultFile())) {
                return OutcomeJson.of(run);
            }
            try (var training =
                    new HexRun(run, (HexPlan) job.plan(), (HexTask) job.task(), ladder((HexPlan) job.plan()))) {
                return training.carryOut(progress, repaired);
            }
        } catch (IOException e) {
            throw DataException.of(job.folder(), e);
        }
    }

    private OpponentLadder ladder(HexPlan plan) {
        return ladders.computeIfAbsent(plan.settings().board(), board -> OpponentLadder.of(new Hex(board)));
    }

    @Override
    public void close() {}
}
