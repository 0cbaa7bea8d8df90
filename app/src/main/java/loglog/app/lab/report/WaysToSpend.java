package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import loglog.laws.rates.ChainSearch;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tasks.Thought;
import loglog.words.Format;
import tools.jackson.databind.node.ArrayNode;

/** Ways to spend tokens and FLOP on a problem, of one model each: more samples and who chooses among them, a search, force. */
final class WaysToSpend {
    private static final String EXACT = "search, exact judge of steps";
    private static final String LEARNED = "search, verifier judges steps";
    private static final String CUT = "answer forced after step";
    private static final String FORCED_ON = "forced on, ends taken back";
    private static final String VERIFIER = "best of n by a verifier";

    /** One point. */
    private record Spent(int amount, double tokens, double flops, double solved) {}

    private final AskedModel model;
    private final Thought t;
    private final LinkedHashMap<String, List<Spent>> ways = new LinkedHashMap<>();

    private WaysToSpend(AskedModel model) {
        this.model = model;
        t = model.thought();
        int[] ks = IntStream.iterate(1, k -> k <= t.known(), k -> 2 * k).toArray();
        sampled("coverage (a whole solution among n)", ks, model::coverage, 1);
        sampled("majority vote of n", t.votes(), k -> mean(t.voted(), t.votes(), k), 1);
        sampled("likeliest of n", t.best(), k -> mean(t.chosen(), t.best(), k), 1);
        t.verified().ifPresent(v -> sampled(VERIFIER, t.best(), k -> mean(v.chosen(), t.best(), k), 2));
        searched(EXACT, t.searched(), t.searchTokens(), 1);
        t.verified().ifPresent(v -> searched(LEARNED, v.searched(), v.searchTokens(), 2));
        force();
    }

    private static double mean(double[][] rows, int[] amounts, int amount) {
        return Thought.mean(rows, Arrays.binarySearch(amounts, amount));
    }

    /** @param passes forward passes over what was written: 2 where a verifier of the same shape reads it */
    private void sampled(String name, int[] amounts, IntToDoubleFunction solved, int passes) {
        ways.put(
                name,
                Arrays.stream(amounts)
                        .mapToObj(n -> new Spent(n, n * t.sampleTokens(), passes * t.flops(n), solved.applyAsDouble(n)))
                        .toList());
    }

    private void searched(String name, long[] solved, double[] tokens, int passes) {
        var points = new ArrayList<Spent>();
        for (int i = 0; i < solved.length; i++) {
            points.add(new Spent(
                    t.candidates()[i],
                    tokens[i],
                    passes * t.flops(tokens[i] / t.sampleTokens()),
                    solved[i] / (double) t.problems()));
        }
        ways.put(name, points);
    }

    private void force() {
        var cut = new ArrayList<Spent>();
        double step = t.greedyTokens() / t.written();
        for (int i = 0; i < t.forced().length; i++) {
            double tokens = step * Math.min(t.forced()[i], t.written());
            cut.add(new Spent(
                    t.forced()[i],
                    tokens,
                    t.flops(tokens / t.sampleTokens()),
                    t.forcedRight()[i] / (double) t.problems()));
        }
        ways.put(CUT, cut);
        t.answers().ifPresent(a -> {
            var on = new ArrayList<Spent>();
            for (int i = 0; i < a.more().length; i++) {
                on.add(new Spent(
                        a.more()[i],
                        a.moreTokens()[i],
                        t.flops(a.moreTokens()[i] / t.sampleTokens()),
                        a.moreRight()[i] / (double) t.problems()));
            }
            ways.put(FORCED_ON, on);
        });
    }

    /** Adds the one with the most to gain, and something to gain it from, to a sheet; all models to the JSON. */
    static void show(List<AskedModel> stepwise, Sheet sheet, ArrayNode array, double level) {
        stepwise.forEach(model -> new WaysToSpend(model).write(array));
        new WaysToSpend(stepwise.stream()
                        .min(Comparator.comparingDouble(a -> Math.abs(a.coverage(1) - 1.0 / 3)))
                        .orElseThrow())
                .show(sheet, level);
    }

    private void write(ArrayNode array) {
        var node = array.addObject().put("run", model.result().name());
        t.verified()
                .ifPresent(v -> node.putObject("verifier")
                        .put("training_flops", v.trainingFlops())
                        .put("auc", v.auc()));
        var all = node.putArray("ways");
        ways.forEach((name, points) -> points.forEach(p -> all.addObject()
                .put("way", name)
                .put("amount", p.amount)
                .put("tokens", p.tokens)
                .put("flops", p.flops)
                .put("solved", p.solved)));
    }

    private void show(Sheet sheet, double level) {
        var table = TextTable.of("way", "amount", "tokens", "FLOP a problem", "solved", "90% interval");
        var chart = new Chart(
                "ways to spend FLOP on a problem: " + model.result().name(),
                Axis.log("FLOP a problem"),
                Axis.linear("share of problems"));
        for (var way : ways.entrySet()) {
            for (var p : way.getValue()) {
                // A share of problems that are what was drawn: as wide as of so many that are right or wrong, at most.
                var interval = new SuccessRate(Math.round(p.solved * t.problems()), t.problems()).interval(level);
                table.row(
                        way.getKey(),
                        p.amount,
                        Format.number(p.tokens),
                        Format.flops(p.flops),
                        Format.digits(p.solved, 3),
                        "%s to %s".formatted(Format.digits(interval.low(), 3), Format.digits(interval.high(), 3)));
            }
            if (!way.getKey().equals(CUT) && !way.getValue().isEmpty()) {
                var x = way.getValue().stream().mapToDouble(Spent::flops).toArray();
                var y = way.getValue().stream().mapToDouble(Spent::solved).toArray();
                chart = chart.line(way.getKey(), x, y).points(way.getKey(), x, y);
            }
        }
        sheet.figure(
                chart,
                "Share of problems against the FLOP spent on each (its prompt counted once, and again for a verifier, which reads what"
                        + " was written): coverage and the exact search ask a judge that knows, the others do not. Coverage counts"
                        + " solutions with every step right, the others right answers.");
        sheet.table(
                "%s, pass@1 of whole solutions %s:"
                        .formatted(model.result().name(), Format.digits(model.coverage(1), 3)),
                table);
        closedForm(sheet);
        verifier(sheet);
        t.answers()
                .filter(a -> a.more().length > 0)
                .ifPresent(a -> sheet.text(
                        ("forced on %d times, %s of the answers are right, where %s were when it ended by itself: training knows no"
                                        + " step that comes after the last one, so there is nothing that more of them could mend")
                                .formatted(
                                        a.more()[a.more().length - 1],
                                        Format.digits(a.moreRight()[a.more().length - 1] / (double) t.problems(), 3),
                                        Format.digits(t.greedy() / (double) t.problems(), 3))));
    }

    private void closedForm(Sheet sheet) {
        double closed = ChainSearch.byStep(t.stepError(), 2, (int) Math.round(t.written()));
        sheet.text(
                "an error of %s a step would give (1 - e^2)^%d = %s with two candidates a step, if all steps were alike; measured %s"
                        .formatted(
                                Format.digits(t.stepError(), 3),
                                Math.round(t.written()),
                                Format.digits(closed, 3),
                                Format.digits(t.searched()[1] / (double) t.problems(), 3)));
    }

    private void verifier(Sheet sheet) {
        t.verified().ifPresent(v -> {
            int last = t.best().length - 1;
            double by = Thought.mean(v.chosen(), last);
            double one = Thought.mean(v.chosen(), 0);
            // The same problems, one sample beside the best of many: what counts is the difference on each.
            double se = standardError(v.chosen(), last);
            sheet.text(
                    "the verifier (trained with %s FLOP on samples for other problems; it puts a right one above a wrong one with a chance of %s) answers %s of %d samples right, %s of one: %s"
                            .formatted(
                                    Format.flops(v.trainingFlops()),
                                    Format.digits(v.auc(), 3),
                                    Format.digits(by, 3),
                                    t.best()[last],
                                    Format.digits(one, 3),
                                    by - one > 2 * se
                                            ? "better than one sample"
                                            : by - one < -2 * se
                                                    ? "worse than one sample, as a verifier is that is optimized against what it does not know"
                                                    : "no difference within two standard errors"));
        });
    }

    private static double standardError(double[][] rows, int column) {
        double mean = Thought.mean(rows, column) - Thought.mean(rows, 0);
        double square = 0;
        for (var row : rows) {
            square += Math.pow(row[column] - row[0] - mean, 2);
        }
        return Math.sqrt(square / (rows.length - 1.0) / rows.length);
    }
}
