package loglog.lab.plan;

import static loglog.lab.LanguageStudies.recipe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.lab.study.Studies;
import loglog.lab.study.Target;
import loglog.models.training.Plan;
import loglog.runs.RunRole;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
    @TempDir
    Path folder;

    @Test
    void budgetsAreThoseNamedOrTimesTheLargestRun() {
        var plan = StudyPlan.of(Studies.read(folder, "design: {kind: trunks, sizes: [48x3], tokens: [1M, 2M]}"), 2);
        double largest = plan.run("llama-48x3-2M-seed1").orElseThrow().flops();
        assertThat(Targets.budget(plan, new Target.Times(10))).isEqualTo(10 * largest);
        assertThat(Targets.budget(plan, new Target.Flops(3e12))).isEqualTo(3e12);
        assertThatThrownBy(() -> Targets.budget(plan, new Target.Scale(1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aScaleIsItsRun() {
        var study = Studies.read(folder, "design: {kind: ladder, sizes: [30K]}");
        var run = Targets.verification(
                study, "llama", new Target.Scale(1_000_000, 5_000_000), 3, 4, _ -> OptionalInt.empty());
        assertThat(run.role()).isEqualTo(RunRole.VERIFICATION);
        assertThat(run.name()).matches("verify-llama-\\d+x\\d+-5M-seed3");
        assertThat(run.plan().seed()).isEqualTo(3);
        assertThat(run.plan().lanes()).isEqualTo(4);
        assertThat((double) run.params()).isCloseTo(1e6, Percentage.withPercentage(20));
        assertThat((double) run.tokens()).isCloseTo(5e6, within(2048.0));
        assertThat(((Plan) run.plan()).recipe())
                .isEqualTo(recipe(study.recipes().get("llama")));
    }

    @Test
    void aBudgetIsSpentOnTheModelNearestToTheOptimum() {
        var study = Studies.read(folder, "design: {kind: ladder, sizes: [30K]}");
        for (double params : new double[] {20e3, 100e3, 400e3, 3e6, 50e6}) {
            double flops = 6 * params * 20 * params;
            var run = Targets.verification(study, "llama", flops, params, 1, 2, _ -> OptionalInt.of(1));
            assertThat(run.flops()).isCloseTo(flops, Percentage.withPercentage(2.5));
            assertThat((double) run.params()).isCloseTo(params, Percentage.withPercentage(params < 1e6 ? 30 : 10));
            assertThat(run.plan().lanes()).isEqualTo(1);
        }
    }

    @Test
    void ofAStudyOfTrunksItIsMadeAsABranchIs() {
        var study = Studies.read(
                folder, "recipe: {warmup: 0.1}\ndesign: {kind: trunks, sizes: [48x3], tokens: [1M, 2M], decay: 0.25}");
        var branch = StudyPlan.of(study, 2).run("llama-48x3-2M-seed1").orElseThrow();
        var run = Targets.verification(
                study, "llama", new Target.Scale(300_000, 20_000_000), 1, 2, _ -> OptionalInt.empty());
        assertThat(run.branch()).isEmpty();
        var schedule = ((Plan) run.plan()).recipe().schedule();
        assertThat(schedule.decay()).isEqualTo(0.25);
        // As many steps rise, not as large a share.
        assertThat(schedule.warmupSteps(run.plan().steps()))
                .isEqualTo(((Plan) branch.plan())
                        .recipe()
                        .schedule()
                        .warmupSteps(branch.plan().steps()))
                .isEqualTo(24);
    }
}
