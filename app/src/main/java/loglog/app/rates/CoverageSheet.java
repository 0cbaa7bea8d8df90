package loglog.app.rates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import loglog.app.answers.Estimates;
import loglog.laws.Interval;
import loglog.laws.rates.RepeatedSampling;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code coverage} shows to people. */
final class CoverageSheet {
    private static final int MOST_CURVES = 8;
    private static final int SAMPLES = 60;

    private CoverageSheet() {}

    static Sheet of(List<CoverageCommand.ModelAnswer> answers, String source, double level, int resamples) {
        var sheet = new Sheet("repeated sampling, " + source);
        for (var answer : answers) {
            answer.warnings().forEach(text -> sheet.warning(answers.size() == 1 ? text : answer.name() + ": " + text));
        }
        var percent = Format.share(level, 4);
        var laws = TextTable.of("model", "problems", "pass@1", "a", "a: " + percent, "b", "b: " + percent, "rms");
        var shapes = TextTable.of("model", "tail exponent", percent + " interval", "a power law?");
        for (var answer : answers) {
            var name = name(answer, source);
            var fitted = answer.fitted();
            boolean lawful = fitted != null && fitted.law() != null;
            laws.row(
                    name,
                    Format.count(answer.counts().problems()),
                    Format.percent(answer.counts().coverage(1)),
                    lawful ? Estimates.of(fitted.a()).value() : "n/a",
                    lawful ? Estimates.of(fitted.a()).range() : null,
                    lawful ? Estimates.of(fitted.b()).value() : "n/a",
                    lawful ? Estimates.of(fitted.b()).range() : null,
                    lawful ? Format.number(fitted.law().rms()) : null);
            if (fitted != null) {
                shapes.row(
                        name,
                        Estimates.of(fitted.tailExponent()).value(),
                        Estimates.of(fitted.tailExponent()).range(),
                        fitted.verdict().brief());
            }
        }
        sheet.table(
                "C(k) = exp(a k^b), fitted to ln(-ln C) at k = 1, 2, 4, ...; intervals: %s of problems; rms: in ln(-ln C)"
                        .formatted(Format.of(resamples, "resample")),
                laws.sparing("rms", "a: " + percent));
        coverage(sheet, answers, source, percent);
        sheet.table(
                "how difficulty is spread: single attempts succeed at rates of density p^(t - 1) near 0, t the tail exponent of a beta distribution (arXiv 2502.17578)",
                shapes);
        rehearsals(sheet, answers, source, percent);
        figures(sheet, answers, source, percent);
        return sheet;
    }

    private static String name(CoverageCommand.ModelAnswer answer, String source) {
        return answer.name() == null ? source : answer.name();
    }

    private static void coverage(
            Sheet sheet, List<CoverageCommand.ModelAnswer> answers, String source, String percent) {
        var table = TextTable.of(
                "model", "k", "coverage", percent + " interval", "what", "by the law", "by the beta mixture");
        for (var answer : answers) {
            var fitted = answer.fitted();
            if (fitted == null) {
                continue;
            }
            var points = new ArrayList<RepeatedSampling.AtK>();
            points.add(fitted.coverage().getFirst());
            points.addAll(answer.measured());
            if (fitted.coverage().size() > 1) {
                points.add(fitted.coverage().getLast());
            }
            for (var point : points) {
                table.row(
                        name(answer, source),
                        Format.count(point.k()),
                        Format.percent(point.value().value()),
                        range(point.value()),
                        "measured",
                        fitted.law() == null
                                ? null
                                : Format.percent(fitted.law().at(point.k())),
                        Format.percent(fitted.beta().coverage(point.k())));
            }
            for (var point : answer.forecasts()) {
                table.row(
                        name(answer, source),
                        Format.count(point.k()),
                        Format.percent(point.value().value()),
                        range(point.value()),
                        "forecast",
                        Format.percent(fitted.law().at(point.k())),
                        Format.percent(fitted.beta().coverage(point.k())));
            }
        }
        sheet.table(
                "coverage: the share of problems that at least one of k samples solves (pass@k, unbiased)",
                table.sparing("by the beta mixture", "by the law"));
    }

    private static String range(Interval interval) {
        return Format.percent(interval.low()) + " to " + Format.percent(interval.high());
    }

    private static void rehearsals(
            Sheet sheet, List<CoverageCommand.ModelAnswer> answers, String source, String percent) {
        var table = TextTable.of("model", "from", "k", "forecast", percent + " interval", "measured", "lies");
        boolean any = false;
        for (var answer : answers) {
            var of = answer.rehearsal();
            if (of != null) {
                any = true;
                table.row(
                        name(answer, source),
                        Format.of(of.from(), "sample"),
                        Format.count(of.k()),
                        Format.percent(of.forecast().value()),
                        range(of.forecast()),
                        Format.percent(of.measured()),
                        of.forecast().holds(of.measured()) ? "inside" : "outside");
            }
        }
        if (any) {
            sheet.table("what would have been forecast from fewer of these samples", table);
        }
    }

    private static void figures(Sheet sheet, List<CoverageCommand.ModelAnswer> answers, String source, String percent) {
        var shown = answers.stream()
                .filter(answer -> answer.fitted() != null && answer.fitted().law() != null)
                .limit(MOST_CURVES)
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        var coverage = new Chart(
                "coverage against samples",
                Axis.log("samples k"),
                Axis.linear("problems solved [%]").range(0, 100));
        var straight = new Chart("the law of repeated sampling", Axis.log("samples k"), Axis.log("-ln coverage"));
        for (var answer : shown) {
            var fitted = answer.fitted();
            var name = name(answer, source);
            long far = answer.forecasts().isEmpty()
                    ? fitted.coverage().getLast().k()
                    : answer.forecasts().getLast().k();
            var x = new double[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                x[i] = Math.pow(far, (double) i / (SAMPLES - 1));
            }
            var points = new ArrayList<>(fitted.coverage());
            coverage = coverage.points(name, ks(points), percents(points))
                    .line(name, x, map(x, k -> 100 * fitted.law().at(k)));
            if (!answer.forecasts().isEmpty()) {
                var ahead = answer.forecasts();
                coverage = coverage.bars(
                        name + ", forecast",
                        ks(ahead),
                        percents(ahead),
                        ahead.stream().mapToDouble(p -> 100 * p.value().low()).toArray(),
                        ahead.stream().mapToDouble(p -> 100 * p.value().high()).toArray());
            }
            var inside = points.stream()
                    .filter(p -> p.value().value() > 0 && p.value().value() < 1)
                    .toList();
            straight = straight.points(
                            name,
                            ks(inside),
                            inside.stream()
                                    .mapToDouble(p -> -Math.log(p.value().value()))
                                    .toArray())
                    .line(
                            name,
                            x,
                            map(
                                    x,
                                    k -> -fitted.law().a()
                                            * Math.pow(k, fitted.law().b())));
        }
        var caption = "%d of %s, %s of %s. Law: exp(a k^b), least squares of ln(-ln C) (arXiv 2407.21787)"
                .formatted(
                        shown.size(),
                        Format.of(answers.size(), "model"),
                        Format.of(
                                shown.stream()
                                        .mapToLong(CoverageCommand.ModelAnswer::rows)
                                        .sum(),
                                "row"),
                        source);
        sheet.figure(
                coverage,
                Caption.of("Problems solved by at least one of k samples: %s; bars: forecasts with %s intervals"
                                .formatted(caption, percent))
                        .equation("C(k) = \\exp(a k^b)"));
        sheet.pageFigure(
                straight,
                Caption.of(
                        "-ln of the coverage, on which a power law is a straight line: %s. Where it bends down there is no heavy tail of hard problems (arXiv 2502.17578)"
                                .formatted(caption)));
    }

    private static double[] map(double[] x, DoubleUnaryOperator curve) {
        return Arrays.stream(x).map(curve).toArray();
    }

    private static double[] ks(List<RepeatedSampling.AtK> points) {
        return points.stream().mapToDouble(RepeatedSampling.AtK::k).toArray();
    }

    private static double[] percents(List<RepeatedSampling.AtK> points) {
        return points.stream().mapToDouble(p -> 100 * p.value().value()).toArray();
    }
}
