package loglog.lab.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import loglog.lab.watch.FinishedCurves.Finished;
import loglog.laws.TrainingCurve.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static final double NOISE = 0.01;
    private static final long STEP = 1000;
    private static final int ROW = 20;

    /** A cosine's way: above the law until the rate falls, more so for long runs. */
    private static WatchedCurve curve(double params, int rows, long seed, IntToDoubleFunction off) {
        var random = new Random(seed);
        double planned = rows * ROW * STEP;
        double own = 0.004 * random.nextGaussian();
        var tokens = new double[rows];
        var loss = new double[rows];
        for (int i = 0; i < rows; i++) {
            tokens[i] = (i + 1) * ROW * STEP;
            double left = (1 + Math.cos(Math.PI * tokens[i] / planned)) / 2;
            loss[i] = law(params, tokens[i])
                    * Math.exp(0.05 * Math.log(planned / 1e5) * left
                            + own * left
                            + NOISE * random.nextGaussian()
                            + off.applyAsDouble(i));
        }
        return new WatchedCurve(params, planned, tokens, loss);
    }

    private static double law(double params, double tokens) {
        return 1.2 + 40 / Math.pow(params, 0.4) + 60 / Math.pow(tokens, 0.35);
    }

    private static List<Finished> finished(int runs, long seed) {
        var random = new Random(seed);
        var finished = new ArrayList<Finished>();
        for (int i = 0; i < runs; i++) {
            double params = 2e4 * Math.pow(20, random.nextDouble());
            var curve = curve(params, (int) (30 * Math.pow(12, random.nextDouble())), seed + i, _ -> 0);
            finished.add(new Finished(curve, law(params, curve.planned()) * Math.exp(0.004 * random.nextGaussian())));
        }
        return finished;
    }

    /** What was said, in order. */
    private static final class Said {
        final List<Flag> raised = new ArrayList<>();
        final List<Flag> known = new ArrayList<>();
    }

    private static RunWatch watch(WatchedCurve curve, List<Flag> before, Said said) {
        return new RunWatch(curve.params(), curve.planned(), STEP, before, said.raised::add, said.known::add);
    }

    private static Said watched(WatchedCurve curve, FinishedCurves finished) {
        var said = new Said();
        var watch = watch(curve, List.of(), said);
        watch.expect(finished.expected(curve.params(), curve.planned()));
        for (int i = 0; i < curve.size(); i++) {
            watch.add(curve.tokens()[i], curve.loss()[i]);
        }
        watch.end();
        return said;
    }

    @Test
    void healthyRunsRaiseNoFlag() {
        int flagged = 0;
        for (int study = 0; study < 20; study++) {
            var finished = FinishedCurves.of(finished(16, 1000 * study), 0.02).orElseThrow();
            for (int run = 0; run < 20; run++) {
                var curve = curve(1e5, 200, 7_000_000 + 100 * study + run, _ -> 0);
                flagged += watched(curve, finished).raised.isEmpty() ? 0 : 1;
            }
        }
        assertThat(flagged).as("of 400").isLessThanOrEqualTo(4);
    }

    @Test
    void theExpectedCurveIsTheHealthyOne() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow();
        var expected = finished.expected(1e5, 200 * ROW * STEP);
        var quiet = curve(1e5, 200, 11, _ -> 0);
        for (int i = 30; i < 200; i += 10) {
            assertThat(Math.log(quiet.loss()[i] / expected.loss(quiet.tokens()[i])))
                    .isBetween(-4 * NOISE, 4 * NOISE);
            assertThat(expected.tolerance(quiet.tokens()[i])).isBetween(0.002, 0.06);
        }
        assertThat(expected.noise(ROW * STEP)).isBetween(0.7 * NOISE, 1.4 * NOISE);
    }

    @Test
    void aSpikeIsFlaggedOnceWithItsEnd() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow();
        var said = watched(curve(1e5, 200, 9, i -> i == 120 || i == 121 ? 0.15 : 0), finished);
        assertThat(said.raised).singleElement().satisfies(flag -> {
            assertThat(flag.kind()).isEqualTo(Kind.SPIKE);
            assertThat(flag.fromStep()).isEqualTo(121 * ROW);
            assertThat(flag.certainStep()).isEqualTo(121 * ROW);
            assertThat(flag.untilStep()).isEmpty();
        });
        assertThat(said.known.getLast().untilStep()).hasValue(123 * ROW);
        assertThat(said.known.getLast().percent()).isBetween(10.0, 25.0);
        assertThat(said.known.getLast().number()).isEqualTo(1);
    }

    @Test
    void aRunThatStopsLearningAtHalfIsFlaggedOnceAndNamedAStall() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow();
        var healthy = finished.expected(1e5, 200 * ROW * STEP);
        double half = healthy.loss(100 * ROW * STEP);
        var said = watched(
                curve(1e5, 200, 9, i -> i < 100 ? 0 : Math.log(half / healthy.loss((i + 1) * ROW * STEP))), finished);
        assertThat(said.raised).hasSize(1);
        var last = said.known.getLast();
        assertThat(last.kind()).isEqualTo(Kind.STALL);
        assertThat(last.certainStep()).isBetween(100L * ROW, 160L * ROW);
        assertThat(last.fromStep()).isBetween(100L * ROW, last.certainStep());
        assertThat(last.sentence("a")).contains("stall since step", "finished runs lead to expect");
    }

    @Test
    void aSlowDriftThatComesBackHasAnEnd() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow();
        var said = watched(curve(1e5, 300, 9, i -> i < 100 || i > 220 ? 0 : 0.001 * (i - 100)), finished);
        assertThat(said.raised).hasSize(1);
        assertThat(said.raised.getFirst().certainStep()).isBetween(100L * ROW, 220L * ROW);
        assertThat(said.known.getLast().untilStep().orElseThrow()).isBetween(220L * ROW, 240L * ROW);
    }

    @Test
    void aResumedRunRepeatsNoFlag() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow();
        var curve = curve(1e5, 200, 9, i -> i == 60 ? 0.2 : i > 120 ? 0.3 : 0);
        var first = new Said();
        var watch = watch(curve, List.of(), first);
        watch.expect(finished.expected(curve.params(), curve.planned()));
        for (int i = 0; i < 160; i++) {
            watch.add(curve.tokens()[i], curve.loss()[i]);
        }
        assertThat(first.raised).hasSize(2);
        // Another process: it reads the rows and the flags, and trains from the last checkpoint on.
        var second = new Said();
        var later = watch(curve, watch.flags(), second);
        for (int i = 0; i < 160; i++) {
            later.add(curve.tokens()[i], curve.loss()[i]);
        }
        later.expect(FinishedCurves.of(finished(30, 5), 0.02).orElseThrow().expected(curve.params(), curve.planned()));
        for (int i = 140; i < 200; i++) {
            later.add(curve.tokens()[i], curve.loss()[i]);
        }
        later.diverged(4000);
        later.diverged(4000);
        assertThat(second.raised).extracting(Flag::kind).containsExactly(Kind.DIVERGED);
        assertThat(second.raised.getFirst().number()).isEqualTo(3);
    }

    @Test
    void nothingIsExpectedFarOutsideOfWhatHasFinished() {
        var finished = FinishedCurves.of(finished(24, 5), 0.02).orElseThrow(); // of 20K to 400K params, 30 to 360 rows
        assertThat(finished.reaches(1e5, 200 * ROW * STEP)).isTrue();
        assertThat(finished.reaches(1e5, 25 * ROW * STEP)).isTrue();
        assertThat(finished.reaches(1e5, 10 * ROW * STEP)).isFalse();
        assertThat(finished.reaches(1e5, 1000 * ROW * STEP)).isFalse();
        assertThat(finished.reaches(5e3, 200 * ROW * STEP)).isFalse();
        assertThat(finished.reaches(2e6, 200 * ROW * STEP)).isFalse();
    }

    @Test
    void fewRunsTeachNothing() {
        assertThat(FinishedCurves.of(finished(9, 5), 0.02)).isEmpty();
        // Of one size and length there is no law.
        var same = new ArrayList<Finished>();
        for (int i = 0; i < 12; i++) {
            same.add(new Finished(curve(1e5, 100, i, _ -> 0), law(1e5, 2e6)));
        }
        FinishedCurves.of(same, 0.02)
                .ifPresent(f -> assertThat(watched(curve(1e5, 100, 99, _ -> 0), f).raised)
                        .isEmpty());
    }

    @Test
    void ofAConstantRateTheFirstThirdTells() {
        var random = new Random(3);
        int rows = 300;
        var said = new Said();
        var broken = new Said();
        for (var one : List.of(said, broken)) {
            var tokens = new double[rows];
            var loss = new double[rows];
            for (int i = 0; i < rows; i++) {
                tokens[i] = (i + 1) * ROW * STEP;
                loss[i] = law(1e5, tokens[i])
                        * Math.exp(NOISE * random.nextGaussian() + (one == broken && i >= 200 ? 0.15 : 0));
            }
            var curve = new WatchedCurve(1e5, rows * ROW * STEP, tokens, loss);
            var watch = watch(curve, List.of(), one);
            for (int i = 0; i < rows; i++) {
                watch.add(tokens[i], loss[i]);
                if (watch.expectsNothing()) {
                    OwnLaw.of(watch.curve(), 0.02).ifPresent(watch::expect);
                }
            }
        }
        assertThat(said.raised).isEmpty();
        assertThat(broken.raised).hasSize(1);
        assertThat(broken.raised.getFirst().certainStep()).isBetween(200L * ROW, 215L * ROW);
    }

    @Test
    void flagsAreReadBackAndDamageIsPassedOver(@TempDir Path run) throws IOException {
        assertThat(Flags.read(run)).isEqualTo(new Flags(List.of(), java.util.Optional.empty()));
        var flag = watched(
                        curve(1e5, 200, 9, i -> i == 120 ? 0.15 : 0),
                        FinishedCurves.of(finished(24, 5), 0.02).orElseThrow())
                .raised
                .getFirst();
        Flags.append(run, flag);
        Files.writeString(
                run.resolve(Flags.FILE),
                Files.readString(run.resolve(Flags.FILE)) + "\0\0\0\n{\"flag\":2}\n{\"flag\":2,\"kind\":\"dri");
        Flags.append(run, flag.numbered(2));
        var read = Flags.read(run);
        assertThat(read.flags()).containsExactly(flag, flag.numbered(2));
        assertThat(read.problem())
                .hasValueSatisfying(p -> assertThat(p.sentence()).contains("flags.jsonl, line 2"));
        // What a kill cut off at the end is no problem.
        Files.writeString(run.resolve(Flags.FILE), flag.json() + "\n{\"flag\":2,\"ki");
        assertThat(Flags.read(run)).isEqualTo(new Flags(List.of(flag), java.util.Optional.empty()));
    }
}
