package loglog.app.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.app.answers.AnswerSource;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** The answer of {@code overoptimization}, of a study's own proxies. */
public final class StudiedOveroptimization {
    private StudiedOveroptimization() {}

    private static AnswerSource source(List<ProxySettingCurves> settings) {
        int rows = settings.stream()
                .flatMap(s -> s.rows().stream())
                .mapToInt(List::size)
                .sum();
        return AnswerSource.ofFiles(List.of(), rows, Map.of());
    }

    /** @param ofSamples whether the settings are of the best of n, else of reinforcement learning */
    public static void show(
            List<ProxySettingCurves> settings,
            boolean ofSamples,
            double level,
            long seed,
            Sheet sheet,
            ObjectNode json) {
        var sizes = new ArrayList<String>();
        boolean manyParams = settings.stream()
                        .mapToDouble(ProxySettingCurves::params)
                        .distinct()
                        .count()
                > 1;
        boolean manyPairs = settings.stream()
                        .mapToDouble(ProxySettingCurves::pairs)
                        .distinct()
                        .count()
                > 1;
        if (manyParams) {
            sizes.add("params");
        }
        if (manyPairs) {
            sizes.add("pairs");
        }
        var all = settings.stream().map(s -> s.setting(manyParams, manyPairs)).toList();
        var read = new OveroptimizationTable.Read(all, sizes, ofSamples, false, source(settings));
        var answer = OveroptimizationAnswer.of(read, Double.POSITIVE_INFINITY, List.of(), level, seed);
        sheet.and(
                ofSamples ? "The best of n" : "Reinforcement learning (GRPO)",
                OveroptimizationSheet.of(answer, "proxies of this study"));
        json.setAll(OveroptimizationJson.of(answer));
    }
}
