package loglog.hex.selfplay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.engine.devices.Devices;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.search.SearchSettings;
import loglog.hex.strength.Match;
import loglog.hex.strength.PerfectPlayer;
import loglog.hex.strength.Searcher;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Job;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfPlayTest {
    private static final PlayRecipe SMALL = new PlayRecipe(
            new SearchSettings(SearchSettings.Rule.PUCT, 8, 1.5, 0.2),
            16,
            0.5,
            0.3,
            1,
            0.25,
            10,
            64,
            4,
            1000,
            2e-3,
            1e-4);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(SearchSettings.Rule.class)
    void killedAtAnyStepItGoesOnToTheSameBits(SearchSettings.Rule rule) {
        var hex = new Hex(4);
        var recipe = SMALL.search(new SearchSettings(rule, 8, 1.5, 0.2));
        var shape = SelfPlayTraining.shape(hex, 12, 2);
        try (var device = HostDevice.vector(1)) {
            var whole = new SelfPlayTraining(hex, shape, recipe, 3, device);
            var states = new ArrayList<byte[]>();
            for (int step = 0; step < 24; step++) {
                states.add(whole.write());
                whole.step();
            }
            for (int step : new int[] {0, 1, 9, 23}) {
                var resumed = new SelfPlayTraining(hex, shape, recipe, 3, device);
                resumed.read(Path.of("state"), states.get(step));
                while (resumed.steps() < 24) {
                    resumed.step();
                }
                assertThat(resumed.write()).isEqualTo(whole.write());
            }
            var other = new SelfPlayTraining(hex, shape, recipe, 4, device);
            for (int step = 0; step < 24; step++) {
                other.step();
            }
            assertThat(other.weights()).isNotEqualTo(whole.weights());
            assertThatThrownBy(() -> other.read(Path.of("state"), new byte[100]))
                    .hasMessageContaining("found another state than was written");
        }
    }

    @Test
    void aTaskIsWrittenInOneOrder() {
        var task = new HexTask(25, List.of(2, 8));
        assertThat(task.keys().keySet()).containsExactly("openings", "test_simulations");
        assertThat(task.words()).isEqualTo("openings 25, test_simulations [2, 8]");
    }

    @Test
    void aStepCostsWhatItsEvaluationsAndItsBatchCostAndSearchIsCountedApart() {
        var hex = new Hex(3);
        var shape = SelfPlayTraining.shape(hex, 8, 1);
        try (var device = HostDevice.vector(1)) {
            var training = new SelfPlayTraining(hex, shape, SMALL, 1, device);
            for (int step = 0; step < 40; step++) {
                training.step();
            }
            // 64 positions of 8 simulations, each learned from 4 times: 128 evaluations between two batches.
            assertThat(SMALL.evaluationsPerStep()).isEqualTo(128);
            assertThat(training.evaluations()).isEqualTo(40 * 128);
            assertThat(training.searchFlops()).isEqualTo(40.0 * 128 * shape.flops());
            assertThat(training.learningFlops()).isEqualTo(40.0 * 64 * shape.learningFlops());
            // Every position took about as many evaluations as its search has simulations.
            assertThat(training.evaluations() / (double) training.positions()).isBetween(4.0, 14.0);
        }
    }

    @Test
    void plansAreReadAsTheyWereWrittenAndTellTheirCost() {
        var settings = new HexSettings(5, 2, PlayRecipe.USUAL);
        var plan = settings.plan(settings.nearest(3000), 100_000, 7, 2);
        var json = Json.MAPPER.createObjectNode();
        plan.write(json);
        var read = new HexKind().plan("test", loglog.runs.Fields.of("test", json));
        assertThat(read).isEqualTo(plan);
        assertThat(plan.params()).isBetween(2700L, 3300L);
        assertThat(plan.cost().flops()).isEqualTo(plan.wholeTokens() * settings.flopsPerToken(plan.model()));
    }

    /** Else a study could not say beforehand how long it takes. */
    @Test
    void itTellsHowFastThisMachineTrains() {
        var settings = new HexSettings(3, 1, SMALL);
        var plan = settings.plan(settings.nearest(300), 10_000, 1, 1);
        assertThat(new HexKind().flopsPerSecond(plan, 1, 0.2)).isPositive();
        assertThat(new HexKind().flopsPerSecond(plan, 2, 0.2)).isPositive();
    }

    private Job job(String name, int board, long tokens) {
        var settings = new HexSettings(board, 1, SMALL);
        return new Job(
                folder.resolve(name),
                settings.plan(settings.nearest(300), tokens, 1, 1),
                new HexTask(10, List.of(2)),
                0,
                Optional.empty(),
                Set.of(),
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", HexKind.NAME)
                        .put("format", 3)
                        .put("trainer", "loglog"),
                new Trainer.BuiltIn());
    }

    private static Outcome run(Job job, int stopAfter, List<String> repaired) {
        var rows = new int[1];
        return new HexRunner()
                .carryOut(
                        job,
                        new Progress() {
                            @Override
                            public void logged(Row row) {
                                rows[0]++;
                            }

                            @Override
                            public boolean stop() {
                                return rows[0] >= stopAfter;
                            }
                        },
                        repaired::add);
    }

    @Test
    void aRunIsRatedAlongItsWayStoppedDamagedAndGoesOnToTheSameResult() throws IOException {
        var whole = run(job("whole", 3, 6400), Integer.MAX_VALUE, new ArrayList<>());
        assertThat(whole.status()).isEqualTo(Outcome.Status.FINISHED);
        assertThat(whole.metrics()).containsKeys("elo", "elo_2", "held", "blunders", "search_flops", "learning_flops");
        assertThat(whole.value("search_flops") + whole.value("learning_flops")).isEqualTo(whole.flops());
        assertThat(whole.uncertainty().get("elo")).isPositive();

        var job = job("stopped", 3, 6400);
        var repaired = new ArrayList<String>();
        assertThat(run(job, 20, repaired).status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(run(job, 5, repaired).status()).isEqualTo(Outcome.Status.INTERRUPTED);
        // A state that is not what was written is set aside, and the one before it taken.
        var newest =
                new RunFolder(job.folder()).newestCheckpoint().orElseThrow().resolve("state.bin");
        var bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2]++;
        Files.write(newest, bytes);
        var resumed = run(job, Integer.MAX_VALUE, repaired);
        assertThat(repaired).hasSize(1).first().asString().contains("found other bytes than were written");
        assertThat(withoutSeconds(resumed)).isEqualTo(withoutSeconds(whole));
        var agents = AgentFile.of(job.folder());
        assertThat(agents).hasSizeGreaterThan(8);
        assertThat(Files.readAllBytes(agents.getLast()))
                .isEqualTo(Files.readAllBytes(
                        AgentFile.newest(folder.resolve("whole")).orElseThrow()));
        assertThat(new HexKind().isSound(job.folder(), job.task())).isTrue();

        // The agents play as they were rated.
        var setup = HexKind.setup(new RunFolder(job.folder()));
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var net = new PolicyValueNet(setup.shape(), device, Searcher.rows(), 0);
            AgentFile.read(agents.getLast(), net);
            var solver = new HexSolver(setup.hex());
            var match = Match.play(
                    setup.hex(),
                    new Searcher(setup.hex(), net, setup.search(), 8),
                    new PerfectPlayer(setup.hex(), solver, 0),
                    2 * 10 * HexRun.MORE_AT_THE_END,
                    solver,
                    1000);
            assertThat((double) match.held() / match.winnable()).isEqualTo(whole.value("held"));
            var bad = Files.write(folder.resolve("agent-1.safetensors"), new byte[] {1, 2, 3});
            assertThatThrownBy(() -> AgentFile.read(bad, net)).hasMessageContaining("found no header of safetensors");
        }
    }

    private static Map<String, Double> withoutSeconds(Outcome outcome) {
        return outcome.metrics();
    }

    @Test
    void onABoardWithoutASolverRatingsAreOfSearchesWithRandomFills() {
        var outcome = run(job("six", 6, 640), Integer.MAX_VALUE, new ArrayList<>());
        assertThat(outcome.metrics()).containsKey("elo").doesNotContainKey("held");
        assertThat(outcome.value("elo")).isNegative();
    }

    /** About seven seconds a seed on one core. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void threeByThreeIsPlayedPerfectlyFromEveryOpening(long seed) {
        var hex = new Hex(3);
        var solver = new HexSolver(hex);
        var shape = SelfPlayTraining.shape(hex, 32, 1);
        try (var device = HostDevice.vector(1)) {
            var training = new SelfPlayTraining(hex, shape, PlayRecipe.USUAL, seed, device);
            var net = new PolicyValueNet(shape, device, Searcher.rows(), 0);
            int blunders = 1;
            while (blunders > 0 && training.games() < 200_000) {
                for (int step = 0; step < 400; step++) {
                    training.step();
                }
                net.write(training.weights());
                var player = new Searcher(hex, net, PlayRecipe.USUAL.search(), 32);
                blunders = Everything.blunders(hex, solver, player);
            }
            assertThat(blunders).as("%d games", training.games()).isZero();
        }
    }
}
