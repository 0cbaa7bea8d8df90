package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.models.generation.Sampling;
import loglog.runs.Fields;
import loglog.training.Size;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model that types chains into a calculator, asked in every way. */
class UnhobblerTest {
    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        var task = new TrainedTask(new ArithmeticChain(List.of(1, 2), 5, 1, true), 10, Optional.empty());
        TaskKind.train(folder, task, "batch: 64\nlr: 8e-3", new Size.Shape(16, 1), 150_000, 1);
    }

    @Test
    void whatTheCalculatorShowsIsWhatWasTyped() {
        try (var model = TaskModel.load(folder, 2)) {
            var task = model.task();
            var calculator = task.calculator().orElseThrow();
            var problems = java.util.stream.LongStream.range(0, 60)
                    .mapToObj(i -> task.problem(3, i, HashSplit.Side.TEST))
                    .toList();
            var numbers = java.util.stream.LongStream.range(0, 60).boxed().toList();
            var sampling = new Sampling(1, 0, 1, 7);
            var drawn = model.sample(numbers, problems, 3, sampling);
            int shown = 0;
            for (var of : drawn.completions()) {
                for (var completion : of) {
                    var text = model.text(completion);
                    for (int call = text.indexOf('='); call >= 0; call = text.indexOf('=', call + 1)) {
                        var result = calculator.shows(text.substring(0, call + 1));
                        if (result.isPresent() && call + 1 < text.length()) {
                            assertThat(text.substring(call + 1)).startsWith(Integer.toString(result.getAsInt()));
                            shown++;
                        }
                    }
                }
            }
            assertThat(shown).isGreaterThan(100);
            // A sample depends neither on those beside it nor on how many there are.
            var fewer = model.sample(numbers.subList(7, 9), problems.subList(7, 9), 3, sampling);
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    assertThat(model.text(fewer.completions().get(i).get(j)))
                            .isEqualTo(model.text(drawn.completions().get(7 + i).get(j)));
                }
            }
        }
    }

    @Test
    void everyWayIsAskedOfTheSameProblemsAndKept() {
        try (var model = TaskModel.load(folder, 2)) {
            var asked = new Unhobbler(model, new Unhobbling(100, 5, 4), 1).ask();
            assertThat(asked.ways().keySet())
                    .containsExactly(
                            Unhobbled.GREEDY, Unhobbled.VOTE, Unhobbled.REDO, Unhobbled.MEMORY, Unhobbled.MEMORY_VOTE);
            for (var way : asked.ways().values()) {
                assertThat(way.right()).hasSize(100);
                assertThat(way.successes()).isGreaterThan(40); // of copying alone; chance is 20
                assertThat(way.tokens()).isGreaterThan(6);
                assertThat(way.flops()).isPositive();
            }
            assertThat(asked.ways().get(Unhobbled.VOTE).tokens())
                    .isGreaterThan(asked.ways().get(Unhobbled.GREEDY).tokens());
            var json = asked.json();
            assertThat(Unhobbled.read(Fields.of("x", json), json).json()).isEqualTo(json);
        }
        assertThat(Unhobbler.commonest(List.of("3", "1", "1", "3"))).isEqualTo("3"); // the first of equals
    }
}
