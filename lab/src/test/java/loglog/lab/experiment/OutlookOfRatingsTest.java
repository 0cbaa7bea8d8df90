package loglog.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.Study;
import loglog.lab.study.StudyFile;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is expected of the forecast of a rating or an accuracy before its runs are made, against simulated studies whose law is
 * known. Their errors are differences, in the metric's own unit.
 */
class OutlookOfRatingsTest {
    private static final String ELO = "{name: elo, unit: Elo, better: high, scale: linear}";
    private static final String ACCURACY = "{name: accuracy, better: high, scale: logit}";
    private static final int STUDIES = 10;

    @TempDir
    Path folder;

    /** Ten sizes a factor of 1.6 apart, at 20 tokens a param: 3.7 decades of compute. */
    private StudyPlan plan(String metric, String more) throws IOException {
        var file = Files.writeString(folder.resolve("study.yaml"), """
                kind: program
                metric: %s
                design: {kind: ladder, sizes: [1K, 1.6K, 2.6K, 4.1K, 6.6K, 10.5K, 16.8K, 26.8K, 43K, 69K], tokens_per_param: 20}
                forecast: {times: 10}
                trainer: {command: 'none {params} {tokens} {seed}'}
                %s""".formatted(metric, more));
        return StudyPlan.of(StudyFile.read(file), 1);
    }

    /** The result files of runs whose metric is a function of the decades of their FLOP above the cheapest, and noise. */
    private static void simulate(
            Path at, Study study, List<PlannedRun> runs, DoubleUnaryOperator law, double sigma, long seed) {
        var random = new SplittableRandom(seed);
        double least = runs.stream().mapToDouble(PlannedRun::flops).min().orElseThrow();
        var metric = study.task().metric();
        for (var run : runs) {
            double value = law.applyAsDouble(Math.log10(run.flops() / least)) + sigma * random.nextGaussian();
            var to = new RunFolder(at.resolve(run.name()));
            var asked = Json.MAPPER.createObjectNode().put("recipe_name", run.recipe());
            asked.put("role", "observation").put("seed", 1);
            metric.write(asked.putObject("metric"));
            to.write(to.runFile(), asked);
            var result = Json.MAPPER.createObjectNode().put("status", "finished");
            result.put("params", run.params()).put("tokens", run.tokens()).put("flops", run.flops());
            to.write(to.resultFile(), result.put(metric.name(), metric.within(value)));
        }
    }

    private static String recipe(StudyPlan plan) {
        return plan.study().recipes().keySet().iterator().next();
    }

    private Outlook outlook(StudyPlan plan, Path at) {
        return Outlook.of(plan, at, recipe(plan), 0.9).orElseThrow();
    }

    /** The geometric mean of the half-widths of simulated studies' forecasts over the half-width that is expected. */
    private double ratio(StudyPlan plan, DoubleUnaryOperator law, double sigma) {
        var before = outlook(plan, folder.resolve("none"));
        double expected = (before.expected().high() - before.expected().low()) / 2;
        double logs = 0;
        for (int i = 0; i < STUDIES; i++) {
            var at = folder.resolve("study" + i);
            simulate(at, plan.study(), plan.runs(), law, sigma, i);
            var results = Standing.results(at, plan.runs());
            var forecaster = StudyLaw.of(plan.study(), plan.runs())
                    .forecaster(results, Double.NaN, 1)
                    .orElseThrow();
            var run = ModelChoice.of(before.verification(), forecaster, 0.9)
                    .forecast()
                    .run();
            logs += Math.log((run.high() - run.low()) / 2);
        }
        return Math.exp(logs / STUDIES) / expected;
    }

    @Test
    void theExpectedPrecisionOfARatingIsWhatTheForecastsIntervalThenIs() throws IOException {
        var plan = plan(ELO, "");
        assertThat(outlook(plan, folder.resolve("none")).guess().sentence())
                .contains("500 Elo for ten times the compute", "58 Elo");
        assertThat(ratio(plan, x -> 500 * x - 1200, 58)).isBetween(1 / 1.25, 1.25);
    }

    @Test
    void soIsThatOfAnAccuracyBetweenItsLimits() throws IOException {
        var plan = plan(ACCURACY, "");
        double decades = 2 * Math.log10(69);
        double steepness = 2 * Math.log(3) / decades;
        assertThat(ratio(plan, x -> 1 / (1 + Math.exp(-steepness * (x - decades / 2))), 0.01))
                .isBetween(1 / 1.25, 1.25);
        var expected = outlook(plan, folder.resolve("none")).expected();
        assertThat(expected.low()).isNegative();
        assertThat(expected.high()).isBetween(0.0, 0.25); // less than what is left to 1
    }

    @Test
    void ofAnotherMetricNothingIsKnownBeforeRunsAreMadeAndTheirFitAfter() throws IOException {
        var plan = plan("{name: score, better: low, scale: linear}", "");
        assertThat(Outlook.of(plan, folder.resolve("none"), recipe(plan), 0.9)).isEmpty();
        var at = folder.resolve("made");
        simulate(at, plan.study(), plan.runs(), x -> 3 - 7 * x, 0.4, 1);
        var after = outlook(plan, at);
        assertThat(after.guess().law()).isEqualTo("the fit of the 10 runs that are there");
        assertThat(after.guess().guess().sigma()).isBetween(0.15, 0.8);
        assertThat((after.expected().high() - after.expected().low()) / 2).isBetween(0.4, 6.0);
    }

    /** Two ratings of -1200 are no law, and no part of one that begins at 0. */
    @Test
    void soFewRunsThatTheyTellNoLawChangeNothing() throws IOException {
        var plan = plan(ELO, "");
        var at = folder.resolve("made");
        simulate(at, plan.study(), plan.runs().subList(0, 2), x -> 500 * x - 1200, 5, 1);
        assertThat(outlook(plan, at).expected())
                .isEqualTo(outlook(plan, folder.resolve("none")).expected());
    }

    @Test
    void runsThatDifferInTheirSeedsTellTheNoise() throws IOException {
        var plan = plan(ELO, "seeds: [1, 2]\n");
        var at = folder.resolve("made");
        simulate(at, plan.study(), plan.runs(), x -> 500 * x - 1200, 5, 1);
        var guess = outlook(plan, at).guess();
        assertThat(guess.noise()).isEqualTo("runs that differ in their seeds");
        assertThat(guess.guess().sigma()).isBetween(2.5, 8.0); // ten pairs, about 5
    }

    /** A metric in another unit, or whose limits are others, has the same outlook in that unit. */
    @Test
    void theUnitOfAMetricChangesNothingElse() throws IOException {
        var accuracy = outlook(plan(ACCURACY, ""), folder.resolve("none")).expected();
        var percent = outlook(
                        plan("{name: accuracy, unit: '%', better: high, greatest: 100, scale: logit}", ""),
                        folder.resolve("none"))
                .expected();
        assertThat(percent.high() / accuracy.high()).isBetween(99.0, 101.0);
        assertThat(percent.low() / accuracy.low()).isBetween(99.0, 101.0);
        assertThat(Metric.Scale.values()).hasSize(3); // a new scale needs a guess of its own
    }
}
