package loglog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import loglog.bench.Sweep.Split;
import loglog.laws.Bootstrap;
import loglog.laws.Chinchilla;
import loglog.laws.Criterion;
import loglog.laws.Forecaster;
import loglog.laws.Laws;
import loglog.laws.Observations;

/**
 * What forecasts are worth on published sweeps whose most expensive runs are hidden: the default forecast beside the plain
 * Chinchilla law with resampled intervals and with split-conformal ones. With a second argument, a folder, the splits are
 * written there for peers in other languages (bench/peers/forecast_scipy.py).
 *
 * <p>Of a split the runs count alike, of a sweep's source the splits, of the mean the sources.
 */
public final class ForecastTable {
    private static final double LEVEL = 0.9;

    /** Of the rows to fit, the most expensive that calibrate split-conformal intervals. */
    private static final double CALIBRATING = 0.3;

    /** A forecast of one run. */
    record Answer(double value, double low, double high) {}

    /** Shares of the loss, but for {@code inside}, a share of the runs. */
    record Score(double error, double bias, double inside, double halfWidth, double winkler) {
        static Score of(List<Answer> answers, double[] truth) {
            double[] sums = new double[5];
            for (int i = 0; i < truth.length; i++) {
                var answer = answers.get(i);
                double width = answer.high - answer.low;
                double missed = Math.max(0, Math.max(answer.low - truth[i], truth[i] - answer.high));
                sums[0] += Math.abs(answer.value / truth[i] - 1);
                sums[1] += answer.value / truth[i] - 1;
                sums[2] += missed == 0 ? 1 : 0;
                sums[3] += width / 2 / answer.value;
                sums[4] += (width + 2 / (1 - LEVEL) * missed) / truth[i];
            }
            return of(Arrays.stream(sums).map(s -> s / truth.length).toArray());
        }

        static Score mean(List<Score> scores) {
            double[] sums = new double[5];
            for (var s : scores) {
                double[] of = {s.error, s.bias, s.inside, s.halfWidth, s.winkler};
                for (int k = 0; k < of.length; k++) {
                    sums[k] += of[k] / scores.size();
                }
            }
            return of(sums);
        }

        private static Score of(double[] s) {
            return new Score(s[0], s[1], s[2], s[3], s[4]);
        }

        String row() {
            return "%.2f%% (%+.2f%%) | %.0f%% in ±%.1f%% | %.1f%%"
                    .formatted(100 * error, 100 * bias, 100 * inside, 100 * halfWidth, 100 * winkler);
        }
    }

    private ForecastTable() {}

    public static void main(String[] args) throws IOException {
        var splits = Sweep.in(Path.of(args[0])).stream()
                .flatMap(sweep -> sweep.splits(0.5, 1, 2).stream())
                .toList();
        if (args.length > 1) {
            write(splits, Path.of(args[1]));
        }
        var scores = new LinkedHashMap<String, List<Score>>();
        for (var split : splits) {
            var truth = split.asked().metric();
            add(scores, "forecast", Score.of(forecast(split), truth));
            add(scores, "plain law", Score.of(plain(split), truth));
            add(scores, "split-conformal", Score.of(conformal(split), truth));
        }
        each(splits, scores);
        bySource(splits, scores);
    }

    private static void add(Map<String, List<Score>> scores, String method, Score score) {
        scores.computeIfAbsent(method, m -> new ArrayList<>()).add(score);
    }

    private static void each(List<Split> splits, Map<String, List<Score>> scores) {
        System.out.println(
                "| sweep | hidden OOM | fitted | hidden runs | method | error (signed) | 90% interval | Winkler |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (int s = 0; s < splits.size(); s++) {
            var split = splits.get(s);
            for (var method : scores.keySet()) {
                System.out.printf(
                        "| %s | %.1f | %d | %d | %s | %s |%n",
                        split.sweep().name(),
                        split.hidden(),
                        split.fitted().size(),
                        split.asked().size(),
                        method,
                        scores.get(method).get(s).row());
            }
        }
        System.out.println();
    }

    private static void bySource(List<Split> splits, Map<String, List<Score>> scores) {
        System.out.println("| source | splits | method | error (signed) | 90% interval | Winkler |");
        System.out.println("|---|---|---|---|---|---|");
        var ofAll = new LinkedHashMap<String, List<Score>>();
        var sources = splits.stream().map(s -> s.sweep().source()).distinct().toList();
        for (var source : sources) {
            for (var method : scores.keySet()) {
                var own = new ArrayList<Score>();
                for (int s = 0; s < splits.size(); s++) {
                    if (splits.get(s).sweep().source().equals(source)) {
                        own.add(scores.get(method).get(s));
                    }
                }
                var mean = Score.mean(own);
                add(ofAll, method, mean);
                System.out.printf("| %s | %d | %s | %s |%n", source, own.size(), method, mean.row());
            }
        }
        ofAll.forEach((method, of) -> System.out.printf(
                "| mean of the sources | %d | %s | %s |%n",
                splits.size(), method, Score.mean(of).row()));
        var hidden = new TreeMap<Double, List<Integer>>();
        for (int s = 0; s < splits.size(); s++) {
            hidden.computeIfAbsent(splits.get(s).hidden(), h -> new ArrayList<>())
                    .add(s);
        }
        hidden.forEach((oom, of) -> scores.forEach((method, all) -> System.out.printf(
                "| splits of %.1f OOM | %d | %s | %s |%n",
                oom,
                of.size(),
                method,
                Score.mean(of.stream().map(all::get).toList()).row())));
    }

    static List<Answer> forecast(Split split) {
        var forecaster = Forecaster.of(split.fitted(), Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 1000, 1)
                .orElseThrow();
        return forecaster.at(split.asked(), LEVEL).stream()
                .map(f -> new Answer(f.run().value(), f.run().low(), f.run().high()))
                .toList();
    }

    /** Resampled parameters, each with the residual of a row drawn at random. */
    private static List<Answer> plain(Split split) {
        var fit = Laws.fit(new Chinchilla(), split.fitted());
        var draws = Bootstrap.of(fit, Bootstrap.Resampling.ROWS, 1000, 1).parameters();
        var residuals = fit.residuals();
        var random = new java.util.SplittableRandom(1);
        var asked = split.asked();
        var values = fit.valuesAt(asked);
        var answers = new ArrayList<Answer>();
        for (int i = 0; i < values.length; i++) {
            double params = asked.scale("params", i);
            double tokens = asked.scale("tokens", i);
            var runs = Arrays.stream(draws)
                    .mapToDouble(p ->
                            fit.law().value(p, params, tokens) * Math.exp(-residuals[random.nextInt(residuals.length)]))
                    .sorted()
                    .toArray();
            int tail = (int) Math.round((1 - LEVEL) / 2 * runs.length);
            answers.add(new Answer(values[i], runs[tail], runs[runs.length - 1 - tail]));
        }
        return answers;
    }

    /**
     * Split-conformal along compute: the law is fitted to the cheaper rows, the more expensive ones give the quantile of relative
     * errors, and that stands about the fit to all (Vovk, Gammerman and Shafer 2005).
     */
    private static List<Answer> conformal(Split split) {
        var rows = split.fitted();
        var flops = rows.axis("flops");
        var sorted = flops.clone();
        Arrays.sort(sorted);
        double cut = sorted[(int) Math.floor((1 - CALIBRATING) * sorted.length)];
        var cheap = rows.where(i -> flops[i] < cut);
        var expensive = rows.where(i -> flops[i] >= cut);
        var before = Laws.fit(new Chinchilla(), cheap).valuesAt(expensive);
        var errors = new double[before.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(Math.log(before[i] / expensive.metric(i)));
        }
        Arrays.sort(errors);
        double reach = errors[Math.min(errors.length, (int) Math.ceil((errors.length + 1) * LEVEL)) - 1];
        var values = Laws.fit(new Chinchilla(), rows).valuesAt(split.asked());
        return Arrays.stream(values)
                .mapToObj(v -> new Answer(v, v * Math.exp(-reach), v * Math.exp(reach)))
                .toList();
    }

    private static void write(List<Split> splits, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var split : splits) {
            var text = new StringBuilder("source,hidden,params,tokens,loss\n");
            rows(text, split, split.fitted(), false);
            rows(text, split, split.asked(), true);
            var name = "%s-%.1f.csv".formatted(split.sweep().name().replace(' ', '-'), split.hidden());
            Files.writeString(folder.resolve(name), text.toString());
        }
    }

    private static void rows(StringBuilder text, Split split, Observations rows, boolean hidden) {
        for (int i = 0; i < rows.size(); i++) {
            text.append(List.of(
                                    split.sweep().source(),
                                    hidden ? "1" : "0",
                                    "" + rows.scale("params", i),
                                    "" + rows.scale("tokens", i),
                                    "" + rows.metric(i))
                            .stream()
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
    }
}
