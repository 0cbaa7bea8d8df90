package loglog.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final int DRAWS = 20_000;
    private static final float[] LOGITS = {
        (float) Math.log(0.15), (float) Math.log(0.5), (float) Math.log(0.05), (float) Math.log(0.3)
    };

    private static long[] counts(Sampling sampling) {
        var sampler = new Sampler(sampling, LOGITS.length, 0);
        var counts = new long[LOGITS.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.choose(LOGITS, i)]++;
        }
        return counts;
    }

    /** Pearson's chi-square against the expected shares; tokens that are to be left out never come. */
    private static void follows(Sampling sampling, double... shares) {
        var counts = counts(sampling);
        double chi = 0;
        int kept = 0;
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] == 0) {
                assertThat(counts[i]).as("token %d", i).isZero();
            } else {
                double expected = shares[i] * DRAWS;
                chi += Math.pow(counts[i] - expected, 2) / expected;
                kept++;
            }
        }
        // The 99.9% points of chi-square with 0 to 3 degrees of freedom.
        assertThat(chi).isLessThan(new double[] {1e-9, 10.83, 13.82, 16.27}[kept - 1]);
    }

    @Test
    void choicesFollowTheProbabilities() {
        follows(new Sampling(1, 0, 1, 1), 0.15, 0.5, 0.05, 0.3);
        follows(new Sampling(1, 4, 1, 2), 0.15, 0.5, 0.05, 0.3);
        // A temperature of one half squares the odds; 0.365 is the sum of the squares.
        follows(new Sampling(0.5, 0, 1, 3), 0.0225 / 0.365, 0.25 / 0.365, 0.0025 / 0.365, 0.09 / 0.365);
    }

    @Test
    void topKKeepsTheMostLikely() {
        follows(new Sampling(1, 2, 1, 4), 0, 0.625, 0, 0.375);
        follows(new Sampling(3, 1, 1, 5), 0, 1, 0, 0);
        follows(new Sampling(1, 100, 1, 6), 0.15, 0.5, 0.05, 0.3);
    }

    @Test
    void topPKeepsTheFewestThatReachIt() {
        follows(new Sampling(1, 0, 0.49, 7), 0, 1, 0, 0);
        follows(new Sampling(1, 0, 0.51, 8), 0, 0.625, 0, 0.375);
        follows(new Sampling(1, 0, 0.9, 9), 0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95);
        // After top-k: of 0.625 and 0.375, the first alone reaches 0.6.
        follows(new Sampling(1, 2, 0.6, 10), 0, 1, 0, 0);
    }

    @Test
    void temperatureZeroTakesTheMostLikelyAndTheFirstOfEquals() {
        follows(new Sampling(0, 0, 1, 1), 0, 1, 0, 0);
        float[] equal = {1, 3, 2, 3};
        assertThat(new Sampler(new Sampling(0, 0, 1, 1), 4, 0).choose(equal, 0)).isEqualTo(1);
        assertThat(new Sampler(new Sampling(1, 1, 1, 1), 4, 0).choose(equal, 0)).isEqualTo(1);
        // So small a temperature that every quotient but the first overflows.
        assertThat(new Sampler(new Sampling(1e-300, 0, 1, 1), 4, 0).choose(LOGITS, 0))
                .isEqualTo(1);
    }

    @Test
    void aChoiceDependsOnSeedSampleAndPositionAlone() {
        var logits = new float[256];
        var a = new Sampler(Sampling.PLAIN, 256, 0);
        var forwards = new int[64];
        for (int i = 0; i < 64; i++) {
            forwards[i] = a.choose(logits, i);
        }
        var b = new Sampler(Sampling.PLAIN, 256, 0);
        int differentSeed = 0;
        int differentSample = 0;
        for (int i = 63; i >= 0; i--) {
            assertThat(b.choose(logits, i)).isEqualTo(forwards[i]);
            differentSeed += new Sampler(new Sampling(1, 0, 1, 2), 256, 0).choose(logits, i) == forwards[i] ? 0 : 1;
            differentSample += new Sampler(Sampling.PLAIN, 256, 1).choose(logits, i) == forwards[i] ? 0 : 1;
        }
        assertThat(differentSeed).isGreaterThan(50);
        assertThat(differentSample).isGreaterThan(50);
    }

    @Test
    void neverChoosesBeyondTheVocabulary() {
        float[] padded = {0, 0, 90};
        for (var sampling : new Sampling[] {new Sampling(0, 0, 1, 1), Sampling.PLAIN, new Sampling(1, 0, 0.9, 1)}) {
            assertThat(new Sampler(sampling, 2, 0).choose(padded, 0)).isLessThan(2);
        }
    }

    @Test
    void rankingIsSortedWithTiesInOrder() {
        var random = KeyedRandom.of(1, 0, "ranking");
        var logits = new float[501];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (int) (random.uniform(i) * 100); // many ties
        }
        var ranking = new TokenRanking(logits.length);
        ranking.of(logits, logits.length);
        int before = ranking.next();
        for (int i = 1; i < logits.length; i++) {
            int next = ranking.next();
            assertThat(logits[next]).isLessThanOrEqualTo(logits[before]);
            if (logits[next] == logits[before]) {
                assertThat(next).isGreaterThan(before);
            }
            before = next;
        }
    }

    @Test
    void aChoiceAllocatesNothing() {
        var logits = new float[256];
        for (int i = 0; i < 256; i++) {
            logits[i] = (float) Math.sin(i);
        }
        var sampler = new Sampler(new Sampling(0.8, 40, 0.95, 1), 256, 0);
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += sampler.choose(logits, i);
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            sum += sampler.choose(logits, i);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
        assertThat(sum).isPositive();
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new Sampling(-1, 0, 1, 1))
                .isInstanceOf(DataException.class)
                .hasMessage("temperature: found -1.0, expected 0 or more");
        assertThatThrownBy(() -> new Sampling(Double.NaN, 0, 1, 1)).hasMessageStartingWith("temperature: found NaN");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 1)).hasMessageStartingWith("top-k: found -1");
        assertThatThrownBy(() -> new Sampling(1, 0, 0, 1)).hasMessageStartingWith("top-p: found 0.0");
        assertThatThrownBy(() -> new Sampling(1, 0, 1.1, 1)).hasMessageStartingWith("top-p: found 1.1");
        assertThatThrownBy(() -> new Sampler(Sampling.PLAIN, 2, 0).choose(new float[] {1, Float.NaN}, 0))
                .isInstanceOf(DataException.class);
    }
}
