package loglog.forecast.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import loglog.forecast.facts.Uncertain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterRunTest {
    /** A chip of round numbers, and nothing that is not known exactly. */
    private static final String EXACT = """
            accelerators:
              - {id: round, name: Round, released: 2025, peak: {bf16: 1e15, fp8: 2e15}, memory_gb: 100, bandwidth_gb_s: 1000,
                 watts: 500, server_power: 2, system_usd: 50000, source: a test, dated: 2026}
            assumptions:
              utilization: {value: 0.4, source: a test, dated: 2026}
              load: {value: 0.5, source: a test, dated: 2026}
              pue: {value: 1.2, source: a test, dated: 2026}
              building_usd_per_mw: {value: 10M, source: a test, dated: 2026}
              usd_per_kwh: {value: 0.1, source: a test, dated: 2026}
              depreciation: {value: 0.14, source: a test, dated: 2026}
            """;

    @TempDir
    Path folder;

    private Catalog catalog;

    @BeforeEach
    void read() throws Exception {
        catalog = Catalog.builtIn().with(Files.writeString(folder.resolve("chips.yaml"), EXACT));
    }

    private ClusterRun run(Double flops, Double days, ClusterRun.Size size) {
        return ClusterRun.of(
                new ClusterRun.Asked(
                        Optional.ofNullable(flops).map(Uncertain::exactly),
                        Optional.ofNullable(days),
                        Optional.ofNullable(size)),
                catalog.chip("round").orElseThrow(),
                NumericFormat.BF16,
                catalog,
                1,
                0.9);
    }

    @Test
    void whatIsKnownExactlyIsArithmetic() {
        // 1e15 FLOP/s at 40% for 100 days of 86,400 s are 3.456e21 a chip; each draws 500 x 2 x 1.2 W of the site.
        var run = run(3.456e25, 100.0, null);
        assertThat(run.chips().value()).isCloseTo(10_000, within(1e-6));
        assertThat(run.siteMw().value()).isCloseTo(12, within(1e-9));
        assertThat(run.averageMw().value()).isCloseTo(6, within(1e-9));
        assertThat(run.energyGwh().value()).isCloseTo(14.4, within(1e-9));
        assertThat(run.systemUsd().value()).isCloseTo(500e6, within(1.0));
        assertThat(run.buildingUsd().value()).isCloseTo(120e6, within(1.0));
        assertThat(run.capitalUsd().value()).isCloseTo(620e6, within(1.0));
        assertThat(run.energyUsd().value()).isCloseTo(1.44e6, within(1.0));
        assertThat(run.depreciationUsd().value())
                .isCloseTo(500e6 * (1 - Math.pow(10, -0.14 * 100 / 365.25)), within(1.0));
        assertThat(run.runUsd().low()).isCloseTo(run.runUsd().high(), within(1e-3));
    }

    @Test
    void theReverseGivesBackWhatWasPutIn() {
        var forward = run(3.456e25, 100.0, null);
        for (var size : new ClusterRun.Size[] {
            new ClusterRun.Size.Chips(forward.chips().value()),
            new ClusterRun.Size.Megawatts(forward.siteMw().value()),
            new ClusterRun.Size.Usd(forward.capitalUsd().value())
        }) {
            assertThat(run(null, 100.0, size).flops().value()).isCloseTo(3.456e25, within(1e16));
            assertThat(run(3.456e25, null, size).days().value()).isCloseTo(100, within(1e-9));
        }
    }

    @Test
    void depreciationIsThatOfThePaperForShortRuns() {
        // Cottier et al. 2024, arXiv 2405.21015: value x chip-hours / (365 x 24) x r ln 10, the first term in the time.
        var run = run(3.456e21, 1.0, null);
        assertThat(run.depreciationUsd().value())
                .isCloseTo(
                        run.systemUsd().value() / 365.25 * 0.14 * Math.log(10),
                        within(1e-3 * run.depreciationUsd().value()));
    }

    @Test
    void theIntervalIsThatOfWhatIsNotKnown() {
        // Only the utilization is open: chips are in proportion to its inverse, so are their ends.
        var chip = catalog.chip("round").orElseThrow();
        var open = Catalog.builtIn();
        var run = ClusterRun.of(
                new ClusterRun.Asked(Optional.of(Uncertain.exactly(1e25)), Optional.of(50.0), Optional.empty()),
                chip,
                NumericFormat.FP8,
                open,
                1,
                0.9);
        var utilization = open.fact(Assumption.UTILIZATION).value();
        double atOne = 1e25 / (2e15 * 50 * 86_400);
        assertThat(run.chips().value()).isCloseTo(atOne / utilization.value(), within(1e-6));
        assertThat(run.chips().low() / (atOne / utilization.high())).isCloseTo(1, within(0.01));
        assertThat(run.chips().high() / (atOne / utilization.low())).isCloseTo(1, within(0.03));
    }

    @Test
    void aChipWithoutAPriceHasNone() {
        var run = ClusterRun.of(
                new ClusterRun.Asked(Optional.of(Uncertain.exactly(1e25)), Optional.of(50.0), Optional.empty()),
                catalog.chip("tpu-v5p").orElseThrow(),
                NumericFormat.BF16,
                catalog,
                1,
                0.9);
        assertThat(run.systemUsd().value()).isNaN();
        assertThat(run.capitalUsd().value()).isNaN();
        assertThat(run.energyUsd().value()).isPositive();
    }
}
