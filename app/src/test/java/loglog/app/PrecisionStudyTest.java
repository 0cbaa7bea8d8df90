package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import loglog.lab.ledger.Ledger;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of precision from its file to its report: trained with rounded weights, rounded afterwards, forecast and verified. */
@Tag("slow")
class PrecisionStudyTest {
    private static final String STUDY = """
            name: precise
            corpus: texts.jsonl
            validation_tokens: 2K
            recipe: {context: 32, batch: 8}
            recipes: {plain: {}, rounded: {weights: int4, activations: int8}, weights: {weights: int4}}
            design: {kind: grid, sizes: [16x1, 32x1], tokens: [4K, 10K, 24K]}
            quantize: {bits: [2, 3], tokens: 2K}
            forecast: {params: 30K, tokens: 24K}
            """;

    @TempDir
    Path folder;

    private Path study(String text) throws IOException {
        var words = List.of("the", "cat", "sat", "on", "a", "mat", "and", "saw", "it");
        var random = new Random(1);
        var lines = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            lines.append("{\"text\":\"");
            for (int j = 0; j < 12; j++) {
                lines.append(words.get((int) (9 * random.nextDouble() * random.nextDouble())))
                        .append(' ');
            }
            lines.append("\"}\n");
        }
        Files.writeString(folder.resolve("texts.jsonl"), lines);
        return Files.writeString(folder.resolve("precise.yaml"), text);
    }

    @Test
    void aLargerModelsDamageIsInTheLedgerBeforeItIsTrainedAndThenMeasured() throws IOException {
        var runs = folder.resolve("runs");
        var done = Cli.run("run", study(STUDY), "--runs", runs, "--cores", 2);
        assertThat(done.out())
                .as(done.err())
                .contains("rounded to 3 bits: its loss will rise by", "before that model is trained");
        var forecasts = new Ledger(runs)
                .entries().stream()
                        .filter(e -> e.study().equals("precise-rounded"))
                        .toList();
        assertThat(forecasts).hasSize(2).allSatisfy(e -> {
            assertThat(e.inTime()).isTrue();
            assertThat(e.score()).isPresent();
            assertThat(e.scales()).containsKeys("params", "tokens", "bits");
        });

        var report = Cli.run("report", runs.resolve("precise"), "--json").json();
        assertThat(report.path("trained_precision")).hasSize(12);
        assertThat(report.path("rounded_after_training")).hasSize(12);
        assertThat(report.path("damage_forecasts")).hasSize(2);
        assertThat(report.at("/damage_law/bits_rate/low").isNumber()).isTrue();
        assertThat(report.at("/trained_law/gamma/high").isNumber()).isTrue();
        assertThat(report.at("/trained_law/activation_gamma/high").isNumber()).isTrue();
        assertThat(report.at("/trained_law/effective_params_shares")).hasSize(2);
        assertThat(report.path("loss_by_bytes")).hasSize(6 + 12 + 12);
        for (var model : report.path("loss_by_bytes")) {
            double all = model.path("picojoules").asDouble();
            double memory = all - model.path("arithmetic_picojoules").asDouble();
            assertThat(memory)
                    .isBetween(
                            model.at("/memory_picojoules/low").asDouble(),
                            model.at("/memory_picojoules/high").asDouble());
            assertThat(memory).isGreaterThan(0.9 * all);
        }
        var page = Cli.run("report", runs.resolve("precise")).out();
        assertThat(page)
                .contains(
                        "What low precision costs",
                        "models that none of fewer joules a token beats",
                        "Memory traffic is");

        // A model that was trained with rounded weights is those weights, to whoever asks it.
        var rounded = runs.resolve("precise/rounded-llama-32x1-24.1K-seed1");
        double own = new RunFolder(rounded)
                .read(new RunFolder(rounded).resultFile())
                .path("validation_loss")
                .asDouble();
        var eval = Cli.run("eval", rounded, "--tokens", "2K", "--json");
        assertThat(eval.err()).contains("inputs of matrices were rounded to int8 in training");
        assertThat(Json.MAPPER.readTree(eval.out()).at("/texts/0/loss").asDouble())
                .isCloseTo(own, within(0.02));

        var again = Cli.run("run", folder.resolve("precise.yaml"), "--runs", runs, "--cores", 2);
        assertThat(again.status()).isEqualTo(done.status());
        assertThat(new Ledger(runs).entries()).hasSize(3 + 2);
    }

    @Test
    void theTemplateIsAStudyThatCanBeRun() {
        var file = folder.resolve("precision.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "precision").status())
                .isZero();
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("36 runs", "int4 weights", "ternary weights", "int4 activations");
    }

    @Test
    void whatCannotBeRoundedIsSaidAtItsKey() throws IOException {
        assertThat(Cli.run("study", "check", study(STUDY.replace("weights: int4", "weights: int3")))
                        .complaint())
                .contains("recipes.rounded.weights", "found int3");
        assertThat(Cli.run("study", "check", study(STUDY.replace("activations: int8", "activations: ternary")))
                        .complaint())
                .contains("recipes.rounded.activations", "found ternary");
        assertThat(Cli.run("study", "check", study(STUDY.replace("activations: int8", "bf16: true")))
                        .complaint())
                .contains("bf16: found it beside weights or activations that are rounded");
        assertThat(Cli.run("study", "check", study(STUDY.replace("[2, 3]", "[1, 3]")))
                        .complaint())
                .contains("quantize.bits", "found 1");
        assertThat(Cli.run(
                                "train",
                                "--size",
                                "300K",
                                "--tokens",
                                "1K",
                                "--corpus",
                                "europarl",
                                "--weights",
                                "int8",
                                "--bf16",
                                "--runs",
                                folder)
                        .complaint())
                .contains("--bf16: found it beside --weights or --activations");
    }
}
