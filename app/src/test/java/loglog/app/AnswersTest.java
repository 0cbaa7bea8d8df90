package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.work.ProgramRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What studies answer where the truth is known: a program that trains nothing prints the losses of a law. */
class AnswersTest {
    @TempDir
    Path folder;

    private Cli.Result ran;

    /**
     * Runs a study.
     *
     * @param program of awk, which prints rows of JSON
     * @return its answers
     */
    private JsonNode answers(String recipes, String design, String program) throws IOException {
        var file = Files.writeString(folder.resolve("study.yaml"), """
                name: known
                vocabulary: 256
                %s
                %s
                trainer:
                  command: >
                    awk 'function row(step, loss) { printf("{\\"step\\": %%d, \\"loss\\": %%.9f}\\n", step, loss) }
                    BEGIN { %s }' name={name}
                """.formatted(
                        recipes, design, program.strip().replace("\n", "\n    ")));
        ProgramRuns.carryOut(file, folder.resolve("runs"));
        ran = Cli.run("run", file, "--runs", folder.resolve("runs"), "--cores", 1, "--json");
        assertThat(ran.status()).as(ran.err()).isZero();
        return JsonMapper.shared().readTree(ran.out()).path("answers");
    }

    /** The same command again, for people. */
    private String text() {
        return Cli.run("run", folder.resolve("study.yaml"), "--runs", folder.resolve("runs"))
                .out()
                .replaceAll("\\s+", " ");
    }

    private static final String RECIPE = "recipe: {context: 32, batch: 8}";

    /** A percent or less of noise by params, tokens and seed. */
    private static final String NOISE = "(1 + 0.004 * sin({params} + 3 * {steps} + 5 * {seed}))";

    private static double value(JsonNode interval) {
        return interval.path("value").asDouble(Double.NaN);
    }

    @Test
    void aGridFindsTheLawAndTheExponentsOfTheOptimum() throws IOException {
        var law = answers(
                        RECIPE,
                        "design: {kind: grid, sizes: [16x1, 32x1, 48x2, 96x4], tokens: [10K, 40K, 160K, 640K]}",
                        "row({steps}, (0.5 + 20 * {params} ^ -0.3 + 60 * {tokens} ^ -0.4) * (1 + 0.001 *"
                                + " sin({params} + 3 * {steps})))")
                .path("law");
        assertThat(value(law.path("params").path("alpha"))).isCloseTo(0.3, within(0.03));
        assertThat(value(law.path("params").path("beta"))).isCloseTo(0.4, within(0.03));
        assertThat(value(law.path("n_opt"))).isCloseTo(0.4 / 0.7, within(0.04));
        assertThat(law.path("n_opt").path("low").asDouble())
                .isLessThan(law.path("n_opt").path("high").asDouble());
    }

    @Test
    void twoSizesCannotTellTheLawAndItIsSaid() throws IOException {
        var law = answers(
                        RECIPE,
                        "design: {kind: grid, sizes: [16x1, 32x1], tokens: [10K, 20K]}",
                        "row({steps}, 1 + {params} ^ -0.3 + {tokens} ^ -0.4)")
                .path("law");
        assertThat(law.path("status").asString()).isEqualTo("not fitted");
        assertThat(text()).contains("The runs cannot tell: E + A / params^alpha + B / tokens^beta cannot be fitted");
    }

    @Test
    void oneAxisGivesItsPowerLaw() throws IOException {
        var law = answers(
                        RECIPE,
                        "design: {kind: tokens, size: 32x1, tokens: {from: 10K, to: 10M, count: 7}}",
                        "row({steps}, 1.5 + 40 * {tokens} ^ -0.4)")
                .path("law");
        assertThat(law.path("law").asString()).isEqualTo("power-floor");
        assertThat(value(law.path("params").path("alpha"))).isCloseTo(0.4, within(0.01));
        assertThat(value(law.path("params").path("E"))).isCloseTo(1.5, within(0.05));
    }

    @Test
    void theBestLearningRateStaysOrMovesWithWidth() throws IOException {
        var design = "design: {kind: learning-rates, sizes: [16x1, 32x1, 64x2, 128x4], tokens: 10K,"
                + " rates: [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2]}";
        var valley = "row({steps}, (2 + 0.05 * log({lr} / %s) ^ 2) * " + NOISE + ")";
        var stays = answers(RECIPE, design, valley.formatted("6e-3")).path("learning_rate");
        assertThat(stays.path("verdict").asString()).isEqualTo("stays put");
        assertThat(value(stays.path("optima").get(0).path("rate"))).isCloseTo(6e-3, within(1e-3));
    }

    @Test
    void aBestLearningRateThatMovesIsSaidToMove() throws IOException {
        var moves = answers(
                        RECIPE,
                        "design: {kind: learning-rates, sizes: [16x1, 32x1, 64x2, 128x4], tokens: 10K,"
                                + " rates: [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2]}",
                        "row({steps}, (2 + 0.05 * log({lr} / (0.25 / {width})) ^ 2) * " + NOISE + ")")
                .path("learning_rate");
        assertThat(moves.path("verdict").asString()).isEqualTo("moves");
        assertThat(value(moves.path("slope"))).isCloseTo(-1, within(0.2));
    }

    @Test
    void theCriticalBatchIsReadOffTheCurves() throws IOException {
        // A batch of B tokens needs 1 + B / 2000 times as many tokens as a very small one.
        var at = answers(
                        "recipe: {context: 32, schedule: constant}",
                        "design: {kind: batch-sizes, size: 32x1, tokens: 300K, batches: [4, 16, 64, 256, 1024]}",
                        "for (s = 1; s <= {steps}; s = s < 20 ? s + 1 : s == {steps} ? s + 1 : int(s * 1.1) >"
                                + " {steps} ? {steps} : int(s * 1.1))"
                                + " row(s, 1 + 30 * (s * {tokens_per_step} / (1 + {tokens_per_step} / 2000)) ^ -0.3)")
                .path("critical_batch")
                .path("at");
        var lowest = at.get(at.size() - 1);
        assertThat(lowest.path("outcome").asString()).isEqualTo("bracketed");
        assertThat(value(lowest.path("batch"))).isCloseTo(2000, within(300.0));
    }

    @Test
    void repeatedTokensGiveR_D() throws IOException {
        var worth = "{unique_tokens} * (1 + 6 * (1 - exp(-({tokens} / {unique_tokens} - 1) / 6)))";
        var law = answers(
                        RECIPE,
                        "design: {kind: repeats, sizes: [16x1, 32x1, 64x2, 96x4], unique_tokens: [10K, 40K, 160K],"
                                + " epochs: [1, 4, 16]}",
                        "row({steps}, (0.5 + 20 * {params} ^ -0.3 + 60 * (" + worth
                                + ") ^ -0.4) * (1 + 0.001 * sin({params} + 3 * {steps})))")
                .path("law");
        assertThat(value(law.path("params").path("R_D"))).isCloseTo(6, within(1.0));
        assertThat(text()).contains("Tokens read again lose their worth with R_D = ");
    }

    /** Two sizes give a line that runs exactly through them, whatever the recipes do in between. */
    @Test
    void twoSizesDoNotTellWhereRecipesCross() throws IOException {
        var comparison = answers(
                        RECIPE + "\nrecipes: {plain: {}, better: {lr: 1e-3}}",
                        "design: {kind: params, sizes: [16x1, 32x1], tokens: 10K}\nseeds: 2",
                        "row({steps}, 3 - 0.1 * log({params}) * ({lr} == 0.001 ? 1.1 : 1) + 0.001 * {seed})")
                .path("comparisons")
                .get(0);
        assertThat(comparison.path("verdict").asString()).isEqualTo("undecided");
        assertThat(comparison.path("why").asString())
                .contains("plain has results at 2 places along params", "nothing of where the recipes cross");
        assertThat(text()).doesNotContain("They cross", "compute multiplier");
    }

    @Test
    void seedsTellTheNoise() throws IOException {
        var noise = answers(
                        RECIPE,
                        "design: {kind: seeds, size: 32x1, tokens: 10K}\nseeds: 4",
                        "row({steps}, 2 * exp(0.01 * ({seed} - 2.5)))")
                .path("noise");
        assertThat(value(noise)).isCloseTo(0.01 * Math.sqrt(5.0 / 3), within(1e-6));
        assertThat(noise.path("degrees").asInt()).isEqualTo(3);
        assertThat(noise.path("low").asDouble()).isLessThan(value(noise));
    }

    @Test
    void twoRecipesGiveTheComputeMultiplier() throws IOException {
        // The second recipe's tokens count for twice as many, its slopes are the same.
        var answers = answers(
                RECIPE + "\nrecipes: {plain: {}, better: {lr: 1e-3}}",
                "design: {kind: grid, sizes: [16x1, 32x1, 48x2, 96x4], tokens: [10K, 40K, 160K, 640K]}",
                "row({steps}, (0.5 + 20 * {params} ^ -0.3 + 60 * ({tokens} * ({lr} == 0.001 ? 2 : 1)) ^ -0.3)"
                        + " * (1 + 0.001 * sin({params} + 3 * {steps} + 1000 * {lr})))");
        var comparison = answers.path("comparisons").get(0);
        assertThat(comparison.path("first").asString()).isEqualTo("plain");
        assertThat(value(comparison.path("slopes").path("beta"))).isCloseTo(0, within(0.05));
        var multipliers = comparison.path("compute_multipliers");
        assertThat(value(multipliers.get(10))).isCloseTo(2, within(0.15));
        assertThat(text())
                .contains("better against plain", "how many times less compute better needs for what plain reaches");
        assertThat(answers.path("plain").path("law").path("status").asString()).isNotEmpty();
        var study = folder.resolve("runs/known").toString();
        assertThat(answers.at("/plain/source/tables/0").asString()).isEqualTo(study);
        assertThat(answers.at("/plain/source/rows_used").asInt()).isEqualTo(16);
        assertThat(comparison.at("/source/rows_used").asInt()).isEqualTo(32);
        assertThat(JsonMapper.shared()
                        .readTree(ran.out())
                        .at("/source/rows_read")
                        .asInt())
                .isEqualTo(32);
    }
}
