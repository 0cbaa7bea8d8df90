package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code cluster} and the commands below it. */
class ClusterCommandTest {
    private static final double H100_DAY = 989.4e12 * 0.4 * 86_400;

    @TempDir
    Path folder;

    private static double value(tools.jackson.databind.JsonNode json, String key) {
        return json.path(key).path("value").asDouble(Double.NaN);
    }

    @Test
    void aRunAndItsReverse() {
        var forward = Cli.run("cluster", "--flops=5e26", "--chip=h100", "--days=90", "--utilization=0.4", "--json")
                .json();
        double chips = 5e26 / (H100_DAY * 90);
        assertThat(value(forward, "chips")).isCloseTo(chips, within(1e-6 * chips));
        assertThat(forward.path("chips").path("low").asDouble()).isEqualTo(value(forward, "chips"));
        assertThat(forward.path("site_mw").path("low").asDouble()).isLessThan(value(forward, "site_mw"));
        for (var size : List.of(
                "--count=" + chips,
                "--megawatts=" + value(forward, "site_mw"),
                "--usd=" + value(forward, "capital_usd"))) {
            var reverse = Cli.run("cluster", size, "--days=90", "--utilization=0.4", "--json")
                    .json();
            assertThat(value(reverse, "flops") / 5e26).as(size).isCloseTo(1, within(1e-6));
        }
        var days = Cli.run("cluster", "--flops=5e26", "--count=100K", "--utilization=0.4", "--json")
                .json();
        assertThat(value(days, "days")).isCloseTo(5e26 / (H100_DAY * 100_000), within(1e-6));
    }

    @Test
    void aChipOfOnesOwn() throws Exception {
        var table = Files.writeString(folder.resolve("mine.yaml"), """
                accelerators:
                  - {id: mine, name: Mine, released: 2026, peak: {fp4: 1e16}, memory_gb: 200, bandwidth_gb_s: 8000, watts: 1000,
                     source: measured here, dated: 2026, standing: measured}
                """);
        var result = Cli.run(
                "cluster",
                "--table",
                table,
                "--chip=mine",
                "--precision=fp4",
                "--flops=1e26",
                "--days=30",
                "--system-usd=40000");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("1e26 FLOP on Mine in fp4", "measured here")
                .doesNotContain("no price");
        assertThat(Cli.run("cluster", "--table", table, "--chip=mine", "--flops=1e26", "--days=30")
                        .complaint())
                .isEqualTo("--precision: found bf16, expected what mine computes in: fp4");
    }

    @Test
    void aFleetGivesTheSameBothWays() {
        var fleet = Cli.run("cluster", "fleet", "--workers=1M", "--json")
                .json()
                .path("formats")
                .get(1);
        assertThat(fleet.path("precision").asString()).isEqualTo("fp8");
        assertThat(value(fleet, "workers")).isCloseTo(1e6, within(1e-3));
        assertThat(value(fleet, "tokens_per_day")).isCloseTo(1e6 * 20 * 86_400, within(1e6));
        var back = Cli.run("cluster", "fleet", "--count=" + value(fleet, "chips"), "--json")
                .json()
                .path("formats")
                .get(1);
        assertThat(value(back, "workers")).isCloseTo(1e6, within(1.0));
    }

    @Test
    void theBuildOutNamesWhatBindsInEachYear() {
        var json = Cli.run("cluster", "build-out", "--until=2027", "--draws=1000", "--json")
                .json();
        assertThat(json.path("years")).hasSize(3).allSatisfy(year -> {
            double all = 0;
            for (var resource : year.path("resources")) {
                all += resource.path("binds").asDouble();
                assertThat(resource.path("h100_equivalents").path("low").asDouble())
                        .isPositive();
            }
            assertThat(all).isCloseTo(1, within(1e-9));
            assertThat(year.path("binding").asString()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster --flops=5e26 --days=90",
                "cluster fleet --tokens-per-day=1e12",
                "cluster build-out --draws=500",
                "cluster chips"
            })
    void eachHasATableAPageWithAFigureAndItsSources(String command) throws Exception {
        var page = folder.resolve("page.html");
        var words = new ArrayList<Object>(List.of(command.split(" ")));
        words.addAll(List.of("--html", page));
        var result = Cli.run(words.toArray());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("source", "https://").endsWith("written: " + page + "\n");
        var html = Files.readString(page);
        assertThat(html).contains("<svg", "<figcaption>", "https://epoch.ai").doesNotContain(folder.toString());
        assertThat(html.replaceAll("(?s)<script>.*?</script>", "")).doesNotContain("NaN", "undefined");
    }

    @Test
    void theTemplatesAreReadBack() throws Exception {
        var chips = Files.writeString(
                folder.resolve("chips.yaml"),
                Cli.run("cluster", "chips", "--template").out());
        assertThat(withoutSource("cluster", "chips", "--table", chips, "--json"))
                .isEqualTo(withoutSource("cluster", "chips", "--json"));
        var supplies = Files.writeString(
                folder.resolve("supplies.yaml"),
                Cli.run("cluster", "build-out", "--template").out());
        assertThat(withoutSource("cluster", "build-out", "--scenario", supplies, "--draws=200", "--json"))
                .isEqualTo(withoutSource("cluster", "build-out", "--draws=200", "--json"));
    }

    /** All but the file's name, which alone differs. */
    private static JsonNode withoutSource(Object... command) {
        var json = (ObjectNode) Cli.run(command).json();
        assertThat(json.remove("source")).isNotNull();
        return json;
    }

    @Test
    void badInputIsOneSentence() {
        assertThat(Cli.run("cluster", "--flops=5e26").complaint())
                .startsWith("found one of --flops, --days and the cluster's size");
        assertThat(Cli.run("cluster", "--flops=5e26", "--days=9", "--count=3").complaint())
                .startsWith("found all three");
        assertThat(Cli.run("cluster", "--days=9", "--count=3", "--usd=5").complaint())
                .isEqualTo("found several of --count, --megawatts and --usd, expected one of them");
        assertThat(Cli.run("cluster", "--flops=many", "--days=9").complaint())
                .isEqualTo("--flops: found \"many\", expected a number above 0, such as 5e26");
        assertThat(Cli.run("cluster", "--flops=1e26", "--days=9", "--chip=h10").complaint())
                .contains("did you mean h100?");
        assertThat(Cli.run("cluster", "--usd=1e9", "--days=9", "--chip=b200").complaint())
                .isEqualTo("--usd: found no price of b200, expected --system-usd with it");
        assertThat(Cli.run("cluster", "--flops=1e26", "--days=9", "--utilization=40")
                        .complaint())
                .isEqualTo("--utilization: found 40, expected more than 0 and at most 1");
        assertThat(Cli.run("cluster", "fleet").complaint())
                .isEqualTo("found none of --tokens-per-day, --workers and --count, expected one of them");
        assertThat(Cli.run("cluster", "fleet", "--workers=5", "--speed=5000").complaint())
                .contains("cannot decode 405B params at 5000 tokens a second");
        assertThat(Cli.run("cluster", "build-out", "--until=1990").complaint())
                .isEqualTo("--until: found 1990, expected a year from 2025 to 2100");
    }
}
