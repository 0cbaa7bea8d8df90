package loglog.app.lab.answers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import loglog.app.laws.Json;
import loglog.laws.ReplicateNoise;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ObjectNode;

/** Seeds: how far runs scatter that differ in nothing else. */
final class NoiseAnswer {
    private NoiseAnswer() {}

    static void write(Asked asked, String whose, Sheet sheet, ObjectNode json) {
        if (asked.study().seeds().size() < 2) {
            return;
        }
        var groups = asked.rows().stream()
                .collect(Collectors.groupingBy(row -> row.result().settings(), LinkedHashMap::new, Collectors.toList()))
                .values();
        var values = groups.stream().map(NoiseAnswer::losses).toList();
        var noise = ReplicateNoise.of(values, asked.level());
        sheet.heading("noise" + whose);
        if (noise.degrees() == 0) {
            sheet.text("No two runs that differ in their seed alone finished: the noise is not known.");
            json.putNull("noise");
            return;
        }
        if (groups.size() <= 30) {
            var table = TextTable.of("runs", "seeds", "mean loss", "standard deviation");
            groups.forEach(group -> {
                var losses = losses(group);
                double mean = Arrays.stream(losses).average().orElseThrow();
                double squares =
                        Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum();
                table.row(
                        label(group.getFirst()),
                        losses.length,
                        Format.digits(mean, 4),
                        losses.length < 2 ? "" : Format.number(Math.sqrt(squares / (losses.length - 1))));
            });
            sheet.table("", table);
        }
        var sigma = noise.sigma();
        sheet.text(("From seed to seed the loss scatters by %s (standard deviation; %.0f%% interval %s to %s, %d"
                        + " degrees of freedom). A law's residuals cannot be smaller than this.")
                .formatted(
                        Format.percent(sigma.value()),
                        100 * sigma.level(),
                        Format.percent(sigma.low()),
                        Format.percent(sigma.high()),
                        noise.degrees()));
        json.set("noise", Json.of(sigma).put("degrees", noise.degrees()));
    }

    private static double[] losses(List<Asked.Row> group) {
        return group.stream().mapToDouble(row -> row.result().value()).toArray();
    }

    /** The run's name without the seed that its plan ends it with. */
    private static String label(Asked.Row row) {
        var name = row.run().name();
        var seed = "-seed" + row.run().plan().seed();
        return name.endsWith(seed) ? name.substring(0, name.length() - seed.length()) : name;
    }
}
