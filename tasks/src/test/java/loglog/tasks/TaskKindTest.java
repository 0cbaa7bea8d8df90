package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Job;
import loglog.training.Kinds;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.RunPlan;
import loglog.training.Size;
import loglog.training.Trainer;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;
import loglog.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskKindTest {
    private static final String STUDY = """
            task: {chain: {steps: 2, modulus: 5}}
            test_problems: 60
            recipe: {batch: 32}
            recipes: {all: {}, none: {format: direct}}
            """;

    @TempDir
    Path folder;

    private final TaskKind kind = (TaskKind) Kinds.named(TaskKind.NAME);

    private Section study(String yaml) {
        var file = folder.resolve("study.yaml");
        return new Section(file, "", Yaml.read(file, yaml, "a study"), 1);
    }

    private TrainedTask task() {
        return (TrainedTask) kind.task(study(STUDY), false);
    }

    private TaskSettings settings(String recipe) {
        var study = study(STUDY);
        return (TaskSettings) kind.settings(
                new SectionStack(List.of(
                        study.need("recipes", "").section().need(recipe, "").section(),
                        study.need("recipe", "").section())),
                task(),
                false);
    }

    @Test
    void aChainOfEightStepsHas4304ParamsInEveryFormat() {
        var steps =
                TaskReader.read(study("task: {chain: {steps: 8, modulus: 7}}").need("task", ""));
        for (var format : List.of("steps", "direct", "every 3")) {
            var settings = (TaskSettings) kind.settings(
                    new SectionStack(List.of(study("format: " + format))),
                    new TrainedTask(steps, 10, Optional.empty()),
                    false);
            assertThat(settings.model(new Size.Shape(16, 1)).params()).isEqualTo(4304);
            assertThat(settings.nearest(60_000).context()).isEqualTo(48);
        }
        var addition =
                TaskReader.read(study("task: {addition: {format: reversed}}").need("task", ""));
        var settings = (TaskSettings) kind.settings(
                new SectionStack(List.of(study("batch: 8"))), new TrainedTask(addition, 10, Optional.empty()), false);
        assertThat(settings.model(new Size.Shape(16, 1)).params()).isEqualTo(3952);
        assertThat(settings.tokensPerStep()).isEqualTo(8 * 12);
    }

    @Test
    void plansTasksAndJobsAreReadAsTheyWereWritten() {
        for (var recipe : List.of("all", "none")) {
            var settings = settings(recipe);
            RunPlan plan = settings.plan(settings.model(new Size.Shape(16, 1)), 1000, 3, 1);
            var job = job(folder.resolve("x"), plan);
            var read =
                    Job.read(Json.object(Path.of("job"), "the job", job.line().getBytes()));
            assertThat(read.plan()).isEqualTo(plan);
            assertThat(((TrainedTask) read.task()).keys()).isEqualTo(task().keys());
        }
        assertThat(settings("all")).isNotEqualTo(settings("none"));
        assertThat(settings("none").format()).isEqualTo("direct");
    }

    private Job job(Path at, RunPlan plan) {
        return new Job(
                at, plan, task(), 0, Optional.empty(), Set.of(), Json.MAPPER.createObjectNode(), new Trainer.BuiltIn());
    }

    @Test
    void aRunThatIsStoppedGoesOnToTheSameBitsAndCountsItsSuccesses() {
        var settings = settings("all");
        var plan = settings.plan(settings.model(new Size.Shape(16, 1)), 60 * settings.tokensPerStep(), 3, 2);
        Outcome whole;
        Outcome resumed;
        try (var runner = kind.open()) {
            whole = runner.carryOut(job(folder.resolve("whole"), plan), Progress.QUIET, _ -> {});
            var stopped = runner.carryOut(job(folder.resolve("stopped"), plan), stopAt(23), _ -> {});
            assertThat(stopped.status()).isEqualTo(Outcome.Status.INTERRUPTED);
            resumed = runner.carryOut(job(folder.resolve("stopped"), plan), Progress.QUIET, _ -> {});
        }
        assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        assertThat(whole.value("trials")).isEqualTo(60);
        assertThat(whole.value("accuracy"))
                .isEqualTo(whole.value("successes") / 60)
                .isBetween(0.0, 1.0);
        assertThat(whole.value("chance")).isEqualTo(0.2);
        assertThat(whole.value("validation_loss")).isPositive();
        assertThat(whole.value("whole")).isLessThanOrEqualTo(whole.value("accuracy"));
        assertThat(kind.isSound(folder.resolve("whole"), task())).isTrue();
        assertThat(TaskKind.taskOf(folder.resolve("whole")).identity())
                .isEqualTo(ArithmeticChain.written(2, 5).identity());
        var run = new RunFolder(folder.resolve("whole"));
        assertThat(Kinds.plan(run)).isEqualTo(plan);
        assertThat(Fields.of(run.runFile(), run.read(run.runFile()))
                        .object("data")
                        .text("task"))
                .contains("\"modulus\":5");
    }

    private static Progress stopAt(long step) {
        var steps = new int[1];
        return new Progress() {
            @Override
            public void logged(Row row) {}

            @Override
            public boolean stop() {
                return ++steps[0] >= step;
            }
        };
    }

    @Test
    void anotherTaskInTheFolderIsRefused() {
        var settings = settings("all");
        var plan = settings.plan(settings.model(new Size.Shape(16, 1)), settings.tokensPerStep(), 3, 1);
        try (var runner = kind.open()) {
            runner.carryOut(job(folder.resolve("run"), plan), Progress.QUIET, _ -> {});
            var other = new TrainedTask(new ArithmeticChain(List.of(2), 3, 1), 60, Optional.empty());
            var job = new Job(
                    folder.resolve("run"),
                    plan,
                    other,
                    0,
                    Optional.empty(),
                    Set.of(),
                    Json.MAPPER.createObjectNode(),
                    new Trainer.BuiltIn());
            assertThatThrownBy(() -> runner.carryOut(job, Progress.QUIET, _ -> {}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the run was started on");
        }
        assertThat(Files.exists(folder.resolve("run"))).isTrue();
    }

    @Test
    void whatARecipeCannotSayIsNamedByItsKey() {
        assertThatThrownBy(() -> kind.settings(new SectionStack(List.of(study("format: reversed"))), task(), false))
                .hasMessageContaining(
                        "line 1: format: found reversed, expected steps, direct, calculator, or such as every 2");
        assertThatThrownBy(() -> kind.task(study("name: x"), false))
                .hasMessageContaining("task: the key is missing, expected what is to be learned");
        assertThatThrownBy(() -> TaskKind.taskOf(folder)).isInstanceOf(DataException.class);
    }
}
