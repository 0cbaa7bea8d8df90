package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import loglog.laws.TrainingCurve.Kind;
import org.junit.jupiter.api.Test;

class TrainingCurveTest {
    private static final int POINTS = 500;
    private static final double NOISE = 0.005;
    private static final DoubleUnaryOperator LAW = tokens -> 2 + 400 * Math.pow(tokens, -0.3);

    private static double[] tokens(int points) {
        var tokens = new double[points];
        for (int i = 0; i < points; i++) {
            tokens[i] = 1e7 * (i + 20);
        }
        return tokens;
    }

    private static double[] curve(int points, long seed, IntToDoubleFunction off) {
        var tokens = tokens(points);
        var noise = Simulated.normal(NOISE, seed);
        var loss = new double[points];
        for (int i = 0; i < points; i++) {
            loss[i] = LAW.applyAsDouble(tokens[i]) * Math.exp(noise.applyAsDouble(i) + off.applyAsDouble(i));
        }
        return loss;
    }

    @Test
    void aCurveOnTheLawRaisesNoAlarm() {
        int alarms = 0;
        for (int seed = 0; seed < 200; seed++) {
            // A constant factor off the law: the law's own error, not the run's.
            alarms += TrainingCurve.departures(tokens(POINTS), curve(POINTS, seed, i -> 0.02), LAW, 100)
                    .size();
        }
        // 80,000 points at one in a million, more as the noise is only known to some percent.
        assertThat(alarms).isLessThanOrEqualTo(4);
    }

    @Test
    void aSpikeIsFoundWhereItIsAndAsHighAsItIs() {
        var loss = curve(POINTS, 3, i -> i >= 300 && i < 303 ? 0.1 : 0);
        var found = TrainingCurve.departures(tokens(POINTS), loss, LAW, 100);
        assertThat(found).singleElement().satisfies(spike -> {
            assertThat(spike.kind()).isEqualTo(Kind.SPIKE);
            assertThat(spike.from()).isEqualTo(tokens(POINTS)[300]);
            assertThat(spike.until()).contains(tokens(POINTS)[303]);
            assertThat(spike.size()).isCloseTo(0.1, offset(4 * NOISE));
        });
    }

    @Test
    void aSlowDriftIsFoundBeforeAnyPointStandsOut() {
        // After 60 points one standard deviation; half of what the law falls meanwhile.
        var loss = curve(POINTS, 3, i -> i < 250 ? 0 : 0.00008 * (i - 250));
        var tokens = tokens(POINTS);
        var found = TrainingCurve.departures(tokens, loss, LAW, 100);
        assertThat(found).singleElement().satisfies(drift -> {
            assertThat(drift.kind()).isEqualTo(Kind.DRIFT);
            assertThat(drift.from()).isBetween(tokens[240], tokens[350]);
            assertThat(drift.detected()).isBetween(tokens[270], tokens[420]);
            assertThat(drift.until()).isEmpty();
            assertThat(drift.size()).isCloseTo(0.00008 * 246, offset(3 * NOISE));
        });
        // Asked as the curve grew, the answer came at that point and not before.
        int detected = Arrays.binarySearch(tokens, found.getFirst().detected());
        assertThat(TrainingCurve.departures(Arrays.copyOf(tokens, detected), Arrays.copyOf(loss, detected), LAW, 100))
                .isEmpty();
        assertThat(TrainingCurve.departures(
                        Arrays.copyOf(tokens, detected + 1), Arrays.copyOf(loss, detected + 1), LAW, 100))
                .singleElement()
                .satisfies(d -> assertThat(d.from()).isEqualTo(found.getFirst().from()));
    }

    @Test
    void aLossThatNoLongerFallsIsAStall() {
        var tokens = tokens(POINTS);
        var loss = curve(
                POINTS, 3, i -> i < 150 ? 0 : Math.log(LAW.applyAsDouble(tokens[150]) / LAW.applyAsDouble(tokens[i])));
        assertThat(TrainingCurve.departures(tokens, loss, LAW, 100))
                .singleElement()
                .satisfies(stall -> {
                    assertThat(stall.kind()).isEqualTo(Kind.STALL);
                    assertThat(stall.from()).isBetween(tokens[140], tokens[200]);
                });
    }

    @Test
    void aCurveThatComesBackHasAnEnd() {
        var loss = curve(POINTS, 3, i -> i >= 200 && i < 300 ? 0.02 : 0);
        var tokens = tokens(POINTS);
        assertThat(TrainingCurve.departures(tokens, loss, LAW, 100))
                .singleElement()
                .satisfies(drift -> assertThat(drift.until().orElseThrow()).isBetween(tokens[300], tokens[340]));
    }

    @Test
    void betterThanTheLawIsADepartureToo() {
        var loss = curve(POINTS, 3, i -> i >= 200 ? -0.02 : 0);
        assertThat(TrainingCurve.departures(tokens(POINTS), loss, LAW, 100))
                .singleElement()
                .satisfies(drift -> assertThat(drift.size()).isCloseTo(-0.02, offset(2 * NOISE)));
    }

    @Test
    void aLossThatIsNoNumberEndsTheCurve() {
        var loss = curve(POINTS, 3, i -> i == 400 ? Double.NaN : 0);
        assertThat(TrainingCurve.departures(tokens(POINTS), loss, LAW, 100))
                .singleElement()
                .satisfies(end -> assertThat(end.kind()).isEqualTo(Kind.DIVERGED));
    }

    @Test
    void theRunsOwnEarlierPartIsALawToo() {
        var tokens = tokens(POINTS);
        var loss = curve(POINTS, 3, i -> i >= 400 ? 0.03 : 0);
        var own = TrainingCurve.ownLaw(tokens, loss, 300);
        var found = TrainingCurve.departures(tokens, loss, own, 300);
        assertThat(found).singleElement().satisfies(d -> assertThat(d.from()).isBetween(tokens[390], tokens[405]));
    }

    @Test
    void fewPointsDoNotCalibrate() {
        assertThatThrownBy(() -> TrainingCurve.departures(tokens(20), curve(20, 1, i -> 0), LAW, 5))
                .hasMessageContaining("at least 10");
        assertThat(TrainingCurve.departures(tokens(15), curve(15, 1, i -> 0), LAW, 20))
                .isEmpty();
    }
}
