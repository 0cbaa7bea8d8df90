package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Fit FIT = Laws.fit(new Chinchilla(), Simulated.chinchilla(120, 8, 0.005, 4));
    private static final Draws DRAWS = Bootstrap.of(FIT, Bootstrap.Resampling.ROWS, 500, 1);
    private static final Planner PLANNER = new Planner(DRAWS, 0.9);

    @Test
    void intervalsOfPlansHoldTheTruthAsOftenAsTheySay() {
        var truth = Optimum.at(new Chinchilla(), Simulated.CHINCHILLA, 1e23);
        int repetitions = 120;
        int params = 0;
        int loss = 0;
        int flops = 0;
        for (int r = 0; r < repetitions; r++) {
            var fit = Laws.fit(new Chinchilla(), Simulated.chinchilla(60, 6, 0.005, 300 + r));
            var planner = new Planner(Bootstrap.of(fit, Bootstrap.Resampling.ROWS, 200, 1), 0.9);
            var plan = planner.forBudget(1e23);
            params += plan.params().holds(truth.params()) ? 1 : 0;
            loss += plan.loss().holds(truth.loss()) ? 1 : 0;
            var inverse = (Answer.Plan) planner.forLoss(truth.loss());
            flops += inverse.flops().holds(1e23) ? 1 : 0;
        }
        // 108 of 120, four standard deviations of a binomial either way.
        assertThat(params).isBetween(94, 120);
        assertThat(loss).isBetween(94, 120);
        assertThat(flops).isBetween(94, 120);
    }

    @Test
    void aPlanAndTheComputeForItsLossAgree() {
        var plan = PLANNER.forBudget(1e23);
        assertThat(plan.tokensPerParam().value())
                .isEqualTo(plan.tokens().value() / plan.params().value());
        assertThat(plan.flops().low()).isEqualTo(1e23);
        assertThat(plan.notes()).contains("1.0 OOM beyond the largest run");
        var inverse = (Answer.Plan) PLANNER.forLoss(plan.loss().value());
        assertThat(inverse.flops().value() / 1e23).isCloseTo(1, offset(1e-6));
        assertThat(inverse.params().value() / plan.params().value()).isCloseTo(1, offset(1e-6));
        assertThat(inverse.flops().low()).isLessThan(1e23);
        assertThat(inverse.flops().high()).isGreaterThan(1e23);
    }

    @Test
    void aLossNearTheFloorMayTakeInfiniteCompute() {
        var floor = DRAWS.parameter("E", 0.9);
        var plan = (Answer.Plan) PLANNER.forLoss(FIT.parameter("E") + 0.1 * (floor.high() - FIT.parameter("E")));
        assertThat(plan.flops().high()).isInfinite();
        assertThat(plan.flops().low()).isFinite();
        assertThat(plan.notes()).anyMatch(note -> note.contains("of the resamples no compute does it"));
    }

    @Test
    void aLossBelowTheFloorIsExplained() {
        var answer = (Answer.Unreachable) PLANNER.forLoss(1.5);
        assertThat(answer.leastLoss().value()).isEqualTo(FIT.parameter("E"));
        assertThat(answer.leastLoss().low()).isLessThan(answer.leastLoss().high());
        assertThat(answer.notes().getFirst()).contains("1.5", "no compute goes below");
    }

    @Test
    void aSmallerModelIsTrainedLongerForTheSameLoss() {
        var best = PLANNER.forBudget(1e22);
        var small = (Answer.Plan)
                PLANNER.ofSizeForLoss(best.params().value() / 3, best.loss().value());
        assertThat(small.flops().value()).isGreaterThan(best.flops().value());
        assertThat(small.tokensPerParam().value())
                .isGreaterThan(9 * best.tokensPerParam().value());
        assertThat(PLANNER.ofSizeForLoss(1e6, best.loss().value())).isInstanceOf(Answer.Unreachable.class);
        var budget = (Answer.Plan) PLANNER.ofSize(best.params().value() / 3, 1e22);
        assertThat(budget.loss().value()).isGreaterThan(best.loss().value());
        assertThat(budget.notes()).anyMatch(note -> note.startsWith("the same loss at the least cost"));
    }

    @Test
    void servingThatCostsMoreThanTheBudgetIsSaid() {
        var planner = new Planner(DRAWS, LifetimeCost.serving(1e13), new UniqueData.Unlimited(), 0.9);
        assertThat(planner.ofSize(1e11, 1e22)).isInstanceOf(Answer.Unreachable.class);
        assertThat(planner.forBudget(1e22).params().value())
                .isLessThan(PLANNER.forBudget(1e22).params().value());
    }

    @Test
    void whoseValueOfRepetitionIsUsedIsSaid() {
        var planner = new Planner(DRAWS, LifetimeCost.TRAINING, new UniqueData.Repeated(1e10), 0.9);
        var plan = planner.forBudget(1e22);
        assertThat(plan.notes()).anyMatch(note -> note.contains("published R_D = 15.39"));
        assertThat(plan.notes()).anyMatch(note -> note.contains("epochs"));
        assertThat(new Planner(DRAWS, LifetimeCost.TRAINING, new UniqueData.Once(1e10), 0.9)
                        .forBudget(1e22)
                        .notes())
                .anyMatch(note -> note.contains("more compute goes into params"));
    }

    @Test
    void exponentsSumToOne() {
        var exponents = Exponents.of(DRAWS, 1e22, 0.9);
        assertThat(exponents.nOpt().value() + exponents.dOpt().value()).isEqualTo(1);
        assertThat(exponents.nOpt().holds(0.36718 / (0.34731 + 0.36718))).isTrue();
        assertThat(Exponents.apply(new Kaplan())).isTrue();
        assertThat(Exponents.apply(new PowerLaw("flops"))).isFalse();
    }
}
