package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.engine.KeyedRandom;
import org.junit.jupiter.api.Test;

class FeedbackWatchTest {
    private static final KeyedRandom NOISE = KeyedRandom.of(1, 0, "noise");

    private static List<String> watched(int rows, java.util.function.IntFunction<Map<String, Double>> figures) {
        var watch = new FeedbackWatch();
        var said = new ArrayList<String>();
        for (int i = 1; i <= rows; i++) {
            said.addAll(watch.look(i, figures.apply(i)));
        }
        return said;
    }

    @Test
    void aRewardThatRisesWhileTheGoldFallsIsSaidOnce() {
        var said = watched(
                80,
                i -> Map.of(
                        "reward",
                        0.05 * i,
                        "gold",
                        1 - Math.pow((i - 30) / 50.0, 2) + 0.01 * NOISE.normal(i),
                        "gold_se",
                        0.01));
        assertThat(said).singleElement().asString().contains("the reward rises while what it stands for falls", "gold");
    }

    @Test
    void aHealthyRunIsNotFlagged() {
        assertThat(watched(
                        200,
                        i -> Map.of(
                                "reward",
                                1 - Math.exp(-i / 50.0) + 0.02 * NOISE.normal(i),
                                "pass_rate",
                                1 - Math.exp(-i / 50.0) + 0.02 * NOISE.normal(1000 + i),
                                "pass_rate_se",
                                0.02,
                                "kl",
                                0.01 * i,
                                "entropy",
                                1.0 / (1 + i / 100.0))))
                .isEmpty();
    }

    @Test
    void aJumpOfKlAndAnEntropyThatIsGoneAreSaid() {
        assertThat(watched(20, i -> Map.of("kl", i == 15 ? 6.0 : 0.4)))
                .containsExactly("KL spiked at step 15: 6.00 nats, 0.400 on average over the 5 steps before");
        assertThat(watched(20, i -> Map.of("entropy", Math.exp(-i / 4.0))))
                .singleElement()
                .asString()
                .contains("entropy collapsed");
    }
}
