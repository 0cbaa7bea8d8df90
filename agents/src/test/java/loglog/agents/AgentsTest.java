package loglog.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import loglog.agents.ChatModel.Message;
import loglog.agents.ChatModel.Reply;
import loglog.laws.rates.Chain;
import loglog.laws.rates.StepError;
import loglog.laws.rates.SuccessRate;
import loglog.runs.DataException;
import loglog.tasks.AnswerMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class AgentsTest {
    private static AgentRun run(Set<String> tools, int replies, int window, int votes, int redos) {
        return new AgentRun(new AnswerMatch.Exact(), tools, replies, window, 1, votes, redos, 1);
    }

    /** A model that takes a task's steps, each wrong with a chance, and notices a wrong answer with another. */
    private record Fallible(double error, double detection) implements ChatModel {
        @Override
        public Reply reply(List<Message> conversation, double temperature, long seed) {
            var random = new SplittableRandom(
                    seed * 7919 + conversation.getLast().text().hashCode());
            var task = conversation.get(1).text();
            if (conversation.getFirst().text().startsWith("Check")) {
                boolean isWrong = task.endsWith("wrong");
                return new Reply(isWrong && random.nextDouble() < detection ? "wrong" : "right", 1);
            }
            int steps = Integer.parseInt(task.split(" ")[0]);
            for (int i = 0; i < steps; i++) {
                if (random.nextDouble() < error) {
                    return new Reply("answer: wrong", 1);
                }
            }
            return new Reply("answer: done", 1);
        }
    }

    private static double success(AgentRun run, ChatModel model, int steps, int tasks) {
        int right = 0;
        for (int i = 1; i <= tasks; i++) {
            var task = new AgentTask(i, steps + " steps, number " + i, "done", steps);
            right += run.on(model, task, _ -> {}).isRight() ? 1 : 0;
        }
        return right / (double) tasks;
    }

    @Test
    void successByLengthVotesAndRedosFollowTheClosedForms() {
        int tasks = 4000;
        double error = 0.2;
        var model = new Fallible(error, 0.7);
        for (int steps : new int[] {1, 4, 10}) {
            double expected = Chain.of(error).success(steps);
            assertThat(success(run(Set.of(), 5, 0, 1, 0), model, steps, tasks))
                    .isCloseTo(expected, within(3 * Math.sqrt(expected * (1 - expected) / tasks)));
        }
        double vote = 1 - Chain.voteOfThree(error);
        assertThat(success(run(Set.of(), 5, 0, 3, 0), model, 1, tasks))
                .isCloseTo(vote, within(3 * Math.sqrt(vote * (1 - vote) / tasks)));
        double redo = 1 - Chain.verifyAndRedo(error, 0.7);
        assertThat(success(run(Set.of(), 5, 0, 1, 30), model, 1, tasks))
                .isCloseTo(redo, within(3 * Math.sqrt(redo * (1 - redo) / tasks)));
    }

    @Test
    void theStepErrorAndItsHorizonsAreFoundInOutcomes() {
        var model = new Fallible(0.05, 0);
        var rates = new TreeMap<Integer, SuccessRate>();
        for (int steps : new int[] {1, 3, 10, 30}) {
            int tasks = 800;
            rates.put(
                    steps,
                    new SuccessRate(
                            Math.round(tasks * success(run(Set.of(), 5, 0, 1, 0), model, steps, tasks)), tasks));
        }
        var found = StepError.of(rates, 0.9);
        assertThat(found.error().value()).isCloseTo(0.05, within(0.005));
        assertThat(found.error().holds(0.05)).isTrue();
        assertThat(found.horizon(0.5).value() / found.horizon(0.8).value())
                .isCloseTo(3.1062837195, within(1e-6)); // one hazard for all
        assertThat(found.nines().value()).isCloseTo(1.301, within(0.05));
        var sure = StepError.of(new TreeMap<>(java.util.Map.of(10, new SuccessRate(20, 20))), 0.9);
        assertThat(sure.error().value()).isZero();
        assertThat(sure.error().high()).isCloseTo(1 - Math.exp(-1.3528 / 200), within(1e-4));
        assertThat(sure.horizon(0.5).value()).isInfinite();
    }

    @Test
    void theCalculatorAgreesWithBigIntegersOnEveryPair() throws Exception {
        for (int a = -20; a <= 20; a++) {
            for (int b = -20; b <= 20; b++) {
                var x = BigInteger.valueOf(a);
                var y = BigInteger.valueOf(b);
                assertThat(Calculator.compute(a + " + " + b)).isEqualTo(x.add(y).toString());
                assertThat(Calculator.compute(a + "-(" + b + ")"))
                        .isEqualTo(x.subtract(y).toString());
                assertThat(Calculator.compute(a + "*" + b))
                        .isEqualTo(x.multiply(y).toString());
                if (b > 0) {
                    assertThat(Calculator.compute(a + " % " + b))
                            .isEqualTo(x.mod(y).toString());
                    assertThat(Calculator.compute("(" + a + ")^" + b))
                            .isEqualTo(x.pow(b).toString());
                }
            }
        }
        assertThat(Calculator.compute("12345678901234567890*98765432109876543210"))
                .isEqualTo(new BigInteger("12345678901234567890")
                        .multiply(new BigInteger("98765432109876543210"))
                        .toString());
        assertThat(Calculator.compute("1/8 - 0.1")).isEqualTo("0.025");
        assertThat(Calculator.compute("2/6")).isEqualTo("1/3");
        assertThat(Calculator.compute("-2^2")).isEqualTo("-4");
        assertThat(Calculator.compute("2^-3")).isEqualTo("0.125");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calculate: 3+|calculate: found the end at place 3, expected a number or an opening parenthesis",
                "calculate: 3 apples|calculate: found \"apples\" at place 3, expected an operator",
                "calculate: 1/0|calculate: found a division by 0",
                "calculate: 9^9^9^9|calculate: found",
                "calculate: (1|expected a closing parenthesis",
                "read: state|read: found no file state, expected one that was written before",
                "write: 3|write: found no name, expected write NAME: TEXT",
                "answer:|answer: found nothing after it, expected the answer",
                "I think it is four.|found no line that is a call, expected calculate: EXPRESSION, write NAME: TEXT",
                "<think>answer: 4</think>|found no line that is a call",
            })
    void aMalformedCallIsAnsweredInOneSentenceAndTheLoopEnds(String reply, String sentence) {
        var seen = new ArrayList<ObjectNode>();
        var outcome = run(AgentRun.TOOLS, 3, 0, 1, 0)
                .on((_, _, _) -> new Reply(reply, 0), new AgentTask(1, "2+2=", "4", 0), seen::add);
        assertThat(outcome.isRight()).isFalse();
        assertThat(outcome.answer()).isNull();
        assertThat(outcome.replies()).isEqualTo(3);
        assertThat(outcome.malformed()).isEqualTo(3);
        assertThat(seen.get(2).path("text").asString("")).contains(sentence).doesNotContain("\n");
        assertThat(seen.getLast().path("right").asBoolean(true)).isFalse();
        assertThat(seen.get(seen.size() - 2).path("text").asString("")).isEqualTo("no answer within 3 replies");
    }

    /** A model that sees the last two messages alone counts to thirty with a file, and cannot without. */
    @Test
    void aMemoryFileOutlastsTheWindow() {
        ChatModel counting = (conversation, _, _) -> {
            var last = conversation.getLast();
            assertThat(conversation).hasSizeLessThanOrEqualTo(4);
            if (conversation.size() == 2 && !last.text().contains("files:")) {
                return new Reply("I begin.\nwrite count: 1", 5);
            }
            if (!last.text().matches("\\d+")) {
                return new Reply("read: count", 5);
            }
            int count = Integer.parseInt(last.text());
            return new Reply(count == 30 ? "**answer: 30**" : "write count: " + (count + 1), 5);
        };
        var task = new AgentTask(1, "count to thirty", "30", 30);
        var outcome = run(Set.of("memory"), 200, 2, 1, 0).on(counting, task, _ -> {});
        assertThat(outcome.isRight()).isTrue();
        assertThat(outcome.replies())
                .isEqualTo(61); // it writes once, then reads and writes 29 times, reads and answers
        assertThat(outcome.tokens()).isEqualTo(305);
        assertThat(run(Set.of("calculator"), 40, 2, 1, 0)
                        .on(counting, task, _ -> {})
                        .isRight())
                .isFalse();
    }

    @Test
    void tasksAreReadAndWhatIsWrongIsOneSentence(@TempDir Path folder) throws Exception {
        var file = folder.resolve("tasks.jsonl");
        Files.writeString(file, """
                {"prompt": "2+2=", "answer": 4, "steps": 1}

                {"prompt": "1+2*3=", "answer": "7", "steps": ["6", "7"]}
                {"prompt": "x", "answer": "y"}
                """);
        var tasks = AgentTask.read(file);
        assertThat(tasks).extracting(AgentTask::steps).containsExactly(1, 2, 0);
        assertThat(tasks).extracting(AgentTask::number).containsExactly(1, 3, 4);
        assertThat(tasks.getFirst().answer()).isEqualTo("4");
        Files.writeString(file, "{\"prompt\": \"x\", \"answer\": \"y\", \"steps\": 0}\n");
        assertThatThrownBy(() -> AgentTask.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("steps");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> AgentTask.read(file)).hasMessageContaining("found no tasks");
    }
}
