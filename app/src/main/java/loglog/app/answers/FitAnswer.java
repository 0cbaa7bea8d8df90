package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.laws.Draws;
import loglog.laws.Equation;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.ProfileLikelihood;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * A law fitted to runs: its parameters with intervals, the exponents of the optimum, the largest residuals.
 *
 * @param profile whether the parameters' intervals are those of the profile likelihood
 * @param draws of the fit's sampling distribution
 * @param intervals of the parameters that the runs determine
 * @param exponents of N_opt and D_opt; empty where the law has none or the runs do not determine them
 */
public record FitAnswer(
        RunsRead read,
        FitSettings settings,
        boolean profile,
        Fit fit,
        Draws draws,
        Map<String, Interval> intervals,
        Optional<Exponents> exponents,
        Soundness sound,
        List<String> warnings)
        implements AnswerViews {
    private static final int WORST_SHOWN = 5;

    /**
     * Fits the law.
     *
     * @throws QuestionProblem where the runs do not determine it, or a parameter has no profile
     */
    public static FitAnswer of(RunsRead read, Law law, FitSettings settings, boolean profile, LongWork work) {
        var fit = settings.fit(read, law, work);
        var draws = settings.draws(fit, work);
        var sound = Soundness.of(read, fit);
        var warnings = new ArrayList<>(sound.warningsOfFit());
        if (draws.failed() > 0 && draws.size() > 0) {
            warnings.add("%d of %s had too few distinct points and were left out"
                    .formatted(draws.failed(), Format.of(draws.failed() + draws.size(), "resample")));
        }
        if (draws.size() == 0) {
            warnings.add("no intervals: the parameters' sampling distribution is degenerate");
        }
        var intervals = new LinkedHashMap<String, Interval>();
        for (var name : fit.parameters().keySet()) {
            if (sound.determines(name)) {
                intervals.put(name, interval(fit, draws, name, settings.level(), profile));
            }
        }
        warnings.addAll(sound.noFloor(intervals::get));
        Optional<Exponents> exponents = Optional.empty();
        if (Exponents.apply(fit.law()) && draws.size() > 1 && sound.exponents()) {
            exponents = Optional.of(Exponents.of(draws, Figures.middle(Figures.flops(read)), settings.level()));
            warnings.addAll(settings.disagreement(read, exponents.get()));
        }
        warnings.addAll(sound.outliers(sound::changeOfParameters));
        return new FitAnswer(read, settings, profile, fit, draws, intervals, exponents, sound, List.copyOf(warnings));
    }

    private static Interval interval(Fit fit, Draws draws, String parameter, double level, boolean profile) {
        return profile
                ? ProfileLikelihood.of(fit, parameter, level)
                        .orElseThrow(
                                why -> QuestionProblem.in("profile", why, "another law, or intervals from resamples"))
                : draws.parameter(parameter, level);
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet(fit.law().name() + ": " + fit.law().equation());
        sheet.text("fitted by %s: objective %s, %s"
                .formatted(
                        settings.saysWhat(),
                        Format.digits(fit.objective(), 6),
                        fit.status().words()));
        sheet.equation(Equation.plain(fit), Equation.latex(fit));
        sheet.warnings(warnings);

        var table = TextTable.of("parameter", "value", settings.percent() + " interval", "se");
        for (var name : fit.parameters().keySet()) {
            if (sound.determines(name)) {
                row(table, name, intervals.get(name));
            } else {
                table.row(name, Soundness.NOTHING, "", "");
            }
        }
        if (!sound.exponents()) {
            table.row("a  (N_opt ~ C^a)", Soundness.NOTHING, "", "");
            table.row("b  (D_opt ~ C^b)", Soundness.NOTHING, "", "");
        }
        exponents.ifPresent(of -> {
            row(table, "a  (N_opt ~ C^a)", of.nOpt());
            row(table, "b  (D_opt ~ C^b)", of.dOpt());
        });
        sheet.table("intervals: " + (profile ? "profile likelihood; of a and b " : "") + settings.saysHow(fit), table);
        var errors = fit.errors();
        var sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
        sheet.table(residualsSay(fit, sizes), worst(read, fit, errors, sizes));
        figures(sheet, withPage);
        return sheet;
    }

    private void figures(Sheet sheet, boolean withPage) {
        var by = settings.saysWhat();
        var intervals = "band: %s interval of the law, %s".formatted(settings.percent(), settings.saysHow(fit));
        var main = Figures.fit(read, fit, draws, settings.level());
        sheet.figure(main, Figures.caption(sentence(main.title()), read, fit, by, draws.size() > 1 ? intervals : ""));
        if (withPage) {
            pageFigures(sheet);
        }
    }

    private void pageFigures(Sheet sheet) {
        var by = settings.saysWhat();
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
                                                        .formatted(draws.size(), settings.saysHow(fit)),
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

    private static void row(TextTable table, String name, Interval interval) {
        var written = Estimates.of(interval);
        table.row(name, written.value(), written.range(), Format.rounded(interval.se()));
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

    private static TextTable worst(RunsRead read, Fit fit, double[] errors, double[] sizes) {
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
        var spots = read.spots();
        for (int i = 0; i < worst.length; i++) {
            table.row(
                    spots.apply(worst[i]),
                    Format.digits(fit.observations().metric(worst[i]), 4),
                    Format.digits(fitted[i], 4),
                    size(fit, errors[worst[i]]));
        }
        return table;
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("law", fit.law().name());
        json.put("equation", fit.law().equation());
        json.put("equation_fitted", Equation.plain(fit));
        json.put("equation_latex", Equation.latex(fit));
        json.put("n", fit.n());
        LawsJson.put(json, "objective", fit.objective());
        json.put("status", fit.status().words());
        json.put("level", settings.level());
        var params = json.putObject("params");
        for (var name : fit.parameters().keySet()) {
            params.set(
                    name,
                    sound.determines(name)
                            ? LawsJson.of(intervals.get(name))
                            : LawsJson.nothing(sound.determination().cause()));
        }
        var exponentsJson = json.putObject("exponents");
        if (!sound.exponents()) {
            exponentsJson.set("n_opt", LawsJson.nothing(sound.determination().cause()));
            exponentsJson.set("d_opt", LawsJson.nothing(sound.determination().cause()));
        }
        exponents.ifPresent(of -> {
            exponentsJson.set("n_opt", LawsJson.of(of.nOpt()));
            exponentsJson.set("d_opt", LawsJson.of(of.dOpt()));
        });
        json.put("intervals", profile ? "profile" : settings.method());
        json.set("warnings", LawsJson.of(warnings));
        return json;
    }
}
