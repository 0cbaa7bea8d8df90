package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far proxies can be optimized: a small study from its file to its report. */
@Tag("slow")
class OveroptimizationStudyTest {
    private static final String STUDY = """
            name: over
            kind: proxy
            known_n: 16
            largest_n: 128
            rl_rounds: 3
            design: {kind: grid, sizes: [16x1], tokens: [20, 2000]}
            """;

    @TempDir
    Path folder;

    @Test
    void goldScoresAreForecastBeforeTheyAreMeasuredAndProxiesAtChanceAreNullResults() throws Exception {
        var study = Files.writeString(folder.resolve("over.yaml"), STUDY);
        var runs = folder.resolve("runs");
        var page = folder.resolve("page.html");
        var done = Cli.run("run", study, "--runs", runs, "--cores", 2, "--html", page);
        assertThat(done.status()).as(done.err() + done.out()).isZero();
        assertThat(Files.readString(page))
                .contains("How far a proxy can be optimized", "The best of n", "Reinforcement learning (GRPO)");
        var report = Cli.run("report", runs.resolve("over"), "--json").json();
        // The proxy of 2,000 pairs; that of 18 has learned nothing that can be told from a coin.
        assertThat(report.at("/overoptimization/best_of_n/settings")).hasSize(1);
        assertThat(Files.readString(page)).contains("null result: 1 of 2 proxies");
        var law = report.at("/overoptimization/best_of_n/settings/0");
        assertThat(law.at("/law/alpha/value").asDouble()).isPositive();
        assertThat(law.at("/law/curves").asInt(1)).isEqualTo(1);
        assertThat(report.at("/overoptimization/grpo/settings")).hasSize(1);
        var forecasts = report.path("gold_forecasts");
        assertThat(forecasts).hasSize(1);
        assertThat(forecasts.at("/0/in_time").asBoolean()).isTrue();
        assertThat(forecasts.at("/0/result").asDouble()).isPositive();
        whatWasDoneIsKept(study, runs);
    }

    /** Done again, nothing is made again; with its folder lost, a proxy comes to the same curves. */
    private void whatWasDoneIsKept(Path study, Path runs) throws Exception {
        Path proxy;
        try (var folders = Files.list(runs.resolve("over-samples"))) {
            proxy = runs.resolve("over")
                    .resolve(folders.filter(Files::isDirectory)
                            .findFirst()
                            .orElseThrow()
                            .getFileName());
        }
        var curves = Files.readString(proxy.resolve("curves.json"));
        var sampled = runs.resolve("over-samples").resolve(proxy.getFileName()).resolve("curves.json");
        var drawn = Files.readString(sampled);
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(Files.readString(sampled)).isEqualTo(drawn);
        Files.delete(proxy.resolve("result.json"));
        Files.delete(sampled.resolveSibling("result.json"));
        assertThat(Cli.run("run", study, "--runs", runs, "--cores", 1).status()).isZero();
        assertThat(Files.readString(proxy.resolve("curves.json"))).isEqualTo(curves);
        assertThat(Files.readString(sampled)).isEqualTo(drawn);
    }

    @Test
    void theTemplateIsAStudyThatCanBeRunByEitherSpelling() {
        for (var word : new String[] {"overoptimization", "overoptimisation"}) {
            var file = folder.resolve(word + ".yaml");
            assertThat(Cli.run("study", "init", file, "--design", word).status())
                    .isZero();
            var plan = Cli.run("study", "check", file);
            assertThat(plan.status()).as(plan.err()).isZero();
            assertThat(plan.out()).contains("30 runs", "pairs");
        }
    }

    @Test
    void whatCannotBeAskedIsSaidAtItsKey() throws Exception {
        var file = Files.writeString(folder.resolve("bad.yaml"), STUDY.replace("largest_n: 128", "largest_n: 16"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 4: largest_n: found 16 known samples and 16 to forecast");
        Files.writeString(file, STUDY.replace("16x1", "20x1"));
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("found a proxy of 20x1, expected a width of 4, 8, 12, 16, 32, ... 1024 and 1 to 16 layers");
        Files.writeString(file, STUDY.replace("known_n: 16", "known: 16"));
        assertThat(Cli.run("study", "check", file).complaint()).contains("known: there is no such key");
    }
}
