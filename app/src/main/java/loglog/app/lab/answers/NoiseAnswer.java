package loglog.app.lab.answers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import loglog.app.laws.Json;
import loglog.app.sheet.Sheet;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.laws.ReplicateNoise;
import tools.jackson.databind.node.ObjectNode;

/** Seeds: how far runs scatter that differ in nothing else. */
final class NoiseAnswer {
    private NoiseAnswer() {}

    static void write(Asked asked, String whose, Sheet sheet, ObjectNode json) {
        if (asked.study().seeds().size() < 2) {
            return;
        }
        var groups = new LinkedHashMap<String, List<Double>>();
        for (var row : asked.rows()) {
            var name = row.run().name().replaceFirst("-seed\\d+$", "");
            groups.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(row.result().loss());
        }
        var values = groups.values().stream()
                .map(g -> g.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
        var noise = ReplicateNoise.of(values, asked.level());
        sheet.heading("noise" + whose);
        if (noise.degrees() == 0) {
            sheet.text("No two runs that differ in their seed alone finished: the noise is not known.");
            json.putNull("noise");
            return;
        }
        if (groups.size() <= 30) {
            var table = TextTable.of("runs", "seeds", "mean loss", "standard deviation");
            groups.forEach((name, losses) -> {
                double mean = losses.stream().mapToDouble(x -> x).average().orElseThrow();
                double squares = losses.stream()
                        .mapToDouble(x -> (x - mean) * (x - mean))
                        .sum();
                table.row(
                        name,
                        losses.size(),
                        Format.digits(mean, 4),
                        losses.size() < 2 ? "" : Format.number(Math.sqrt(squares / (losses.size() - 1))));
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
}
