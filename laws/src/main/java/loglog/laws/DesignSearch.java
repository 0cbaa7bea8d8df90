package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks for the {@link OptimalDesign}: greed from many starts, then exchanges of the best. */
final class DesignSearch {
    /**
     * The best points for one forecast are often no more than the law has parameters, and a fit to those could not
     * disagree with its law: half as many points again, where the budget buys them.
     */
    private static final double POINTS_PER_PARAMETER = 1.5;

    /** Of all starts, those that promise most are improved by exchanges. */
    private static final int STARTS = 6;

    /** Candidates for each of which a pair of runs is exchanged; where there are more, greed alone fills the gap. */
    private static final int FEW = 100;

    private static final double LEAST_IMPROVEMENT = 1e-9;

    /** How greed chooses the next run. */
    private enum Greed {
        /** The most gain for a FLOP. */
        PER_FLOP,
        /** The most gain. */
        OUTRIGHT
    }

    /** A choice, how often each candidate is made, and the variance of the forecast that it leaves. */
    private record Choice(int[] times, double variance) {}

    /** A design under way. */
    private static final class State {
        final int[] times;
        double flops;
        int runs;
        double[][] covariance;
        Map<String, Double> largest;
        HashSet<Object> points;

        State(int candidates) {
            times = new int[candidates];
        }
    }

    private final Guess guess;
    private final LocalInformation local;
    private final double budget;
    private final int mostRuns;
    private final int mostEach;
    private final Map<String, Double> target;
    private final double[] targetGradient;
    private final double[][] madeInformation;
    private final HashSet<Object> madePoints = new HashSet<>();
    private final Map<String, Double> madeLargest = new LinkedHashMap<>();
    private final int n;
    private final double[] cost;
    private final double[][] gradient;
    private final List<Map<String, Double>> scales;
    private final Object[] point;
    private final int[] byCost;
    private final int leastPoints;

    DesignSearch(
            Guess guess,
            Observations made,
            List<CandidateRun> candidates,
            double budget,
            int mostRuns,
            int mostEach,
            Map<String, Double> target) {
        this.guess = guess;
        this.budget = budget;
        this.mostRuns = mostRuns;
        this.mostEach = mostEach;
        this.target = ExtrapolationDistance.point(target);
        var law = guess.law();
        var points = ExtrapolationDistance.points(CandidateRun.table(law, made, candidates, target));
        this.local = new LocalInformation(guess, points.isEmpty() ? List.of(target) : points);
        this.targetGradient = local.gradient(target);
        this.madeInformation = local.none();
        for (var row : points.subList(0, made.size())) {
            local.add(madeInformation, local.gradient(row), 1);
            madePoints.add(place(law, row));
        }
        this.n = candidates.size();
        this.scales = points.subList(made.size(), points.size());
        this.cost = candidates.stream().mapToDouble(CandidateRun::flops).toArray();
        this.gradient = scales.stream().map(local::gradient).toArray(double[][]::new);
        this.point = scales.stream().map(at -> place(law, at)).toArray();
        this.byCost = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> cost[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        // Without rows, the distance is counted from the smallest candidate until there is a run.
        for (var axis : n == 0 ? List.<String>of() : scales.getFirst().keySet()) {
            madeLargest.put(
                    axis,
                    made.size() == 0
                            ? scales.stream()
                                    .mapToDouble(at -> at.get(axis))
                                    .min()
                                    .orElseThrow()
                            : points.subList(0, made.size()).stream()
                                    .mapToDouble(at -> at.get(axis))
                                    .max()
                                    .orElseThrow());
        }
        var empty = state(new int[n]);
        int wanted = (int) Math.ceil(POINTS_PER_PARAMETER * law.parameters().size());
        int affordable = madePoints.size() + newPoints(empty, wanted, -1).count;
        this.leastPoints = Math.min(wanted, affordable);
    }

    private static Object place(Law law, Map<String, Double> at) {
        return law.axes().stream().map(at::get).toList();
    }

    int[] best() {
        if (n == 0) {
            return new int[0];
        }
        // Each start begins with one candidate, or with none; starts that come to the same are one.
        var starts = new TreeMap<Double, Choice>();
        IntStream.range(-1, n)
                .parallel()
                .boxed()
                .flatMap(first -> Stream.of(Greed.values()).map(greed -> start(first, greed)))
                .toList()
                .forEach(start -> starts.putIfAbsent(start.variance, start));
        starts.remove(Double.POSITIVE_INFINITY);
        return starts.values().stream()
                .limit(STARTS)
                .map(start -> exchanged(start, this::neighbors))
                .min(Comparator.comparingDouble(Choice::variance))
                .map(best -> exchanged(best, this::fartherNeighbors).times)
                .orElseGet(() -> new int[n]);
    }

    private Choice start(int first, Greed greed) {
        var state = state(new int[n]);
        if (first >= 0 && fits(state, first)) {
            add(state, first);
        }
        return choice(filled(state, greed));
    }

    /** Exchanges runs as long as that helps. */
    private Choice exchanged(Choice choice, Function<int[], List<int[]>> neighbors) {
        while (true) {
            var better = neighbors.apply(choice.times).parallelStream()
                    .filter(this::affordable)
                    .flatMap(times -> Stream.of(Greed.values()).map(greed -> filled(state(times), greed)))
                    .map(this::choice)
                    .min(Comparator.comparingDouble(Choice::variance))
                    .orElse(choice);
            if (!(better.variance < choice.variance * (1 - LEAST_IMPROVEMENT))) {
                return choice;
            }
            choice = better;
        }
    }

    /** One run taken out, or exchanged for another. */
    private List<int[]> neighbors(int[] times) {
        var neighbors = new ArrayList<int[]>();
        for (int out = 0; out < n; out++) {
            if (times[out] > 0) {
                addWithout(out, times, true, neighbors);
            }
        }
        return neighbors;
    }

    /** Two runs taken out, or exchanged for another one; what is left of the budget buys more. */
    private List<int[]> fartherNeighbors(int[] times) {
        var neighbors = neighbors(times);
        for (int out = 0; out < n; out++) {
            for (int other = out; other < n; other++) {
                if (times[out] > 0 && times[other] > (other == out ? 1 : 0)) {
                    var without = times.clone();
                    without[out]--;
                    addWithout(other, without, n <= FEW, neighbors);
                }
            }
        }
        return neighbors;
    }

    private void addWithout(int out, int[] times, boolean exchange, List<int[]> neighbors) {
        var without = times.clone();
        without[out]--;
        neighbors.add(without);
        for (int in = 0; exchange && in < n; in++) {
            if (in != out) {
                var exchanged = without.clone();
                exchanged[in]++;
                neighbors.add(exchanged);
            }
        }
    }

    private boolean affordable(int[] times) {
        double flops = 0;
        for (int c = 0; c < n; c++) {
            if (times[c] > mostEach) {
                return false;
            }
            flops += times[c] * cost[c];
        }
        return flops <= budget;
    }

    private State state(int[] times) {
        var state = new State(n);
        var information = Arrays.stream(madeInformation).map(double[]::clone).toArray(double[][]::new);
        state.largest = new LinkedHashMap<>(madeLargest);
        state.points = new HashSet<>(madePoints);
        for (int c = 0; c < n; c++) {
            if (times[c] > 0) {
                local.add(information, gradient[c], times[c]);
                count(state, c, times[c]);
            }
        }
        state.covariance = local.covariance(information);
        return state;
    }

    private void count(State state, int c, int times) {
        state.times[c] += times;
        state.flops += times * cost[c];
        state.runs += times;
        state.points.add(point[c]);
        scales.get(c).forEach((axis, scale) -> state.largest.merge(axis, scale, Math::max));
    }

    private void add(State state, int c) {
        local.update(state.covariance, gradient[c]);
        count(state, c, 1);
    }

    private double misfit(Map<String, Double> largest) {
        return Misfit.variance(
                guess.misfit(),
                ExtrapolationDistance.of(largest, guess.law().axes(), target).distance());
    }

    private Choice choice(State state) {
        double variance = state.points.size() < leastPoints
                ? Double.POSITIVE_INFINITY
                : LocalInformation.dot(targetGradient, LocalInformation.times(state.covariance, targetGradient))
                        + misfit(state.largest);
        return new Choice(state.times, variance);
    }

    private State filled(State state, Greed greed) {
        while (true) {
            var vt = LocalInformation.times(state.covariance, targetGradient);
            double misfit = misfit(state.largest);
            int best = -1;
            double most = 0;
            for (int c = 0; c < n; c++) {
                if (!fits(state, c)) {
                    continue;
                }
                double gain = local.gain(state.covariance, gradient[c], vt);
                if (guess.misfit() > 0 && enlarges(state, c)) {
                    var largest = new LinkedHashMap<>(state.largest);
                    scales.get(c).forEach((axis, scale) -> largest.merge(axis, scale, Math::max));
                    gain += misfit - misfit(largest);
                }
                double worth = greed == Greed.PER_FLOP ? gain / cost[c] : gain;
                if (worth > most) {
                    most = worth;
                    best = c;
                }
            }
            if (best < 0) {
                return state;
            }
            add(state, best);
        }
    }

    private boolean enlarges(State state, int c) {
        for (var scale : scales.get(c).entrySet()) {
            if (scale.getValue() > state.largest.get(scale.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a run can be added: paid for, and leaving enough for the distinct points still missing. */
    private boolean fits(State state, int c) {
        if (state.runs >= mostRuns || state.times[c] >= mostEach || state.flops + cost[c] > budget) {
            return false;
        }
        int missing = leastPoints - state.points.size() - (state.points.contains(point[c]) ? 0 : 1);
        if (missing <= 0) {
            return true;
        }
        var reserve = newPoints(state, missing, c);
        return reserve.count == missing
                && state.runs + 1 + missing <= mostRuns
                && state.flops + cost[c] + reserve.flops <= budget;
    }

    private record Points(int count, double flops) {}

    /** The cheapest points that a design does not have yet, at most so many, as far as the budget goes. */
    private Points newPoints(State state, int most, int but) {
        var seen = new HashSet<>(state.points);
        if (but >= 0) {
            seen.add(point[but]);
        }
        int count = 0;
        double flops = 0;
        for (int c : byCost) {
            if (count == most || state.runs + count == mostRuns || state.flops + flops + cost[c] > budget) {
                break;
            }
            if (seen.add(point[c])) {
                count++;
                flops += cost[c];
            }
        }
        return new Points(count, flops);
    }
}
