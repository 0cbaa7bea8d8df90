package loglog.forecast.takeoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import loglog.forecast.takeoff.Inputs.Preset;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;

/** Loglog's own model of takeoff, where its equation has a closed form and where limits bind. */
class AutomatedResearchTest {
    private static final double LN10 = Math.log(10);
    private static final double G = 0.452 * LN10;

    /** No limits, no growth of people or compute, research by work alone. */
    private static Inputs bare() {
        return Inputs.research(Preset.BEST_GUESS)
                .with("compute_growth", 0)
                .with("researcher_growth", 0)
                .with("researcher_growth_late", 0)
                .with("experiment_share", 0)
                .with("software_ceiling", 1e300);
    }

    @Test
    void withoutFeedbackAndWithEnoughNewPeopleSoftwareGrowsAsAPlainExponential() {
        // The exponential goes on where people grow by as much as ideas get harder to find: g / r.
        double hiring = Math.expm1(G / 1.25);
        var run = AutomatedResearch.run(
                bare().with("automation_ceiling", 0)
                        .with("researcher_growth", hiring)
                        .with("slowdown_year", 2100),
                2045);
        for (double year : new double[] {2026, 2031.3, 2045}) {
            assertThat(run.softwareOom(year)).isCloseTo(0.452 * (year - 2025), within(1e-6));
        }
        assertThat(run.milestones().share20()).isInfinite();
        assertThat(run.multiplier(2040)).isEqualTo(1);
    }

    @Test
    void withoutFeedbackAndWithTheSamePeopleSoftwareGrowsAsAPower() {
        var run = AutomatedResearch.run(bare().with("automation_ceiling", 0), 2065);
        double harder = 0.7 / 1.25;
        for (double year : new double[] {2027, 2040, 2065}) {
            double software = Math.log1p(harder * G * (year - 2025)) / harder;
            assertThat(run.softwareOom(year)).isCloseTo(software / LN10, within(1e-6));
        }
    }

    @Test
    void aCeilingIsApproachedExponentially() {
        var run = AutomatedResearch.run(
                bare().with("automation_ceiling", 0)
                        .with("software_returns", 1e12) // ideas never get harder
                        .with("software_ceiling", 23e6),
                2065);
        for (double year : new double[] {2027, 2035, 2065}) {
            double oom = 6 * -Math.expm1(-0.452 * (year - 2025) / 6);
            assertThat(run.softwareOom(year)).isCloseTo(oom, within(1e-5));
        }
    }

    /** All research by copies whose number grows with software: d ln S / dt = g S^a, a = lambda (1 - 1 / r), ends at 1 / (a g). */
    @Test
    void fullAutomationWithReturnsAboveOneReachesAnyLevelInFiniteTime() {
        var inputs = bare().with("full_automation_training", 1)
                .with("researchers", 1e-6)
                .with("serial_speed", 1);
        double a = 0.7 * (1 - 1 / 1.25);
        double end = 1 / (a * G);
        var run = AutomatedResearch.run(inputs, 2025 + 2 * end);
        for (double oom : new double[] {0.5, 2, 8, 20}) {
            double year = 2025 - Math.expm1(-a * oom * LN10) / (a * G);
            assertThat(run.softwareOom(year)).as("%s OOM", oom).isCloseTo(oom, within(1e-4 * oom));
            assertThat(year).isLessThan(2025 + end);
        }
        // Returns below one: ever slower, and no end.
        var slow = AutomatedResearch.run(inputs.with("software_returns", 0.8), 2100);
        double b = 0.7 * (1 / 0.8 - 1);
        assertThat(slow.softwareOom(2100)).isCloseTo(Math.log1p(b * G * 75) / b / LN10, within(1e-5));
    }

    @Test
    void tasksThatStayWithPeopleAreTheBottleneckOfAmdahlsLaw() {
        var inputs = bare().with("full_automation_training", 1)
                .with("automation_ceiling", 0.8)
                .with("parallel_power", 1)
                .with("task_substitution", -300) // tasks in fixed proportions
                .with("runtime", 1);
        var run = AutomatedResearch.run(inputs, 2026);
        // Effort is over that of the start, which is automated as well; the multiplier is over people alone.
        assertThat(run.multiplier(2025.5)).isCloseTo(5, within(0.05));
        var all = AutomatedResearch.run(inputs.with("automation_ceiling", 1), 2026);
        assertThat(all.multiplier(2025.5)).isGreaterThan(1e6);
    }

    @Test
    void experimentsAreALimitWhereWorkCannotReplaceThem() {
        var inputs = Inputs.research(Preset.BEST_GUESS)
                .with("compute_growth", 0)
                .with("experiment_substitution", 0.1)
                .with("parallel_power", 1);
        // Research effort cannot pass experiment_share^(1 / rho), rho = -9, however much work there is.
        double most = Math.pow(0.3, -1 / 9.0);
        var run = AutomatedResearch.run(
                inputs.with("researcher_growth", 100)
                        .with("slowdown_year", 2040)
                        .with("software_returns", 1e12)
                        .with("software_ceiling", 1e300),
                2035);
        assertThat(run.softwareOom(2035)).isLessThan(0.452 * 10 * most).isGreaterThan(0.452 * 10);
        assertThat(run.softwareOom(2035) - run.softwareOom(2034)).isCloseTo(0.452 * most, within(1e-3));
    }

    @Test
    void aMillionFastResearchersAreWorthMoreThanAHundredMillionAverageOnes() {
        double many = AutomatedResearch.effort(1e8, 1, 0.7);
        double fast = AutomatedResearch.effort(1e8, 100, 0.7);
        assertThat(fast / many).isCloseTo(Math.pow(100, 0.3), within(1e-9));
        assertThat(AutomatedResearch.effort(1e8, 100, 1)).isEqualTo(AutomatedResearch.effort(1e8, 1, 1));
    }

    @Test
    void fasterCopiesBringFullAutomationForward() {
        var inputs = Inputs.research(Preset.BEST_GUESS);
        double slow = AutomatedResearch.run(inputs.with("serial_speed", 1), 2100)
                .milestones()
                .share100();
        double fast = AutomatedResearch.run(inputs.with("serial_speed", 100), 2100)
                .milestones()
                .share100();
        assertThat(fast).isLessThan(slow);
    }

    @Test
    void presetsAreInOrderAndSharesRiseFrom0To1() {
        double last = 0;
        for (var preset : new Preset[] {Preset.AGGRESSIVE, Preset.BEST_GUESS, Preset.CONSERVATIVE}) {
            var run = AutomatedResearch.run(Inputs.research(preset), 2100);
            var m = run.milestones();
            assertThat(m.share20()).isGreaterThan(last).isLessThan(m.share100());
            last = m.share20();
            double share = 0;
            for (double year = 2025; year < 2100; year += 0.5) {
                assertThat(run.automated(year)).isBetween(share, 1.0);
                share = run.automated(year);
            }
        }
    }

    /** Whatever an input is, a run is refused in one sentence or has shares from 0 to 1 and software that rises. */
    @Test
    void extremeInputsAreRefusedOrMakeSense() {
        double[] extremes = {0, 1e-300, 1e-3, 0.99999, 3, 2026, 1e20, 1e300, -0.5, -300};
        var base = Inputs.research(Preset.BEST_GUESS);
        for (var input : base.all()) {
            for (double extreme : extremes) {
                try {
                    var run = AutomatedResearch.run(base.with(input.name(), extreme), 2100);
                    double software = 0;
                    for (double year = 2025; year <= 2100; year += 5) {
                        assertThat(run.automated(year))
                                .as("%s = %s", input.name(), extreme)
                                .isBetween(0.0, 1.0);
                        assertThat(run.softwareOom(year))
                                .as("%s = %s", input.name(), extreme)
                                .isGreaterThanOrEqualTo(software - 1e-6);
                        software = run.softwareOom(year);
                    }
                } catch (DataException e) {
                    assertThat(e).hasMessageContaining("found").hasMessageContaining("expected");
                }
            }
        }
    }

    @Test
    void wrongInputsAreSaidInOneSentence() {
        var inputs = Inputs.research(Preset.BEST_GUESS);
        assertThatThrownBy(() -> AutomatedResearch.run(inputs.with("automation_ceiling", 2), 2050))
                .hasMessage("automation_ceiling: found 2.0, expected a share from 0 to 1");
        assertThatThrownBy(() -> AutomatedResearch.run(inputs.with("software_ceiling", 3), 2050))
                .hasMessageContaining("expected more than the 23.0 of the start");
        assertThatThrownBy(() -> AutomatedResearch.run(inputs, 2020))
                .hasMessageContaining("expected a year after 2025");
    }
}
