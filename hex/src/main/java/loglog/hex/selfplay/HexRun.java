package loglog.hex.selfplay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.hex.game.Hex;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.strength.OpponentLadder;
import loglog.hex.strength.Searcher;
import loglog.hex.strength.Strength;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.Sums;
import loglog.training.FolderRepair;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;

/**
 * One run: it trains, rates the player at steps that are spaced evenly in the logarithm of FLOP and keeps each as an {@link
 * AgentFile}, and writes the state to go on from every half minute.
 */
final class HexRun implements AutoCloseable {
    private static final int RATINGS_OF_A_DECADE = 4;
    private static final double DECADES = 2.75;
    /** The result's rating is twice as precise as those on the way. */
    static final int MORE_AT_THE_END = 4;

    private static final int ROWS = 50;
    private static final int KEPT = 2;
    private static final String STATE = "state.bin";

    /** Measured of an agent, by name; the standard error of its rating besides. */
    private record Rated(Map<String, Double> figures, double error) {}

    private final RunFolder run;
    private final HexPlan plan;
    private final HexTask task;
    private final Device device;
    private final Hex hex;
    private final SelfPlayTraining training;
    private final PolicyValueNet agent;
    private final OpponentLadder ladder;
    private final TreeSet<Long> ratings = new TreeSet<>();
    private final long began = System.nanoTime();
    private long first;

    /** @param ladder of the plan's board */
    HexRun(RunFolder run, HexPlan plan, HexTask task, OpponentLadder ladder) {
        this.run = run;
        this.plan = plan;
        this.task = task;
        hex = plan.settings().hex();
        device = Devices.open(Devices.CPU, 1, Precision.FLOAT32);
        training = new SelfPlayTraining(hex, plan.model(), plan.settings().play(), plan.seed(), device);
        agent = new PolicyValueNet(plan.model(), device, Searcher.rows(), 0);
        this.ladder = ladder;
        for (int i = 0; i <= RATINGS_OF_A_DECADE * DECADES; i++) {
            ratings.add(Math.max(1, Math.round(plan.steps() * Math.pow(10, -i / (double) RATINGS_OF_A_DECADE))));
        }
    }

    Outcome carryOut(Progress progress, Consumer<String> repaired) throws IOException {
        resume(repaired);
        first = training.steps();
        long every = Math.max(1, plan.steps() / ROWS);
        long saved = System.nanoTime();
        Rated last = null;
        try (var metrics = run.openMetrics()) {
            while (training.steps() < plan.steps()) {
                training.step();
                long step = training.steps();
                if (!Double.isFinite(training.policyLoss() + training.valueLoss())) {
                    return ended(Outcome.Status.DIVERGED, "the loss of step %d is not finite".formatted(step), null);
                }
                boolean isLast = step == plan.steps();
                if (ratings.contains(step)) {
                    last = rate(isLast, ratings.tailSet(step).size() % 2 == 1);
                    AgentFile.write(run.folder(), step, agent);
                }
                if (ratings.contains(step) || step % every == 0) {
                    log(metrics, ratings.contains(step) ? last : null, progress);
                }
                boolean stop = !isLast && progress.stop();
                if (stop || !isLast && System.nanoTime() - saved > 1e9 * JobRunner.checkpointSeconds()) {
                    save();
                    saved = System.nanoTime();
                }
                if (stop) {
                    return outcome(Outcome.Status.INTERRUPTED, "", null);
                }
            }
        }
        return ended(Outcome.Status.FINISHED, "", last == null ? rate(true, true) : last);
    }

    private Outcome ended(Outcome.Status status, String reason, Rated rated) {
        var outcome = outcome(status, reason, rated);
        run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
        return outcome;
    }

    private Rated rate(boolean isLast, boolean tests) {
        agent.write(training.weights());
        var figures = new LinkedHashMap<String, Double>();
        var settings = plan.settings().play().search();
        var strength = strength(settings.simulations(), task.openings() * (isLast ? MORE_AT_THE_END : 1));
        figures.put(HexKind.ELO.name(), strength.elo().elo());
        if (ladder.solver() != null) {
            figures.put("held", strength.held());
            figures.put("blunders", strength.blunders());
        }
        for (int simulations : tests ? task.testSimulations() : List.<Integer>of()) {
            figures.put(
                    HexKind.eloAt(simulations),
                    strength(simulations, task.openings()).elo().elo());
        }
        return new Rated(figures, strength.elo().error());
    }

    private Strength strength(int simulations, int openings) {
        var player = new Searcher(hex, agent, plan.settings().play().search(), simulations);
        return Strength.of(player, ladder, openings);
    }

    private Map<String, Double> counts() {
        var counts = new LinkedHashMap<String, Double>();
        counts.put("search_flops", training.searchFlops());
        counts.put("learning_flops", training.learningFlops());
        counts.put("evaluations", (double) training.evaluations());
        counts.put("games", (double) training.games());
        return counts;
    }

    private long tokens() {
        return training.steps() * plan.tokensPerStep();
    }

    private double flops() {
        return tokens() * plan.settings().flopsPerToken(plan.model());
    }

    private double seconds() {
        return (System.nanoTime() - began) * 1e-9;
    }

    private void log(FileChannel metrics, Rated rated, Progress progress) {
        var figures = new LinkedHashMap<String, Double>();
        if (rated != null) {
            figures.putAll(rated.figures());
        }
        figures.put("policy_loss", training.policyLoss());
        figures.put("value_loss", training.valueLoss());
        figures.putAll(counts());
        var row = Json.MAPPER.createObjectNode();
        row.put("step", training.steps()).put("tokens", tokens()).put("flops", flops());
        figures.forEach(row::put);
        run.append(metrics, row);
        double pace = (training.steps() - first) / seconds();
        progress.logged(new Progress.Row(
                training.steps(),
                plan.steps(),
                tokens(),
                flops(),
                figures,
                pace * plan.tokensPerStep(),
                device.allocatedBytes(),
                (plan.steps() - training.steps()) / pace));
    }

    private Outcome outcome(Outcome.Status status, String reason, Rated rated) {
        var metrics = new LinkedHashMap<String, Double>();
        if (rated != null) {
            metrics.putAll(rated.figures());
        }
        metrics.putAll(counts());
        return new Outcome(
                status,
                reason,
                Outcome.scales(plan.params(), training.steps(), tokens(), flops()),
                metrics,
                rated == null ? Map.of() : Map.of(HexKind.ELO.name(), rated.error()),
                seconds());
    }

    private void save() throws IOException {
        var target = run.folder().resolve(RunFolder.PREFIX + training.steps());
        if (Files.exists(target)) {
            return; // the same bits
        }
        var temporary = RunFolder.temporary(target);
        Files.createDirectories(temporary);
        AtomicFile.write(temporary.resolve(STATE), training.write());
        Sums.write(temporary);
        Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.forceFolder(run.folder());
        var all = run.checkpoints();
        all.subList(0, Math.max(0, all.size() - KEPT)).forEach(RunFolder::discard);
    }

    /** Goes on from the newest state that is what was written; others are set aside. */
    private void resume(Consumer<String> repaired) throws IOException {
        for (var newest = run.newestCheckpoint(); newest.isPresent(); newest = run.newestCheckpoint()) {
            var at = newest.get();
            try {
                read(at);
                return;
            } catch (DataException e) {
                FolderRepair.setAside(at);
                repaired.accept(e.getMessage() + "; the run goes on from what was before");
            }
        }
    }

    private void read(Path checkpoint) {
        var file = checkpoint.resolve(STATE);
        try {
            Sums.check(checkpoint);
            training.read(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    @Override
    public void close() {
        device.close();
    }
}
