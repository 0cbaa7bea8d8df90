package loglog.pages.report;

import java.util.List;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Scale;
import loglog.pages.text.TextTable;

/** A page with every part and every layer, such as a fit's report has. */
final class Pages {
    private Pages() {}

    static Page everything() {
        return Page.of("Chinchilla's law, fitted to 60 runs <script>")
                .lead("Loss falls as a power of params and of tokens, in near equal measure.")
                .facts(List.of(
                        new Page.Fact("α (params)", "0.347", "90% 0.317 to 0.373"),
                        new Page.Fact("β (tokens)", "0.367", "90% 0.331 to 0.415"),
                        new Page.Fact("E, irreducible loss", "1.817", "nats per token"),
                        new Page.Fact("status", "converged", null)))
                .equation("L(N, D) = E + A / N^α + B / D^β")
                .warning("The interval does not carry the law's own misfit & <i>more</i>.")
                .figure(compute(), "Each point is a run, colored by its params; the line is the best split's loss.")
                .figure(corpora(), "Bars are 90% intervals.")
                .figure(isoflop(), null)
                .figure(surface(), "40 rows of runs.csv; chinchilla fitted by Huber's penalty.")
                .heading("Parameters")
                .table(
                        "Estimates with 90% intervals.",
                        TextTable.of("parameter", "value", "90% interval", "meaning")
                                .row("A", "478", "478 [285, 744]", "scale of the loss that more params remove")
                                .row("B", "2144", "2144 [1042, 5810]", "scale of the loss that more tokens remove"))
                .folded("1 row used", TextTable.of("place", "loss").row("a&b.csv, line 2", "5.01"))
                .command("./loglog fit 'runs/*.csv' --where \"loss<4\" --html report.html");
    }

    static Chart compute() {
        int n = 60;
        var c = new double[n];
        var loss = new double[n];
        var params = new double[n];
        var labels = new String[n];
        for (int i = 0; i < n; i++) {
            c[i] = Math.pow(10, 18 + 5.0 * i / n);
            params[i] = Math.pow(10, 7 + 3.0 * (i * 7 % n) / n);
            loss[i] = loss(c[i]) * (1 + 0.04 * Math.sin(i * 12.9898));
            labels[i] = "runs.csv, line " + (i + 2);
        }
        return band(new Chart(
                                "Loss against training compute",
                                Axis.log("training compute [FLOP]"),
                                Axis.log("loss [nats per token]"))
                        .color(Axis.log("params")))
                .with(new Layer.Points("runs", c, loss, params, labels))
                .vertical("budget 1e22", 1e22)
                .vertical("twice the budget", 2e22)
                .note("Chinchilla 70B", 5.88e23, loss(5.88e23));
    }

    private static Chart band(Chart chart) {
        int n = 50;
        var x = new double[n];
        var y = new double[n];
        var low = new double[n];
        var high = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.pow(10, 18 + 6.0 * i / (n - 1));
            y[i] = loss(x[i]);
            low[i] = y[i] * (1 - 0.01 * (1 + i / 20.0));
            high[i] = y[i] * (1 + 0.01 * (1 + i / 20.0));
        }
        return chart.band("90% interval", x, low, high).line("compute-optimal", x, y);
    }

    static Chart corpora() {
        double[] c = {1e18, 1e19, 1e20, 1e21};
        return new Chart("Two corpora", Axis.log("compute [FLOP]"), Axis.log("loss"))
                .bars("c4", c, new double[] {3.6, 3.1, 2.7, 2.4}, new double[] {3.5, 3.0, 2.6, 2.3}, new double[] {
                    3.7, 3.2, 2.8, 2.5
                })
                .line("c4", c, new double[] {3.6, 3.1, 2.7, 2.4})
                .points("rw", c, new double[] {3.8, 3.15, 2.65, 2.3})
                .points("rpj", c, new double[] {3.7, 3.12, Double.NaN, 2.35})
                .dashed("rw, extrapolated", new double[] {1e21, 1e22}, new double[] {2.3, 2.1})
                .horizontal("floor", 2);
    }

    static Chart isoflop() {
        var chart = new Chart(
                        null,
                        Axis.log("params"),
                        Axis.linear("loss [nats per token]").range(1.9, 3.6))
                .color(Axis.log("compute [FLOP]"));
        for (int k = 0; k < 6; k++) {
            var x = new double[30];
            var y = new double[30];
            for (int i = 0; i < 30; i++) {
                x[i] = Math.pow(10, 7.5 + 3.5 * i / 29);
                y[i] = 3 - 0.2 * k + 0.3 * Math.pow(Math.log10(x[i]) - 8 - 0.4 * k, 2);
            }
            chart = chart.with(new Layer.Line(null, x, y, Math.pow(10, 19 + 0.5 * k), false));
        }
        return chart;
    }

    /** Chinchilla's loss over params and tokens, with runs, the frontier and two budgets. */
    static Chart surface() {
        var params = spaced(1e7, 1e11, 60);
        var tokens = spaced(1e8, 1e13, 60);
        var chart = new Chart(
                        "The law over params and tokens",
                        Axis.log("params").range(1e7, 1e11),
                        Axis.log("training tokens").range(1e8, 1e13))
                .color(Axis.log("loss [nats per token]"))
                .with(Layer.Contours.of("loss of the law", params, tokens, Pages::chinchilla)
                        .at(Scale.LOG, 12));
        for (double budget : new double[] {1e19, 1e21, 1e23}) {
            double[] n = {1e7, 1e11};
            chart = chart.dashed("6ND = 1e19, 1e21, 1e23", n, new double[] {budget / 6 / n[0], budget / 6 / n[1]});
        }
        var frontier = spaced(3e7, 5e10, 30);
        var best = new double[30];
        var run = new double[40];
        var seen = new double[40];
        var loss = new double[40];
        for (int i = 0; i < 30; i++) {
            best[i] = 20 * frontier[i];
        }
        for (int i = 0; i < 40; i++) {
            run[i] = 2e7 * Math.pow(10, 2.5 * (i * 0.618 % 1));
            seen[i] = run[i] * 20 * Math.pow(10, (i * 0.414 % 1) * 2 - 1);
            loss[i] = chinchilla(run[i], seen[i]) * (1 + 0.01 * Math.sin(i));
        }
        return chart.line("efficient frontier", frontier, best)
                .with(new Layer.Points("runs", run, seen, loss, null))
                .note("Chinchilla 70B", 7e10, 1.4e12);
    }

    /** Learning curves of many runs, colored by params, with the least loss at each compute. */
    static Chart curves(int runs, int points) {
        var chart = new Chart(
                        "Loss curves of " + runs + " runs",
                        Axis.log("training compute [FLOP]"),
                        Axis.log("loss [nats per token]"))
                .color(Axis.log("params"));
        var grid = spaced(1e16, 1e22, 120);
        var least = new double[grid.length];
        java.util.Arrays.fill(least, Double.NaN);
        for (int r = 0; r < runs; r++) {
            double n = 1e6 * Math.pow(10, 4.0 * r / Math.max(1, runs - 1));
            var c = new double[points];
            var loss = new double[points];
            for (int i = 0; i < points; i++) {
                double d = 100 * n * (i + 1) / points;
                c[i] = 6 * n * d;
                loss[i] = chinchilla(n, d) * (1 + 0.004 * Math.sin(12.9898 * i + r) + 0.003 * Math.sin(78.2 * i * r));
                int at = (int) Math.round(Math.log10(c[i] / 1e16) / 6 * (grid.length - 1));
                if (at >= 0 && at < grid.length && !(loss[i] > least[at])) {
                    least[at] = loss[i];
                }
            }
            chart = chart.with(new Layer.Line("run-" + r, c, loss, n, false));
        }
        return chart.line("lower envelope", grid, least);
    }

    private static double[] spaced(double from, double to, int count) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = from * Math.pow(to / from, i / (count - 1.0));
        }
        return values;
    }

    private static double chinchilla(double params, double tokens) {
        return 1.82 + 482 / Math.pow(params, 0.348) + 2085 / Math.pow(tokens, 0.366);
    }

    private static double loss(double c) {
        return 1.8 + 1.7 * Math.pow(c / 1e18, -0.17);
    }
}
