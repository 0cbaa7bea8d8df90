package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedTokensTest {
    @TempDir
    Path folder;

    /** A state of trl's SFTTrainer, a row a step. */
    private ImportReport.Run imported(ImportOptions options, long... tokens) {
        var rows = IntStream.range(0, tokens.length)
                .mapToObj(i ->
                        "{\"step\": %d, \"loss\": %s, \"num_tokens\": %d.0}".formatted(i + 1, 3 - 0.1 * i, tokens[i]))
                .collect(Collectors.joining(",\n"));
        Imports.write(
                folder,
                "sft/trainer_state.json",
                "{\"global_step\": %d, \"num_input_tokens_seen\": 0, \"log_history\": [%s]}"
                        .formatted(tokens.length, rows));
        return Importer.importAll(List.of(folder.resolve("sft")), options, folder.resolve("runs"))
                .runs()
                .getFirst();
    }

    private List<Long> rows() {
        return Imports.metrics(folder.resolve("runs"), "sft").stream()
                .map(row -> row.get("tokens").asLong())
                .toList();
    }

    @Test
    void aCountThatStartsAgainInAResumedTrainingGoesOn() {
        var run = imported(ImportOptions.USUAL, 36, 72, 108, 144, 36, 72, 108, 144);
        assertThat(run.tokens()).hasValue(288);
        assertThat(rows()).containsExactly(36L, 72L, 108L, 144L, 180L, 216L, 252L, 288L);
        assertThat(run.notes().stream().filter(note -> note.contains("num_tokens")))
                .singleElement()
                .asString()
                .contains("starts again at step 5,", "--as-recorded");
        assertThat(Imports.json(folder.resolve("runs"), "sft/run.json")
                        .get("derived")
                        .get("tokens")
                        .asString())
                .isEqualTo("num_tokens, counted on where it starts again");
    }

    @Test
    void eachResumptionCountsOn() {
        var run = imported(ImportOptions.USUAL, 10, 20, 30, 40, 10, 20, 30, 5, 10, 15);
        assertThat(run.tokens()).hasValue(40 + 30 + 15);
        assertThat(run.notes().toString()).contains("starts again at step 5 and 1 more");
    }

    @Test
    void aCountThatOnlyRisesIsTakenAsItIs() {
        var run = imported(ImportOptions.USUAL, 36, 72, 72, 108);
        assertThat(rows()).containsExactly(36L, 72L, 72L, 108L);
        assertThat(run.notes().toString()).doesNotContain("num_tokens");
    }

    @Test
    void tokensOfEachStepAloneAreNoCount() {
        var run = imported(ImportOptions.USUAL, 36, 30, 36, 31, 35, 33);
        assertThat(rows()).containsExactly(36L, 30L, 36L, 31L, 35L, 33L);
        assertThat(run.notes().toString()).contains("num_tokens falls at 3 of 6 steps");
    }

    @Test
    void asRecordedTakesWhatWasWritten() {
        assertThat(imported(Imports.asRecorded(), 36, 72, 108, 144, 36, 72, 108, 144)
                        .tokens())
                .hasValue(144);
    }

    /** A state of the same trainer with include_num_input_tokens_seen: both counts in each row, and one of a row without a loss. */
    private ImportReport.Run importedOfBoth(ImportOptions options, long[] trl, long[] input) {
        var rows = IntStream.range(0, trl.length)
                .mapToObj(i ->
                        "{\"step\": %d, \"loss\": %s, \"num_tokens\": %d.0, \"num_input_tokens_seen\": %d},\n{\"step\": %d, \"eval_loss\": 3, \"num_input_tokens_seen\": %d}"
                                .formatted(i + 1, 3 - 0.1 * i, trl[i], input[i], i + 1, input[i]))
                .collect(Collectors.joining(",\n"));
        Imports.write(
                folder,
                "sft/trainer_state.json",
                "{\"global_step\": %d, \"num_input_tokens_seen\": %d, \"log_history\": [%s]}"
                        .formatted(trl.length, input[input.length - 1], rows));
        return Importer.importAll(List.of(folder.resolve("sft")), options, folder.resolve("runs"))
                .runs()
                .getFirst();
    }

    @Test
    void theTrainersCountIsTakenWhereItIsTrlsUntilThatStartsAgain() {
        var run = importedOfBoth(
                ImportOptions.USUAL, new long[] {40, 80, 120, 160, 40, 80}, new long[] {40, 80, 120, 160, 200, 240});
        assertThat(run.tokens()).hasValue(240);
        assertThat(rows()).containsExactly(40L, 80L, 120L, 160L, 200L, 240L);
        assertThat(run.notes().toString()).doesNotContain("num_tokens");
    }

    @Test
    void paddingIsNotCounted() {
        var run = importedOfBoth(ImportOptions.USUAL, new long[] {30, 61, 90}, new long[] {40, 80, 120});
        assertThat(run.tokens()).hasValue(90);
        assertThat(rows()).containsExactly(30L, 61L, 90L);
        assertThat(run.notes().toString()).contains("tokens is the key num_tokens, not num_input_tokens_seen");
    }

    @Test
    void paddedAndResumedTokensAreCountedOnFromTheRowBefore() {
        var run = importedOfBoth(
                ImportOptions.USUAL, new long[] {30, 61, 90, 120, 31}, new long[] {40, 80, 120, 160, 200});
        assertThat(run.tokens()).hasValue(151);
    }
}
