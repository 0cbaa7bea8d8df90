package loglog.lab.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import loglog.laws.TrainingCurve.Departure;
import loglog.laws.TrainingCurve.Kind;
import loglog.laws.TrainingCurve.Live;

/** The watch over one run: its rows so far, what is expected of it, and the flags that were raised. */
final class RunWatch {
    private final double params;
    private final double planned;
    private final long tokensPerStep;
    private final List<Flag> flags;
    private final Consumer<Flag> raised;
    private final Consumer<Flag> known;
    private double[] tokens = new double[64];
    private double[] loss = new double[64];
    private int rows;
    private Expectation expectation;
    private Live live = new Live();
    private int changes;

    /**
     * @param planned tokens of the whole run
     * @param before flags of an earlier process, which are not raised again
     * @param raised takes each new flag
     * @param known takes each flag that ended, or is known better
     */
    RunWatch(
            double params,
            double planned,
            long tokensPerStep,
            List<Flag> before,
            Consumer<Flag> raised,
            Consumer<Flag> known) {
        this.params = params;
        this.planned = planned;
        this.tokensPerStep = tokensPerStep;
        this.flags = new ArrayList<>(before);
        this.raised = raised;
        this.known = known;
    }

    boolean expectsNothing() {
        return expectation == null;
    }

    List<Flag> flags() {
        return List.copyOf(flags);
    }

    WatchedCurve curve() {
        return new WatchedCurve(params, planned, Arrays.copyOf(tokens, rows), Arrays.copyOf(loss, rows));
    }

    /** Watches from now on, and looks again at the rows that there are, with another expectation, which saw none yet. */
    void expect(Expectation expected) {
        expectation = expected;
        live = new Live();
        changes = 0;
        for (int i = 0; i < rows; i++) {
            feed(i);
        }
        look();
    }

    /** The run's next row; one that goes back, as after a kill, was seen before. */
    void add(double at, double value) {
        if (!(at > (rows == 0 ? 0 : tokens[rows - 1]))) {
            return;
        }
        if (rows == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * rows);
            loss = Arrays.copyOf(loss, 2 * rows);
        }
        tokens[rows] = at;
        loss[rows++] = value;
        if (expectation != null) {
            feed(rows - 1);
            look();
        }
    }

    private void feed(int row) {
        double at = tokens[row];
        if (at < expectation.from()) {
            return;
        }
        double width = at - (row == 0 ? 0 : tokens[row - 1]);
        live.add(at, loss[row], expectation.loss(at), expectation.tolerance(at), expectation.noise(width));
        if (!live.isOff()) {
            expectation.seen(at, loss[row]);
        }
    }

    /** Looks at what the watch found, where that changed. */
    private void look() {
        if (live.changes() != changes) {
            changes = live.changes();
            settle();
        }
    }

    /** The run ended: a departure that lasts to its end is known best now. */
    void end() {
        if (expectation != null) {
            settle();
        }
    }

    /** The run's loss is no number any more. */
    void diverged(long step) {
        if (flags.stream().noneMatch(f -> f.kind() == Kind.DIVERGED)) {
            raise(new Flag(
                    0,
                    Kind.DIVERGED,
                    step,
                    step * tokensPerStep,
                    step,
                    step * tokensPerStep,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Double.NaN,
                    ""));
        }
    }

    private void settle() {
        var left = new ArrayList<>(flags);
        for (var departure : live.departures()) {
            var found = flag(departure);
            var before = left.stream().filter(found::meets).findFirst();
            if (before.isEmpty()) {
                raise(found);
            } else {
                left.remove(before.get());
                var now = found.after(before.get());
                if (!now.equals(before.get())) {
                    flags.replaceAll(f -> f.number() == now.number() ? now : f);
                    known.accept(now);
                }
            }
        }
    }

    private void raise(Flag found) {
        int number = flags.stream().mapToInt(Flag::number).max().orElse(0) + 1;
        var flag = found.numbered(number);
        flags.add(flag);
        raised.accept(flag);
    }

    private Flag flag(Departure d) {
        var until = d.until().map(t -> OptionalLong.of(Math.round(t))).orElse(OptionalLong.empty());
        return new Flag(
                0,
                d.kind(),
                step(d.from()),
                Math.round(d.from()),
                step(d.detected()),
                Math.round(d.detected()),
                d.until().map(t -> OptionalLong.of(step(t))).orElse(OptionalLong.empty()),
                until,
                d.kind() == Kind.DIVERGED ? Double.NaN : 100 * Math.expm1(d.size()),
                expectation.words());
    }

    private long step(double tokens) {
        return Math.round(tokens / tokensPerStep);
    }
}
