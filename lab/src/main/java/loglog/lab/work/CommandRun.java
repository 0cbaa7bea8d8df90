package loglog.lab.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.training.Job;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.Trainer;

/** One attempt at a run by a user's program. */
final class CommandRun {
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Of the line that a sentence quotes. */
    private static final int MOST_QUOTED = 200;

    private static final int SIGNALS = 128;

    /** What the next attempt has to know of the last one. */
    private static final String ATTEMPT = "attempt.json";

    /** The output's bytes before the attempt. */
    private static final String PRINTED_BEFORE = "printed_before";

    private final RunFolder run;
    private final Job job;
    private final Trainer.Command command;
    private final CommandLine line;
    private final Progress progress;
    private final Duration grace;
    private final Metric metric;
    private final Path output;
    private final ProgramRows rows;

    CommandRun(Job job, Trainer.Command command, CommandLine line, Progress progress, Duration grace) {
        this.run = new RunFolder(job.folder());
        this.job = job;
        this.command = command;
        this.line = line;
        this.progress = progress;
        this.grace = grace;
        metric = job.task().metric();
        output = run.folder().resolve(CommandTrainer.OUTPUT);
        rows = ProgramRows.of(
                command.metrics(), ProgramQuantity.Names.of(command.metrics().columns(), metric));
    }

    /**
     * Starts the program and stays with it to its end.
     *
     * @param again whether it was started before
     */
    Outcome carryOut(boolean again) {
        try (var log = new MetricsLog(run, metric)) {
            var readings = new Readings(job.plan(), metric, command, log, progress);
            long printed = Files.exists(output) ? Files.size(output) : 0;
            // A file of its own may hold rows of any attempt before; of what is printed, those of the last one count,
            // which may have printed on after the worker that read it was killed.
            boolean ownFile = line.file().isPresent();
            var tail = new Tail(
                    line.file().orElse(output),
                    ownFile ? 0 : again ? printedBefore(printed) : printed,
                    text -> readings.take(rows.row(text)),
                    () -> {
                        rows.anew();
                        readings.anew();
                    });
            if (again) {
                readings.takeWritten();
                tail.read(false);
                tail.leaveHalfLine();
                if (!ownFile) {
                    rows.anew();
                }
                readings.anew();
            }
            run.write(attempt(), Json.MAPPER.createObjectNode().put(PRINTED_BEFORE, printed));
            var environment = new LinkedHashMap<>(line.environment());
            if (again) {
                environment.put(ProcessTree.RESUME, "1");
            }
            boolean stopped;
            int status;
            try (var tree = ProcessTree.start(line.command(), run.folder(), environment, output)) {
                try {
                    stopped = watch(tree, tail, readings);
                } finally {
                    tree.end(grace);
                }
                status = tree.status();
            }
            tail.read(true);
            return ended(readings, status, stopped, printed);
        } catch (IOException e) {
            throw DataException.of(run.folder(), e);
        }
    }

    /** Where the last attempt began to print; where that is not known, what it printed is taken for read. */
    private long printedBefore(long printed) {
        if (!Files.exists(attempt())) {
            return printed;
        }
        return Fields.of(attempt(), run.read(attempt())).whole(PRINTED_BEFORE, 0, printed);
    }

    private Path attempt() {
        return run.folder().resolve(ATTEMPT);
    }

    /** Reads until the program ends, gives whether it did not by itself. */
    private boolean watch(ProcessTree tree, Tail tail, Readings readings) {
        try {
            while (!tree.ends(GLANCE)) {
                tail.read(false);
                if (readings.isLost() || progress.stop()) {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Outcome ended(Readings readings, int status, boolean stopped, long printed) {
        if (readings.isDiverged() && (readings.isLost() || !stopped)) {
            return end(readings, readings.outcome(Outcome.Status.DIVERGED, readings.reason()));
        }
        if (stopped && !(status == 0 && readings.isAtEnd())) {
            return readings.outcome(Outcome.Status.INTERRUPTED, "");
        }
        if (status != 0) {
            var last = Text.lastLine(output, printed, MOST_QUOTED);
            throw DataException.in(
                    run.folder(),
                    "the command ended with exit status %d%s, expected 0; %s",
                    status,
                    status > SIGNALS && status < SIGNALS + 65 ? " (signal " + (status - SIGNALS) + ")" : "",
                    last.isEmpty() ? "it printed nothing" : "the last line of " + OUTPUT_NAME + ": " + last);
        }
        if (!readings.any()) {
            throw DataException.in(
                    run.folder(),
                    "found no loss, though the command ended with exit status 0 (%s), expected %s in %s",
                    line.file().filter(f -> !Files.exists(f)).isPresent() ? "no such file" : rows.found(),
                    wanted(),
                    line.file()
                            .map(f ->
                                    run.folder().toAbsolutePath().relativize(f).toString())
                            .orElse(OUTPUT_NAME));
        }
        if (!readings.isComplete()) {
            throw DataException.in(
                    run.folder(),
                    "the command ended with exit status 0 at %s, expected it to train to the end; give it {steps} or"
                            + " {tokens}, or name the column of its tokens",
                    readings.position());
        }
        readings.placeAtEnd();
        return end(readings, readings.outcome(Outcome.Status.FINISHED, ""));
    }

    private static final String OUTPUT_NAME = CommandTrainer.OUTPUT;

    private String wanted() {
        return switch (command.metrics().format()) {
            case JSONL ->
                "rows of JSON with a key "
                        + ProgramQuantity.Names.of(command.metrics().columns(), metric)
                                .losses();
            case CSV ->
                "a table with a column "
                        + ProgramQuantity.Names.of(command.metrics().columns(), metric)
                                .losses();
            case PATTERN -> "lines that match " + command.metrics().pattern().orElse("");
        };
    }

    private Outcome end(Readings readings, Outcome outcome) {
        var json = OutcomeJson.write(outcome);
        if (outcome.status() == Outcome.Status.FINISHED) {
            json.put("metric", readings.isValidated() ? metric.name() : MetricsLog.LOSS);
            if (!readings.note().isEmpty()) {
                json.put("note", readings.note());
            }
        }
        run.write(run.resultFile(), json);
        return outcome;
    }
}
