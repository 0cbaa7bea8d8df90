package loglog.app.lab;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import loglog.app.Say;
import loglog.app.lab.report.Measured;
import loglog.app.models.Reading;
import loglog.lab.experiment.Experiment;
import loglog.lab.experiment.Standing;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.work.RunState;
import loglog.lab.work.Summary;
import loglog.laws.Forecast;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.training.Survey;
import loglog.training.Task;
import loglog.words.Format;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An experiment carried out before a person's eyes: runs, the forecast that is written down, the run that verifies it. */
final class StudyWork {
    /** Of the intervals. */
    static final double LEVEL = 0.9;

    /** With fewer of its runs a study has no law. */
    private static final double LEAST_SHARE = 0.75;

    private static final String DIVERGED =
            "loglog: the same settings give the same bits on the same kind of machine, so that"
                    + " what diverged would diverge again (a program of yours may not); loglog run"
                    + " --retry-diverged sets such runs"
                    + " aside and trains them again";

    /** Of a sentence in a table. */
    private static final int MOST_LETTERS = 60;

    private final Experiment experiment;
    private final Board board;
    private final Consumer<String> say;
    private boolean complete = true;
    private boolean stopped;

    /** @param say what a person should read on the way */
    StudyWork(Experiment experiment, Board board, Consumer<String> say) {
        this.experiment = experiment;
        this.board = board;
        this.say = say;
    }

    /** Reads what a study must know of its task, with a line that says how far. */
    static Survey survey(Task task) {
        var reading = new Reading(task.data());
        var survey = task.survey(reading);
        reading.endLine();
        return survey;
    }

    /** Whether all runs so far finished. */
    boolean isComplete() {
        return complete;
    }

    /** Whether a person stopped it. */
    boolean isStopped() {
        return stopped;
    }

    /**
     * Trains what has not been trained; gives whether there are enough results to go on. A study that lacks a few still has a
     * law.
     */
    boolean train(List<PlannedRun> runs) {
        var summary = experiment.train(runs);
        board.clear();
        if (summary.isStopped()) {
            stopped = true;
            complete = false;
            Say.err(
                    summary.isUnderWay()
                            ? "loglog: the runs go on in Slurm; the same command finds them again, with --cancel it ends them"
                            : "loglog: stopped; the same command goes on from the checkpoints in "
                                    + experiment.folder());
            return false;
        }
        long finished = summary.states().values().stream()
                .filter(RunState.Finished.class::isInstance)
                .count();
        summary.states().forEach((run, state) -> {
            var folder = new RunFolder(experiment.folder().resolve(run.name()));
            if (state instanceof RunState.Finished && !Files.exists(folder.runFile())) {
                complete = false;
                Say.err("loglog: %s: its folder was removed while it was trained; the same command trains it again"
                        .formatted(folder.folder()));
            }
        });
        if (finished < runs.size()) {
            complete = false;
            Say.err("loglog: %d of %s did not finish:"
                    .formatted(runs.size() - finished, Format.of(runs.size(), "run")));
            System.err.print(unfinished(summary).text(Terminal.detectError().tableColumns()));
            if (summary.states().values().stream().anyMatch(RunState.Diverged.class::isInstance)) {
                Say.err(DIVERGED);
            }
        }
        return finished == runs.size() || finished >= LEAST_SHARE * runs.size();
    }

    private TextTable unfinished(Summary summary) {
        var table = TextTable.of("run", "state", "why", "the same command");
        summary.states().forEach((run, state) -> {
            switch (state) {
                case RunState.Diverged(var outcome) ->
                    table.row(run.name(), "diverged", outcome.reason(), "leaves it as it is");
                case RunState.Failed(String sentence) ->
                    table.row(
                            run.name(),
                            "failed",
                            brief(sentence),
                            Standing.of(experiment.folder(), run) == Standing.OTHER
                                    ? "finds it as it is"
                                    : "tries again");
                case RunState.LeftOut(String sentence) ->
                    table.row(run.name(), "left out", sentence, "tries again once the run it branches from is there");
                default -> {}
            }
        });
        return table;
    }

    /** What was said in full when it happened, without the place, which the row names. */
    private static String brief(String sentence) {
        var plain = sentence.replaceFirst("^[^ ]*: ", "");
        return plain.length() <= MOST_LETTERS ? plain : plain.substring(0, MOST_LETTERS) + "...";
    }

    /**
     * Writes a forecast down, trains the run that verifies it, and scores.
     *
     * @param what the run is, in words
     * @return empty where the run did not finish
     */
    Optional<Entry> verify(PlannedRun verification, Forecast forecast, Results results, String what) {
        return verify(verification, experiment.predict(verification, forecast, results), what);
    }

    /** The same, of a forecast that is in the ledger. */
    Optional<Entry> verify(PlannedRun verification, Entry entry, String what) {
        say.accept("%s for %s FLOP: %s params, %s tokens; its %s will be %s (90%% interval %s to %s)"
                .formatted(
                        what,
                        Format.flops(verification.flops()),
                        Format.count(verification.params()),
                        Format.count(verification.tokens()),
                        Measured.name(entry.metric()),
                        Format.digits(entry.value(), 4),
                        Format.digits(entry.low(), 4),
                        Format.digits(entry.high(), 4)));
        say.accept(
                entry.inTime()
                        ? "written into the ledger as %s, before that model is trained".formatted(entry.id())
                        : "written into the ledger as %s; that model had been begun before".formatted(entry.id()));
        return train(List.of(verification)) ? experiment.entry(verification) : Optional.empty();
    }

    /** The last line: what was predicted, what came. */
    static String comparison(Entry entry) {
        var score = entry.score().orElseThrow();
        return "predicted %s, 90%% interval %s to %s, measured %s, error %s: %s the interval"
                .formatted(
                        Format.digits(entry.value(), 4),
                        Format.digits(entry.low(), 4),
                        Format.digits(entry.high(), 4),
                        Format.digits(score.result(), 4),
                        Measured.error(entry),
                        entry.inside().orElseThrow() ? "inside" : "outside");
    }

    /** A scored forecast for programs. */
    static ObjectNode json(Entry entry) {
        var node = JsonNodeFactory.instance.objectNode();
        node.putObject("forecast")
                .put("value", entry.value())
                .put("low", entry.low())
                .put("high", entry.high());
        node.put("result", entry.score().orElseThrow().result());
        if (Double.isFinite(entry.relativeError())) {
            node.put("relative_error", entry.relativeError());
        }
        return node.put("error", entry.error()).put("inside", entry.inside().orElseThrow());
    }
}
