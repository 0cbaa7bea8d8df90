package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.tasks.DigitAddition.Format;
import loglog.tasks.HashSplit.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExactTaskTest {
    static List<ExactTask> tasks() {
        return List.of(
                ArithmeticChain.written(8, 7),
                ArithmeticChain.direct(8, 7),
                new ArithmeticChain(List.of(4, 9, 16), 97, 3),
                new ArithmeticChain(List.of(1, 9), 97, 1, true),
                new DigitAddition(3, Format.PLAIN),
                new DigitAddition(3, Format.REVERSED),
                new DigitAddition(17, Format.STEPS),
                new ModularTable(23, ModularTable.Operation.ADD, 0.5),
                new ModularTable(23, ModularTable.Operation.SUBTRACT, 0.3),
                new ModularTable(23, ModularTable.Operation.MULTIPLY, 0.7),
                new RepeatTask(16, 8, 4),
                new RepeatTask(300, 5, 0));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void aProblemIsAFunctionOfSeedAndNumber(ExactTask task) {
        var forward = IntStream.range(0, 50)
                .mapToObj(i -> task.problem(3, i, Side.TRAINING))
                .toList();
        var backward = new java.util.ArrayList<TaskProblem>();
        for (int i = 49; i >= 0; i--) {
            backward.add(task.problem(3, i, Side.TRAINING));
        }
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(forward);
        assertThat(IntStream.range(0, 50).mapToObj(i -> task.problem(4, i, Side.TRAINING)))
                .isNotEqualTo(forward);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theReferenceSolutionIsRightInEveryStepAndFitsItsTokens(ExactTask task) {
        var vocabulary = task.vocabulary();
        for (int i = 0; i < 300; i++) {
            var problem = task.problem(1, i, i % 2 == 0 ? Side.TRAINING : Side.TEST);
            var verdict = task.judge(problem, problem.solution());
            assertThat(verdict.whole()).as("%s %s", problem, verdict).isTrue();
            assertThat(verdict.firstWrong()).isEmpty();
            var prompt = vocabulary.encode(problem.prompt());
            var solution = vocabulary.encode(problem.solution());
            assertThat(vocabulary.decode(prompt, 0, prompt.length)).isEqualTo(problem.prompt());
            assertThat(vocabulary.decode(solution, 0, solution.length)).isEqualTo(problem.solution());
            assertThat(solution.length).isLessThanOrEqualTo(task.longestSolution());
            assertThat(prompt.length + solution.length).isLessThanOrEqualTo(task.longest());
            assertThat(task.longest()).isLessThanOrEqualTo(task.positions());
            assertThat(solution[solution.length - 1] == vocabulary.end()).isEqualTo(task.ends());
            // What a person types gives the same problem with the same solution.
            assertThat(task.read(problem.prompt())).isEqualTo(problem);
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void aTaskIsReadAsItWasWritten(ExactTask task) {
        var json = Json.MAPPER.createObjectNode();
        task.write(json);
        var read = TaskReader.read(Path.of("run.json"), json);
        assertThat(read.identity()).isEqualTo(task.identity());
        assertThat(read.problem(5, 5, Side.TEST)).isEqualTo(task.problem(5, 5, Side.TEST));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void noProblemIsOnBothSides(ExactTask task) {
        var training = prompts(task, Side.TRAINING, 4000);
        var test = prompts(task, Side.TEST, 1000);
        assertThat(Collections.disjoint(training, test)).isTrue();
    }

    private static Set<String> prompts(ExactTask task, Side side, int count) {
        var prompts = new HashSet<String>();
        LongStream.range(0, count)
                .forEach(i -> prompts.add(task.problem(9, i, side).prompt()));
        return prompts;
    }

    @Test
    void chainsAreEvaluatedFromLeftToRightModuloP() {
        var problem = ArithmeticChain.written(3, 7).read("3+5*2-4=");
        // 3 + 5 = 8 = 1; 1 * 2 = 2; 2 - 4 = -2 = 5
        assertThat(problem.steps()).containsExactly("1", "2", "5");
        assertThat(problem.solution()).isEqualTo("1;2;5.");
        assertThat(ArithmeticChain.direct(3, 7).read("3+5*2-4").solution()).isEqualTo("5.");
        assertThat(new ArithmeticChain(List.of(3), 7, 2).read("3+5*2-4").solution())
                .isEqualTo("2;5.");
        // Python: (((96*96)+50)-1) % 97
        assertThat(ArithmeticChain.direct(3, 97).read("96*96+50-1").answer()).isEqualTo("50");
    }

    @Test
    void aChainIsTypedIntoACalculatorThatWritesTheResults() {
        var task = ArithmeticChain.written(3, 7).in("calculator");
        var problem = task.read("3+5*2-4=");
        assertThat(problem.solution()).isEqualTo("3+5=1*2=2-4=5.");
        assertThat(problem.steps()).containsExactly("1", "2", "5");
        assertThat(task.parts("3+5=1*2=2-4=5.")).containsExactly("1", "2", "5");
        assertThat(task.judge(problem, "3+5=1*2=2-4=5.").whole()).isTrue();
        // A wrong operand gives another result: the steps before it are right, the answer is not.
        var slip = task.judge(problem, "3+5=1*3=3-4=6.");
        assertThat(slip.right()).isFalse();
        assertThat(slip.parsed()).isTrue();
        assertThat(slip.stepsRight()).isEqualTo(1);
        assertThat(task.judge(problem, "3+5=1*2=2").right()).isFalse();
        assertThat(task.judge(problem, "3+=").parsed()).isFalse();
    }

    @Test
    void theCalculatorIsRightOnEveryPairAndRefusesWhatIsNoCall() {
        var calculator = new DisplayCalculator(11);
        for (int a = 0; a < 11; a++) {
            for (int b = 0; b < 11; b++) {
                var big = java.math.BigInteger.valueOf(a);
                var with = java.math.BigInteger.valueOf(b);
                var p = java.math.BigInteger.valueOf(11);
                assertThat(calculator.shows(a + "+" + b + "="))
                        .hasValue(big.add(with).mod(p).intValue());
                assertThat(calculator.shows("1+1=2;" + "9=" + a + "-" + b + "="))
                        .hasValue(big.subtract(with).mod(p).intValue());
                assertThat(calculator.shows(a + "*" + b + "="))
                        .hasValue(big.multiply(with).mod(p).intValue());
            }
        }
        for (var wrong : List.of("3+=", "=", "+3=", "3+4+5=", "3 4+5=", "3+4;=")) {
            assertThat(calculator.shows(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void aChainInPiecesIsTheSameProblemWhereTheValueIsKept() {
        var task = new ArithmeticChain(List.of(2, 5), 7, 1);
        var problem = task.read("3+5*2-4*6+1=");
        assertThat(task.pieces(problem)).containsExactly("3+5*2=", "-4*6=", "+1=");
        var value = "";
        for (var piece : task.pieces(problem)) {
            value = task.read(value + piece).answer();
        }
        assertThat(value).isEqualTo(problem.answer());
        assertThat(task.isLongest(problem)).isTrue();
        assertThat(task.isLongest(task.read("3+5*2="))).isFalse();
        var sum = new DigitAddition(3, Format.PLAIN).read("1+2=");
        assertThat(new DigitAddition(3, Format.PLAIN).pieces(sum)).hasSize(1);
    }

    @Test
    void aChainTellsNothingOfItsAnswerBeforeItsLastStep() {
        var task = ArithmeticChain.direct(8, 7);
        var counts = new HashMap<String, int[]>();
        int n = 30_000;
        for (int i = 0; i < n; i++) {
            var problem = task.problem(2, i, Side.TRAINING);
            counts.computeIfAbsent(problem.prompt().substring(problem.prompt().length() - 3), _ -> new int[7])[
                    Integer.parseInt(problem.answer())]++;
            counts.computeIfAbsent("all", _ -> new int[7])[Integer.parseInt(problem.answer())]++;
        }
        // The last operation alone leaves every answer as likely; so does nothing at all. Four standard errors.
        counts.forEach((_, found) -> {
            double total = IntStream.of(found).sum();
            for (int one : found) {
                assertThat(Math.abs(one - total / 7)).isLessThan(4 * Math.sqrt(total * 6 / 49.0) + 2);
            }
        });
        assertThat(task.chance()).isEqualTo(1 / 7.0);
    }

    @Test
    void theFirstWrongStepIsFound() {
        var task = ArithmeticChain.written(3, 7);
        var problem = task.read("3+5*2-4=");
        assertThat(task.judge(problem, "1;2;5.")).isEqualTo(new Verdict(true, true, 3, 3));
        assertThat(task.judge(problem, "1;3;5.")).isEqualTo(new Verdict(true, true, 1, 3));
        assertThat(task.judge(problem, "1;2;4.")).isEqualTo(new Verdict(true, false, 2, 3));
        assertThat(task.judge(problem, "1;2;5")).isEqualTo(new Verdict(false, false, 2, 3)); // no end
        assertThat(task.judge(problem, "1;;5.")).isEqualTo(new Verdict(false, false, 1, 3));
        assertThat(task.judge(problem, "5.")).isEqualTo(new Verdict(true, true, 0, 3)); // right without its steps
        assertThat(task.judge(problem, "")).isEqualTo(new Verdict(false, false, 0, 3));
        assertThat(task.judge(problem, "1;2;5;5.")).isEqualTo(new Verdict(true, true, 3, 3));
        assertThat(task.judge(problem, "1;3;5.").firstWrong()).hasValue(1);
        assertThat(task.judge(problem, "1;3;5.").whole()).isFalse();
    }

    @Test
    void sumsAreThoseOfBigIntegers() {
        var task = new DigitAddition(17, Format.PLAIN);
        for (int i = 0; i < 200; i++) {
            var problem = task.problem(1, i, Side.TRAINING);
            var parts = problem.prompt().replace("=", "").split("\\+");
            assertThat(new java.math.BigInteger(problem.answer()))
                    .isEqualTo(new java.math.BigInteger(parts[0]).add(new java.math.BigInteger(parts[1])));
        }
        assertThat(new DigitAddition(3, Format.STEPS).read("95+7").solution()).isEqualTo("21;01;10;0102.");
        assertThat(new DigitAddition(3, Format.REVERSED).read("95+7").solution())
                .isEqualTo("2010.");
    }

    @Test
    void aReversedSumThatIsWrittenForwardIsWrong() {
        var task = new DigitAddition(3, Format.REVERSED);
        var problem = task.read("123+456=");
        assertThat(task.judge(problem, "9750.").right()).isTrue();
        assertThat(task.judge(problem, "0579.").right()).isFalse();
        assertThat(task.judge(problem, "9750").right()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aTableIsCompleteAndItsSidesAreDisjoint(ModularTable task) {
        var sides = new HashMap<String, Side>();
        for (var side : Side.values()) {
            for (long i = 0; i < task.count(side); i++) {
                assertThat(sides.put(task.problem(7, i, side).prompt(), side)).isNull(); // one epoch has each once
            }
        }
        int p = task.modulus();
        assertThat(sides).hasSize(p * p);
        assertThat(task.count(Side.TRAINING) / (double) (p * p)).isBetween(task.share() - 0.01, task.share() + 0.01);
        if (task.operation() != ModularTable.Operation.SUBTRACT) {
            sides.forEach((prompt, side) -> {
                var sign = prompt.contains("+") ? "+" : "*";
                var parts = prompt.replace("=", "").split(java.util.regex.Pattern.quote(sign));
                assertThat(sides.get(parts[1] + sign + parts[0] + "=")).isEqualTo(side);
            });
        }
        // The next epoch has another order.
        assertThat(LongStream.range(0, 20).mapToObj(i -> task.problem(7, i, Side.TRAINING)))
                .isNotEqualTo(LongStream.range(0, 20)
                        .mapToObj(i -> task.problem(7, i + task.count(Side.TRAINING), Side.TRAINING))
                        .toList());
    }

    static List<ModularTable> tables() {
        return List.of(
                new ModularTable(53, ModularTable.Operation.ADD, 0.5),
                new ModularTable(31, ModularTable.Operation.SUBTRACT, 0.4),
                new ModularTable(31, ModularTable.Operation.MULTIPLY, 0.6));
    }

    @Test
    void chanceIsThatOfTheBestGuess() {
        assertThat(new DigitAddition(3, Format.PLAIN).chance()).isEqualTo(0.001);
        assertThat(new ModularTable(53, ModularTable.Operation.ADD, 0.5).chance())
                .isEqualTo(1 / 53.0);
        // Of 9 products modulo 3, five are 0.
        assertThat(new ModularTable(3, ModularTable.Operation.MULTIPLY, 0.5).chance())
                .isEqualTo(5 / 9.0);
        assertThat(new RepeatTask(16, 2, 0).chance()).isEqualTo(1 / 256.0);
    }

    @Test
    void whatATaskCannotBeIsSaidInOneSentence() {
        assertThatThrownBy(() -> ArithmeticChain.written(8, 9))
                .isInstanceOf(DataException.class)
                .hasMessage("chain: modulus: found 9, expected a prime up to 997");
        assertThatThrownBy(() -> ArithmeticChain.written(8, 7).read("3+9="))
                .hasMessageContaining(
                        "found 9 at character 3 of 3+9=, expected a number from 0 to 6 or one of + - * =");
        assertThatThrownBy(() -> ArithmeticChain.written(2, 7).read("1+1+1+1="))
                .hasMessageContaining("found 3 steps, expected at most 2");
        assertThatThrownBy(() -> ArithmeticChain.written(2, 7).read("hello"))
                .hasMessageContaining("found hello, expected numbers from 0 to 6 with +, - or * between them");
        assertThatThrownBy(() -> new RepeatTask(2, 1, 0).problem(0, 0, Side.TEST))
                .isInstanceOfSatisfying(
                        DataException.class, e -> assertThat(e.getMessage()).contains("found no test problem"));
        assertThatThrownBy(() -> new DigitAddition(3, Format.PLAIN).read("1234+1"))
                .hasMessageContaining("found 1234+1, expected a sum of two numbers of up to 3 digits");
    }
}
