package loglog.app.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.laws.Draws;
import loglog.laws.Equation;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.ProfileLikelihood;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog fit}: a law, its parameters with intervals, the residuals, a plot. */
@Command(name = "fit", description = "Fit a law to runs: parameters with intervals, residuals, a log-log plot.")
public final class FitCommand implements Runnable {
    private static final int WORST_SHOWN = 5;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--profile",
            description = "the parameters' intervals by profile likelihood, which assumes the same noise everywhere")
    boolean profile;

    @Override
    public void run() {
        fitting.criterion();
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        var fit = fitting.fit(read);
        var draws = fitting.draws(fit);
        var warnings = new ArrayList<>(fit.warnings());
        if (draws.failed() > 0 && draws.size() > 0) {
            warnings.add("%d of %d resamples had too few distinct points and were left out"
                    .formatted(draws.failed(), draws.failed() + draws.size()));
        }
        if (draws.size() == 0) {
            warnings.add("no intervals: the parameters' sampling distribution is degenerate");
        }
        var sound = Soundness.of(read, fit);
        warnings.addAll(sound.causes());
        warnings.addAll(sound.noFloor(name -> interval(fit, draws, name)));
        Exponents exponents = null;
        if (Exponents.apply(fit.law()) && draws.size() > 1 && sound.exponents()) {
            exponents = Exponents.of(draws, Figures.middle(Figures.flops(read)), fitting.level);
            warnings.addAll(fitting.disagreement(read, exponents));
        }
        warnings.addAll(sound.outliers(sound::changeOfParameters));
        output.show(
                sheet(read, fit, draws, exponents, sound, warnings),
                json(fit, draws, exponents, sound, warnings),
                read);
    }

    private Sheet sheet(
            RunsOptions.Read read, Fit fit, Draws draws, Exponents exponents, Soundness sound, List<String> warnings) {
        var sheet = new Sheet(fit.law().name() + ": " + fit.law().equation());
        sheet.text(read.runsOfSource() + read.asNoted());
        sheet.text("fitted by %s: objective %s, %s"
                .formatted(
                        fitting.saysWhat(),
                        Format.digits(fit.objective(), 6),
                        fit.status().words()));
        sheet.equation(Equation.plain(fit), Equation.latex(fit));
        sheet.warnings(warnings);

        var table = TextTable.of("parameter", "value", fitting.percent() + " interval", "se");
        for (var name : fit.parameters().keySet()) {
            if (sound.determines(name)) {
                row(table, name, interval(fit, draws, name));
            } else {
                table.row(name, Soundness.NOTHING, "", "");
            }
        }
        if (!sound.exponents()) {
            table.row("a  (N_opt ~ C^a)", Soundness.NOTHING, "", "");
            table.row("b  (D_opt ~ C^b)", Soundness.NOTHING, "", "");
        }
        if (exponents != null) {
            row(table, "a  (N_opt ~ C^a)", exponents.nOpt());
            row(table, "b  (D_opt ~ C^b)", exponents.dOpt());
        }
        sheet.table("intervals: " + (profile ? "profile likelihood; of a and b " : "") + fitting.saysHow(fit), table);
        var errors = fit.errors();
        var sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        sheet.table(residualsSay(fit, sizes), worst(read, fit, errors, sizes));
        figures(sheet, read, fit, draws, sound);
        return sheet;
    }

    private void figures(Sheet sheet, RunsOptions.Read read, Fit fit, Draws draws, Soundness sound) {
        var by = fitting.saysWhat();
        var intervals = "band: %s interval of the law, %s".formatted(fitting.percent(), fitting.saysHow(fit));
        var main = Figures.fit(read, fit, draws, fitting.level);
        sheet.figure(main, Figures.caption(sentence(main.title()), read, fit, by, draws.size() > 1 ? intervals : ""));
        if (output.draws()) {
            pageFigures(sheet, read, fit, draws, sound);
        }
    }

    private void pageFigures(Sheet sheet, RunsOptions.Read read, Fit fit, Draws draws, Soundness sound) {
        var by = fitting.saysWhat();
        var of = Figures.metricName(read);
        Figures.lossMap(read, fit)
                .filter(_ -> sound.exponents())
                .ifPresent(map -> sheet.pageFigure(
                        map,
                        Figures.caption(
                                "Lines of equal %s over params and tokens with the runs, the compute-optimal frontier and lines of equal compute"
                                        .formatted(of),
                                read,
                                fit,
                                by)));
        sheet.pageFigure(
                Figures.residuals(read, fit),
                Figures.caption(
                        fit.criterion().logResiduals()
                                ? "Observed / law - 1 for each run"
                                : "Observed minus law for each run",
                        read,
                        fit,
                        by));
        sheet.pageFigure(
                Figures.observedAgainstFitted(read, fit),
                Figures.caption("Observed against the law's value for each run", read, fit, by));
        if (draws.size() > 2 && sound.exponents()) {
            for (var regions : ParameterRegions.charts(draws)) {
                sheet.pageFigure(
                        regions,
                        Figures.caption(
                                        sentence(regions.title())
                                                + " (as arXiv 2404.10102 draws it): points are %d estimates, %s; the lines are the smallest regions that hold 50% and 90% of them by kernel density"
                                                        .replace("% ", "%% ")
                                                        .formatted(draws.size(), fitting.saysHow(fit)),
                                        read,
                                        fit,
                                        by)
                                .cites("efron1979"));
            }
        }
    }

    private static String sentence(String title) {
        return Character.toUpperCase(title.charAt(0)) + title.substring(1);
    }

    private Interval interval(Fit fit, Draws draws, String parameter) {
        if (!profile) {
            return draws.parameter(parameter, fitting.level);
        }
        return ProfileLikelihood.of(fit, parameter, fitting.level)
                .orElseThrow(why -> new UserError(
                        "--profile: %s; expected another law, or intervals from resamples".formatted(why)));
    }

    private static void row(TextTable table, String name, Interval interval) {
        var written = Estimates.of(interval);
        table.row(name, written.value(), written.range(), Format.number(interval.se()));
    }

    private static String residualsSay(Fit fit, double[] sizes) {
        return "residuals%s: median size %s, 90th percentile %s; the largest:"
                .formatted(
                        fit.criterion().logResiduals() ? " (observed / law - 1)" : " (observed - law)",
                        size(fit, sizes[sizes.length / 2]),
                        size(fit, sizes[(int) (0.9 * (sizes.length - 1))]));
    }

    private static String size(Fit fit, double residual) {
        return fit.criterion().logResiduals() ? Format.percent(residual) : Format.number(residual);
    }

    private static TextTable worst(RunsOptions.Read read, Fit fit, double[] errors, double[] sizes) {
        var table = TextTable.of("row", "observed", "law", "observed above law");
        double shown = sizes[Math.max(0, sizes.length - WORST_SHOWN)];
        var worst = IntStream.range(0, errors.length)
                .filter(i -> Math.abs(errors[i]) >= shown)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(errors[i])))
                .limit(WORST_SHOWN)
                .mapToInt(Integer::intValue)
                .toArray();
        var fitted = fit.valuesAt(fit.observations().select(worst));
        for (int i = 0; i < worst.length; i++) {
            table.row(
                    read.place(worst[i]),
                    Format.digits(fit.observations().metric(worst[i]), 4),
                    Format.digits(fitted[i], 4),
                    size(fit, errors[worst[i]]));
        }
        return table;
    }

    private ObjectNode json(Fit fit, Draws draws, Exponents exponents, Soundness sound, List<String> warnings) {
        var json = fitJson(fit, name -> interval(fit, draws, name), fitting.level, exponents, sound);
        json.put("intervals", profile ? "profile" : fitting.method());
        json.set("warnings", Json.of(warnings));
        return json;
    }

    private static ObjectNode fitJson(
            Fit fit, Function<String, Interval> intervals, double level, Exponents exponents, Soundness sound) {
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("equation", fit.law().equation());
        json.put("equation_fitted", Equation.plain(fit));
        json.put("equation_latex", Equation.latex(fit));
        json.put("n", fit.n());
        Json.put(json, "objective", fit.objective());
        json.put("status", fit.status().words());
        json.put("level", level);
        var params = json.putObject("params");
        for (var name : fit.parameters().keySet()) {
            params.set(
                    name,
                    sound.determines(name)
                            ? Json.of(intervals.apply(name))
                            : Json.nothing(sound.determination().cause()));
        }
        var exponentsJson = json.putObject("exponents");
        if (!sound.exponents()) {
            exponentsJson.set("n_opt", Json.nothing(sound.determination().cause()));
            exponentsJson.set("d_opt", Json.nothing(sound.determination().cause()));
        }
        if (exponents != null) {
            exponentsJson.set("n_opt", Json.of(exponents.nOpt()));
            exponentsJson.set("d_opt", Json.of(exponents.dOpt()));
        }
        return json;
    }
}
