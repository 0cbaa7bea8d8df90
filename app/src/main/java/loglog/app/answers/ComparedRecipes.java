package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import loglog.laws.Comparison;
import loglog.laws.Equation;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.Observations;
import loglog.laws.Optimum;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two recipes under one law, for people and programs.
 *
 * @param recipes the two
 * @param unit what the compute of the comparison, which is 6 params tokens for laws of both, is to be multiplied by
 * @param metric its name
 * @param within keeps a value of a law within what the metric can be, such as a share
 * @param source of the rows, in words
 */
public record ComparedRecipes(
        List<Recipe> recipes,
        Comparison comparison,
        double unit,
        String metric,
        DoubleUnaryOperator within,
        String source) {
    private static final String UNTOLD =
            "Where they cross, and how many times less compute one of them needs, cannot be told of the %s: that is told of a"
                    + " metric above 0 that falls with compute, such as a loss.";

    /**
     * A recipe's runs.
     *
     * @param spots where each run stood, for people: "runs.csv, line 17"
     */
    public record Recipe(String name, Observations observations, IntFunction<String> spots) {}

    private double level() {
        return comparison.offset().level();
    }

    /** What is compared, in words. */
    public String title() {
        return "%s against %s".formatted(recipes.get(1).name, recipes.get(0).name);
    }

    /** Puts tables, verdict and figures on a sheet. */
    public Sheet on(Sheet sheet) {
        var first = recipes.get(0).name;
        var second = recipes.get(1).name;
        var law = comparison.first().law();
        sheet.text("%s, fitted to %d runs of %s and %d of %s"
                .formatted(
                        law.name(),
                        comparison.first().n(),
                        first,
                        comparison.second().n(),
                        second));
        sheet.warnings(warnings());
        var level = Format.share(level(), 4) + " interval";
        var table = TextTable.of("", first, second, "difference", level);
        for (var slope : comparison.slopes()) {
            table.row(
                    slope.parameter(),
                    Format.digits(comparison.first().parameter(slope.parameter()), 4),
                    Format.digits(comparison.second().parameter(slope.parameter()), 4),
                    Format.number(slope.difference().value()),
                    Format.number(slope.difference().low()) + " to "
                            + Format.number(slope.difference().high()));
        }
        if (!areOfLosses()) {
            sheet.table("", table);
            sheet.text(comparison.verdict(level()) + ".");
            sheet.text(UNTOLD.formatted(metric));
            sheet.figure(curves(), caption("Runs of both recipes and each one's law: " + rows()));
            return sheet;
        }
        table.row(
                "%s at %s".formatted(metric, Format.flops(unit * comparison.reference())),
                Format.digits(frontier(comparison.first(), comparison.reference()), 4),
                Format.digits(frontier(comparison.second(), comparison.reference()), 4),
                Format.percent(Math.expm1(comparison.offset().value())),
                Format.percent(Math.expm1(comparison.offset().low())) + " to "
                        + Format.percent(Math.expm1(comparison.offset().high())));
        sheet.table("", table);
        sheet.text(comparison.verdict(level()) + ".");

        var multipliers = TextTable.of("compute of " + first, "compute multiplier of " + second, level);
        var all = comparison.multipliers();
        for (int i = 0; i < all.size(); i += 4) {
            var multiplier = all.get(i);
            var factor = Estimates.ratio(multiplier.factor());
            multipliers.row(Format.flops(unit * multiplier.flops()), factor.value(), factor.range());
        }
        sheet.table(
                "how many times less compute %s needs for what %s reaches (0: it never gets there):"
                        .formatted(second, first),
                multipliers);
        if (comparison.crossing().isPresent() && comparison.crossing().get().share() < level()) {
            var crossing = comparison.crossing().get();
            sheet.text("Whether they cross cannot be told: the laws do at %s FLOP, but only %s of the resamples cross."
                    .formatted(Format.flops(unit * crossing.flops().value()), Format.percent(crossing.share())));
        } else if (comparison.crossing().isPresent()) {
            var crossing = comparison.crossing().get();
            sheet.text(
                    "They cross at %s FLOP, in [%s, %s] (%s of the resamples cross in this range); beyond, %s is better."
                            .formatted(
                                    Format.flops(unit * crossing.flops().value()),
                                    Format.flops(unit * crossing.flops().low()),
                                    Format.flops(unit * crossing.flops().high()),
                                    Format.percent(crossing.share()),
                                    crossing.betterBeyond() == 1 ? first : second));
        } else {
            sheet.text("They do not cross between the cheapest run and ten times the most expensive.");
        }
        var rows = rows();
        sheet.figure(curves(), caption("Runs of both recipes and each one's law along its optimum: " + rows));
        sheet.pageFigure(
                multiplierChart(first, second),
                caption("How many times less compute %s needs for what %s reaches: %s; band: %s from resamples of rows"
                        .formatted(second, first, rows, level)));
        return sheet;
    }

    private String rows() {
        var law = comparison.first().law();
        return "%d and %d rows of %s; %s (%s) fitted to each"
                .formatted(comparison.first().n(), comparison.second().n(), source, law.name(), law.source());
    }

    /**
     * Whether both laws fall with compute and stay above 0, as a loss does. Of others, such as ratings and accuracies, neither a
     * ratio nor the compute that reaches a value is told.
     */
    private boolean areOfLosses() {
        double least = comparison.multipliers().getFirst().flops();
        double most = comparison.multipliers().getLast().flops();
        return Stream.of(comparison.first(), comparison.second())
                .allMatch(fit -> frontier(fit, least) >= frontier(fit, most) && frontier(fit, most) > 0);
    }

    private Caption caption(String text) {
        return Caption.of(text)
                .equation(Equation.latex(comparison.first()))
                .equation(Equation.latex(comparison.second()))
                .cites("efron1979 efron1981");
    }

    private List<String> warnings() {
        var warnings = new ArrayList<String>();
        for (var warning : comparison.warnings()) {
            warnings.add(
                    warning.replace("first recipe", recipes.get(0).name).replace("second recipe", recipes.get(1).name));
        }
        warnings.addAll(outliers(recipes.get(0), comparison.first()));
        warnings.addAll(outliers(recipes.get(1), comparison.second()));
        return warnings;
    }

    /** Which of a recipe's runs stand off its own law, and what they do to its exponents. */
    private static List<String> outliers(Recipe recipe, Fit fit) {
        var sound = Soundness.of(recipe.spots, fit);
        return sound.outliers(sound::changeOfParameters).stream()
                .map(outliers -> recipe.name + ": " + outliers)
                .toList();
    }

    private static double frontier(Fit fit, double flops) {
        return fit.law().axes().size() == 1
                ? fit.at(flops)
                : Optimum.at(fit.law(), fit.values(), flops).loss();
    }

    private static Interval times(Interval interval, double factor) {
        return new Interval(
                factor * interval.value(),
                factor * interval.low(),
                factor * interval.high(),
                factor * interval.se(),
                interval.level());
    }

    private static double[] compute(Observations observations, Fit fit, double unit) {
        if (fit.law().axes().size() == 1) {
            return observations.axis(fit.law().axes().getFirst());
        }
        var flops = observations.axis("params");
        for (int i = 0; i < flops.length; i++) {
            flops[i] *= 6 * unit * observations.scale("tokens", i);
        }
        return flops;
    }

    private Chart curves() {
        var axis = comparison.first().law().axes().size() == 1
                ? comparison.first().law().axes().getFirst()
                : "flops";
        var chart = new Chart(
                "the recipes, run by run and at their best",
                Axis.log(Figures.axisTitle(axis)),
                areOfLosses() ? Axis.log(Figures.withUnit(metric)) : Axis.linear(Figures.withUnit(metric)));
        var fits = List.of(comparison.first(), comparison.second());
        for (int r = 0; r < 2; r++) {
            chart = chart.points(
                    recipes.get(r).name,
                    compute(recipes.get(r).observations, fits.get(r), unit),
                    recipes.get(r).observations.metric());
        }
        var x = comparison.multipliers().stream()
                .mapToDouble(Comparison.Multiplier::flops)
                .toArray();
        for (int r = 0; r < 2; r++) {
            var fit = fits.get(r);
            chart = chart.line(
                    recipes.get(r).name,
                    Arrays.stream(x).map(c -> unit * c).toArray(),
                    Arrays.stream(x)
                            .map(c -> within.applyAsDouble(frontier(fit, c)))
                            .toArray());
        }
        return chart;
    }

    private Chart multiplierChart(String first, String second) {
        var shown = comparison.multipliers().stream()
                .filter(m ->
                        m.factor().value() > 0 && Double.isFinite(m.factor().value()))
                .toList();
        var x = shown.stream().mapToDouble(m -> unit * m.flops()).toArray();
        return new Chart(
                        "compute multiplier of %s over %s".formatted(second, first),
                        Axis.log("compute of " + first + " [FLOP]"),
                        Axis.log("times less compute"))
                .with(new Layer.Band(
                        Format.share(level(), 4) + " interval",
                        x,
                        shown.stream().mapToDouble(m -> m.factor().low()).toArray(),
                        shown.stream().mapToDouble(m -> m.factor().high()).toArray()))
                .line(
                        "multiplier",
                        x,
                        shown.stream().mapToDouble(m -> m.factor().value()).toArray())
                .horizontal("equal", 1);
    }

    /** The same for programs. */
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("law", comparison.first().law().name());
        json.put("level", level());
        var names = json.putArray("recipes");
        recipes.forEach(recipe -> names.add(recipe.name));
        var slopes = json.putObject("slopes");
        comparison.slopes().forEach(slope -> {
            var node = LawsJson.of(slope.difference());
            LawsJson.put(node, "first", comparison.first().parameter(slope.parameter()));
            LawsJson.put(node, "second", comparison.second().parameter(slope.parameter()));
            slopes.set(slope.parameter(), node);
        });
        LawsJson.put(json, "p_slopes_equal", comparison.slopesDiffer());
        LawsJson.put(json, "reference_flops", unit * comparison.reference());
        if (!areOfLosses()) {
            json.set("log_loss_offset", LawsJson.nothing(UNTOLD.formatted(metric)));
            json.putArray("compute_multipliers");
            json.putNull("crossing").put("verdict", comparison.verdict(level()));
            json.set("warnings", LawsJson.of(warnings()));
            return json;
        }
        json.set("log_loss_offset", LawsJson.of(comparison.offset()));
        var multipliers = json.putArray("compute_multipliers");
        comparison.multipliers().forEach(multiplier -> {
            var node = LawsJson.of(multiplier.factor());
            LawsJson.put(node, "flops", unit * multiplier.flops());
            multipliers.add(node);
        });
        if (comparison.crossing().isPresent()) {
            var crossing = comparison.crossing().get();
            var node = json.putObject("crossing");
            node.set("flops", LawsJson.of(times(crossing.flops(), unit)));
            LawsJson.put(node, "share_of_resamples", crossing.share());
            node.put("better_beyond", recipes.get(crossing.betterBeyond() - 1).name);
        } else {
            json.putNull("crossing");
        }
        json.put("verdict", comparison.verdict(level()));
        json.set("warnings", LawsJson.of(warnings()));
        return json;
    }
}
