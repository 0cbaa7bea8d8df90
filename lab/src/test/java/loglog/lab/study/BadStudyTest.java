package loglog.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a study is one sentence that names the file, the line, the keys, the finding and the expectation. */
class BadStudyTest {
    private static final String LADDER = "design: {kind: ladder, sizes: [30K]}\n";
    private static final String COMMAND = "vocabulary: 256\n" + LADDER + "trainer: ";

    @TempDir
    Path folder;

    /** Files that are wrong in what a schema can tell, too: keys, kinds of values, words. */
    static Stream<Arguments> structural() {
        return Stream.of(
                // keys
                Arguments.of(
                        "name: a\ncorpse: jdk\n" + LADDER,
                        "line 2: corpse: there is no such key; did you mean corpus?"),
                Arguments.of("zzz: 1\n" + LADDER, "line 1: zzz: there is no such key, expected name, kind, corpus,"),
                Arguments.of(
                        "recipe:\n  batch: 2\n  warm_up: 0.1\n" + LADDER,
                        "line 3: recipe.warm_up: there is no such key; did you mean warmup?"),
                Arguments.of(
                        "recipes: {a: {from: b, beta: 1}, b: {}}\n" + LADDER,
                        "recipes.a.beta: there is no such key; did you mean beta1?"),
                Arguments.of("recipe: {from: b}\n" + LADDER, "line 1: recipe.from: there is no such key"),
                Arguments.of(
                        "design:\n  kind: ladder\n  sizes: [30K]\n  budgets: [1e12]\n",
                        "line 4: design.budgets: there is no such key, expected kind, sizes or tokens_per_param"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: {from: 1e11, too: 1e12, count: 3}}",
                        "design.budgets.too: there is no such key; did you mean to?"),
                Arguments.of(
                        COMMAND + "{command: x, metric: {}}",
                        "line 3: trainer.metric: there is no such key; did you mean metrics?"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {fromat: csv}}",
                        "trainer.metrics.fromat: there is no such key; did you mean format?"),
                Arguments.of(
                        "forecast: {time: 10}\n" + LADDER, "forecast.time: there is no such key; did you mean times?"),
                // missing
                Arguments.of("name: a\n", "line 1: design: the key is missing, expected the scales to train at"),
                Arguments.of(
                        "design:\n  sizes: [30K]\n",
                        "line 1: design.kind: the key is missing, expected isoflop, ladder,"),
                Arguments.of(
                        "design:\n  kind: grid\n  sizes: [30K]\n",
                        "line 1: design.tokens: the key is missing, expected tokens, such as [1M, 3M, 10M]"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: {from: 1e11, count: 3}}",
                        "design.budgets.to: the key is missing, expected the largest"),
                Arguments.of(
                        COMMAND + "{cores: 2}",
                        "trainer.command: the key is missing, expected the command that trains one run"),
                // kinds of values
                Arguments.of("name: [a]\n" + LADDER, "line 1: name: found a list, expected a name of at most 80"),
                Arguments.of("name: {a: 1}\n" + LADDER, "name: found keys, expected a name"),
                Arguments.of("name:\n" + LADDER, "name: found nothing, expected a name"),
                Arguments.of("recipe: 3\n" + LADDER, "recipe: found 3, expected keys with their values"),
                Arguments.of("recipes: [a, b]\n" + LADDER, "recipes: found a list, expected keys with their values"),
                Arguments.of("recipes: {}\n" + LADDER, "recipes: found keys, expected recipes by name"),
                Arguments.of(
                        "recipe: {batch: [8, 16]}\n" + LADDER,
                        "recipe.batch: found a list, expected sequences per step"),
                Arguments.of(
                        "recipe: {lr: fast}\n" + LADDER,
                        "recipe.lr: found fast, expected a positive learning rate, such as 4e-3"),
                Arguments.of("recipe: {bf16: yes}\n" + LADDER, "recipe.bf16: found yes, expected true or false"),
                Arguments.of("design: ladder\n", "line 1: design: found ladder, expected keys with their values"),
                Arguments.of(
                        "design: {kind: tokens, size: [30K], tokens: 1M}",
                        "design.size: found a list, expected a size"),
                Arguments.of("design: {kind: ladder, sizes: []}", "design.sizes: found an empty list, expected sizes"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [30K, [60K]]}",
                        "design.sizes[2]: found a list, expected a size"),
                Arguments.of(
                        "design:\n  kind: ladder\n  sizes:\n    - 30K\n    - many\n",
                        "line 5: design.sizes[2]: found many, expected a size, such as 300K params or 64x4"),
                Arguments.of("forecast: 10\n" + LADDER, "forecast: found 10, expected keys with their values"),
                Arguments.of("forecast:\n" + LADDER, "forecast: found nothing, expected {times: 10}"),
                Arguments.of("seeds: {a: 1}\n" + LADDER, "seeds: found keys, expected how many"),
                Arguments.of(COMMAND + "torchrun", "trainer: found torchrun, expected keys with their values"),
                // words
                Arguments.of(
                        "recipe: {architecture: lama}\n" + LADDER,
                        "recipe.architecture: found lama, expected llama or gpt2; did you mean llama?"),
                Arguments.of(
                        "recipe: {schedule: cosin}\n" + LADDER,
                        "found cosin, expected constant, cosine, linear or wsd; did you mean cosine?"),
                Arguments.of(
                        "recipe: {optimizer: sgd}\n" + LADDER, "recipe.optimizer: found sgd, expected adamw or muon"),
                Arguments.of(
                        "design: {kind: isoflops}", "design.kind: found isoflops, expected isoflop, ladder, grid,"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {format: json}}",
                        "trainer.metrics.format: found json, expected jsonl, csv or pattern; did you mean jsonl?"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {columns: {a: los}}}",
                        "trainer.metrics.columns.a: found los, expected step, tokens, flops, params, loss, validation_loss, rate, gradient_norm, tokens_per_second or seconds; did you mean loss?"),
                // values
                Arguments.of("name: a/b\n" + LADDER, "name: found a/b, expected a name of at most 80"),
                Arguments.of("recipe: {lr: 0}\n" + LADDER, "recipe.lr: found 0, expected a positive learning rate"),
                Arguments.of("recipe: {lr: -1e-3}\n" + LADDER, "recipe.lr: found -1e-3, expected a positive"),
                Arguments.of(
                        "recipe: {batch: 0}\n" + LADDER,
                        "recipe.batch: found 0, expected sequences per step, from 1 to"),
                Arguments.of("recipe: {batch: 1.5}\n" + LADDER, "recipe.batch: found 1.5, expected sequences"),
                Arguments.of("recipe: {warmup: 2}\n" + LADDER, "recipe.warmup: found 2, expected a share from 0 to 1"),
                Arguments.of("recipe: {beta2: 1}\n" + LADDER, "recipe.beta2: found 1, expected 0 or more, below 1"),
                Arguments.of(
                        "recipe: {clip: -1}\n" + LADDER,
                        "recipe.clip: found -1, expected a positive norm, or 0 for any"),
                Arguments.of(
                        "recipe: {base_width: -64}\n" + LADDER, "recipe.base_width: found -64, expected a width, or 0"),
                Arguments.of("seeds: 0\n" + LADDER, "seeds: found 0, expected how many, such as 3"),
                Arguments.of("seeds: [1, x]\n" + LADDER, "seeds[2]: found x, expected a whole number"),
                Arguments.of("validation_tokens: none\n" + LADDER, "validation_tokens: found none, expected tokens"),
                Arguments.of("forecast: {times: 1}\n" + LADDER, "forecast.times: found 1, expected more than 1"),
                Arguments.of("forecast: {}\n" + LADDER, "forecast: found no keys, expected {times: 10}"),
                Arguments.of(
                        "forecast: {times: 10, flops: 1e12}\n" + LADDER,
                        "forecast: found times and flops, expected {times: 10}, {flops: 1e13} or"),
                Arguments.of("forecast: {params: 3M}\n" + LADDER, "forecast: found params, expected {times: 10}"),
                Arguments.of(
                        "design: {kind: trunks, sizes: [30K], tokens: [1M], decay: 1}",
                        "design.decay: found 1, expected a share between 0 and 1"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [30K], tokens_per_param: -3}",
                        "design.tokens_per_param: found -3, expected tokens per param"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: {from: 1e11, to: 1e12, count: 1}}",
                        "design.budgets.count: found 1, expected how many, from 2 to 1000"),
                Arguments.of(
                        "recipes: {a b: {}}\n" + LADDER,
                        "recipes.a b: found it as a name, expected a name of at most 80"),
                Arguments.of(
                        COMMAND + "{command: x, cores: 0}", "trainer.cores: found 0, expected the number of cores"),
                Arguments.of(LADDER + "executor: {kind: pbs}", "line 2: executor.kind: found pbs, expected slurm"),
                Arguments.of(
                        LADDER + "executor: {partition: main}",
                        "line 2: executor.kind: the key is missing, expected where the runs are carried out: slurm"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, partiton: main}",
                        "executor.partiton: there is no such key; did you mean partition?"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, partition: 'a b'}",
                        "executor.partition: found a b, expected a name that Slurm knows"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, time: soon}",
                        "executor.time: found soon, expected the time limit of one job, such as 30m, 4h or 2d"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, jobs: 0}", "executor.jobs: found 0, expected how many jobs"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, sbatch: [exclusive]}",
                        "executor.sbatch[1]: found exclusive, expected options of sbatch, such as"),
                Arguments.of(
                        COMMAND + "{command: x, memory: lots}",
                        "trainer.memory: found lots, expected the memory that one run takes, such as 4G"),
                Arguments.of(COMMAND + "{command: ' '}", "trainer.command: found nothing, expected the command"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {pattern: 'loss=(?<los>.*)'}}",
                        "trainer.metrics.pattern: found a group named los, expected step, tokens, flops, params, loss, validation_loss, rate, gradient_norm, tokens_per_second or seconds; did you mean loss?"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {pattern: 'step (?<step>.*)'}}",
                        "trainer.metrics.pattern: found no group (?<loss>...) or (?<validation_loss>...), expected at least one"));
    }

    /** Files that are wrong in what only the reader knows. */
    static Stream<Arguments> meant() {
        return Stream.of(
                Arguments.of("name: a\nname: b\n" + LADDER, "line 2: name: found it a second time (first in line 1)"),
                Arguments.of(
                        "recipe:\n  lr: 1e-3\n  lr: 2e-3\n" + LADDER,
                        "line 3: recipe.lr: found it a second time (first in line 2)"),
                // beyond what anyone means, which would take long or not end
                Arguments.of("seeds: 100000\n" + LADDER, "seeds: found 100000, expected how many, such as 3"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [1e17]}",
                        "design.sizes[1]: found 1e17, expected a size, such as 300K params or 64x4 (width x layers), and at most 10000000000000"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [30K], tokens_per_param: 1e30}",
                        "design.tokens_per_param: found 1e30, expected tokens per param, such as 20, and at most 1000000"),
                Arguments.of(
                        "design: {kind: batch-sizes, size: 30K, tokens: 1M, batches: [1e17]}",
                        "design.batches[1]: found 1e17, expected no more than the run's tokens"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, time: 0.5m}",
                        "executor.time: found 0.5m, expected the time limit of one job, such as 30m, 4h or 2d, and at least a minute"),
                Arguments.of(
                        LADDER + "executor: {kind: slurm, sbatch: [--array=0-9]}",
                        "executor.sbatch[1]: found --array, which Loglog sets itself"),
                Arguments.of(
                        COMMAND + "{command: x}\nexecutor: {kind: slurm}",
                        "line 4: executor.memory: the key is missing, expected the memory of one job, such as 8G, or trainer.memory"),
                Arguments.of("forecast: {params: 1e17, tokens: 1M}\n" + LADDER, "forecast.params: found 1e17"),
                Arguments.of("", "found an empty file, expected a study"),
                Arguments.of("# nothing yet\n", "found an empty file, expected a study"),
                Arguments.of("- a\n- b\n", "line 1: found a list, expected a study"),
                Arguments.of("just text\n", "line 1: found just text, expected a study"),
                Arguments.of(LADDER + "---\n" + LADDER, "found a second document, expected one"),
                Arguments.of(
                        "recipe:\n\tlr: 1e-3\n" + LADDER,
                        "line 2, column 1: found a tab, expected spaces before a key"),
                Arguments.of("recipe: {lr: 1e-3\n" + LADDER, "this is no YAML: expected ',' or '}'"),
                Arguments.of("a: b: c\n", "line 1, column 5: this is no YAML: mapping values are not allowed here"),
                Arguments.of("recipe: *there\n" + LADDER, "line 1: recipe: found *there, but no &there before it"),
                Arguments.of(
                        COMMAND + "{command: 'train {layer}'}",
                        "line 3: trainer.command: found {layer}, which stands for nothing; did you mean {layers}?"),
                Arguments.of(
                        COMMAND + "{command: 'train {zzzzzz}'}",
                        "found {zzzzzz}, which stands for nothing, expected one of activations, architecture,"),
                Arguments.of(
                        COMMAND + "{command: x, environment: {A: '{sed}'}}",
                        "trainer.environment.A: found {sed}, which stands for nothing; did you mean {seed}?"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {file: '{nam}.csv'}}", "trainer.metrics.file: found {nam}"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {file: '{run}/metrics.jsonl'}}",
                        "trainer.metrics.file: found {run}/metrics.jsonl, which Loglog writes itself"),
                Arguments.of(
                        COMMAND + "{command: './study.yaml --n {layers}'}",
                        "trainer.command: found ./study.yaml, which lies beside the study file, while the command is started in each run's folder, expected {here}/study.yaml, or cd {here} before it"),
                Arguments.of("corpus: \"a\\0b\"\n" + LADDER, "line 1: corpus: found a"),
                Arguments.of("tokenizer: \"a\\0b\"\n" + LADDER, "line 1: tokenizer: found a"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {pattern: '(?<loss>[0-9'}}",
                        "trainer.metrics.pattern: found (?<loss>[0-9, which is no regular expression: unclosed"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {format: csv, pattern: '(?<loss>.)'}}",
                        "found a pattern beside format csv, expected format pattern"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {format: pattern}}",
                        "trainer.metrics.pattern: the key is missing"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {pattern: '(?<loss>.)', columns: {a: loss}}}",
                        "trainer.metrics.columns: found columns beside a pattern"),
                Arguments.of(
                        COMMAND + "{command: x, metrics: {columns: {a: loss, b: loss}}}",
                        "trainer.metrics.columns.b: found loss for a second column"),
                Arguments.of(
                        LADDER + "trainer: {command: x}",
                        "vocabulary: the key is missing, expected the number of tokens that the command's models know"),
                Arguments.of(
                        "vocabulary: 100\n" + LADDER,
                        "line 1: vocabulary: found 100, expected 256, as the bytes of UTF-8 has"),
                Arguments.of("tokenizer: nowhere.json\n" + LADDER, "line 1: tokenizer: "),
                Arguments.of(
                        "vocabulary: 256\ndesign: {kind: trunks, sizes: [30K], tokens: [1M]}\ntrainer: {command: x}",
                        "line 3: trainer: found a command beside the design trunks"),
                Arguments.of(
                        "vocabulary: 256\ndesign: {kind: learning-rates, sizes: [30K], tokens: 1M, rates: [1e-3]}\ntrainer: {command: 'x {layers}'}",
                        "trainer.command: found no {lr} in it, which the design learning-rates varies"),
                Arguments.of(
                        "seeds: 1000000000\n" + LADDER,
                        "line 1: seeds: found 1000000000, expected how many, such as 3"),
                Arguments.of(
                        "seeds: 1000\ndesign: {kind: grid, sizes: {from: 30K, to: 3M, count: 100}, tokens: {from: 1M, to: 1B, count: 1000}}",
                        "line 2: design: found 100000000 runs (100000 scales, 1 recipe, 1000 seeds), expected at most 10000"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: [1e11, 1e30]}",
                        "design.budgets[2]: found 1.00e+30 FLOP, for which models would have up to 2.58e+14 params, expected at most 1e+13 params"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: [1e11, 1e7]}",
                        "design.budgets[2]: found 1.00e+07 FLOP, expected a budget for which there is a model"),
                Arguments.of(
                        "design: {kind: isoflop, budgets: {from: 1e12, to: 1e11, count: 3}}",
                        "design.budgets.to: found 1e11, expected more than from"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [50x2]}",
                        "design.sizes[1]: width: found 50, expected a multiple of 16"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [0x2]}",
                        "design.sizes[1]: found 0x2, expected a size, such as 300K params"),
                Arguments.of(
                        "recipe: {batch: 2147483647}\ndesign: {kind: params, sizes: [30K], tokens: 1M}",
                        "recipe.batch: found 2147483647, expected sequences per step, from 1 to 16777215 at this context"),
                Arguments.of(
                        "design: {kind: batch-sizes, size: 30K, tokens: 1e15, batches: [8, 1e10]}",
                        "found 1e10, expected at most 16777215 at this context"),
                Arguments.of(
                        "design: {kind: ladder, sizes: [100]}",
                        "design.sizes[1]: size 100: found no shape of about so many parameters"),
                Arguments.of("design: {kind: ladder, sizes: [300.5]}", "design.sizes[1]: found 300.5, expected a size"),
                Arguments.of(
                        "design: {kind: grid, sizes: [30K], tokens: [1M, 100]}",
                        "design.tokens[2]: found 100, expected at least the tokens of one step, 4096"),
                Arguments.of(
                        "design: {kind: batch-sizes, size: 30K, tokens: 1M, batches: [8, 100K]}",
                        "design.batches[2]: found 100K, expected no more than the run's tokens"),
                Arguments.of(
                        "recipe: {batch: 8}\ndesign: {kind: batch-sizes, size: 30K, tokens: 1M, batches: [8]}",
                        "recipe.batch: found it in a recipe, expected it in the design alone, as batches"),
                Arguments.of(
                        "recipe: {lr: 1e-3}\ndesign: {kind: learning-rates, sizes: [30K], tokens: 1M, rates: [1e-3]}",
                        "recipe.lr: found it in a recipe, expected it in the design alone, as rates"),
                Arguments.of(
                        "recipe: {schedule: cosine}\ndesign: {kind: trunks, sizes: [30K], tokens: [1M]}",
                        "recipe.schedule: found cosine, expected wsd"),
                Arguments.of(
                        "recipe: {decay: 0.1}\ndesign: {kind: trunks, sizes: [30K], tokens: [1M]}",
                        "recipe.decay: found it in a recipe, expected it in the design"),
                Arguments.of(
                        "design: {kind: trunks, sizes: [30K], tokens: [5K]}",
                        "design.tokens: found 1 steps, of which 0 cool down"),
                Arguments.of(
                        "recipe: {warmup: 0.9}\ndesign: {kind: trunks, sizes: [30K], tokens: [1M]}",
                        "design.tokens: found 244 steps, of which 220 rise and 49 cool down"),
                Arguments.of(
                        "recipe: {schedule: wsd, warmup: 0.9}\n" + LADDER,
                        "recipe.warmup: found a warm-up of 0.9 and a decay of 0.2, expected shares that together"),
                Arguments.of(
                        "recipe: {decay: 0.1}\n" + LADDER,
                        "recipe.decay: found it beside schedule cosine, expected schedule wsd"),
                Arguments.of(
                        "recipes: {a: {from: a}}\n" + LADDER,
                        "recipes.a.from: found a, expected another recipe beside this one"),
                Arguments.of(
                        "recipes: {a: {from: b}, b: {from: a}}\n" + LADDER,
                        "recipes.b.from: found a circle: a, from b, from a, expected an end"),
                Arguments.of(
                        "recipes: {a: {from: bb}, b: {}}\n" + LADDER,
                        "recipes.a.from: found bb, expected b; did you mean b?"),
                Arguments.of(
                        "recipes: {a: {}, A: {}}\n" + LADDER,
                        "recipes.A: found it as a name, expected a name of at most 80 letters, digits, dots, hyphens and underscores, each once"),
                Arguments.of(
                        "seeds: 1\ndesign: {kind: seeds, size: 30K, tokens: 1M}",
                        "seeds: found 1, expected at least 2 seeds"),
                Arguments.of(
                        "forecast: {times: 10}\ndesign: {kind: seeds, size: 30K, tokens: 1M}",
                        "forecast: found it beside the design seeds"),
                Arguments.of(
                        "forecast: {times: 10}\ndesign: {kind: params, sizes: [30K], tokens: 1M}",
                        "forecast: found a compute-optimal model, which runs of design params cannot tell"),
                Arguments.of(
                        "design: {kind: grid, sizes: [30K, 60K], tokens: [1M]}\nforecast: {times: 10}",
                        "forecast: found a compute-optimal model, which runs of one number of tokens cannot tell, expected {params"),
                Arguments.of(
                        "design: {kind: grid, sizes: [30K], tokens: [1M, 2M]}\nforecast: {times: 10}",
                        "forecast: found a compute-optimal model, which runs of one size cannot tell, expected {params"),
                Arguments.of(
                        "design: {kind: trunks, sizes: [30K], tokens: [1M, 2M, 4M]}\nforecast: {times: 10}",
                        "forecast: found a compute-optimal model, which runs of one size cannot tell, expected {params"),
                Arguments.of(
                        "design: {kind: optimal, flops: 1e9, sizes: [30K]}",
                        "design.flops: found 2.50e+08 FLOP for one run, expected at least the"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"structural", "meant"})
    void isOneSentence(String yaml, String expected) {
        var file = Studies.write(folder, yaml);
        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(expected)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("Exception"));
    }

    @Test
    void aProgramBesideTheFileIsNotLookedForWhereItIsNot() throws IOException {
        Files.writeString(folder.resolve("train.py"), "");
        assertThatThrownBy(() -> Studies.read(folder, COMMAND + "{command: 'torchrun \"train.py\" --n {layers}'}"))
                .hasMessageContaining("found train.py, which lies beside the study file")
                .hasMessageContaining("expected {here}/train.py, or cd {here} before it");
        for (var right : List.of("python {here}/train.py", "cd {here} && python train.py", "python other.py")) {
            assertThat(Studies.read(folder, COMMAND + "{command: '%s'}".formatted(right)))
                    .isNotNull();
        }
    }

    @Test
    void fileThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> StudyFile.read(folder.resolve("nowhere.yaml")))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("nowhere.yaml") + ": there is no such file");
        var latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> StudyFile.read(latin))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> StudyFile.read(folder)).isInstanceOf(DataException.class);
    }
}
