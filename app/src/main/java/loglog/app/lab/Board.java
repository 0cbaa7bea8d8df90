package loglog.app.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import loglog.app.Say;
import loglog.lab.plan.PlannedRun;
import loglog.lab.work.Listener;
import loglog.lab.work.RunState;
import loglog.lab.work.Snapshot;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;
import loglog.runs.Metric;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.words.Format;

/**
 * One display for all of a study's runs, on standard error: on a terminal a block that is redrawn in place, elsewhere a
 * line now and then. What a person should keep (a run's end, a remark) stays above it.
 */
final class Board implements Listener {
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int BAR = 20;

    private final boolean terminal = Terminal.isErrorTerminal();
    private final int columns = Terminal.detectError().columns();
    private final boolean quiet;
    private long drawn = System.nanoTime() - LINE_NANOS;
    private int lines;
    private boolean begun;

    /** @param quiet whether to say remarks alone */
    Board(boolean quiet) {
        this.quiet = quiet;
    }

    @Override
    public void ended(PlannedRun run, RunState state) {
        switch (state) {
            case RunState.Finished(var outcome) ->
                keep("%s  %s  %s FLOP".formatted(run.name(), measured(run, outcome), Format.flops(run.flops())));
            case RunState.Diverged(var outcome) -> remark("%s diverged: %s".formatted(run.name(), outcome.reason()));
            case RunState.Failed(String sentence) -> remark(sentence);
            case RunState.LeftOut(String sentence) -> remark(sentence);
            default -> {}
        }
    }

    /** A language model's losses are one figure, whichever was measured. */
    private static String measured(PlannedRun run, Outcome outcome) {
        var metric = run.plan().metric();
        boolean isLoss = metric.equals(Metric.VALIDATION_LOSS);
        double value = outcome.value(metric.name());
        return "%s %s"
                .formatted(
                        isLoss ? "loss" : metric.words(),
                        Format.digits(Double.isNaN(value) && isLoss ? outcome.value("loss") : value, 4));
    }

    @Override
    public void note(String sentence) {
        remark(sentence);
    }

    private void keep(String text) {
        if (!quiet) {
            clear();
            Say.err(text);
        }
    }

    private void remark(String sentence) {
        clear();
        Say.err("loglog: " + sentence);
    }

    @Override
    public void now(Snapshot snapshot) {
        begun = true;
        if (quiet || System.nanoTime() - drawn < (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            return;
        }
        drawn = System.nanoTime();
        if (!terminal) {
            System.err.println(headline(snapshot));
            return;
        }
        var block = new ArrayList<String>();
        block.add(headline(snapshot));
        for (var running : snapshot.running()) {
            block.add("  " + line(running));
        }
        draw(block);
    }

    private String headline(Snapshot s) {
        double share = s.flops() > 0 ? s.flopsDone() / s.flops() : 1;
        var before = "%d of %s%s  "
                .formatted(s.over(), Format.of(s.runs(), "run"), s.queued() > 0 ? ", " + s.queued() + " queued" : "");
        var after = " %2.0f%% of %s FLOP  %s"
                .formatted(
                        100 * share,
                        Format.flops(s.flops()),
                        Double.isNaN(s.secondsLeft()) ? "" : Format.about(s.secondsLeft()) + " left");
        // The bar gives way where the line is too narrow for what it says.
        int bar = Math.clamp(columns - 1L - before.length() - after.length(), 0, BAR);
        int filled = (int) Math.round(bar * share);
        return before + "#".repeat(filled) + ".".repeat(bar - filled) + after;
    }

    private static String line(Snapshot.Running running) {
        Progress.Row row = running.row();
        return row == null
                ? running.run().name() + "  starting"
                : "%s  step %d/%d  %s  %s tokens/s"
                        .formatted(
                                running.run().name(),
                                row.step(),
                                row.steps(),
                                row.watched(),
                                Format.count(row.tokensPerSecond()));
    }

    private void draw(List<String> block) {
        clear();
        var out = new StringBuilder();
        for (var line : block) {
            out.append(TerminalText.shortened(TerminalText.line(line), columns - 1))
                    .append('\n');
        }
        TerminalStream.styled(System.err, out.toString());
        System.err.flush();
        lines = block.size();
    }

    /** Whether what could be begun was. */
    boolean isBegun() {
        return begun;
    }

    /** Takes the block away. */
    void clear() {
        if (lines > 0) {
            // To the block's first line, and all below it.
            TerminalStream.styled(System.err, "\u001b[" + lines + "F\u001b[J");
            System.err.flush();
            lines = 0;
        }
    }
}
