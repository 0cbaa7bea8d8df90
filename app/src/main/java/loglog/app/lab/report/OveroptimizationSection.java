package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import loglog.app.feedback.ProxySettingCurves;
import loglog.app.feedback.StudiedOveroptimization;
import loglog.feedback.ProxyCurves;
import loglog.feedback.ProxyKind;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.rates.SuccessRate;
import loglog.pages.sheet.Sheet;
import loglog.runs.RunFolder;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** How far a study's proxies can be optimized before the gold score falls, by the best of n and by reinforcement learning. */
public final class OveroptimizationSection {
    private static final double LEVEL = 0.9;
    private static final long SEED = 1;

    private OveroptimizationSection() {}

    /** Where the best of many samples is, a run for each proxy, beside the study. */
    public static Path samplesOf(Path study) {
        var folder = study.toAbsolutePath().normalize();
        return folder.resolveSibling(
                ThinkingSection.samplesOf(folder.getFileName().toString()));
    }

    /** Why a proxy is not optimized; empty where it tells answers apart better than a coin does. */
    public static Optional<String> refusal(Result proxy) {
        var run = new RunFolder(proxy.folder());
        long trials = Math.round(run.read(run.resultFile()).path("trials").asDouble(0));
        var rate = new SuccessRate(Math.round(proxy.value() * trials), trials);
        var interval = rate.interval(LEVEL);
        return interval.low() > 0.5
                ? Optional.empty()
                : Optional.of("its accuracy on fresh pairs, %s (90%% interval %s to %s), cannot be told from a coin's"
                        .formatted(
                                Format.digits(interval.value(), 3),
                                Format.digits(interval.low(), 3),
                                Format.digits(interval.high(), 3)));
    }

    /** Adds what was measured to a report and its JSON; nothing where the study has no proxies. */
    static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        var proxies = results.observed().rows().stream()
                .filter(r -> r.id().kind().equals(ProxyKind.NAME))
                .toList();
        if (proxies.isEmpty()) {
            return;
        }
        sheet.heading("How far a proxy can be optimized");
        var refused = new ArrayList<String>();
        for (var form : OveroptimizationForm.values()) {
            curves(study, proxies, form, refused, sheet, json);
        }
        if (!refused.isEmpty()) {
            sheet.text("null result: %d of %d proxies have no part in these laws: %s"
                    .formatted(refused.size(), proxies.size(), String.join("; ", refused)));
        }
        forecasts(study, sheet, json);
    }

    private static void curves(
            Path study,
            List<Result> proxies,
            OveroptimizationForm form,
            List<String> refused,
            Sheet sheet,
            ObjectNode json) {
        boolean ofSamples = form == OveroptimizationForm.BEST_OF_N;
        var settings = new TreeMap<String, ProxySettingCurves>();
        for (var proxy : proxies) {
            var refusal = refusal(proxy);
            if (refusal.isPresent()) {
                if (ofSamples) {
                    refused.add(proxy.name() + ": " + refusal.get());
                }
                continue;
            }
            var rows = rows(study, proxy, ofSamples);
            if (rows.size() > 1) {
                settings.computeIfAbsent(
                                "%015d %015d".formatted((long) proxy.params(), (long) proxy.tokens()),
                                _ -> new ProxySettingCurves(proxy.params(), proxy.tokens(), form, new ArrayList<>()))
                        .rows()
                        .add(rows);
            }
        }
        if (!settings.isEmpty()) {
            StudiedOveroptimization.show(
                    List.copyOf(settings.values()),
                    ofSamples,
                    LEVEL,
                    SEED,
                    sheet,
                    json.withObject("/overoptimization").putObject(ofSamples ? "best_of_n" : "grpo"));
        }
    }

    /** Of the best of n those of the most samples that were drawn. */
    private static List<ProxyCurves.Row> rows(Path study, Result proxy, boolean ofSamples) {
        var known = ProxyCurves.read(proxy.folder());
        if (!ofSamples) {
            return known.map(ProxyCurves::steps).orElse(List.of());
        }
        return ProxyCurves.read(samplesOf(study).resolve(proxy.folder().getFileName()))
                .or(() -> known)
                .map(ProxyCurves::bestOfN)
                .orElse(List.of());
    }

    private static void forecasts(Path study, Sheet sheet, ObjectNode json) {
        var forecasts = LedgerForecasts.of(samplesOf(study));
        if (!forecasts.isEmpty()) {
            forecasts.show(
                    sheet,
                    json.putArray("gold_forecasts"),
                    "proxy",
                    "n",
                    "gold scores forecast before they were measured");
        }
    }
}
