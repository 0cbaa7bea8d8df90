package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.models.tokens.Tokenizer;
import loglog.runs.DataException;
import loglog.yaml.Section;
import loglog.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of feedback, as trl has them. */
class FeedbackFileTest {
    private static final TuningText BYTES = new TuningText.OfTokenizer(Tokenizer.bytes(), 255);
    private static final int CONTEXT = 40;

    @TempDir
    Path folder;

    private FeedbackFile file(String text) throws IOException {
        return FeedbackFile.read(Files.writeString(folder.resolve("f.jsonl"), text));
    }

    private static List<PreferencePair> all(FeedbackFile.Split<PreferencePair> split) {
        var all = new ArrayList<>(split.training());
        all.addAll(split.heldOut());
        return all;
    }

    @Test
    void aPairIsPromptAndTwoAnswersWithTheirEnds() throws IOException {
        var pairs = all(file("""
                {"prompt": "q", "chosen": "b", "rejected": "c", "score": 3}

                {"prompt": "d", "chosen": "e", "rejected": "f"}
                """).pairs(BYTES, CONTEXT, _ -> {}));
        assertThat(pairs).hasSize(2);
        assertThat(pairs.getFirst().chosen().prompt()).containsExactly(255, 'q');
        assertThat(pairs.getFirst().chosen().tokens()).containsExactly('b', 255);
    }

    @Test
    void withoutAPromptItIsWhatBothAnswersBeginWith() throws IOException {
        var said = new ArrayList<String>();
        var pairs = all(file("{\"chosen\": \"sky is blue\", \"rejected\": \"sky is green\"}")
                .pairs(BYTES, CONTEXT, said::add));
        assertThat(BYTES.text(pairs.getFirst().chosen().prompt())).isEqualTo("sky is");
        assertThat(BYTES.text(pairs.getFirst().chosen().tokens())).isEqualTo(" blue");
        assertThat(said).singleElement().asString().contains("1 of 1 lines have no prompt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"prompt\": \"a\", \"chosen\": \"b\"} | line 1: rejected: found nothing, expected a text",
                "{\"prompt\": \"a\", \"chosen\": \"\", \"rejected\": \"c\"} | line 1: chosen: found an empty text, expected an answer",
                "{\"prompt\": \"a\", \"chosen\": \"c\", \"rejected\": \"c\"} | line 1: chosen and rejected: found the same text in both",
                "{\"prompt\": 3, \"chosen\": \"b\", \"rejected\": \"c\"} | line 1: prompt: found 3, expected a text",
                "{\"prompt\": null, \"chosen\": \"b\", \"rejected\": \"c\"} | line 1: prompt: found null, expected a text",
                "{\"prompt\": \"a\", \"chosen\": NaN, \"rejected\": \"c\"} | line 1: is no valid JSON",
                "[1] | line 1: found [1], expected a JSON object",
                "{\"prompt\": \"a\", \"chosen\": [{\"role\": \"user\"}], \"rejected\": \"c\"} | found messages of a conversation",
                "{\"chosen\": \"b\", \"rejected\": \"c\"} | found nothing, and two answers that begin differently",
                "{\"prompt\": \"0123456789012345678901234567890123456\", \"chosen\": \"abc\", \"rejected\": \"c\"} | line 1: chosen: found 42 tokens, 38 of them the prompt's, expected at most the model's context of 40",
                "{\"prompt\": \"a\", \"prompt\": \"b\"} | line 1: is no valid JSON: Duplicate"
            })
    void whatIsWrongIsSaidWithItsLine(String line, String finding) {
        assertThatThrownBy(() -> file(line).pairs(BYTES, CONTEXT, _ -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(finding);
    }

    @Test
    void aFileWithoutLinesAndOneThatIsNotThereAreSaid() {
        assertThatThrownBy(() -> file("\n \n"))
                .hasMessageContaining("found no lines")
                .hasMessageContaining("{\"prompt\": \"...\", \"completion\": \"...\"} for sft");
        assertThatThrownBy(() -> file("{\"messages\": []}\n").pairs(BYTES, CONTEXT, _ -> {}))
                .hasMessageContaining("found messages of a conversation");
        assertThatThrownBy(() -> FeedbackFile.read(folder.resolve("none.jsonl")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> FeedbackFile.read(folder)).hasMessageContaining("found a folder");
    }

    @Test
    void tokensThatATaskDoesNotHaveAreSaidWithTheirLine() throws IOException {
        var place = Path.of("t");
        var task = loglog.tasks.TaskReader.read(
                new Section(place, "", Yaml.read(place, "task: {chain: {steps: 2, modulus: 3}}", "a task"), 1)
                        .need("task", "a task"));
        var file = file("{\"prompt\": \"1+2*1=\", \"chosen\": \"0;x\", \"rejected\": \"0;1.\"}");
        assertThatThrownBy(() -> file.pairs(new TuningText.OfTask(task), 100, _ -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 1: chosen: found x at character 3 of 0;x, expected");
        var empty = file("{\"prompt\": \"\", \"chosen\": \"0;1\", \"rejected\": \"0;2.\"}");
        assertThatThrownBy(() -> empty.pairs(new TuningText.OfTask(task), 100, _ -> {}))
                .hasMessageContaining("line 1: prompt: found an empty prompt");
    }

    @Test
    void stepsHaveALabelEach() throws IOException {
        var split = file("{\"prompt\": \"q\", \"completions\": [\"bc\", \"d\"], \"labels\": [true, false]}")
                .steps(BYTES, CONTEXT);
        var example = split.training().isEmpty()
                ? split.heldOut().getFirst()
                : split.training().getFirst();
        assertThat(example.ends()).containsExactly(1, 2);
        assertThat(example.right()).containsExactly(true, false);
        var wrong = file("{\"prompt\": \"q\", \"completions\": [\"bc\", \"d\"], \"labels\": [true]}");
        assertThatThrownBy(() -> wrong.steps(BYTES, CONTEXT)).hasMessageContaining("expected as many steps as labels");
        var number = file("{\"prompt\": \"q\", \"completions\": [\"bc\"], \"labels\": [1]}");
        assertThatThrownBy(() -> number.steps(BYTES, CONTEXT))
                .hasMessageContaining("found \"bc\" and 1 as step 1, expected a text and true or false");
    }

    /** A prompt that comes up twice is on one side alone. */
    @Test
    void aTwentiethOfThePromptsIsHeldOut() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 800; i++) {
            lines.append("{\"prompt\": \"%d\", \"completion\": \"x%d\"}\n".formatted(i % 400, i));
        }
        var split = file(lines.toString()).examples(BYTES, CONTEXT);
        assertThat(split.heldOut().size()).isBetween(20, 70).isEven();
        var held = split.heldOut().stream().map(r -> BYTES.text(r.prompt())).toList();
        assertThat(split.training().stream().map(r -> BYTES.text(r.prompt()))).doesNotContainAnyElementsOf(held);
    }
}
