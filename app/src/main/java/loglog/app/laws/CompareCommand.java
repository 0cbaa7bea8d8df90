package loglog.app.laws;

import java.util.Arrays;
import java.util.List;
import loglog.app.UserError;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.app.sheet.Sheet;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.laws.Comparison;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Optimum;
import loglog.tables.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog compare}: is a change better in slope or only in offset? */
@Command(
        name = "compare",
        description =
                "Two recipes' runs: do their slopes differ, by how much is one better, how many times less compute does"
                        + " it need, and where do they cross?")
public final class CompareCommand implements Runnable {
    private static final int RESAMPLES = 1000;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = "column that tells the recipes apart, for example dataset")
    String by;

    @Option(
            names = "--between",
            split = ",",
            arity = "1",
            paramLabel = "A,B",
            description = "the two recipes, where the column has more")
    List<String> between;

    @Option(names = "--with", paramLabel = "TABLE", description = "the second recipe's table, where each has its own")
    String with;

    private record Recipe(String name, Observations observations) {}

    @Override
    public void run() {
        var criterion = fitting.criterion();
        fitting.refuse("--resample");
        if ((by == null) == (with == null)) {
            throw new UserError(
                    "compare needs two recipes; expected --by COLUMN that tells them apart, or --with TABLE of the second");
        }
        if (by != null) {
            runs.groupBy(by, "--by");
        }
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        var law = fitting.law(read);
        if (law.axes().size() > 1 && !Exponents.apply(law)) {
            throw new UserError(
                    "--law %s cannot be compared along compute; expected a law of one scale or of params and tokens"
                            .formatted(law.name()));
        }
        var recipes = by != null ? recipesOfColumn(read.runs()) : recipesOfTables(read, law);
        for (var recipe : recipes) {
            var fit = Laws.fit(law, recipe.observations, criterion);
            if (!fit.usable()) {
                throw new UserError("the %d runs of %s: %s"
                        .formatted(recipe.observations.size(), recipe.name, String.join("; ", fit.warnings())));
            }
        }
        var comparison = Comparison.of(
                recipes.get(0).observations,
                recipes.get(1).observations,
                law,
                criterion,
                fitting.resamples(RESAMPLES),
                fitting.level,
                fitting.seed);
        // The library counts 6 FLOP per param and token.
        double unit = law.axes().size() == 1 ? 1 : read.flopsPerToken() / 6;
        output.show(sheet(read, recipes, comparison, unit), json(recipes, comparison, unit));
    }

    private List<Recipe> recipesOfColumn(Runs all) {
        var names = Arrays.stream(all.group()).distinct().toList();
        var chosen =
                between == null ? names : between.stream().map(String::strip).toList();
        if (chosen.stream().distinct().count() != 2 || chosen.size() != 2) {
            throw new UserError(
                    "column %s has %d values (%s); expected two different ones, or --between A,B to choose them"
                            .formatted(
                                    by, names.size(), String.join(", ", names.subList(0, Math.min(8, names.size())))));
        }
        for (var name : chosen) {
            if (!names.contains(name)) {
                throw new UserError("--between %s: column %s has no value %s; it has %s"
                        .formatted(
                                String.join(",", chosen),
                                by,
                                name,
                                String.join(", ", names.subList(0, Math.min(8, names.size())))));
            }
        }
        return chosen.stream()
                .map(name -> new Recipe(name, alone(all.keep(i -> all.group()[i].equals(name)))))
                .toList();
    }

    private List<Recipe> recipesOfTables(RunsOptions.Read first, Law law) {
        runs.files = List.of(with);
        var second = runs.read(fitting.anyMetric(), fitting.needs());
        FitOptions.requireAxes(law, second);
        return List.of(
                new Recipe(first.source(), first.observations()), new Recipe(second.source(), second.observations()));
    }

    /** A recipe's runs are independent of each other: the column that names the recipe is no cluster. */
    private static Observations alone(Runs runs) {
        return RunsOptions.observations(new Runs(
                runs.params(),
                runs.tokens(),
                runs.flops(),
                runs.loss(),
                null,
                runs.sigma(),
                runs.uniqueTokens(),
                runs.axes(),
                runs.rows(),
                runs.table(),
                runs.columns(),
                runs.notes(),
                runs.skipped()));
    }

    private Sheet sheet(RunsOptions.Read read, List<Recipe> recipes, Comparison comparison, double unit) {
        var first = recipes.get(0).name;
        var second = recipes.get(1).name;
        var law = comparison.first().law();
        var sheet = new Sheet("%s against %s".formatted(second, first));
        sheet.text("%s, fitted to %d runs of %s and %d of %s%s"
                .formatted(
                        law.name(),
                        comparison.first().n(),
                        first,
                        comparison.second().n(),
                        second,
                        read.asNoted()));
        sheet.warnings(warnings(recipes, comparison));
        var level = fitting.percent() + " interval";
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
        table.row(
                "%s at %s".formatted(Figures.metricName(read), Format.flops(unit * comparison.reference())),
                Format.digits(frontier(comparison.first(), comparison.reference()), 4),
                Format.digits(frontier(comparison.second(), comparison.reference()), 4),
                Format.percent(Math.expm1(comparison.offset().value())),
                Format.percent(Math.expm1(comparison.offset().low())) + " to "
                        + Format.percent(Math.expm1(comparison.offset().high())));
        sheet.table("", table);
        sheet.text(comparison.verdict(fitting.level) + ".");

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
        if (comparison.crossing().isPresent()) {
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
            sheet.text("They do not cross between the cheapest run and ten times the dearest.");
        }
        var source = "%d and %d rows of %s; %s"
                .formatted(comparison.first().n(), comparison.second().n(), read.source(), law.name());
        sheet.figure(curves(recipes, comparison, unit, Figures.metricName(read)), source);
        sheet.pageFigure(multiplierChart(first, second, comparison, unit), source);
        return sheet;
    }

    private static List<String> warnings(List<Recipe> recipes, Comparison comparison) {
        return comparison.warnings().stream()
                .map(warning -> warning.replace("first recipe", recipes.get(0).name)
                        .replace("second recipe", recipes.get(1).name))
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

    private static Chart curves(List<Recipe> recipes, Comparison comparison, double unit, String metric) {
        var axis = comparison.first().law().axes().size() == 1
                ? comparison.first().law().axes().getFirst()
                : "flops";
        var chart = new Chart(
                "the recipes, run by run and at their best", Axis.log(Figures.axisTitle(axis)), Axis.log(metric));
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
                    Arrays.stream(x).map(c -> frontier(fit, c)).toArray());
        }
        return chart;
    }

    private static Chart multiplierChart(String first, String second, Comparison comparison, double unit) {
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
                        "interval",
                        x,
                        shown.stream().mapToDouble(m -> m.factor().low()).toArray(),
                        shown.stream().mapToDouble(m -> m.factor().high()).toArray()))
                .line(
                        "multiplier",
                        x,
                        shown.stream().mapToDouble(m -> m.factor().value()).toArray())
                .horizontal("equal", 1);
    }

    private ObjectNode json(List<Recipe> recipes, Comparison comparison, double unit) {
        var json = Json.object();
        json.put("law", comparison.first().law().name());
        json.put("level", fitting.level);
        var names = json.putArray("recipes");
        recipes.forEach(recipe -> names.add(recipe.name));
        var slopes = json.putObject("slopes");
        comparison.slopes().forEach(slope -> {
            var node = Json.of(slope.difference());
            Json.put(node, "first", comparison.first().parameter(slope.parameter()));
            Json.put(node, "second", comparison.second().parameter(slope.parameter()));
            slopes.set(slope.parameter(), node);
        });
        Json.put(json, "p_slopes_equal", comparison.slopesDiffer());
        Json.put(json, "reference_flops", unit * comparison.reference());
        json.set("log_loss_offset", Json.of(comparison.offset()));
        var multipliers = json.putArray("compute_multipliers");
        comparison.multipliers().forEach(multiplier -> {
            var node = Json.of(multiplier.factor());
            Json.put(node, "flops", unit * multiplier.flops());
            multipliers.add(node);
        });
        if (comparison.crossing().isPresent()) {
            var crossing = comparison.crossing().get();
            var node = json.putObject("crossing");
            node.set("flops", Json.of(times(crossing.flops(), unit)));
            Json.put(node, "share_of_resamples", crossing.share());
            node.put("better_beyond", recipes.get(crossing.betterBeyond() - 1).name);
        } else {
            json.putNull("crossing");
        }
        json.put("verdict", comparison.verdict(fitting.level));
        json.set("warnings", Json.of(warnings(recipes, comparison)));
        return json;
    }
}
