package loglog.app.lab.answers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import loglog.app.answers.LawsJson;
import loglog.app.lab.report.Measured;
import loglog.laws.ReplicateNoise;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Seeds: how far runs scatter that differ in nothing else.
 *
 * @param groups of runs that differ in their seed alone
 */
record NoiseAnswer(RecipeResults asked, List<List<RecipeResults.Row>> groups, ReplicateNoise noise)
        implements StudyAnswer {
    private static final int MOST_GROUPS_SHOWN = 30;

    /** Empty where the study has one seed. */
    static Optional<NoiseAnswer> of(RecipeResults asked) {
        if (asked.study().seeds().size() < 2) {
            return Optional.empty();
        }
        var groups = List.copyOf(asked.rows().stream()
                .collect(Collectors.groupingBy(row -> row.result().settings(), LinkedHashMap::new, Collectors.toList()))
                .values());
        var values = groups.stream().map(NoiseAnswer::losses).toList();
        var criterion = asked.law().laws().criterion();
        return Optional.of(new NoiseAnswer(asked, groups, ReplicateNoise.of(values, criterion, asked.level())));
    }

    private boolean isKnown() {
        return noise.degrees() > 0;
    }

    @Override
    public void show(Sheet sheet, String whose) {
        sheet.heading("noise" + whose);
        if (!isKnown()) {
            sheet.text("No two runs that differ in their seed alone finished: the noise is not known.");
            return;
        }
        var metric = asked.law().laws().metric();
        if (groups.size() <= MOST_GROUPS_SHOWN) {
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
                        Measured.amount(metric, sigma.value()),
                        100 * sigma.level(),
                        Measured.amount(metric, sigma.low()),
                        Measured.amount(metric, sigma.high()),
                        noise.degrees()));
    }

    @Override
    public void write(ObjectNode json) {
        if (isKnown()) {
            json.set("noise", LawsJson.of(noise.sigma()).put("degrees", noise.degrees()));
        } else {
            json.putNull("noise");
        }
    }

    private static double[] losses(List<RecipeResults.Row> group) {
        return group.stream().mapToDouble(row -> row.result().value()).toArray();
    }
}
