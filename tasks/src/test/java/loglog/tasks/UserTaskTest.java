package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.runs.DataException;
import loglog.tasks.HashSplit.Side;
import loglog.yaml.Section;
import loglog.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserTaskTest {
    @TempDir
    Path folder;

    private Path squares() throws IOException {
        return Files.writeString(
                folder.resolve("squares.jsonl"),
                IntStream.range(0, 40)
                        .mapToObj(i -> "{\"prompt\": \"%d.5 squared? \", \"steps\": [\"%d.5*%d.5\"], \"answer\": %s}"
                                .formatted(i, i, i, (i + 0.5) * (i + 0.5)))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void aFileOfProblemsIsATask() throws IOException {
        var task = new UserTask(squares(), new AnswerMatch.Numeric(0), true);
        assertThat(task.count(Side.TRAINING)).isEqualTo(36);
        assertThat(task.count(Side.TEST)).isEqualTo(4);
        assertThat(task.chance()).isEqualTo(0.25); // four answers, none twice
        var seen = new HashSet<String>();
        for (int i = 0; i < 36; i++) {
            seen.add(task.problem(0, i, Side.TRAINING).prompt());
        }
        for (int i = 0; i < 4; i++) {
            seen.add(task.problem(0, i, Side.TEST).prompt());
        }
        assertThat(seen).hasSize(40);
        var problem = task.read("2.5 squared? ");
        assertThat(problem.steps()).containsExactly("2.5*2.5", "6.25");
        assertThat(task.judge(problem, problem.solution()).whole()).isTrue();
        var end = problem.solution().substring(problem.solution().length() - 1);
        assertThat(task.judge(problem, "2.5*2.5\n06.250" + end)).isEqualTo(new Verdict(true, true, 2, 2));
        assertThat(task.judge(problem, "3*3\n6.25" + end)).isEqualTo(new Verdict(true, true, 0, 2));
        assertThat(task.judge(problem, "2.5*2.5\n6.26" + end)).isEqualTo(new Verdict(true, false, 1, 2));
        assertThat(task.judge(problem, "2.5*2.5\n6.25").right()).isFalse();
        var tokens = task.vocabulary().encode(problem.prompt() + problem.solution());
        assertThat(task.vocabulary().decode(tokens, 0, tokens.length)).isEqualTo(problem.prompt() + problem.solution());
        assertThatThrownBy(() -> task.read("1+1=")).hasMessageContaining("found a prompt that is none of");
    }

    @Test
    void theSameFileElsewhereIsTheSameTask() throws IOException {
        var file = squares();
        var copy = Files.copy(file, Files.createDirectory(folder.resolve("x")).resolve("y.jsonl"));
        var exact = new AnswerMatch.Exact();
        assertThat(new UserTask(copy, exact, false).identity())
                .isEqualTo(new UserTask(file, exact, false).identity())
                .isNotEqualTo(new UserTask(file, exact, true).identity());
        Files.writeString(copy, Files.readString(copy) + "\n{\"prompt\": \"a\", \"answer\": \"b\"}\n");
        assertThat(new UserTask(copy, exact, false).identity())
                .isNotEqualTo(new UserTask(file, exact, false).identity());
    }

    @ParameterizedTest
    @CsvSource({
        "42, 42.0, true",
        "42, 4.2e1, true",
        "1000, '1,000', true",
        "42, 43, false",
        "42, '', false",
        "x, x, true",
        "x, 42, false",
        "1e999999999, 1, false",
        "100, 100.5, true",
        "100, 102, false",
        "0, 0.005, true"
    })
    void numbersAreComparedAsNumbers(String answer, String written, boolean right) {
        assertThat(new AnswerMatch.Numeric(0.01).matches("", answer, written)).isEqualTo(right);
    }

    @Test
    void aCommandMayJudge() {
        // It gets a line of JSON with the prompt, the answer and what was written.
        var judge = new AnswerMatch.Command("grep -q '\"written\":\"b*\"'");
        assertThat(judge.matches("p", "a", "bbb")).isTrue();
        assertThat(judge.matches("p", "b", "ab")).isFalse();
        assertThat(new AnswerMatch.Command("true").matches("p", "x".repeat(1 << 20), "y"))
                .isTrue();
        assertThatThrownBy(() -> new AnswerMatch.Command("exit 7").matches("p", "a", "b"))
                .isInstanceOf(DataException.class)
                .hasMessage("judge exit 7: found exit status 7, expected 0 for a right answer or 1 for a wrong one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt\": \"a\"}|line 3: answer: found nothing, expected a text or a number",
                "{\"prompt\": 5.5, \"answer\": []}|line 3: answer: found [], expected a text or a number",
                "{\"prompt\": \"\", \"answer\": \"b\"}|line 3: prompt: found \"\", expected a text",
                "{\"prompt\": \"q0\", \"answer\": \"other\"}|line 3: prompt: found that of line 1 with another answer",
                "[1]|line 3: found [1], expected a JSON object",
                "{\"prompt\": \"a\", |line 3 is no valid JSON",
                "{\"prompt\": \"a\", \"answer\": \"b\\nc\"}|line 3: found an answer or a step of no or several lines",
                "{\"prompt\": \"a\\u0003\", \"answer\": \"b\"}|line 3: found a control character"
            })
    void aBadRowIsNamedByItsLine(String row, String sentence) throws IOException {
        var file = Files.writeString(
                folder.resolve("bad.jsonl"), "{\"prompt\": \"q0\", \"answer\": \"a\"}\n\n" + row + "\n");
        assertThatThrownBy(() -> new UserTask(file, new AnswerMatch.Exact(), false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(sentence);
    }

    @Test
    void whatIsNoFileOfProblemsIsSaid() throws IOException {
        assertThatThrownBy(() -> new UserTask(folder, new AnswerMatch.Exact(), false))
                .hasMessageContaining("found a folder, expected a file");
        var empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");
        assertThatThrownBy(() -> new UserTask(empty, new AnswerMatch.Exact(), false))
                .hasMessageContaining("found no problems");
        var one = Files.writeString(folder.resolve("one.jsonl"), "{\"prompt\": \"a\", \"answer\": \"b\"}");
        assertThatThrownBy(() -> new UserTask(one, new AnswerMatch.Exact(), false))
                .hasMessageContaining("found 1 different prompts, expected at least 10");
        var file = squares();
        Files.writeString(file, Files.readString(file).replaceFirst("\"steps\": [^\\]]*\\], ", ""));
        assertThatThrownBy(() -> new UserTask(file, new AnswerMatch.Exact(), true))
                .hasMessageContaining("line 1: steps: found nothing, expected a list of texts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|task: found nothing, expected one of chain, addition, modular, repeat or file",
                "{chain: {steps: 8}, repeat: }|task: found chain and repeat, expected one of",
                "{chian: {steps: 8}}|task.chian: there is no such key; did you mean chain?",
                "{chain: {modulus: 7}}|task.chain.steps: the key is missing",
                "{chain: {steps: [4, many]}}|task.chain.steps[2]: found many, expected operations, from 1 to 256",
                "{chain: {steps: 8, modulus: 8}}|chain: modulus: found 8, expected a prime",
                "{chain: {steps: 8, format: every two}}|task.chain.format: found every two, expected steps, direct, calculator, or such as",
                "{addition: {digits: 18}}|task.addition.digits: found 18, expected digits, from 1 to 17",
                "{addition: {format: backward}}|task.addition.format: found backward, expected plain, reversed or steps",
                "{modular: {share: 1}}|task.modular.share: found 1, expected the share of pairs",
                "{repeat: {symbols: 1}}|task.repeat.symbols: found 1, expected symbols, from 2",
                "{file: {match: exact}}|task.file.path: the key is missing",
                "{file: {path: none.jsonl}}|there is no such file",
                "{file: {path: x, match: command}}|task.file.judge: the key is missing",
                "{file: {path: x, tolerance: 0.1}}|task.file.tolerance: found it beside match exact"
            })
    void aTaskInAStudyFileIsReadWithErrorsThatNameTheKey(String yaml, String sentence) {
        var file = folder.resolve("study.yaml");
        var keys = Yaml.read(file, "\ntask: " + yaml, "a study");
        assertThatThrownBy(() -> TaskReader.read(new Section(file, "", keys, 1).need("task", "")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": line 2: task")
                .hasMessageContaining(sentence)
                .satisfies(e -> assertThat(e.getMessage().split("line 2", -1)).hasSize(2));
    }
}
