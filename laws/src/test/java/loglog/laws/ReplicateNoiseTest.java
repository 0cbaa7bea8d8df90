package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplicateNoiseTest {
    /** Three groups of 2, 3 and 4 about means of their own. */
    private static List<double[]> groups(double sigma, SplittableRandom random) {
        var groups = new ArrayList<double[]>();
        for (int size = 2; size <= 4; size++) {
            var group = new double[size];
            for (int i = 0; i < size; i++) {
                group[i] = size * Math.exp(sigma * random.nextGaussian());
            }
            groups.add(group);
        }
        return groups;
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        var random = new SplittableRandom(1);
        int held = 0;
        for (int i = 0; i < 4000; i++) {
            var noise = ReplicateNoise.of(groups(0.02, random), Criterion.DEFAULT, 0.9);
            assertThat(noise.degrees()).isEqualTo(6);
            held += noise.sigma().holds(0.02) ? 1 : 0;
        }
        assertThat(held / 4000.0).isCloseTo(0.9, within(0.02));
    }

    @Test
    void singleRunsTellNothing() {
        var noise = ReplicateNoise.of(List.of(new double[] {2}, new double[] {3}), Criterion.DEFAULT, 0.9);
        assertThat(noise.degrees()).isZero();
        assertThat(noise.sigma().value()).isNaN();
    }
}
