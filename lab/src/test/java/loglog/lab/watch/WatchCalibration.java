package loglog.lab.watch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import loglog.lab.results.Results;
import loglog.lab.watch.FinishedCurves.Finished;

/**
 * Measures the watch on the runs of real studies: false flags, each run against the others, all of them and fewer; and how
 * soon faults are found that are put into the curves. Arguments: study folders, one recipe each. Not a test.
 */
final class WatchCalibration {
    private WatchCalibration() {}

    private record Named(String name, Finished run) {}

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        for (var study : args) {
            var runs = new ArrayList<Named>();
            try (var folders = Files.list(Path.of(study))) {
                for (var folder : folders.sorted().toList()) {
                    Results.result(folder.getFileName().toString(), folder.toRealPath())
                            .ifPresent(r -> runs.add(new Named(
                                    folder.getFileName().toString(),
                                    new Finished(WatchedCurve.read(r.folder(), r.params(), r.tokens()), r.value()))));
                }
            }
            System.out.printf("%s: %d runs%n", study, runs.size());
            falseFlags(runs);
            stalls(runs);
            longestFirst(runs);
            fewer(runs);
            power(runs);
        }
    }

    private static List<Flag> watch(WatchedCurve curve, FinishedCurves finished) {
        var watch = new RunWatch(curve.params(), curve.planned(), 1, List.of(), f -> {}, f -> {});
        watch.expect(finished.expected(curve.params(), curve.planned()));
        for (int i = 0; i < curve.size(); i++) {
            watch.add(curve.tokens()[i], curve.loss()[i]);
        }
        watch.end();
        return watch.flags();
    }

    /** What the watch expects of a run from: nothing where too few have finished, or the run is far outside of them. */
    private static Optional<FinishedCurves> expecting(List<Finished> finished, WatchedCurve of) {
        return FinishedCurves.of(finished, 0.02).filter(f -> f.reaches(of.params(), of.planned()));
    }

    private static List<Finished> others(List<Named> runs, int without) {
        var others = new ArrayList<>(runs.stream().map(Named::run).toList());
        others.remove(without);
        return others;
    }

    private static void falseFlags(List<Named> runs) {
        int flagged = 0;
        int watched = 0;
        int rows = 0;
        for (int i = 0; i < runs.size(); i++) {
            var curve = runs.get(i).run.curve();
            var finished = expecting(others(runs, i), curve);
            if (finished.isEmpty()) {
                System.out.println("  nothing is expected of " + runs.get(i).name);
                continue;
            }
            watched++;
            rows += curve.size();
            var e = finished.get().expected(curve.params(), curve.planned());
            double first = e.tolerance(0.05 * curve.planned());
            for (int j = 0; j < curve.size(); j++) {
                e.seen(curve.tokens()[j], curve.loss()[j]);
            }
            if (i % 8 == 0)
                System.out.printf(
                        "  %-22s tolerance %.3f first, %.3f at half, %.3f at the end, noise %.4f%n",
                        runs.get(i).name,
                        first,
                        e.tolerance(0.5 * curve.planned()),
                        e.tolerance(curve.planned()),
                        e.noise(curve.width(curve.size() / 2)));
            var flags = watch(curve, finished.get());
            flagged += flags.isEmpty() ? 0 : 1;
            flags.forEach(f -> System.out.println("    " + f));
        }
        System.out.printf("  each against all others: %d of %d runs flagged, %d rows%n", flagged, watched, rows);
    }

    /** As a scheduler goes through a study, each run against those before it. */
    private static void longestFirst(List<Named> runs) {
        var order = new ArrayList<>(runs);
        order.sort(java.util.Comparator.comparingDouble(
                (Named r) -> -r.run.curve().params() * r.run.curve().planned()));
        int watched = 0;
        int flagged = 0;
        for (int i = FinishedCurves.LEAST_RUNS; i < order.size(); i++) {
            var curve = order.get(i).run.curve();
            var finished =
                    expecting(order.subList(0, i).stream().map(Named::run).toList(), curve);
            if (finished.isPresent()) {
                watched++;
                var flags = watch(curve, finished.get());
                flagged += flags.isEmpty() ? 0 : 1;
                flags.forEach(f -> System.out.println("    " + f));
            }
        }
        System.out.printf("  longest first, each against those before: %d of %d flagged%n", flagged, watched);
        var largest = order.removeFirst().run.curve();
        System.out.println("  the largest against all others: "
                + expecting(order.stream().map(Named::run).toList(), largest)
                        .map(f -> watch(largest, f).toString())
                        .orElse("nothing is expected"));
    }

    /** As in a study on its way: some runs have finished, one is watched. */
    private static void fewer(List<Named> runs) {
        var random = new Random(1);
        for (int n : new int[] {8, 9, 10, 12, 16}) {
            int watched = 0;
            int flagged = 0;
            int nothing = 0;
            for (int trial = 0; trial < 300 && n < runs.size(); trial++) {
                var shuffled = new ArrayList<>(runs);
                java.util.Collections.shuffle(shuffled, random);
                var curve = shuffled.getFirst().run.curve();
                var finished = expecting(
                        shuffled.subList(1, n + 1).stream().map(Named::run).toList(), curve);
                if (finished.isEmpty()) {
                    nothing++;
                    continue;
                }
                watched++;
                flagged += watch(curve, finished.get()).isEmpty() ? 0 : 1;
            }
            System.out.printf(
                    "  against %d others: %d of %d flagged, %d without expectation%n", n, flagged, watched, nothing);
        }
    }

    /** Runs that learn nothing from their half on: their loss stays where it is expected to be then. */
    private static void stalls(List<Named> runs) {
        var late = new ArrayList<String>();
        int found = 0;
        for (int i = 0; i < runs.size(); i++) {
            var curve = runs.get(i).run.curve();
            var finished = expecting(others(runs, i), curve);
            if (finished.isEmpty() || curve.size() < 20) {
                continue;
            }
            var healthy = finished.get().expected(curve.params(), curve.planned());
            double half = healthy.loss(0.5 * curve.planned());
            var loss = curve.loss().clone();
            for (int j = 0; j < loss.length; j++) {
                loss[j] *= curve.progress(j) < 0.5 ? 1 : half / healthy.loss(curve.tokens()[j]);
            }
            var flags = watch(new WatchedCurve(curve.params(), curve.planned(), curve.tokens(), loss), finished.get());
            found += flags.isEmpty() ? 0 : 1;
            late.add("%d rows, %+.0f%% at the end: %s"
                    .formatted(
                            loss.length,
                            100 * (half / healthy.loss(curve.planned()) - 1),
                            flags.isEmpty()
                                    ? "not found"
                                    : "%s at %.0f%%"
                                            .formatted(
                                                    flags.getFirst().word(),
                                                    100 * flags.getFirst().certainTokens() / curve.planned())));
        }
        System.out.printf("  stalls found: %d of %d%n    %s%n", found, late.size(), String.join("\n    ", late));
    }

    private static void power(List<Named> runs) {
        for (double size : new double[] {0.05, 0.1, 0.2, 0.4}) {
            inject("spike of one row, " + size, runs, size, 0.5, (p, n) -> i -> i == (int) (n * p) ? size : 0);
            inject("jump that stays, " + size, runs, size, 0.5, (p, n) -> i -> i >= n * p ? size : 0);
            inject(
                    "drift to the end, " + size,
                    runs,
                    size,
                    0.5,
                    (p, n) -> i -> Math.max(0, (i - n * p) / (n - n * p)) * size);
        }
    }

    private interface Fault {
        IntToDoubleFunction of(double at, int rows);
    }

    private static void inject(String name, List<Named> runs, double size, double at, Fault fault) {
        int found = 0;
        int asked = 0;
        var late = new ArrayList<Double>();
        for (int i = 0; i < runs.size(); i++) {
            var curve = runs.get(i).run.curve();
            var finished = expecting(others(runs, i), curve);
            if (finished.isEmpty() || curve.size() < 20) {
                continue;
            }
            asked++;
            var off = fault.of(at, curve.size());
            var loss = curve.loss().clone();
            for (int j = 0; j < loss.length; j++) {
                loss[j] *= Math.exp(off.applyAsDouble(j));
            }
            var flags = watch(new WatchedCurve(curve.params(), curve.planned(), curve.tokens(), loss), finished.get());
            var hit = flags.stream()
                    .filter(f -> f.certainTokens() >= at * curve.planned() * 0.97)
                    .findFirst();
            if (hit.isPresent()) {
                found++;
                late.add(hit.get().certainTokens() / curve.planned() - at);
            }
        }
        var sorted = late.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "  %-28s found in %d of %d, late by %s of the run (median)%n",
                name, found, asked, sorted.length == 0 ? "-" : "%.0f%%".formatted(100 * sorted[sorted.length / 2]));
    }
}
