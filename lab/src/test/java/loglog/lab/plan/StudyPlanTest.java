package loglog.lab.plan;

import static loglog.lab.LanguageStudies.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Optimal;
import loglog.lab.study.Studies;
import loglog.lab.study.Study;
import loglog.lab.study.StudySchema;
import loglog.lab.study.StudyTemplate;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.runs.RunRole;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudyPlanTest {
    private static final long STEP = 32 * 128;

    @TempDir
    Path folder;

    private Study study(String yaml) {
        return Studies.read(folder, yaml);
    }

    private List<PlannedRun> runs(String yaml) {
        return StudyPlan.of(study(yaml), 2).runs();
    }

    private static List<String> names(List<PlannedRun> runs) {
        return runs.stream().map(PlannedRun::name).toList();
    }

    @Test
    void replicatesAreOneGroupByThePlanNotByTheirNames() {
        var runs = runs("design: {kind: grid, sizes: [48x3], tokens: [1M, 1.9M]}\nseeds: [1, 7]");
        var groups = runs.stream().collect(Collectors.groupingBy(PlannedRun::group));
        assertThat(groups.values())
                .hasSize(2)
                .allSatisfy(group ->
                        assertThat(group).extracting(run -> run.plan().seed()).containsExactlyInAnyOrder(1L, 7L));
        assertThat(runs)
                .allSatisfy(run -> assertThat(run.name())
                        .isEqualTo(run.group() + "-seed" + run.plan().seed()));
    }

    @ParameterizedTest
    @MethodSource("loglog.lab.study.Studies#designs")
    void everyTemplateIsAPlanOfNamedCountedRuns(DesignKind kind) {
        var plan = StudyPlan.of(study(StudyTemplate.of(kind, "study.yaml", StudySchema.FILE)), 2);
        var runs = kind == Optimal.KIND ? plan.candidates() : plan.runs();
        int runsOfTemplate = switch (kind.word()) {
            // At the two smaller budgets there are shapes for four of the five ratios.
            case "isoflop" -> 2 * 4 + 2 * 5;
            case "ladder" -> 4;
            case "grid" -> 4 * 4;
            case "params", "tokens", "batch-sizes" -> 6;
            case "learning-rates" -> 3 * 5;
            case "trunks" -> 4 * (1 + 4);
            case "repeats" -> 2 * 2 * 5;
            case "seeds" -> 5;
            default -> runs.size();
        };
        assertThat(runs).hasSize(runsOfTemplate).isNotEmpty();
        assertThat(runs.size())
                .isLessThanOrEqualTo((int) plan.study().design().mostRuns()
                        * plan.study().seeds().size());
        assertThat(names(runs)).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9]+(-[A-Za-z0-9.]+)+"));
        double sum = 0;
        for (var run : runs) {
            long step = ((Plan) run.plan()).recipe().tokensPerStep();
            assertThat(plan(run).tokens()).isEqualTo(run.plan().steps() * step);
            var footprint = Footprint.of(plan(run));
            assertThat(run.flops()).isEqualTo(run.tokens() * footprint.flopsPerToken());
            assertThat(run.memoryBytes()).isEqualTo(footprint.bytes());
            long from = run.branch().map(PlannedRun.Branch::step).orElse(0L);
            sum += (run.plan().steps() - from) * step * footprint.flopsPerToken();
            assertThat(run.plan().lanes()).isBetween(1, 2);
        }
        assertThat(plan.flops()).isCloseTo(kind == Optimal.KIND ? 0 : sum, within(1e-9 * sum));
    }

    @Test
    void namesSayWhatRunsAre() {
        assertThat(names(runs("design: {kind: grid, sizes: [48x3], tokens: [1M, 1.9M]}\nseeds: [1, 7]")))
                .containsExactly(
                        "llama-48x3-999K-seed1",
                        "llama-48x3-1.9M-seed1",
                        "llama-48x3-999K-seed7",
                        "llama-48x3-1.9M-seed7");
        assertThat(names(runs("""
                recipes: {muon: {optimizer: muon}, gpt2: {architecture: gpt2}}
                design: {kind: grid, sizes: [48x3], tokens: [1M]}
                """))).containsExactly("muon-llama-48x3-999K-seed1", "gpt2-48x3-999K-seed1");
        assertThat(names(runs("design: {kind: learning-rates, sizes: [48x3], tokens: 1M, rates: [1e-3, 1.5e-5]}")))
                .containsExactly("llama-48x3-999K-lr0.001-seed1", "llama-48x3-999K-lr1.5e-5-seed1");
        assertThat(names(runs("design: {kind: batch-sizes, size: 48x3, tokens: 1M, batches: [8, 64]}")))
                .containsExactly("llama-48x3-1M-batch8-seed1", "llama-48x3-999K-batch64-seed1");
        assertThat(names(runs("design: {kind: repeats, sizes: [48x3], unique_tokens: [100K], epochs: [1, 2.5]}")))
                .containsExactly("llama-48x3-98.3K-100Kx1-seed1", "llama-48x3-250K-100Kx2.5-seed1");
        assertThat(names(runs("design: {kind: trunks, sizes: [48x3], tokens: [1M, 2M]}")))
                .containsExactly("llama-48x3-1.6M-trunk-seed1", "llama-48x3-999K-seed1", "llama-48x3-2M-seed1");
    }

    @Test
    void moreDigitsTellApartWhatFewCannot() {
        assertThat(names(runs("design: {kind: grid, sizes: [48x3], tokens: [40M, 40.01M, 41M, 4M]}")))
                .containsExactly(
                        "llama-48x3-40M-seed1",
                        "llama-48x3-40.01M-seed1",
                        "llama-48x3-41M-seed1",
                        "llama-48x3-4M-seed1");
    }

    @Test
    void namesStayWhenTheStudyGrows() {
        var few = runs("design: {kind: isoflop, budgets: [1e11, 1e12]}");
        var more = runs("design: {kind: isoflop, budgets: [3e10, 1e11, 5e11, 1e12]}\nseeds: 2");
        assertThat(names(more)).containsAll(names(few));
        for (var run : few) {
            var again = more.stream()
                    .filter(r -> r.name().equals(run.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(plan(again).tokens()).isEqualTo(plan(run).tokens());
            assertThat(again.plan().model()).isEqualTo(((Plan) run.plan()).model());
        }
    }

    @Test
    void whatIsTheSameIsMadeOnce() {
        // Two sizes that are the same shape, and tokens that are the same steps.
        assertThat(names(runs("design: {kind: grid, sizes: [64x2, 64x2, 64x3], tokens: [1M, 1.0001M]}")))
                .containsExactly("llama-64x2-999K-seed1", "llama-64x3-999K-seed1");
        assertThat(runs("design: {kind: ladder, sizes: [100K, 100001]}")).hasSize(1);
    }

    @Test
    void isoFlopRunsSpendTheirBudgetAtTheirRatios() {
        for (var architecture : List.of("llama", "gpt2")) {
            for (double budget : new double[] {3e10, 1e11, 1e12, 1e13, 1e15}) {
                var ratios = List.of(5.0, 10.0, 20.0, 40.0, 80.0);
                var runs = runs("recipe: {architecture: %s}\ndesign: {kind: isoflop, budgets: [%s]}"
                        .formatted(architecture, budget));
                // At little compute there are not enough shapes for all ratios.
                assertThat(runs).hasSizeBetween(budget < 2e11 ? 2 : 5, 5);
                for (var run : runs) {
                    // Within half a step of at least twenty.
                    assertThat(run.flops()).isCloseTo(budget, Percentage.withPercentage(2.5));
                    double ratio = run.tokens() / (double) run.params();
                    assertThat(ratios).anyMatch(r -> Math.abs(Math.log(ratio / r)) <= Math.log(2.05));
                    double aspect = ((Plan) run.plan()).model().width()
                            / (24.0 * ((Plan) run.plan()).model().layers());
                    assertThat(aspect).isBetween(1 / 1.52, 1.52);
                }
                assertThat(runs.stream().map(PlannedRun::params).toList())
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void isoFlopSizesAreSpreadEvenly() {
        // With room for all, neighbors' ratios are about a factor of two apart, as asked.
        var runs = runs("design: {kind: isoflop, budgets: [1e13]}");
        for (int i = 1; i < runs.size(); i++) {
            double before = runs.get(i - 1).tokens() / (double) runs.get(i - 1).params();
            double ratio = runs.get(i).tokens() / (double) runs.get(i).params();
            assertThat(before / ratio).isBetween(1.5, 2.7);
        }
    }

    @Test
    void ladderAndRepeatsHaveTheTokensThatTheySay() {
        for (var run : runs("design: {kind: ladder, sizes: [30K, 300K], tokens_per_param: 15}")) {
            assertThat((double) run.tokens()).isCloseTo(15.0 * run.params(), within(STEP / 2.0));
        }
        var repeats = runs("design: {kind: repeats, sizes: [48x3], unique_tokens: [100K], epochs: [1, 4]}");
        for (var run : repeats) {
            // Whole sequences.
            assertThat(run.uniqueTokens()).isEqualTo(782 * 128);
        }
        assertThat((double) repeats.get(1).tokens()).isCloseTo(4 * 782 * 128.0, within(STEP / 2.0));
    }

    @Test
    void oneSettingVariesAndTheRestStays() {
        var rates = runs("design: {kind: learning-rates, sizes: [32x2, 64x2], tokens: 1M, rates: [1e-3, 2e-3]}");
        assertThat(rates.stream().map(r -> ((Plan) r.plan()).recipe().rate())).containsExactly(1e-3, 2e-3, 1e-3, 2e-3);
        var batches = runs("design: {kind: batch-sizes, size: 32x2, tokens: 1M, batches: [8, 64]}");
        assertThat(batches.stream().map(r -> ((Plan) r.plan()).recipe().batch()))
                .containsExactly(8, 64);
        assertThat(batches.stream().map(r -> r.plan().steps())).containsExactly(977L, 122L);
        assertThat(batches.stream()
                        .map(r -> ((Plan) r.plan()).recipe().schedule())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void trunkAndBranchesFollowTheSameScheduleToTheBit() {
        for (var recipe : List.of("{}", "{warmup: 0.13, floor: 0.05}", "{warmup: 0}", "{batch: 7, context: 60}")) {
            var runs = runs("""
                    recipe: %s
                    design: {kind: trunks, sizes: [48x3, 30K], tokens: [123K, 500K, 517K, 2M], decay: 0.17}
                    """.formatted(recipe));
            assertThat(runs).hasSize(2 * 5);
            for (var run : runs) {
                if (run.branch().isEmpty()) {
                    assertThat(run.role()).isEqualTo(RunRole.TRUNK);
                    continue;
                }
                assertThat(run.role()).isEqualTo(RunRole.OBSERVATION);
                var branch = run.branch().get();
                var trunk = runs.stream()
                        .filter(r -> r.name().equals(branch.trunk()))
                        .findFirst()
                        .orElseThrow();
                assertThat(runs.indexOf(trunk)).isLessThan(runs.indexOf(run));
                assertThat(trunk.branchSteps()).contains(branch.step());
                assertThat(((Plan) trunk.plan()).model()).isEqualTo(((Plan) run.plan()).model());
                assertThat(trunk.plan().seed()).isEqualTo(run.plan().seed());
                assertThat(trunk.plan().lanes()).isEqualTo(run.plan().lanes());
                var kept = ((Plan) trunk.plan()).recipe().schedule();
                var own = ((Plan) run.plan()).recipe().schedule();
                long steps = run.plan().steps();
                for (long s = 0; s < branch.step(); s++) {
                    assertThat(own.at(s, steps))
                            .isEqualTo(kept.at(s, trunk.plan().steps()));
                }
                // It leaves at the last step that it shares, after the warm-up, and cools down from there to its floor.
                assertThat(own.at(branch.step() - 1, steps)).isEqualTo(1);
                assertThat(own.at(branch.step(), steps)).isLessThan(1);
                assertThat(own.at(steps - 1, steps)).isEqualTo(own.floor());
                assertThat((double) (steps - branch.step()) / steps).isCloseTo(0.17, within(0.5 / steps));
            }
            var trunks = runs.stream().filter(r -> r.branch().isEmpty()).toList();
            assertThat(trunks).hasSize(2);
            for (var trunk : trunks) {
                // No longer than the last branch needs.
                assertThat(trunk.plan().steps())
                        .isEqualTo(trunk.branchSteps().stream()
                                .max(Comparator.naturalOrder())
                                .orElseThrow());
                assertThat(trunk.branchSteps()).hasSize(4);
            }
        }
    }

    @Test
    void aTrunkCostsLessThanItsBranchesAlone() {
        var plan = StudyPlan.of(study("design: {kind: trunks, sizes: [48x3], tokens: [1M, 2M, 4M], decay: 0.2}"), 2);
        double alone = plan.runs().stream()
                .filter(r -> r.branch().isPresent())
                .mapToDouble(PlannedRun::flops)
                .sum();
        // 7M from the start; 3.2M of trunk and a fifth of 7M.
        assertThat(plan.flops() / alone).isCloseTo((3.2 + 1.4) / 7, within(0.01));
        assertThat(plan.largestFlops())
                .isEqualTo(plan.run("llama-48x3-4M-seed1").orElseThrow().flops());
    }

    @Test
    void aRunThatOutlastsItsShareGetsMoreLanes() {
        var one = StudyPlan.of(study("design: {kind: grid, sizes: [48x3], tokens: [1M]}"), 4);
        assertThat(one.runs().getFirst().plan().lanes()).isEqualTo(4);
        var many = StudyPlan.of(study("design: {kind: grid, sizes: [48x3], tokens: 1M}\nseeds: 8"), 4);
        assertThat(many.runs()).allMatch(r -> r.plan().lanes() == 1);
        // 16M beside four of 1M: four fifths of the work, on four cores more than three shares.
        var uneven = StudyPlan.of(study("design: {kind: grid, sizes: [48x3], tokens: [1M, 1.1M, 1.2M, 1.3M, 16M]}"), 4);
        assertThat(uneven.runs().stream().map(r -> r.plan().lanes())).containsExactly(1, 1, 1, 1, 4);
        var twoThirds = StudyPlan.of(study("design: {kind: grid, sizes: [48x3], tokens: [1M, 1.1M, 2M]}"), 4);
        assertThat(twoThirds.runs().stream().map(r -> r.plan().lanes())).containsExactly(1, 2, 2);
        // A batch has no more lanes than sequences.
        var narrow = StudyPlan.of(study("recipe: {batch: 2}\ndesign: {kind: grid, sizes: [48x3], tokens: [1M]}"), 4);
        assertThat(narrow.runs().getFirst().plan().lanes()).isEqualTo(2);
    }

    @Test
    void aRunThatWasBegunKeepsItsLanes() {
        var study = study("design: {kind: grid, sizes: [48x3], tokens: 1M}\nseeds: 3");
        var plan = StudyPlan.of(
                study,
                2,
                name -> name.endsWith("seed2") ? OptionalInt.of(7) : OptionalInt.empty(),
                (candidates, _) -> candidates);
        assertThat(plan.runs().stream().map(r -> r.plan().lanes())).containsExactly(1, 7, 1);
        // Branches go on as their trunk began.
        var trunks = StudyPlan.of(
                study("design: {kind: trunks, sizes: [48x3], tokens: [1M, 2M]}"),
                2,
                name -> name.contains("trunk") ? OptionalInt.of(3) : OptionalInt.empty(),
                (candidates, _) -> candidates);
        assertThat(trunks.runs()).allMatch(r -> r.plan().lanes() == 3);
    }

    @Test
    void aCommandsRunsTakeWhatItSays() {
        var plan = StudyPlan.of(study("""
                vocabulary: 256
                design: {kind: grid, sizes: [48x3], tokens: 1M}
                trainer: {command: "train {layers}", cores: 3, memory: 2G}
                """), 8);
        assertThat(plan.runs().getFirst().plan().lanes()).isEqualTo(3);
        assertThat(plan.runs().getFirst().memoryBytes()).isEqualTo(2L << 30);
    }

    @Test
    void anOptimalDesignChoosesAmongCandidatesWithTheirCosts() {
        var study = study("design: {kind: optimal, flops: 1e12, sizes: {from: 20K, to: 300K, count: 6}, largest: 0.2}");
        var open = StudyPlan.of(study, 2);
        assertThat(open.runs()).isEmpty();
        assertThat(open.candidates()).hasSizeGreaterThan(5).allMatch(r -> r.flops() <= 2e11);
        var asked = new HashSet<PlannedRun>();
        var plan = StudyPlan.of(study, 2, _ -> OptionalInt.empty(), (candidates, flops) -> {
            assertThat(flops).isEqualTo(1e12);
            asked.addAll(candidates);
            return candidates.subList(2, 4);
        });
        assertThat(asked).isEqualTo(Set.copyOf(open.candidates()));
        assertThat(plan.runs()).isEqualTo(plan.candidates().subList(2, 4));
        assertThat(plan.runs().stream().map(PlannedRun::name).collect(Collectors.toSet()))
                .isEqualTo(plan.names());
    }
}
