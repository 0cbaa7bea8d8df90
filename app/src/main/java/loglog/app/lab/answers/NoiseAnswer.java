package loglog.app.lab.answers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import loglog.app.answers.LawsJson;
import loglog.app.lab.report.Measured;
import loglog.laws.Interval;
import loglog.laws.ReplicateNoise;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ObjectNode;

/** Seeds: how far runs scatter that differ in nothing else. */
final class NoiseAnswer {
    private NoiseAnswer() {}

    static void write(RecipeResults asked, String whose, Sheet sheet, ObjectNode json) {
        if (asked.study().seeds().size() < 2) {
            return;
        }
        var groups = asked.rows().stream()
                .collect(Collectors.groupingBy(row -> row.result().settings(), LinkedHashMap::new, Collectors.toList()))
                .values();
        var metric = asked.law().laws().metric();
        boolean log = asked.law().laws().isLog();
        // Of metrics whose noise is no share of them: their distance from the mean, in units of the largest one.
        double unit = log
                ? 1
                : groups.stream().mapToDouble(NoiseAnswer::farthest).max().orElse(0);
        var values = groups.stream()
                .map(NoiseAnswer::losses)
                .map(of -> log || unit == 0 ? of : relative(of, unit))
                .toList();
        var noise = ReplicateNoise.of(values, asked.level());
        sheet.heading("noise" + whose);
        if (noise.degrees() == 0) {
            sheet.text("No two runs that differ in their seed alone finished: the noise is not known.");
            json.putNull("noise");
            return;
        }
        if (groups.size() <= 30) {
            var table = TextTable.of("runs", "seeds", "mean " + Measured.name(metric), "standard deviation");
            groups.forEach(group -> {
                var losses = losses(group);
                double mean = Arrays.stream(losses).average().orElseThrow();
                double squares =
                        Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum();
                table.row(
                        group.getFirst().run().group(),
                        losses.length,
                        Format.digits(mean, 4),
                        losses.length < 2 ? "" : Format.number(Math.sqrt(squares / (losses.length - 1))));
            });
            sheet.table("", table);
        }
        var sigma = noise.sigma();
        sheet.text(("From seed to seed the %s scatters by %s (standard deviation; %.0f%% interval %s to %s, %d"
                        + " degrees of freedom). A law's residuals cannot be smaller than this.")
                .formatted(
                        Measured.name(metric),
                        Measured.amount(metric, sigma.value() * unit),
                        100 * sigma.level(),
                        Measured.amount(metric, sigma.low() * unit),
                        Measured.amount(metric, sigma.high() * unit),
                        noise.degrees()));
        json.set("noise", LawsJson.of(scaled(sigma, unit)).put("degrees", noise.degrees()));
    }

    private static Interval scaled(Interval of, double unit) {
        return new Interval(of.value() * unit, of.low() * unit, of.high() * unit, of.se() * unit, of.level());
    }

    private static double farthest(List<RecipeResults.Row> group) {
        var values = losses(group);
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(x -> Math.abs(x - mean)).max().orElse(0);
    }

    private static double[] relative(double[] values, double unit) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(x -> Math.exp((x - mean) / unit)).toArray();
    }

    private static double[] losses(List<RecipeResults.Row> group) {
        return group.stream().mapToDouble(row -> row.result().value()).toArray();
    }
}
