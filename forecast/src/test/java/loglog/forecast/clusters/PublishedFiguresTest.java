package loglog.forecast.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import loglog.forecast.Dates;
import loglog.forecast.facts.Uncertain;
import loglog.tables.Table;
import loglog.tables.Tables;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Figures of public data sets, where they lie beside the project. */
class PublishedFiguresTest {
    private static Table shared(String name) {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            var file = at.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return Tables.read(List.of(file.toString()));
            }
        }
        Assumptions.abort("shared/data/" + name + " is not beside the project");
        throw new AssertionError();
    }

    private static String text(Table table, int row, String column) {
        var cell = table.text(row, table.column(column));
        return cell == null ? "" : cell;
    }

    private static double number(Table table, int row, String column) {
        var text = text(table, row, column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** Months to double by least squares of log2 on date, and the rows. */
    private static double[] doubling(
            IntToDoubleFunction date, IntToDoubleFunction value, int rows, IntPredicate takes) {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        IntStream.range(0, rows)
                .filter(takes)
                .filter(row -> value.applyAsDouble(row) > 0)
                .forEach(row -> {
                    x.add(date.applyAsDouble(row));
                    y.add(Math.log(value.applyAsDouble(row)) / Math.log(2));
                });
        double mx = x.stream().mapToDouble(d -> d).average().orElseThrow();
        double my = y.stream().mapToDouble(d -> d).average().orElseThrow();
        double sxy = 0;
        double sxx = 0;
        for (int i = 0; i < x.size(); i++) {
            sxy += (x.get(i) - mx) * (y.get(i) - my);
            sxx += (x.get(i) - mx) * (x.get(i) - mx);
        }
        return new double[] {12 * sxx / sxy, x.size()};
    }

    @Test
    void clustersPerformanceDoublesIn98MonthsPowerIn147CostIn150() {
        var table = shared("gpu_clusters.csv");
        double from = Dates.years(LocalDate.of(2019, 1, 1));
        double until = Dates.years(LocalDate.of(2025, 4, 1));
        IntPredicate takes = row -> text(table, row, "status").equals("Existing")
                && number(table, row, "rank_when_first_operational") <= 10
                && date(table, row, "first_operational") >= from
                && date(table, row, "first_operational") < until;
        Map.of(
                        "ops_16bit_per_s", new double[] {9.8, 65},
                        "power_mw", new double[] {14.7, 60},
                        "hardware_cost_usd", new double[] {15.0, 56})
                .forEach((column, expected) -> {
                    var found = doubling(
                            row -> date(table, row, "first_operational"),
                            row -> number(table, row, column),
                            table.rows(),
                            takes);
                    assertThat(found[0]).as(column).isCloseTo(expected[0], within(0.05));
                    assertThat(found[1]).as(column).isEqualTo(expected[1]);
                });
    }

    private static double date(Table table, int row, String column) {
        var text = text(table, row, column);
        return text.isEmpty() ? Double.NaN : Dates.years(LocalDate.parse(text));
    }

    @Test
    void quarterlyShipmentsOfNvidiaDoubleIn92MonthsFrom2023On() {
        var table = shared("chip_totals.csv");
        var rows = IntStream.range(0, table.rows())
                .filter(row -> text(table, row, "maker").equals("Nvidia"))
                .toArray();
        int last = rows[rows.length - 1];
        assertThat(number(table, last, "h100e") / 1e6).isCloseTo(14.5, within(0.05));
        assertThat(number(table, last, "power_mw") / 1e3).isCloseTo(9.0, within(0.05));
        IntToDoubleFunction shipped =
                i -> number(table, rows[i], "h100e") - (i == 0 ? 0 : number(table, rows[i - 1], "h100e"));
        var found = doubling(
                i -> date(table, rows[i], "to"),
                shipped,
                rows.length,
                i -> text(table, rows[i], "to").compareTo("2023") > 0);
        assertThat(found[0]).isCloseTo(9.2, within(0.05));
    }

    /** What the built-in supplies quote of them. */
    @Test
    void allMakersShipped132MillionH100EquivalentsIn2025() {
        var table = shared("chip_totals.csv");
        var totals = new double[2][3];
        for (int row = 0; row < table.rows(); row++) {
            int year = text(table, row, "to").equals("2024-12-31")
                    ? 0
                    : text(table, row, "to").equals("2025-12-31") ? 1 : -1;
            if (year >= 0) {
                totals[year][0] += number(table, row, "h100e");
                totals[year][1] += number(table, row, "power_mw");
            }
        }
        var chips = BuildOutFile.builtIn()
                .resources()
                .getFirst()
                .supply()
                .points()
                .getFirst()
                .value();
        double shipped = totals[1][0] - totals[0][0];
        assertThat(shipped / chips.value()).isCloseTo(1, within(0.005));
        assertThat(totals[0][1] / 1e3).isCloseTo(5.31, within(0.005));
        assertThat(totals[1][1] / 1e3).isCloseTo(12.4, within(0.05));
        assertThat((totals[1][1] - totals[0][1]) * 1e-3 / shipped).isCloseTo(536e-9, within(1e-9));
    }

    @Test
    void theTableOfChipsIsEpochs() {
        var table = shared("ml_hardware.csv");
        var names = Map.ofEntries(
                Map.entry("v100", "NVIDIA Tesla V100 SXM2 32 GB"),
                Map.entry("a100", "NVIDIA A100 SXM4 80 GB"),
                Map.entry("h100", "NVIDIA H100 SXM5 80GB"),
                Map.entry("h20", "NVIDIA HGX H20"),
                Map.entry("h200", "NVIDIA H200 SXM"),
                Map.entry("b200", "NVIDIA B200"),
                Map.entry("gb200", "NVIDIA GB200"),
                Map.entry("b300", "NVIDIA B300 (Blackwell Ultra)"),
                Map.entry("gb300", "NVIDIA GB300 (Blackwell Ultra)"),
                Map.entry("mi300x", "AMD Instinct MI300X"),
                Map.entry("mi325x", "AMD Instinct MI325X"),
                Map.entry("mi355x", "AMD Instinct MI355X"),
                Map.entry("tpu-v4", "Google TPU v4"),
                Map.entry("tpu-v5p", "Google TPU v5p"),
                Map.entry("tpu-v6e", "Google TPU v6e Trillium"),
                Map.entry("tpu-v7", "Google TPU v7 Ironwood"),
                Map.entry("trainium2", "Amazon Trainium2"),
                Map.entry("gaudi3", "Intel Habana Gaudi3"),
                Map.entry("ascend-910c", "Huawei Ascend 910C"));
        var chips = Catalog.builtIn().chips();
        assertThat(chips).extracting(Accelerator::id).containsExactlyInAnyOrderElementsOf(names.keySet());
        for (var chip : chips) {
            int row = IntStream.range(0, table.rows())
                    .filter(r -> text(table, r, "name").equals(names.get(chip.id())))
                    .findFirst()
                    .orElseThrow();
            same(
                    chip,
                    "tensor_fp16_flops_per_s",
                    table,
                    row,
                    chip.peak(NumericFormat.BF16).orElse(Double.NaN));
            same(
                    chip,
                    "fp8_flops_per_s",
                    table,
                    row,
                    chip.peak(NumericFormat.FP8).orElse(Double.NaN));
            same(
                    chip,
                    "fp4_flops_per_s",
                    table,
                    row,
                    chip.peak(NumericFormat.FP4).orElse(Double.NaN));
            same(chip, "memory_bytes", table, row, chip.memory());
            same(chip, "memory_bytes_per_s", table, row, chip.bandwidth());
            same(chip, "tdp_w", table, row, chip.watts());
            assertThat(chip.released()).isEqualTo(date(table, row, "release_date"));
            chip.price().ifPresent(usd -> {
                if (!Double.isNaN(number(table, row, "release_price_usd"))) {
                    same(chip, "release_price_usd", table, row, usd.value());
                }
            });
        }
    }

    private static void same(Accelerator chip, String column, Table table, int row, double ours) {
        double theirs = number(table, row, column);
        if (!Double.isNaN(theirs)) {
            assertThat(ours / theirs).as(chip.id() + " " + column).isCloseTo(1, within(1e-3));
        }
    }

    /** Epoch AI's own reckoning of the power of two clusters, with another efficiency of the building. */
    @Test
    void thePowerOfKnownRunsIsWithinATenthOfEpochs() {
        var table = shared("notable_models.csv");
        var catalog = Catalog.builtIn();
        for (var of : List.of(List.of("GPT-4", "a100"), List.of("Llama 3.1-405B", "h100"))) {
            int row = IntStream.range(0, table.rows())
                    .filter(r -> text(table, r, "model").equals(of.getFirst()))
                    .findFirst()
                    .orElseThrow();
            var run = ClusterRun.of(
                    new ClusterRun.Asked(
                            Optional.of(Uncertain.exactly(number(table, row, "flops"))),
                            Optional.empty(),
                            Optional.of(new ClusterRun.Size.Chips(number(table, row, "chips")))),
                    catalog.chip(of.getLast()).orElseThrow(),
                    NumericFormat.BF16,
                    catalog,
                    1,
                    0.9);
            assertThat(run.siteMw().value() * 1e6 / number(table, row, "power_w"))
                    .as(of.getFirst())
                    .isCloseTo(1, within(0.1));
        }
    }

    /** 150,000 H100 and 50,000 H200, which draw and cost about the same. */
    @Test
    void colossus1IsWithinAQuarterInPowerAndCapital() {
        var table = shared("datacenter_timelines_xai.csv");
        int row = IntStream.range(0, table.rows())
                .filter(r -> text(table, r, "date").equals("2025-02-17"))
                .findFirst()
                .orElseThrow();
        var catalog = Catalog.builtIn();
        var run = ClusterRun.of(
                new ClusterRun.Asked(
                        Optional.empty(),
                        Optional.of(90.0),
                        Optional.of(new ClusterRun.Size.Chips(number(table, row, "h100e")))),
                catalog.chip("h100").orElseThrow(),
                NumericFormat.BF16,
                catalog,
                1,
                0.9);
        assertThat(run.siteMw().value() / number(table, row, "power_mw")).isCloseTo(1, within(0.25));
        assertThat(run.capitalUsd().value() / 1e9 / number(table, row, "capital_usd_billions"))
                .isCloseTo(1, within(0.25));
    }
}
