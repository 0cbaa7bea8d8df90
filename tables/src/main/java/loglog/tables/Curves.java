package loglog.tables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells tables of training curves, whose rows are points of runs, from tables of runs. A curve is three rows or more of one
 * file (and of one name, where a column names runs) in which a step rises from each row to the next (or, evenly, the tokens or
 * the compute), the params stay as they are, and no other column tells runs apart.
 */
final class Curves {
    private static final int LEAST_POINTS = 3;

    private static final Set<String> NAMES =
            Set.of("run", "runid", "runname", "name", "id", "experiment", "experimentid", "model", "modelname", "job");

    private static final Set<String> STEPS = Set.of(
            "step",
            "globalstep",
            "trainstep",
            "trainingstep",
            "optimizerstep",
            "iter",
            "iteration",
            "epoch",
            "update",
            "trainerglobalstep");

    /** Tokens by names that say that a run is under way. */
    private static final Set<String> SEEN =
            Set.of("tokensseen", "seentokens", "consumedtokens", "tokensconsumed", "tokenssofar");

    /** By which steps may differ and still be even: numbers are rounded, and a last step is shorter. */
    private static final double UNEVEN = 0.02;

    /** What differs between the runs of a sweep, and not along one of them. */
    private static final Set<String> SETTINGS = Set.of(
            "seed",
            "width",
            "depth",
            "layers",
            "nlayers",
            "nlayer",
            "heads",
            "nheads",
            "dmodel",
            "hiddensize",
            "batchsize",
            "recipe",
            "dataset",
            "corpus",
            "optimizer",
            "maxlr",
            "peaklr",
            "budget");

    private final Table table;
    private final int params;
    private final int name;
    private final List<Integer> axes = new ArrayList<>();
    private final List<Integer> telling = new ArrayList<>();
    private final boolean steps;

    /**
     * @param params the column of params, or -1
     * @param scales the columns of tokens and of compute, as far as there are any
     */
    private Curves(Table table, int params, List<Integer> scales) {
        this.table = table;
        this.params = params;
        int named = -1;
        var byStep = new ArrayList<Integer>();
        for (int c = 0; c < table.columns().size(); c++) {
            var plain = Columns.plain(table.columns().get(c));
            if (STEPS.contains(plain)) {
                byStep.add(c);
            } else if (NAMES.contains(plain) && named < 0) {
                named = c;
            } else if (SETTINGS.contains(plain)) {
                telling.add(c);
            }
        }
        name = named;
        steps = !byStep.isEmpty();
        axes.addAll(steps ? byStep : scales);
    }

    /**
     * @param last the last row of each run, ascending
     * @param note what was taken for what, and how to have it otherwise
     */
    record Found(int[] last, String note) {}

    /**
     * The last row of each run of a table of curves.
     *
     * @param rows the rows that count, ascending
     * @param asAsked whether rows are points because someone said so
     * @param usable whether a row has a loss
     * @return null where the rows are runs
     */
    static Found find(
            Table table,
            int[] rows,
            int params,
            List<Integer> scales,
            boolean asAsked,
            java.util.function.IntPredicate usable) {
        var curves = new Curves(table, params, scales);
        var runs = curves.runs(rows, asAsked ? 1 : LEAST_POINTS);
        var axis = runs.stream().map(curves::axis).filter(a -> a >= 0).findFirst();
        if (!asAsked && axis.isEmpty()) {
            return null;
        }
        var last = new ArrayList<Integer>();
        int unfinished = 0;
        int after = 0; // at most, of one run
        for (var run : runs) {
            if (asAsked || curves.axis(run) >= 0) {
                int place = lastOf(run, usable);
                last.add(run[place]);
                unfinished += place < run.length - 1 ? 1 : 0;
                after = Math.max(after, run.length - 1 - place);
            } else {
                Arrays.stream(run).forEach(last::add);
            }
        }
        var found = last.stream().mapToInt(Integer::intValue).sorted().toArray();
        return found.length == rows.length
                ? null
                : new Found(
                        found,
                        curves.note(
                                rows.length,
                                found.length,
                                runs.size(),
                                axis.orElse(-1),
                                asAsked,
                                later(unfinished, after)));
    }

    /** Writers such as pandas leave a cell empty where the loss was NaN, so that a run which diverged looks like one that is evaluated rarely. */
    private static String later(int unfinished, int after) {
        return unfinished == 0
                ? ""
                : " that has a loss (%s %s without one after it, as where a loss was NaN and the run diverged)"
                        .formatted(
                                unfinished == 1 ? "1 curve has" : unfinished + " curves have",
                                unfinished > 1 ? "up to " + after : after == 1 ? "1 point" : after + " points");
    }

    /** The place in a run of its last row with a loss; its last one where none has. */
    private static int lastOf(int[] run, java.util.function.IntPredicate usable) {
        for (int i = run.length - 1; i >= 0; i--) {
            if (usable.test(run[i])) {
                return i;
            }
        }
        return run.length - 1;
    }

    /** The rows of each file and name, in the order of their first; none where no run has so many rows. */
    private List<int[]> runs(int[] rows, int least) {
        var slots = new int[Integer.highestOneBit(Math.max(8, rows.length)) << 2]; // an open hash of runs, from 1
        var first = new int[rows.length]; // of each run
        var size = new int[rows.length];
        var run = new int[rows.length]; // of each row
        int runs = 0;
        int longest = 0;
        for (int i = 0; i < rows.length; i++) {
            int at = hash(rows[i]) & slots.length - 1;
            while (slots[at] != 0 && !isSameRun(first[slots[at] - 1], rows[i])) {
                at = at + 1 & slots.length - 1;
            }
            if (slots[at] == 0) {
                first[runs] = rows[i];
                slots[at] = ++runs;
            }
            run[i] = slots[at] - 1;
            longest = Math.max(longest, ++size[run[i]]);
        }
        if (longest < least) {
            return List.of();
        }
        var all = new int[runs][];
        for (int r = 0; r < runs; r++) {
            all[r] = new int[size[r]];
        }
        for (int i = rows.length - 1; i >= 0; i--) {
            all[run[i]][--size[run[i]]] = rows[i];
        }
        return List.of(all);
    }

    private int hash(int row) {
        int hash = (31 * table.part(row) + (name < 0 ? 0 : table.hash(row, name))) * 0x9E3779B9;
        return hash ^ hash >>> 16;
    }

    private boolean isSameRun(int row, int other) {
        return table.part(row) == table.part(other) && (name < 0 || table.same(row, other, name));
    }

    /** The axis that rises along a run; -1 where its rows are no curve. */
    private int axis(int[] run) {
        if (run.length < LEAST_POINTS || params >= 0 && !constant(run, params)) {
            return -1;
        }
        if (!telling.stream().allMatch(c -> constant(run, c)) || !steps && name < 0 && differsInText(run)) {
            return -1;
        }
        return axes.stream()
                .filter(c -> rises(run, c)
                        && (steps || SEEN.contains(Columns.plain(table.columns().get(c))) || isEven(run, c)))
                .findFirst()
                .orElse(-1);
    }

    /** Whether a column rises by the same each time, as what is logged along a run does and the scales of a sweep do not. */
    private boolean isEven(int[] run, int column) {
        double first = number(run[1], column) - number(run[0], column);
        for (int i = 2; i < run.length; i++) {
            double step = number(run[i], column) - number(run[i - 1], column);
            if (Math.abs(step - first) > UNEVEN * first) {
                return false;
            }
        }
        return true;
    }

    private double number(int row, int column) {
        return Numbers.parse(table.text(row, column)).orElse(Double.NaN);
    }

    private boolean constant(int[] run, int column) {
        for (int row : run) {
            if (!table.same(run[0], row, column)) {
                return false;
            }
        }
        return true;
    }

    private boolean rises(int[] run, int column) {
        double before = Double.NEGATIVE_INFINITY;
        for (int row : run) {
            var text = table.text(row, column);
            var number = text == null ? java.util.OptionalDouble.empty() : Numbers.parse(text);
            if (number.isEmpty() || !(number.getAsDouble() > before)) {
                return false;
            }
            before = number.getAsDouble();
        }
        return true;
    }

    /** Whether a column of text changes along the rows, as names do. */
    private boolean differsInText(int[] run) {
        for (int c = 0; c < table.columns().size(); c++) {
            var first = table.text(run[0], c);
            if (first != null && Numbers.parse(first).isEmpty() && !constant(run, c)) {
                return true;
            }
        }
        return false;
    }

    private String note(int rows, int taken, int runs, int axis, boolean asAsked, String later) {
        var files = new HashSet<>(table.files()).size();
        var of = runs == 1
                ? "one training curve"
                : "%d training curves, %s"
                        .formatted(
                                runs,
                                name < 0
                                        ? "one a file"
                                        : "by column " + table.columns().get(name) + (files > 1 ? " and file" : ""));
        return "%d rows are points of %s%s: %s taken, the last of each%s%s"
                .formatted(
                        rows,
                        of,
                        axis < 0 || asAsked
                                ? ""
                                : " (%s rises, params stay, no column tells runs apart)"
                                        .formatted(table.columns().get(axis)),
                        taken == 1 ? "1 is" : taken + " are",
                        later,
                        asAsked ? "" : "; --rows runs takes each for a run");
    }
}
