package loglog.app.feedback;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import loglog.app.answers.Estimates;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.feedback.CoefficientTrend;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.rates.BestOfN;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code overoptimization} shows to people. */
final class OveroptimizationSheet {
    private static final int SAMPLES = 80;
    private static final int MOST_CURVES = 8;

    private OveroptimizationSheet() {}

    static Sheet of(OveroptimizationAnswer answer, String source) {
        var sheet = new Sheet("over-optimization, " + source);
        sheet.warnings(answer.warnings());
        for (var form : OveroptimizationForm.values()) {
            if (answer.findings().stream().anyMatch(f -> f.setting().form() == form)) {
                sheet.equation("R(d) = " + form.equation() + ", d = sqrt(KL)", form.latex());
            }
        }
        laws(sheet, answer);
        if (!answer.read().isOfCoefficients()) {
            peaks(sheet, answer);
        }
        trends(sheet, answer);
        forecasts(sheet, answer);
        figures(sheet, answer, source);
        return sheet;
    }

    private static String percent(OveroptimizationAnswer answer) {
        return Format.share(answer.level(), 4);
    }

    private static String name(OveroptimizationAnswer.Finding finding) {
        return finding.setting().name().isEmpty()
                ? finding.setting().form().words()
                : finding.setting().name();
    }

    private static void laws(Sheet sheet, OveroptimizationAnswer answer) {
        var percent = percent(answer);
        if (answer.read().isOfCoefficients()) {
            var table = TextTable.of("setting", "alpha", "beta", "peak d", "peak n", "gold there");
            for (var finding : answer.findings()) {
                double peak = finding.peakDistance();
                table.row(
                        name(finding),
                        Format.number(finding.alpha()),
                        Format.number(finding.beta()),
                        Format.number(peak),
                        Format.count(BestOfN.samplesAt(peak * peak)),
                        Double.isInfinite(peak)
                                ? "n/a"
                                : Format.number(finding.setting().form().gold(finding.alpha(), finding.beta(), peak)));
            }
            sheet.table("the coefficients, and where the law of each has its peak", table.sparing("gold there"));
            return;
        }
        var table = TextTable.of("setting", "curves", "alpha", "alpha: " + percent, "beta", "beta: " + percent, "rms");
        for (var finding : answer.findings()) {
            var law = finding.law();
            if (law == null) {
                table.row(
                        name(finding),
                        Integer.toString(finding.setting().curves().size()),
                        "n/a",
                        "",
                        "n/a",
                        "",
                        "");
                continue;
            }
            var alpha = Estimates.of(law.alpha(answer.level()));
            var beta = Estimates.of(law.beta(answer.level()));
            table.row(
                    name(finding),
                    Integer.toString(law.replicates()),
                    alpha.value(),
                    alpha.range(),
                    beta.value(),
                    beta.range(),
                    Format.number(law.rms()));
        }
        sheet.table(
                "least squares of the gold score at d of at least 0.3; intervals: Student's, of how curves of a setting differ, else of the rows; rms in units of the gold score",
                table.sparing("curves", "rms"));
    }

    private static void peaks(Sheet sheet, OveroptimizationAnswer answer) {
        var percent = percent(answer);
        var table =
                TextTable.of("setting", "peak d", percent + " interval", "n", "n: " + percent, "gold there", "where");
        for (var finding : answer.findings()) {
            var peak = finding.peak();
            if (peak == null) {
                continue;
            }
            boolean ofSamples = finding.setting().form() == OveroptimizationForm.BEST_OF_N;
            boolean falls = Double.isFinite(peak.d().value());
            table.row(
                    name(finding),
                    falls ? Format.number(peak.d().value()) : "none",
                    Estimates.ratio(peak.d()).range(),
                    ofSamples && falls ? Format.count(peak.samples().value()) : "",
                    ofSamples ? Estimates.counts(peak.samples()).range() : "",
                    falls ? Format.number(peak.gold().value()) : "",
                    said(finding));
        }
        sheet.table(
                "where the law has its peak; beyond the data it is an extrapolation",
                table.sparing("gold there", "n: " + percent));
    }

    private static String said(OveroptimizationAnswer.Finding finding) {
        var peak = finding.peak();
        return Double.isNaN(peak.within())
                ? peak.turn().words()
                : "%s (%s that it lies below d = %s)"
                        .formatted(
                                peak.turn().words(),
                                Format.percent(peak.within()),
                                Format.number(finding.law().greatest()));
    }

    private static void trends(Sheet sheet, OveroptimizationAnswer answer) {
        for (var trend : answer.trends()) {
            var table = TextTable.of("coefficient", "of", "value", percent(answer) + " interval", "rms");
            row(table, answer, "alpha", trend.alpha());
            row(table, answer, "beta", trend.beta());
            sheet.table(
                    "how the coefficients of %s change with size, over %d settings: c0 + c1 ln size, and size^p"
                            .formatted(trend.form().words(), trend.used().size()),
                    table);
            if (trend.alpha() instanceof Fitted.Found(var alpha) && trend.beta() instanceof Fitted.Found(var beta)) {
                var by = TextTable.of("setting", "alpha", "alpha by the trend", "beta", "beta by the trend");
                for (var finding : trend.used()) {
                    var sizes = finding.setting().sizes();
                    by.row(
                            name(finding),
                            Format.number(finding.alpha()),
                            Format.number(alpha.at(answer.level(), sizes).value()),
                            Format.number(finding.beta()),
                            Format.number(beta.at(answer.level(), sizes).value()));
                }
                sheet.table("each setting's coefficients beside the trend's", by);
            }
        }
    }

    private static void row(
            TextTable table, OveroptimizationAnswer answer, String name, Fitted<CoefficientTrend> fitted) {
        switch (fitted) {
            case Fitted.None(var why) -> table.row(name, why, "n/a", "", "");
            case Fitted.Found(var trend) -> {
                var sizes = answer.read().sizes();
                for (int i = 0; i < sizes.size(); i++) {
                    line(
                            table,
                            name,
                            "a factor of e in " + sizes.get(i),
                            trend.perFold(i, answer.level()),
                            trend.fit().rms());
                }
                if (trend.power() != null) {
                    line(
                            table,
                            name,
                            "exponent of " + sizes.getFirst(),
                            trend.exponent(answer.level()),
                            trend.powerRms());
                }
            }
        }
    }

    private static void line(TextTable table, String name, String of, Interval interval, double rms) {
        var written = Estimates.of(interval);
        table.row(name, of, written.value(), written.range(), Format.number(rms));
    }

    private static void forecasts(Sheet sheet, OveroptimizationAnswer answer) {
        var unit = answer.read().inSamples() ? "n" : "KL";
        var table = TextTable.of("setting", unit, "d", "gold", percent(answer) + " interval", "measured", "what");
        boolean any = false;
        for (var finding : answer.findings()) {
            for (var ahead : finding.forecasts()) {
                any = true;
                var written = Estimates.of(ahead.gold());
                boolean known = !Double.isNaN(ahead.measured());
                table.row(
                        name(finding),
                        answer.read().inSamples() ? Format.level(ahead.at()) : Format.number(ahead.at()),
                        Format.number(ahead.d()),
                        written.value(),
                        written.range(),
                        known ? Format.number(ahead.measured()) : "",
                        !known
                                ? ahead.d() > finding.law().greatest() ? "forecast" : "by the law"
                                : ahead.gold().holds(ahead.measured()) ? "inside" : "outside");
            }
        }
        if (any) {
            sheet.table(
                    "the gold score by the law; the interval counts how far the two forms differ, and how far the law was off within the data",
                    table.sparing("d"));
        }
    }

    private static void figures(Sheet sheet, OveroptimizationAnswer answer, String source) {
        int rows = answer.read().source().rowsUsed();
        if (answer.read().isOfCoefficients()) {
            coefficients(sheet, answer, source, rows);
            return;
        }
        var shown = answer.findings().stream()
                .filter(f -> f.law() != null)
                .limit(MOST_CURVES)
                .toList();
        var chart = new Chart(
                "gold score against distance", Axis.linear("d = sqrt(KL) [sqrt(nats)]"), Axis.linear("gold score"));
        for (var finding : shown) {
            double far = Math.max(
                    finding.law().greatest(),
                    finding.forecasts().stream()
                            .mapToDouble(OveroptimizationAnswer.Ahead::d)
                            .max()
                            .orElse(0));
            var x = IntStream.range(0, SAMPLES)
                    .mapToDouble(i -> far * i / (SAMPLES - 1))
                    .toArray();
            for (var curve : finding.setting().curves()) {
                chart = chart.points(name(finding), curve.d(), curve.gold());
            }
            chart = chart.line(
                    name(finding),
                    x,
                    Arrays.stream(x)
                            .map(d -> finding.setting().form().gold(finding.alpha(), finding.beta(), d))
                            .toArray());
        }
        sheet.figure(
                chart,
                caption("Gold score against the distance from the first policy, and the law", answer, source, rows));
        var proxies =
                shown.stream().filter(f -> !f.setting().proxies().isEmpty()).toList();
        if (!proxies.isEmpty()) {
            sheet.pageFigure(
                    proxies(proxies),
                    caption(
                            "The proxy's score (dashed) and the gold score: over-optimized is where they part",
                            answer,
                            source,
                            rows));
        }
    }

    private static Chart proxies(List<OveroptimizationAnswer.Finding> findings) {
        var chart = new Chart("proxy and gold score", Axis.linear("d = sqrt(KL) [sqrt(nats)]"), Axis.linear("score"));
        for (var finding : findings) {
            for (var curve : finding.setting().proxies()) {
                chart = chart.dashed(name(finding), curve.d(), curve.gold());
            }
            for (var curve : finding.setting().curves()) {
                chart = chart.points(name(finding), curve.d(), curve.gold());
            }
        }
        return chart;
    }

    private static void coefficients(Sheet sheet, OveroptimizationAnswer answer, String source, int rows) {
        if (answer.read().sizes().size() != 1 || answer.trends().isEmpty()) {
            return;
        }
        var size = answer.read().sizes().getFirst();
        var trend = answer.trends().getFirst();
        var x = trend.used().stream().mapToDouble(f -> f.setting().sizes()[0]).toArray();
        var line = Arrays.stream(x).sorted().toArray();
        var chart = new Chart("coefficients against " + size, Axis.log(size), Axis.linear("coefficient"))
                .points(
                        "alpha",
                        x,
                        trend.used().stream()
                                .mapToDouble(OveroptimizationAnswer.Finding::alpha)
                                .toArray());
        chart = trend(chart, "alpha", line, trend.alpha(), answer.level());
        chart = chart.points(
                "beta",
                x,
                trend.used().stream()
                        .mapToDouble(OveroptimizationAnswer.Finding::beta)
                        .toArray());
        chart = trend(chart, "beta", line, trend.beta(), answer.level());
        sheet.figure(
                chart,
                caption("alpha and beta against " + size + ", and their trends c0 + c1 ln size", answer, source, rows));
    }

    private static Chart trend(Chart chart, String name, double[] x, Fitted<CoefficientTrend> fitted, double level) {
        return fitted.value()
                .map(of -> chart.line(
                        name,
                        x,
                        Arrays.stream(x).map(size -> of.at(level, size).value()).toArray()))
                .orElse(chart);
    }

    private static Caption caption(String what, OveroptimizationAnswer answer, String source, int rows) {
        var caption = Caption.of("%s: %s of %s".formatted(what, Format.of(rows, "row"), source))
                .cites("gao2022");
        for (var form : OveroptimizationForm.values()) {
            if (answer.findings().stream().anyMatch(f -> f.setting().form() == form)) {
                caption = caption.equation(form.latex());
            }
        }
        return caption;
    }
}
