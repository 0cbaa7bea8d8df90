package loglog.hex.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeEdgesTest {
    private static final int VISITS = 60;

    /** Boards of 3, 4, 5, 8, 9 and 13, whose moves are less, as many and more than vectors and words hold. */
    @ParameterizedTest
    @ValueSource(ints = {2, 9, 16, 25, 64, 81, 169})
    void valuesVisitsAndTheBestMoveAreThoseOfPlainLoops(int moves) {
        var random = new Random(moves);
        var edges = new NodeEdges(3, moves, VISITS);
        for (int trial = 0; trial < 20; trial++) {
            var legal = new long[Math.ceilDiv(moves, 64)];
            var probabilities = new float[5 + moves];
            double sum = 0;
            for (int move = 0; move < moves; move++) {
                probabilities[5 + move] = random.nextFloat();
                if (move == 0 || random.nextInt(3) > 0) {
                    legal[move >> 6] |= 1L << move;
                    sum += probabilities[5 + move];
                }
            }
            // Into a block that was used before.
            edges.open(1, legal, probabilities, 5, 0.25f);
            var total = new double[moves];
            var visits = new int[moves];
            for (int visit = 0; visit < VISITS; visit++) {
                float factor = (float) Math.sqrt(visit);
                int best = -1;
                for (int move = 0; move < moves; move++) {
                    boolean isLegal = (legal[move >> 6] >>> move & 1) != 0;
                    assertThat(edges.prior(1, move))
                            .isEqualTo(isLegal ? (float) (probabilities[5 + move] / sum) : 0, within(1e-6f));
                    if (isLegal) {
                        assertThat(edges.value(1, move))
                                .isEqualTo(
                                        (float) (visits[move] == 0 ? 0.25 : total[move] / visits[move]), within(1e-5f));
                        assertThat(edges.visits(1, move)).isEqualTo(visits[move]);
                    }
                    if (isLegal && (best < 0 || score(edges, move, factor) > score(edges, best, factor))) {
                        best = move;
                    }
                }
                int found = edges.greatest(1, factor);
                assertThat(found).isEqualTo(best);
                float worth = random.nextFloat(-1, 1);
                edges.visit(1, found, worth);
                visits[found]++;
                total[found] += worth;
            }
        }
    }

    private static float score(NodeEdges edges, int move, float factor) {
        return edges.value(1, move) + factor * (edges.prior(1, move) * (1f / (1 + edges.visits(1, move))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16_383, -4, -3, -2})
    void whereAMoveLeadsStaysAsItIsVisited(int to) {
        var edges = new NodeEdges(1, 9, 20_000);
        edges.open(0, new long[] {0x1ff}, new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0);
        assertThat(edges.to(0, 4)).isZero();
        edges.to(0, 4, to);
        for (int i = 0; i < 16_384; i++) {
            edges.visit(0, 4, 1);
        }
        assertThat(edges.to(0, 4)).isEqualTo(to);
        assertThat(edges.visits(0, 4)).isEqualTo(16_384);
        assertThat(edges.value(0, 4)).isEqualTo(1);
        assertThat(edges.to(0, 5)).isZero();
    }
}
