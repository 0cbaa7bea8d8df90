package loglog.forecast.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three things that limit a batch, each where it alone does. */
class FleetTest {
    private static final String EXACT = """
            accelerators:
              - {id: round, name: Round, released: 2025, peak: {bf16: 1e15, fp8: 2e15}, memory_gb: 100, bandwidth_gb_s: 1000,
                 watts: 500, server_power: 2, system_usd: 50000, source: a test, dated: 2026}
            assumptions:
              utilization: {value: 0.5, source: a test, dated: 2026}
              decode_bandwidth: {value: 0.5, source: a test, dated: 2026}
              load: {value: 1, source: a test, dated: 2026}
              pue: {value: 1, source: a test, dated: 2026}
              usd_per_kwh: {value: 0.1, source: a test, dated: 2026}
            """;

    /** 10B params of 2 bytes, and 1e5 bytes of keys and values a token. */
    private static final Fleet.Model MODEL = new Fleet.Model(1e10, 1e10, 1e5);

    @TempDir
    Path folder;

    private Catalog catalog;

    @BeforeEach
    void read() throws Exception {
        catalog = Catalog.builtIn().with(Files.writeString(folder.resolve("chips.yaml"), EXACT));
    }

    private Optional<Fleet> fleet(
            Fleet.Model model, double context, double speed, NumericFormat precision, Fleet.Size size) {
        return Fleet.of(
                model,
                new Fleet.Use(context, speed, 1, 1),
                size,
                catalog.chip("round").orElseThrow(),
                precision,
                catalog,
                1,
                0.9);
    }

    @Test
    void noBatchIsFasterThanReadingTheWeights() {
        // 20 GB at 500 GB/s are 40 ms: 25 tokens a second, and no more.
        var one = new Fleet.Size.Chips(1);
        assertThat(fleet(MODEL, 10, 24, NumericFormat.BF16, one)).isPresent();
        assertThat(fleet(MODEL, 10, 26, NumericFormat.BF16, one)).isEmpty();
        assertThat(fleet(MODEL, 10, 49, NumericFormat.FP8, one)).isPresent();
    }

    @Test
    void shortContextsAreLimitedByComputing() {
        // 5e14 FLOP/s at 10 steps a second are 5e13 a step, and a token takes 2e10.
        var fleet =
                fleet(MODEL, 1, 10, NumericFormat.BF16, new Fleet.Size.Chips(1)).orElseThrow();
        assertThat(fleet.batch()).isCloseTo(2500, within(1e-6));
        assertThat(fleet.tokensPerSecond().value()).isCloseTo(25_000, within(1e-6));
        assertThat(fleet.tokensPerDay().value()).isCloseTo(25_000 * 86_400.0, within(1.0));
    }

    @Test
    void longContextsAreLimitedByReading() {
        // 50 GB a step of 0.1 s; less the weights 30 GB, of sequences of 1e3 x 1e5 bytes.
        var fleet = fleet(MODEL, 1e3, 10, NumericFormat.BF16, new Fleet.Size.Chips(1))
                .orElseThrow();
        assertThat(fleet.batch()).isCloseTo(300, within(1e-6));
    }

    @Test
    void slowReadersAreLimitedByTheMemory() {
        // 80 GB beside the weights hold 800 such sequences, however long a step may take.
        var fleet = fleet(MODEL, 1e3, 1, NumericFormat.BF16, new Fleet.Size.Workers(8000))
                .orElseThrow();
        assertThat(fleet.batch()).isCloseTo(800, within(1e-6));
        assertThat(fleet.chips().value()).isCloseTo(10, within(1e-9));
    }

    @Test
    void halfTheBytesHoldTwiceTheSequencesAndReadThemTwiceAsFast() {
        var bf16 = fleet(MODEL, 1e3, 1, NumericFormat.BF16, new Fleet.Size.TokensPerDay(1e9))
                .orElseThrow();
        var fp8 = fleet(MODEL, 1e3, 1, NumericFormat.FP8, new Fleet.Size.TokensPerDay(1e9))
                .orElseThrow();
        assertThat(fp8.batch()).isCloseTo(90e9 / 5e7, within(1e-6));
        assertThat(fp8.chips().value() / bf16.chips().value()).isCloseTo(800 / 1800.0, within(1e-9));
        assertThat(bf16.tokensPerDay().value()).isCloseTo(1e9, within(1e-3));
    }

    @Test
    void aMillionTokensCostElectricityAndLossOfValue() {
        var fleet =
                fleet(MODEL, 1, 10, NumericFormat.BF16, new Fleet.Size.Chips(1)).orElseThrow();
        double seconds = 1e6 / 25_000;
        double electricity = 1000 * seconds / 3.6e6 * 0.1;
        double value = 50_000 * 0.14 * Math.log(10) * seconds / (365.25 * 86_400);
        assertThat(fleet.usdPerMillion().value()).isCloseTo(electricity + value, within(1e-9));
    }

    @Test
    void moreChipsHoldACopyWhereOneDoesNot() {
        var large = new Fleet.Model(4e11, 4e11, 1e5);
        var use = new Fleet.Use(1e3, 1, 1, 16);
        var fleet = Fleet.of(
                        large,
                        use,
                        new Fleet.Size.Chips(16),
                        catalog.chip("round").orElseThrow(),
                        NumericFormat.BF16,
                        catalog,
                        1,
                        0.9)
                .orElseThrow();
        // 16 chips hold 1600 GB, of which the weights take half.
        assertThat(fleet.chipsPerCopy()).isEqualTo(16);
        assertThat(fleet.workers().value()).isCloseTo(Math.min(800e9 / 1e8, 16 * 5e14 / 8e11), within(1e-6));
    }
}
