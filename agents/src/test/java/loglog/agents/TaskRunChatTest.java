package loglog.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.tasks.AnswerMatch;
import loglog.tasks.ArithmeticChain;
import loglog.tasks.TaskKind;
import loglog.tasks.TrainedTask;
import loglog.training.Size;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A run of this program in the agent's loop: a small model that types chains modulo 5 into a calculator. */
class TaskRunChatTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        var task = new TrainedTask(new ArithmeticChain(List.of(1, 2), 5, 1, true), 10, Optional.empty());
        TaskKind.train(folder, task, "batch: 64\nlr: 8e-3", new Size.Shape(16, 1), 150_000, 1);
    }

    private static int right(TaskRunChat chat, Set<String> tools, int window, ArrayList<ObjectNode> said) {
        var run = new AgentRun(new AnswerMatch.Exact(), tools, 20, window, 0, 1, 0, 1);
        int right = 0;
        for (var task : chat.tasks(60)) {
            right += run.on(chat, task, said::add).isRight() ? 1 : 0;
        }
        return right;
    }

    @Test
    void aRunAnswersCallsTheCalculatorAndKeepsItsValueInAFile() {
        try (var chat = new TaskRunChat(folder)) {
            assertThat(chat.tasks(60)).hasSize(60).allMatch(task -> task.steps() >= 1 && task.steps() <= 2);
            var said = new ArrayList<ObjectNode>();
            int alone = right(chat, Set.of(), 0, said);
            assertThat(alone).isGreaterThan(30); // its own runtime has the calculator; chance is 12
            // The agent's calculator says what the runtime's says: the same answers.
            said.clear();
            assertThat(right(chat, Set.of("calculator"), 0, said)).isEqualTo(alone);
            assertThat(said)
                    .anyMatch(line -> line.path("text").asString("").matches("calculate: \\(\\d[-+*]\\d\\) % 5"));
            said.clear();
            assertThat(right(chat, Set.of("memory"), 2, said)).isGreaterThan(30);
            assertThat(said).anyMatch(line -> line.path("text").asString("").matches("write progress: 1 \\d"));
            assertThat(said).anyMatch(line -> line.path("text").asString("").equals("read: progress"));
        }
    }

    @Test
    void aRunChecksItsAnswerByAskingAgain() {
        try (var chat = new TaskRunChat(folder)) {
            var run = new AgentRun(new AnswerMatch.Exact(), Set.of(), 5, 0, 1, 1, 3, 1);
            var checks = chat.tasks(40).stream()
                    .flatMap(task -> run.on(chat, task, _ -> {}).checks().stream())
                    .toList();
            assertThat(checks).hasSizeGreaterThanOrEqualTo(40);
            assertThat(checks).anyMatch(check -> check.wasRight() && check.wasAccepted());
        }
    }
}
