package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What transformers' Trainer writes, of whole trainings. */
class TrainerLossesTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport.Run only(Path path, ImportOptions options) {
        var report = Importer.importAll(List.of(path), options, runs());
        assertThat(report.refused()).isEmpty();
        assertThat(report.runs()).hasSize(1);
        return report.runs().getFirst();
    }

    private JsonNode result(ImportReport.Run run) {
        return Imports.json(runs(), run.name() + "/result.json");
    }

    private Path state(String folder, String text) {
        return Imports.write(this.folder, folder + "/trainer_state.json", text);
    }

    @Test
    void anEntryWithTheRuntimeIsNotTheClosingSummary() {
        var run = only(Imports.written("trainer/counted"), ImportOptions.USUAL);
        assertThat(Imports.metrics(runs(), run.name()))
                .hasSize(4)
                .allMatch(row -> row.has("loss") && row.has("rate") && row.has("gradient_norm") && row.has("tokens"));
        assertThat(run.status()).isEqualTo("finished");
        assertThat(run.loss()).hasValue(3.8757654825846353);
        assertThat(run.validationLoss()).hasValue(3.901247262954712);
        assertThat(run.tokens()).hasValue(384);
        assertThat(only(Imports.written("trainer/stopped"), ImportOptions.USUAL).status())
                .isEqualTo("unknown");
        assertThat(only(Imports.written("trainer/unevaluated"), ImportOptions.USUAL)
                        .loss())
                .hasValue(3.8757654825846353);
    }

    @Test
    void theZeroThatTheTrainerWritesForNaNIsNoLoss() {
        var run = only(Imports.written("trainer/nan"), ImportOptions.USUAL);
        var result = result(run);
        assertThat(result.get("status").asString()).isEqualTo("diverged");
        assertThat(result.has("loss") || result.has("validation_loss")).isFalse();
        // Step 9 has a loss, of the steps that were no NaN alone.
        assertThat(Imports.metrics(runs(), run.name()).stream()
                        .filter(row -> row.has("loss"))
                        .map(row -> row.get("step").asInt()))
                .containsExactly(3, 6);
        assertThat(run.notes().stream().filter(note -> note.contains("--as-recorded")))
                .singleElement()
                .asString()
                .contains("loss is exactly 0 from step 12 on", "gradient norm is not finite from step 9 on");
        assertThat(Importer.importAll(
                                List.of(Imports.written("trainer/nan")),
                                Imports.asRecorded(),
                                folder.resolve("recorded"))
                        .runs()
                        .getFirst()
                        .loss())
                .hasValue(0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5, 0.0, 0.0 | null | diverged",
                "0.5, 0.0, 0.0 | 1.5 | unknown",
                "0.002, 0.0, 0.0 | null | unknown",
                "0.5, 0.0, 0.4 | null | unknown",
                "0.5, 0.4, 0.3 | null | unknown",
            })
    void aLossOfZeroIsTakenForNaNOnlyWhereNothingSpeaksAgainst(String losses, String norm, String status) {
        var entries = new StringBuilder();
        int step = 0;
        for (var loss : losses.split(", ")) {
            entries.append(entries.isEmpty() ? "" : ", ")
                    .append("{\"step\": %d, \"loss\": %s, \"grad_norm\": %s}".formatted(++step, loss, norm));
        }
        var run = only(
                state("zero", "{\"global_step\": 9, \"log_history\": [%s]}".formatted(entries)), ImportOptions.USUAL);
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void severalEvaluationsAreNamedWithHowToChoose() {
        var run = only(Imports.written("trainer/two-evals"), ImportOptions.USUAL);
        assertThat(run.validationLoss()).isEmpty();
        assertThat(run.notes().toString())
                .contains(
                        "the keys eval_c4_loss and eval_wiki_loss could each be it",
                        "--map validation_loss=eval_c4_loss");
        var chosen = Importer.importAll(
                        List.of(Imports.written("trainer/two-evals")),
                        Imports.mapped("validation_loss", "eval_wiki_loss"),
                        folder.resolve("chosen"))
                .runs()
                .getFirst();
        assertThat(chosen.validationLoss()).hasValue(3.8734307289123535);
        assertThat(chosen.notes().toString()).doesNotContain("eval_c4_loss");
    }

    @Test
    void theOnlyEvaluationOfAnotherNameIsTakenAndTold() {
        var run = only(
                state(
                        "one",
                        "{\"global_step\": 2, \"log_history\": [{\"step\": 2, \"loss\": 3.5}, {\"step\": 2, \"eval_c4_loss\": 3.6}]}"),
                ImportOptions.USUAL);
        assertThat(run.validationLoss()).hasValue(3.6);
        assertThat(run.notes()).contains("validation_loss is eval_c4_loss, the only key of such a name");
    }

    @Test
    void theLossesOfAGpt2AreCorrectedToThoseOfItsWeights() {
        var usual = only(Imports.written("trainer/gpt2"), ImportOptions.USUAL);
        assertThat(usual.validationLoss()).hasValue(3.665005683898926);
        assertThat(usual.notes().toString())
                .contains("too low by the factor (T - 1)/T", "--context T", "the model's longest is 16");
        var corrected = Importer.importAll(
                        List.of(Imports.written("trainer/gpt2")), Imports.context(16), folder.resolve("corrected"))
                .runs()
                .getFirst();
        // What the model's own logits gave for the same text.
        assertThat(corrected.validationLoss().getAsDouble()).isCloseTo(3.909339666366577, within(2e-6));
        assertThat(corrected.loss().getAsDouble()).isCloseTo(3.615619659423828 * 16 / 15, within(1e-12));
        assertThat(Imports.json(folder.resolve("corrected"), "gpt2/run.json")
                        .get("derived")
                        .get("validation_loss")
                        .asString())
                .isEqualTo("recorded x 16/15 (--context)");
        var beyond = Importer.importAll(
                List.of(Imports.written("trainer/gpt2")), Imports.context(17), folder.resolve("beyond"));
        assertThat(beyond.refused().getFirst().sentence())
                .contains("--context: found 17, expected at most the model's 16");
    }

    @Test
    void theLossesOfALlamaStandAsTheyAre() {
        var run = only(Imports.written("trainer/counted"), Imports.context(16));
        assertThat(run.loss()).hasValue(3.8757654825846353);
        assertThat(run.notes().toString()).contains("--context changes nothing");
        assertThat(only(Imports.written("trainer/two-evals"), ImportOptions.USUAL)
                        .notes()
                        .toString())
                .doesNotContain("--context");
    }

    @Test
    void ofAnOlderVersionTheOutputSaysThatALossMayBeTooLow() {
        state("old", "{\"global_step\": 2, \"log_history\": [{\"step\": 2, \"loss\": 3.5}]}");
        Imports.write(folder, "old/config.json", "{\"transformers_version\": \"4.57.6\"}");
        assertThat(only(folder.resolve("old"), ImportOptions.USUAL).notes().toString())
                .contains("may be too low", "transformers 4.57.6", "--context T");
        Imports.write(folder, "old/config.json", "{\"transformers_version\": \"4.40.0\"}");
        var report = Importer.importAll(List.of(folder.resolve("old")), ImportOptions.USUAL, folder.resolve("other"));
        assertThat(report.runs().getFirst().notes().toString()).doesNotContain("--context");
    }

    @Test
    void smoothedLabelsAreTold() {
        var run = only(Imports.written("trainer/smoothed"), ImportOptions.USUAL);
        assertThat(run.notes().toString())
                .contains("of smoothed labels (label_smoothing_factor 0.25 in training_args.bin)");
        assertThat(only(Imports.written("trainer/gpt2"), ImportOptions.USUAL)
                        .notes()
                        .toString())
                .doesNotContain("smoothed");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"step\": 99999999999999999999, \"loss\": 3} | entry 1: step: found 99999999999999999999",
                "{\"step\": \"5\", \"loss\": 3} | entry 1: step: found \"5\", expected a whole number",
                "{\"loss\": 3} | entry 1: step: found nothing, expected a whole number",
                "{\"step\": 5, \"loss\": \"3.5\"} | entry 1: loss: found \"3.5\", expected a number",
                "{\"step\": 5, \"loss\": [3]} | entry 1: loss: found [3], expected a number",
                "{\"step\": 5, \"loss\": 3}, 7 | entry 2: found 7, expected a JSON object",
                "{\"step\": 5, \"loss\": {}} | entry 1: loss: found {}, expected a number",
            })
    void aValueOfAWrongTypeIsOneSentenceWithFileAndKeyAndCostsItsRunAlone(String entries, String sentence) {
        state("bad", "{\"global_step\": 5, \"log_history\": [%s]}".formatted(entries));
        state("good", "{\"global_step\": 5, \"log_history\": [{\"step\": 5, \"loss\": 3}]}");
        var paths = List.of(folder.resolve("bad"), folder.resolve("good"));
        var report = Importer.importAll(paths, ImportOptions.USUAL, runs());
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("good");
        assertThat(report.refused().getFirst().sentence())
                .contains("bad/trainer_state.json: log_history, ", sentence)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "global_step, 1e400",
        "global_step, -1",
        "global_step, 99999999999999999999",
        "total_flos, '\"many\"'",
        "num_input_tokens_seen, []",
        "max_steps, '\"12\"'",
        "max_steps, 99999999999999999999",
        "total_flos, true",
    })
    void aHeaderOfAWrongTypeIsOneSentence(String key, String value) {
        var header = (key.equals("global_step") ? "" : "\"global_step\": 5, ") + "\"%s\": %s".formatted(key, value);
        state("bad", "{%s, \"log_history\": [{\"step\": 5, \"loss\": 3}]}".formatted(header));
        var report = Importer.importAll(List.of(folder.resolve("bad")), ImportOptions.USUAL, runs());
        assertThat(report.refused().getFirst().sentence())
                .contains("bad/trainer_state.json: " + key + ": found ", ", expected ");
    }

    @Test
    void aCheckpointOfAnotherTrainingIsTold() throws IOException {
        state("out/checkpoint-10", "{\"global_step\": 10, \"log_history\": [{\"step\": 10, \"loss\": 5.5}]}");
        state(
                "out/checkpoint-20",
                "{\"global_step\": 20, \"log_history\": [{\"step\": 10, \"loss\": 4.5}, {\"step\": 20, \"loss\": 4}]}");
        var run = only(folder.resolve("out"), ImportOptions.USUAL);
        assertThat(run.loss()).hasValue(4);
        assertThat(run.notes().toString()).contains("checkpoint-10", "is of another training: its loss at step 10");
        Files.writeString(
                folder.resolve("out/checkpoint-10/trainer_state.json"),
                "{\"global_step\": 10, \"log_history\": [{\"step\": 10, \"loss\": 4.5}]}");
        var report = Importer.importAll(List.of(folder.resolve("out")), ImportOptions.USUAL, folder.resolve("same"));
        assertThat(report.runs().getFirst().notes()).isEmpty();
    }

    @Test
    void theSharedCasesOfTheTrainerAreRight() {
        var counted = Importer.importAll(
                        List.of(Imports.shared("trainer-counts-tokens")), ImportOptions.USUAL, folder.resolve("a"))
                .runs();
        assertThat(counted.stream().map(run -> run.name() + " " + run.status()))
                .containsExactly("no-eval finished", "stopped unknown", "trainer-counts-tokens finished");
        assertThat(Imports.metrics(folder.resolve("a"), "trainer-counts-tokens"))
                .extracting(row -> row.get("step").asInt())
                .containsExactly(4, 8, 10, 12, 16, 20);
        for (var path : List.of("trainer-nan-filtered/trainer_state.json", "trainer-nan-filtered/with-eval.json")) {
            var run = only(Imports.shared(path), ImportOptions.USUAL);
            assertThat(run.status()).isEqualTo("diverged");
            assertThat(run.loss()).isEmpty();
            assertThat(result(run).get("reason").asString()).contains("NaN from step 10 on");
        }
        assertThat(only(Imports.shared("trainer-two-evals"), ImportOptions.USUAL)
                        .notes()
                        .toString())
                .contains("eval_c4_loss and eval_wiki_loss");
        var both = List.of(Imports.shared("damaged/trainer1"), Imports.shared("trainer-counts-tokens/stopped"));
        var report = Importer.importAll(both, ImportOptions.USUAL, folder.resolve("b"));
        assertThat(report.runs()).hasSize(1);
        assertThat(report.refused().getFirst().sentence()).contains("step: found 99999999999999999999");
    }

    @ParameterizedTest
    @CsvSource({"true, 0.02, true", "false, 0.02, false", "true, 0.0, false"})
    void aRoutersBalancingLossInTheLossIsSaid(boolean isAdded, double coefficient, boolean isSaid) {
        var state = state("mixture", """
                {"global_step": 2, "log_history": [{"step": 1, "loss": 4.32}, {"step": 2, "loss": 4.31}]}""");
        Imports.write(
                folder,
                "mixture/config.json",
                "{\"model_type\": \"mixtral\", \"output_router_logits\": %s, \"router_aux_loss_coef\": %s}"
                        .formatted(isAdded, coefficient));
        assertThat(only(state, ImportOptions.USUAL).notes().toString().contains("router's balancing loss"))
                .isEqualTo(isSaid);
    }
}
