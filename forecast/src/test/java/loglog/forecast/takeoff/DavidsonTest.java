package loglog.forecast.takeoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import loglog.forecast.takeoff.Inputs.Preset;
import loglog.runs.DataException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Davidson's full takeoff model, against what the published Python model gives. */
class DavidsonTest {
    private static Path reference(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("shared/data/takeoff").resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return Assumptions.abort("shared/data/takeoff/" + name + " is not beside the project");
    }

    private static DavidsonRun run(Preset preset) {
        return Davidson.run(Inputs.davidson(preset), Davidson.STEP, 2100);
    }

    /** The figures that the published model gives at its step of a tenth of a year, entered here so that they always hold. */
    @Test
    void presetsHaveThePublishedModelsMilestones() {
        var best = run(Preset.BEST_GUESS).milestones();
        assertThat(best.rampup()).isCloseTo(2034.3, within(0.01));
        assertThat(best.rnd20()).isCloseTo(2034.7, within(0.01));
        assertThat(best.goods20()).isCloseTo(2036.1, within(0.01));
        assertThat(best.rnd100()).isCloseTo(2039.7, within(0.01));
        assertThat(best.goods100()).isCloseTo(2040.0, within(0.01));
        assertThat(best.agi() - best.subAgi()).isCloseTo(2.9, within(0.01));

        var slow = run(Preset.CONSERVATIVE).milestones();
        assertThat(slow.rampup()).isCloseTo(2038.5, within(0.01));
        assertThat(slow.goods20()).isCloseTo(2061.7, within(0.01));
        assertThat(slow.goods100()).isInfinite();

        var fast = run(Preset.AGGRESSIVE).milestones();
        assertThat(fast.rnd20()).isCloseTo(2026.2, within(0.01));
        assertThat(fast.goods100()).isCloseTo(2027.2, within(0.01));
        assertThat(fast.rampup()).isCloseTo(2027.1, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void milestonesAreTheReferenceFiles(Preset preset) throws Exception {
        var text = Files.readString(reference("ftm_reference.json"));
        var name = preset.name().toLowerCase(java.util.Locale.ROOT);
        var part = text.substring(text.indexOf("\"" + name + "\""));
        var m = run(preset).milestones();
        check(part, "rampup_start", m.rampup());
        check(part, "sub_agi_year", m.subAgi());
        check(part, "agi_year", m.agi());
        check(part, "automation_rnd_20%", m.rnd20());
        check(part, "automation_rnd_100%", m.rnd100());
        check(part, "automation_gns_20%", m.goods20());
        check(part, "automation_gns_100%", m.goods100());
        check(part, "full_automation_gns", m.takeoff());
        check(part, "full_automation_rnd", m.rndTakeoff());
        check(part, "cog_output_multiplier", m.multiplier());
        if (preset != Preset.CONSERVATIVE) { // whose growth passes 5% and never 20%
            check(part, "gwp_growth", m.growth());
        }
    }

    private static void check(String json, String key, double found) {
        var match = Pattern.compile("\"" + key + "\": (NaN|[0-9.]+)").matcher(json);
        assertThat(match.find()).isTrue();
        if (match.group(1).equals("NaN")) {
            assertThat(found).as(key).isInfinite();
        } else {
            assertThat(found).as(key).isCloseTo(Double.parseDouble(match.group(1)), within(0.01));
        }
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void trajectoriesAreTheReferenceFiles(Preset preset) throws Exception {
        var run = run(preset);
        var name = preset.name().toLowerCase(java.util.Locale.ROOT);
        var lines = Files.readAllLines(reference("ftm_trajectories.csv"));
        int checked = 0;
        for (var line : lines) {
            var cells = line.split(",");
            if (cells[0].equals(name)) {
                double year = Double.parseDouble(cells[1]);
                var row = run.rows().get((int) Math.round((year - Davidson.START) / run.step()));
                assertThat(row.year()).isCloseTo(year, within(1e-6));
                double[] found = {
                    row.gwp(),
                    row.hardwareFlops(),
                    row.software(),
                    row.computeFlops(),
                    row.trainingFlops(),
                    row.shareOfGwp()
                };
                for (int i = 0; i < found.length; i++) {
                    double expected = Double.parseDouble(cells[2 + i]);
                    assertThat(found[i] / expected)
                            .as("%s of %s", lines.getFirst().split(",")[2 + i], line)
                            .isCloseTo(1, within(1e-6));
                }
                assertThat(row.automatedGoods()).as(line).isCloseTo(Double.parseDouble(cells[8]), within(1e-9));
                assertThat(row.automatedRnd()).as(line).isCloseTo(Double.parseDouble(cells[9]), within(1e-9));
                checked++;
            }
        }
        assertThat(checked).isEqualTo(77);
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void presetsAreThePublishedOnes(Preset preset) throws Exception {
        var text = Files.readString(reference("ftm_presets.json"));
        var name = preset.name().toLowerCase(java.util.Locale.ROOT);
        var start = text.indexOf("\"" + name + "\"");
        var part = text.substring(start, text.indexOf("}", start));
        var inputs = Inputs.davidson(preset);
        var found = Pattern.compile("\"(\\w+)\": ([-0-9.e+]+)")
                .matcher(part)
                .results()
                .toList();
        assertThat(found).hasSize(inputs.all().size());
        for (var entry : found) {
            assertThat(inputs.get(entry.group(1)))
                    .as(entry.group(1))
                    .isCloseTo(
                            Double.parseDouble(entry.group(2)),
                            within(1e-12 * Math.abs(Double.parseDouble(entry.group(2)))));
        }
    }

    @Test
    void allocationsAreNeverNegativeAndAddUpToTheirBudgets() {
        for (var preset : Preset.values()) {
            var run = Davidson.run(Inputs.davidson(preset), Davidson.STEP, 2050);
            for (var row : run.rows()) {
                for (var allocation : row.allocations()) {
                    for (var of : new double[][] {allocation.labour(), allocation.compute(), allocation.input()}) {
                        assertThat(Arrays.stream(of).min().orElseThrow()).isGreaterThanOrEqualTo(0);
                    }
                }
                double labour = total(row, FactorAllocation::labour);
                double compute = total(row, FactorAllocation::compute);
                assertThat(labour / row.labour()).as("labour in %s", row.year()).isCloseTo(1, within(1e-6));
                assertThat((compute + row.trainingFlops()) / row.computeFlops())
                        .as("compute in %s", row.year())
                        .isCloseTo(1, within(1e-6));
            }
        }
    }

    private static double total(DavidsonRun.Row row, java.util.function.Function<FactorAllocation, double[]> part) {
        return row.allocations().stream()
                .mapToDouble(allocation -> Arrays.stream(part.apply(allocation)).sum())
                .sum();
    }

    @Test
    void theStartHasTheSharesThatItWasGiven() {
        for (var preset : Preset.values()) {
            var inputs = Inputs.davidson(preset);
            var run = Davidson.run(inputs, Davidson.STEP, 2024);
            var start = run.rows().getFirst();
            assertThat(start.gwp()).isCloseTo(inputs.get("initial_gwp"), within(1.0));
            assertThat(start.trainingFlops() / inputs.get("initial_biggest_training_run"))
                    .isCloseTo(1, within(1e-12));
            double cognitive = inputs.get("initial_cognitive_share_goods");
            var goods = start.incomes().get(0);
            assertThat(goods.capital()).isCloseTo(1 - cognitive, within(0.005));
            assertThat(goods.compute() / (goods.labour() + goods.compute())).isCloseTo(0.01, within(0.005));
            var hardware = start.incomes().get(1);
            assertThat(hardware.capital()).isCloseTo(0.3, within(0.005));
            var software = start.incomes().get(2);
            assertThat(software.capital()).as("experiments").isCloseTo(0.3, within(0.005));
            // Capital grows at the start as it was told to, and product about as fast.
            double capital = Math.log(run.rows().get(1).capital() / start.capital()) / run.step();
            double product = Math.log(run.rows().get(10).gwp() / start.gwp());
            assertThat(capital).isCloseTo(product, within(0.01));
        }
    }

    @Test
    void inputsAndOutputsOnlyRise() {
        for (var preset : Preset.values()) {
            var run = Davidson.run(Inputs.davidson(preset), Davidson.STEP, 2060);
            rises(run, DavidsonRun.Row::capital);
            rises(run, DavidsonRun.Row::labour);
            rises(run, DavidsonRun.Row::computeFlops);
            rises(run, DavidsonRun.Row::software);
            rises(run, DavidsonRun.Row::gwp);
            rises(run, DavidsonRun.Row::researchHardware);
            rises(run, DavidsonRun.Row::researchSoftware);
        }
    }

    private static void rises(DavidsonRun run, ToDoubleFunction<DavidsonRun.Row> of) {
        for (int i = 1; i < run.rows().size(); i++) {
            assertThat(of.applyAsDouble(run.rows().get(i)))
                    .isGreaterThanOrEqualTo(of.applyAsDouble(run.rows().get(i - 1)));
        }
    }

    @Test
    void datesAreTheSameAtOtherSteps() {
        var inputs = Inputs.davidson(Preset.BEST_GUESS);
        var usual = Davidson.run(inputs, 0.1, 2100).milestones();
        for (double step : new double[] {0.025, 0.05, 0.2}) {
            var other = Davidson.run(inputs, step, 2100).milestones();
            assertThat(other.rnd20()).as("step %s", step).isCloseTo(usual.rnd20(), within(0.21));
            assertThat(other.goods20()).as("step %s", step).isCloseTo(usual.goods20(), within(0.21));
            assertThat(other.goods100()).as("step %s", step).isCloseTo(usual.goods100(), within(0.21));
        }
    }

    @Test
    void withoutResearchTheTechnologyStaysAndTheWorldGrowsByItself() {
        var inputs = Inputs.davidson(Preset.BEST_GUESS)
                .with("software_returns", 0)
                .with("hardware_returns", 0)
                .with("full_automation_requirements_training", 1e60);
        var run = Davidson.run(inputs, 0.1, 2060);
        var end = run.rows().getLast();
        assertThat(end.software()).isEqualTo(1);
        assertThat(end.automatedGoods()).isZero();
        assertThat(end.labour()).isCloseTo(4e9 * Math.exp(0.01 * (end.year() - 2022)), within(1e3));
    }

    /** Whatever an input is, a run is refused in one sentence or has shares from 0 to 1 and positive numbers. */
    @Test
    void extremeInputsAreRefusedOrMakeSense() {
        double[] extremes = {0, 1e-300, 1e-3, 0.99999, 3, 2026, 1e20, 1e300, -0.5, -300};
        var base = Inputs.davidson(Preset.BEST_GUESS);
        for (var input : base.all()) {
            for (double extreme : extremes) {
                try {
                    var run = Davidson.run(base.with(input.name(), extreme), 0.5, 2060);
                    for (var row : run.rows()) {
                        assertThat(row.automatedGoods())
                                .as("%s = %s", input.name(), extreme)
                                .isBetween(0.0, 1.0);
                        assertThat(row.gwp() * row.software()).isPositive();
                    }
                } catch (DataException e) {
                    assertThat(e).hasMessageContaining("found").hasMessageContaining("expected");
                }
            }
        }
    }

    @Test
    void wrongInputsAreSaidInOneSentence() {
        var inputs = Inputs.davidson(Preset.BEST_GUESS);
        assertThatThrownBy(() -> Davidson.run(inputs.with("flop_gap_training", 0.5), 0.1, 2100))
                .hasMessage("flop_gap_training: found 0.5, expected at least 1.0");
        assertThatThrownBy(() -> inputs.with("software", 1))
                .hasMessageStartingWith("found the input \"software\", expected one of")
                .hasMessageContaining("software_returns");
        assertThatThrownBy(() -> Davidson.run(inputs.with("labour_substitution_rnd", 0.5), 0.1, 2100))
                .hasMessageContaining("expected a negative number");
        assertThatThrownBy(() -> Davidson.run(inputs.with("initial_biggest_training_run", 1e30), 0.1, 2100))
                .hasMessageContaining("expected no more than the 2.0E28 FLOP");
    }
}
