package loglog.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import loglog.lab.TinyStudy;
import loglog.lab.design.Design;
import loglog.lab.design.Grid;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.models.language.LanguageSettings;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is expected of a forecast before its runs are made, against simulated studies whose law is known. */
class OutlookTest {
    @TempDir
    Path folder;

    private static Study study(Path folder, Design design, Target target) {
        var tiny = TinyStudy.in(folder);
        return new Study(
                tiny.name(), tiny.task(), tiny.recipes(), design, List.of(1L), Optional.of(target), tiny.trainer());
    }

    private static Design grid() {
        return new Grid(
                List.of(new Size.Shape(32, 1), new Size.Shape(48, 2), new Size.Shape(64, 3), new Size.Shape(96, 4)),
                List.of(500_000L, 1_000_000L, 2_000_000L, 4_000_000L, 8_000_000L));
    }

    /** The result files of runs that obey the law that small models are supposed to, with noise of one percent. */
    private static void simulate(Path folder, List<PlannedRun> runs, SplittableRandom random) {
        for (var run : runs) {
            double loss = (4.87 * Math.pow(run.params(), -0.161) + 12.8 * Math.pow(run.tokens(), -0.161))
                    * Math.exp(0.01 * random.nextGaussian());
            var at = new RunFolder(folder.resolve(run.name()));
            var asked = Json.MAPPER.createObjectNode().put("recipe_name", run.recipe());
            asked.put("role", "observation").put("seed", 1);
            at.write(at.runFile(), asked);
            var result = Json.MAPPER.createObjectNode().put("status", "finished");
            result.put("params", run.params()).put("tokens", run.tokens()).put("flops", run.flops());
            at.write(at.resultFile(), result.put("validation_loss", loss));
        }
    }

    private static double ratio(Path folder, Design design, Target target, UnaryOperator<Outlook> check) {
        var study = study(folder, design, target);
        var plan = StudyPlan.of(study, 2);
        var before = Outlook.of(plan, folder.resolve("none"), "llama", 0.9).orElseThrow();
        var law = StudyLaw.of(study, plan.runs());
        double logs = 0;
        int times = 10;
        for (int i = 0; i < times; i++) {
            var at = folder.resolve("study" + i);
            simulate(at, plan.runs(), new SplittableRandom(i));
            var results = Standing.results(at, plan.runs());
            var forecast = ModelChoice.of(
                            before.verification(),
                            law.forecaster(results, Double.NaN, 1).orElseThrow(),
                            0.9)
                    .forecast();
            logs += Math.log(Math.log(forecast.run().high() / forecast.run().low()) / 2);
            if (i == 0) {
                check.apply(Outlook.of(plan, at, "llama", 0.9).orElseThrow());
            }
        }
        var expected = before.expected();
        return Math.exp(logs / times) / (Math.log((1 + expected.high()) / (1 + expected.low())) / 2);
    }

    @Test
    void theExpectedPrecisionIsWhatTheForecastsIntervalThenIs() {
        double ratio = ratio(folder, grid(), new Target.Times(10), after -> {
            assertThat(after.guess().law()).isEqualTo("the fit of the 20 runs that are there");
            return after;
        });
        assertThat(ratio).isBetween(1 / 1.25, 1.25);
    }

    @Test
    void soItIsAlongOneAxis() {
        var tokens = new Grid(
                List.of(new Size.Shape(48, 2)),
                List.of(125_000L, 250_000L, 500_000L, 1_000_000L, 2_000_000L, 4_000_000L, 8_000_000L, 16_000_000L));
        var size = LanguageSettings.model(new Size.Shape(48, 2), "llama", 256, TinyStudy.CONTEXT);
        long params = loglog.models.transformer.ParameterPlan.params(size);
        assertThat(ratio(folder, tokens, new Target.Scale(params, 64_000_000), after -> after))
                .isBetween(1 / 1.25, 1.25);
    }
}
