package loglog.app.answers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import loglog.app.answers.IsoFlopProfiles.Along;
import loglog.laws.Approach;
import loglog.laws.Determination;
import loglog.laws.Interval;
import loglog.laws.IsoFlop;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Chinchilla's three approaches side by side. */
public record IsoFlopAnswer(RunsRead read, FitSettings settings, IsoFlop answer) implements AnswerViews {
    private static final String NO_ENVELOPE =
            "no envelope: it takes training curves of at least 4 models with 4 points each, and 3 of the models best somewhere";

    /**
     * Tries the approaches.
     *
     * @param tolerance the factor by which the compute of one budget's runs may differ
     * @throws QuestionProblem where none can be tried
     */
    public static IsoFlopAnswer of(RunsRead read, FitSettings settings, double tolerance) {
        var answer = IsoFlop.of(
                read.observations(),
                settings.criterion(),
                tolerance,
                settings.resamples(),
                settings.level(),
                settings.seed());
        if (answer.envelope().isEmpty()
                && answer.parabolas().isEmpty()
                && answer.parametric().isEmpty()) {
            throw QuestionProblem.ofRuns(
                    "%s: no approach can be tried: %s".formatted(read.source(), String.join("; ", answer.warnings())),
                    "");
        }
        return new IsoFlopAnswer(read, settings, answer);
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    /** Where the approaches are held against each other: ten times the largest compute. */
    private double beyond() {
        return 10 * Figures.max(Figures.flops(read));
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet("IsoFLOP analysis of " + read.titled());
        var level = settings.percent();
        double beyond = beyond();
        var table = TextTable.of("approach", "a", level, "b", level + " ", "N_opt at " + Format.flops(beyond));
        row(table, "(1) envelope of curves", answer.envelope(), beyond);
        row(table, "(2) IsoFLOP parabolas", answer.parabolas(), beyond);
        row(table, "(3) parametric fit", answer.parametric(), beyond);
        sheet.table("N_opt ~ C^a, D_opt ~ C^b", table);
        if (answer.envelope().isEmpty()) {
            sheet.text(NO_ENVELOPE);
        }
        if (!answer.buckets().isEmpty()) {
            sheet.table("compute budgets found, and half the width of their grids of sizes:", buckets(answer));
        }
        sheet.warnings(answer.warnings());
        if (!answer.buckets().isEmpty()) {
            sheet.figure(profiles(read, answer, Along.PARAMS), caption(read, answer, "params"));
            sheet.pageFigure(profiles(read, answer, Along.TOKENS), caption(read, answer, "tokens"));
        }
        sheet.pageFigure(
                optima(read, answer),
                Caption.of(
                                "N_opt by each of Chinchilla's approaches (arXiv 2203.15556, section 3): %s of %s; bars: %s intervals of the parabolas' minima"
                                        .formatted(
                                                Format.of(read.observations().size(), "row"),
                                                read.named(),
                                                settings.percent()))
                        .cites("efron1979 efron1981"));
        return sheet;
    }

    private static Chart profiles(RunsRead read, IsoFlop answer, Along along) {
        return IsoFlopProfiles.chart(
                "IsoFLOP profiles against " + along.axis(),
                answer,
                read.observations(),
                Figures.places(read),
                Figures.metric(read, true),
                along);
    }

    private Caption caption(RunsRead read, IsoFlop answer, String axis) {
        return Caption.of(
                        "Loss against %s at %s: %s of %s, parabolas of loss in the logarithm of params through each budget's runs by least squares (arXiv 2203.15556, section 3.2); bars: %s intervals of the minima from %d resamples of each budget's runs, bias-corrected percentiles"
                                .formatted(
                                        axis,
                                        Format.of(answer.buckets().size(), "budget"),
                                        Format.of(read.observations().size(), "row"),
                                        read.named(),
                                        settings.percent(),
                                        settings.resamples()))
                .cites("efron1979 efron1981");
    }

    private static void row(TextTable table, String name, Optional<Approach> approach, double flops) {
        if (approach.isEmpty()) {
            table.row(name, "n/a", "", "n/a", "", "n/a");
            return;
        }
        var of = approach.get();
        var a = Estimates.of(spread(of.nOpt()));
        var b = Estimates.of(spread(of.dOpt()));
        table.row(name, a.value(), a.range(), b.value(), b.range(), Format.count(of.params(flops)));
    }

    /** Resamples that all have the same optima, as of few curves, tell no spread: then there is no interval. */
    private static Interval spread(Interval of) {
        return of.low() < of.high() ? of : new Interval(of.value(), Double.NaN, Double.NaN, Double.NaN, of.level());
    }

    private static TextTable buckets(IsoFlop answer) {
        var table = TextTable.of(
                        "compute [FLOP]", "of its runs", "runs", "N_opt", "D_opt", "least loss", "half-width [OOM]")
                .sparing("of its runs");
        for (var bucket : answer.buckets()) {
            var minimum = bucket.minimum();
            table.row(
                    Format.flops(bucket.flops()),
                    range(Format.flops(bucket.least()), Format.flops(bucket.most())),
                    bucket.rows().size(),
                    minimum.map(m -> Format.count(m.params())).orElse("n/a"),
                    minimum.map(m -> Format.count(m.tokens())).orElse("n/a"),
                    minimum.map(m -> Format.digits(m.loss(), 4)).orElse("n/a"),
                    Format.number(bucket.halfWidth()));
        }
        return table;
    }

    private static String range(String least, String most) {
        return least.equals(most) ? least : least + " to " + most;
    }

    private static Chart optima(RunsRead read, IsoFlop answer) {
        var flops = Figures.flops(read);
        var x = Figures.logSpaced(Figures.min(flops), 10 * Figures.max(flops), 40);
        var chart = new Chart(
                "optimal params against compute", Axis.log("training compute [FLOP]"), Axis.log("N_opt [params]"));
        for (var approach : List.of(answer.envelope(), answer.parabolas(), answer.parametric())) {
            if (approach.isPresent()) {
                var of = approach.get();
                chart = chart.line(
                        of.name(), x, Arrays.stream(x).map(of::params).toArray());
                if (of.name().equals("parabolas")) {
                    chart = minima(chart, of.name(), answer);
                } else if (!of.optima().isEmpty()) {
                    chart = chart.points(
                            of.name(),
                            of.optima().stream().mapToDouble(o -> o.flops()).toArray(),
                            of.optima().stream().mapToDouble(o -> o.params()).toArray());
                }
            }
        }
        return chart;
    }

    private static Chart minima(Chart chart, String name, IsoFlop answer) {
        var minima = answer.minima();
        return chart.bars(
                name,
                minima.stream().mapToDouble(m -> m.at().flops()).toArray(),
                minima.stream().mapToDouble(m -> m.at().params()).toArray(),
                minima.stream().mapToDouble(m -> m.params().low()).toArray(),
                minima.stream().mapToDouble(m -> m.params().high()).toArray());
    }

    @Override
    public ObjectNode json() {
        double beyond = beyond();
        var json = LawsJson.object();
        json.put("level", settings.level());
        var approaches = json.putObject("approaches");
        put(approaches, "envelope", answer.envelope(), beyond);
        put(approaches, "parabolas", answer.parabolas(), beyond);
        put(approaches, "parametric", answer.parametric(), beyond);
        if (answer.parametric().isEmpty() && answer.fit().usable()) {
            var reason = Determination.of(answer.fit()).cause();
            var node = approaches.putObject("parametric");
            node.set("n_opt", LawsJson.nothing(reason));
            node.set("d_opt", LawsJson.nothing(reason));
        }
        LawsJson.put(json, "predicted_bias_of_a", answer.predictedBias());
        LawsJson.put(json, "predicted_factor_of_n_opt", answer.predictedFactor());
        var buckets = json.putArray("budgets");
        for (var bucket : answer.buckets()) {
            var node = buckets.addObject();
            LawsJson.put(node, "flops", bucket.flops());
            LawsJson.put(node, "least_flops", bucket.least());
            LawsJson.put(node, "greatest_flops", bucket.most());
            node.put("n", bucket.rows().size());
            bucket.minimum().ifPresent(m -> {
                LawsJson.put(node, "n_opt", m.params());
                LawsJson.put(node, "d_opt", m.tokens());
                LawsJson.put(node, "loss", m.loss());
            });
            answer.minima().stream()
                    .filter(m -> m.at().flops() == bucket.flops())
                    .findFirst()
                    .ifPresent(m -> {
                        node.set("n_opt_interval", LawsJson.of(m.params()));
                        node.set("d_opt_interval", LawsJson.of(m.tokens()));
                        node.set("loss_interval", LawsJson.of(m.loss()));
                    });
            if (!bucket.skipped().isEmpty()) {
                node.put("skipped", bucket.skipped());
            }
        }
        json.set("notes", LawsJson.of(answer.envelope().isEmpty() ? List.of(NO_ENVELOPE) : List.of()));
        json.set("warnings", LawsJson.of(answer.warnings()));
        return json;
    }

    private static void put(ObjectNode approaches, String name, Optional<Approach> approach, double beyond) {
        if (approach.isEmpty()) {
            approaches.putNull(name);
            return;
        }
        var node = approaches.putObject(name);
        node.set("n_opt", LawsJson.of(spread(approach.get().nOpt())));
        node.set("d_opt", LawsJson.of(spread(approach.get().dOpt())));
        var at = node.putObject("at_ten_times_the_largest");
        LawsJson.put(at, "flops", beyond);
        LawsJson.put(at, "params", approach.get().params(beyond));
    }
}
