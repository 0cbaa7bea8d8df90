package loglog.models.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {
    private static final int CONTEXT = 16;

    /** Documents of 2 to 90 tokens, in which every token is another number: the number says where it stood. */
    private static TokenSet numbered(int documents) {
        var starts = new long[documents];
        var lengths = new int[documents];
        int next = 0;
        for (int d = 0; d < documents; d++) {
            starts[d] = next;
            lengths[d] = 2 + d * 37 % 89;
            next += lengths[d];
        }
        var tokens = MemorySegment.ofArray(new int[next]);
        for (int i = 0; i < next; i++) {
            TokenStore.put(tokens, 4, i, i);
        }
        return new TokenSet("numbers", new TokenStore(4, List.of(tokens)), starts, lengths, next);
    }

    private record Filled(int[] tokens, int[] targets) {}

    private static Filled fill(Batches batches, long first, int rows) {
        var tokens = new int[rows * batches.context()];
        var targets = new int[rows * batches.context()];
        batches.fill(first, rows, MemorySegment.ofArray(tokens), MemorySegment.ofArray(targets));
        return new Filled(tokens, targets);
    }

    @Test
    void targetsAreTheNextTokensWithinAndAcrossDocuments() {
        var set = numbered(100);
        var batches = Batches.shuffled(set, CONTEXT, 1);
        var ends = new HashSet<Integer>();
        var begins = new HashSet<Integer>();
        for (int d = 0, at = 0; d < 100; d++) {
            begins.add(at);
            at += set.length(d);
            ends.add(at - 1);
        }
        var all = fill(batches, 0, (int) batches.sequencesPerEpoch());
        int across = 0;
        for (int i = 0; i < all.tokens.length; i++) {
            if (i % CONTEXT < CONTEXT - 1) {
                assertThat(all.targets[i]).isEqualTo(all.tokens[i + 1]);
            }
            if (ends.contains(all.tokens[i])) {
                assertThat(begins).contains(all.targets[i]);
                across++;
            } else {
                assertThat(all.targets[i]).isEqualTo(all.tokens[i] + 1);
            }
        }
        assertThat(across).isGreaterThan(50);
    }

    @Test
    void anEpochHoldsEveryTokenOnceButForLessThanAWindow() {
        var set = numbered(100);
        var batches = Batches.shuffled(set, CONTEXT, 7);
        var windows = batches.sequencesPerEpoch();
        assertThat(windows).isEqualTo((set.tokens() - 1) / CONTEXT);
        for (int epoch = 0; epoch < 3; epoch++) {
            var seen = fill(batches, epoch * windows, (int) windows).tokens;
            assertThat(Arrays.stream(seen).distinct().count()).isEqualTo(windows * CONTEXT);
        }
        assertThat(batches.seen(windows)).isEqualTo(new Batches.Seen(windows * CONTEXT, windows * CONTEXT, 0, 1));
        assertThat(batches.seen(2 * windows + 1))
                .isEqualTo(new Batches.Seen(
                        (2 * windows + 1) * CONTEXT, windows * CONTEXT, (windows + 1) * CONTEXT, 2 + 1.0 / windows));
    }

    @Test
    void aSequenceIsTheSameInAnyBatchAndAfterAnyOther() {
        var set = numbered(60);
        var first = fill(Batches.shuffled(set, CONTEXT, 3), 0, 400).tokens;
        var fresh = Batches.shuffled(set, CONTEXT, 3);
        for (long sequence : new long[] {399, 0, 200, 1, 398, 57}) {
            assertThat(fill(fresh, sequence, 1).tokens)
                    .isEqualTo(Arrays.copyOfRange(first, (int) sequence * CONTEXT, (int) (sequence + 1) * CONTEXT));
        }
        assertThat(fill(fresh, 100, 32).tokens).isEqualTo(Arrays.copyOfRange(first, 100 * CONTEXT, 132 * CONTEXT));
    }

    @Test
    void seedsAndEpochsDifferAndTheSameSeedRepeats() {
        var set = numbered(60);
        var windows = (int) Batches.shuffled(set, CONTEXT, 3).sequencesPerEpoch();
        var one = fill(Batches.shuffled(set, CONTEXT, 3), 0, 2 * windows).tokens;
        assertThat(fill(Batches.shuffled(set, CONTEXT, 3), 0, 2 * windows).tokens)
                .isEqualTo(one);
        assertThat(fill(Batches.shuffled(set, CONTEXT, 4), 0, 2 * windows).tokens)
                .isNotEqualTo(one);
        assertThat(Arrays.copyOf(one, windows * CONTEXT))
                .isNotEqualTo(Arrays.copyOfRange(one, windows * CONTEXT, 2 * windows * CONTEXT));
        // A fixed number: a change of the order would silently break the resumption of older runs.
        assertThat(Arrays.hashCode(one)).isEqualTo(-1978206703);
    }

    @Test
    void aBatchMixesDocuments() {
        // 8 documents of 4096 tokens: read in order, a batch of 8 x 16 would come from one of them.
        var starts = LongStream.range(0, 8).map(d -> d * 4096).toArray();
        var lengths = new int[8];
        Arrays.fill(lengths, 4096);
        var tokens = MemorySegment.ofArray(new int[8 * 4096]);
        for (int i = 0; i < 8 * 4096; i++) {
            TokenStore.put(tokens, 4, i, i);
        }
        var set = new TokenSet("long", new TokenStore(4, List.of(tokens)), starts, lengths, 1);
        var batches = Batches.shuffled(set, 16, 1);
        double documents = 0;
        for (int step = 0; step < 50; step++) {
            documents += Arrays.stream(fill(batches, step * 8L, 8).tokens)
                    .map(t -> t / 4096)
                    .distinct()
                    .count();
        }
        // Eight draws from eight documents hit 8 (1 - (7/8)^8) = 5.25 of them on average.
        assertThat(documents / 50).isBetween(4.8, 5.7);
    }

    @Test
    void validationReadsTheSameWindowsInOrderForEveryone() {
        var set = numbered(40);
        var batches = Batches.inOrder(set, CONTEXT);
        var tokens = fill(batches, 0, (int) batches.sequencesPerEpoch()).tokens;
        for (int i = 0; i < tokens.length; i++) {
            assertThat(tokens[i]).isEqualTo(i);
        }
        assertThat(batches.sequencesFor(CONTEXT * 3)).isEqualTo(3);
        assertThat(batches.sequencesFor(CONTEXT * 3 + 1)).isEqualTo(4);
        assertThat(batches.sequencesFor(Long.MAX_VALUE / 2)).isEqualTo(batches.sequencesPerEpoch());
    }

    @Test
    void aCutSetRepeatsItsTokensAndNoOthers() {
        var set = numbered(100).first(500);
        var batches = Batches.shuffled(set, CONTEXT, 5);
        var seen = new HashSet<Integer>();
        for (int epoch = 0; epoch < 20; epoch++) {
            for (var t : fill(batches, epoch * batches.sequencesPerEpoch(), (int) batches.sequencesPerEpoch()).tokens) {
                seen.add(t);
            }
        }
        // What one epoch leaves out at its end, others show.
        assertThat(seen).hasSize(500).allMatch(t -> t < 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyWidthOfTokensReadsBackUnsigned(int width) {
        var largest = width == 4 ? Integer.MAX_VALUE : (1 << 8 * width) - 1;
        var segment = MemorySegment.ofArray(new byte[5 * width]);
        TokenStore.put(segment, width, 3, largest);
        TokenStore.put(segment, width, 4, 1);
        var set = new TokenSet("w", new TokenStore(width, List.of(segment)), new long[] {0}, new int[] {5}, 5);
        var filled = fill(Batches.inOrder(set, 4), 0, 1);
        assertThat(filled.tokens).containsExactly(0, 0, 0, largest);
        assertThat(filled.targets).containsExactly(0, 0, largest, 1);
    }

    @Test
    void nothingIsAllocatedPerBatch() {
        var set = numbered(300);
        var batches = Batches.shuffled(set, 64, 1);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var arena = Arena.ofConfined()) {
            var tokens = arena.allocate(ValueLayout.JAVA_INT, 32 * 64);
            var targets = arena.allocate(ValueLayout.JAVA_INT, 32 * 64);
            for (int i = 0; i < 3000; i++) {
                batches.fill(i * 32L, 32, tokens, targets);
            }
            var before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                batches.fill(i * 32L, 32, tokens, targets);
            }
            // The measurement itself takes some; a thousand batches of anything would take more.
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16_000);
        }
    }

    @Test
    void tooLittleDataForOneSequenceIsNamed() {
        var set = numbered(1); // 2 tokens
        assertThatThrownBy(() -> Batches.shuffled(set, 2, 1))
                .isInstanceOf(DataException.class)
                .hasMessage("numbers: found 2 tokens, expected at least 3, one sequence of context 2 and its target");
        assertThat(fill(Batches.shuffled(set, 1, 1), 5, 1)).satisfies(f -> {
            assertThat(f.tokens).containsExactly(0);
            assertThat(f.targets).containsExactly(1);
        });
    }

    @Test
    void aPermutationHoldsEveryNumberOnce() {
        var permutation = new Permutation();
        for (int size = 1; size <= 300; size++) {
            permutation.reset(size, size * 31L);
            var numbers = new ArrayList<Long>();
            for (int i = 0; i < size; i++) {
                numbers.add(permutation.at(i));
            }
            assertThat(new HashSet<>(numbers)).hasSize(size).allMatch(n -> n >= 0);
            assertThat(numbers).allMatch(n -> n < numbers.size());
        }
    }

    @Test
    void permutationsOfFiveTakeEveryPlaceEquallyOften() {
        var permutation = new Permutation();
        var counts = new int[5][5];
        for (int key = 0; key < 20_000; key++) {
            permutation.reset(5, Keyed.mix(key, 1));
            for (int i = 0; i < 5; i++) {
                counts[i][(int) permutation.at(i)]++;
            }
        }
        // 4000 each, standard deviation 57: five of them to either side.
        for (var row : counts) {
            assertThat(row)
                    .satisfies(r -> assertThat(Arrays.stream(r).allMatch(c -> c > 3715 && c < 4285))
                            .isTrue());
        }
    }
}
