package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A value that is none of an option's choices is refused by every command, in a sentence that lists the choices. */
class ChoicesTest {
    private static final String WRONG = "zzz";

    /** Options whose text is the user's own: columns, names, numbers, files, conditions. */
    private static final Set<String> FREE = Set.of(
            ("--a --accuracy --active --anchor --at --axis --b --backtest --between --board --budget --by --bytes --ceiling --columns"
                            + " --compare --context --corpus --count --curve --date --draws --elo --figure-font --figure-size --first"
                            + " --first-move --fit --flops --flops-per-token --games --gold --group --host --joules --judge --key-variable --kl"
                            + " --kv-bytes-per-token --losses --map --megawatts --metric --model --n --name --organization --params"
                            + " --problem --prompt --proxies --proxy --reach --release-dates --replicate --resolve --retries --run"
                            + " --runs --samples --score --server --set --sigma --since --size --sort --study --success --successes"
                            + " --test --tokens --tokens-per-day --tokens-per-step --unique-tokens --until --usd --validation-tokens"
                            + " --where --winner --wins --with --workers --writer")
                    .split(" "));

    @TempDir
    Path folder;

    private static void below(CommandLine line, String name, List<CommandLine> commands, List<String> names) {
        commands.add(line);
        names.add(name);
        line.getSubcommands().forEach((word, sub) -> below(sub, (name + " " + word).strip(), commands, names));
    }

    private static Class<?> type(ArgSpec arg) {
        return arg.auxiliaryTypes()[arg.auxiliaryTypes().length - 1];
    }

    /** A command line that would be read, were the one option's value one of its choices. */
    private static Object[] words(String command, CommandLine line, OptionSpec wrong) {
        var words = new ArrayList<Object>(Arrays.asList(command.split(" ")));
        for (var other : line.getCommandSpec().options()) {
            if (other.required() && other != wrong) {
                words.addAll(List.of(other.longestName(), "1"));
            }
        }
        line.getCommandSpec().positionalParameters().stream()
                .filter(parameter -> parameter.arity().min() > 0)
                .forEach(parameter -> words.add("1"));
        words.addAll(List.of(wrong.longestName(), WRONG));
        return words.toArray();
    }

    @Test
    void aWrongWordForOneOfSeveralIsRefusedWithAllOfThem() {
        var commands = new ArrayList<CommandLine>();
        var names = new ArrayList<String>();
        below(Main.line(), "", commands, names);
        int tried = 0;
        for (int i = 0; i < commands.size(); i++) {
            for (var option : commands.get(i).getCommandSpec().options()) {
                if (type(option).isEnum()) {
                    var said = Cli.run(words(names.get(i), commands.get(i), option))
                            .complaint();
                    assertThat(said).startsWith(option.longestName() + ": found " + WRONG + ", expected one of ");
                    for (var choice : type(option).getEnumConstants()) {
                        assertThat(said)
                                .as(names.get(i))
                                .contains(choice.toString().toLowerCase(Locale.ROOT));
                    }
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(40);
    }

    @Test
    void whatElseHasChoicesIsTriedBelow() throws Exception {
        var tried = new TreeSet<String>();
        for (var row : getClass()
                .getDeclaredMethod("soIsAWordThatIsReadAsText", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value()) {
            Arrays.stream(row.split("[ |]"))
                    .filter(word -> word.startsWith("--"))
                    .forEach(tried::add);
        }
        var commands = new ArrayList<CommandLine>();
        below(Main.line(), "", commands, new ArrayList<>());
        for (var command : commands) {
            for (var option : command.getCommandSpec().options()) {
                if (type(option) == String.class
                        && Arrays.stream(option.names()).noneMatch(FREE::contains)) {
                    assertThat(tried).as(command.getCommandName()).contains(option.longestName());
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "train --size 10K --tokens 10K --architecture zzz | llama, gpt2",
                "bench --architecture zzz | llama, gpt2",
                "cluster --days 9 --count 9 --chip zzz | h100, a100",
                "cluster --days 9 --count 9 --precision zzz | bf16, fp8, int8",
                "study init new.yaml --kind zzz | language, hex, task",
                "study init new.yaml --design zzz | isoflop, ladder, grid",
                "fit RUNS --law zzz | power, chinchilla, kaplan",
                "which RUNS --laws zzz | power, chinchilla, kaplan",
                "backtest RUNS --laws zzz | power, chinchilla, kaplan",
                "published --budget 1e20 --law zzz | besiroglu, hoffmann, muennighoff",
                "trend DATED --metric value --law zzz | exponential, power-law, hyperbolic, two-slopes, average",
                "fit RUNS --figures new --format zzz | svg, pdf, png",
                "fit RUNS --figures new --figure-title zzz | on, off",
                "fit RUNS --png new --figure-title zzz | on, off",
                "import RUNS --format zzz | tensorboard, trainer-state, wandb, table",
                "import RUNS --restarts zzz | void, append",
                "import RUNS --rows zzz | runs, steps",
                "import RUNS --first-step zzz | 0, 1",
                "tune RUNS --method zzz | sft, reward-model, best-of-n, dpo, grpo, expert-iteration",
                "tune RUNS --method dpo --pairs RUNS --loss zzz | dpo, ipo",
                "tune RUNS --method grpo --schedule zzz | constant, linear, cosine",
                "export RUNS --gguf new.gguf --type zzz | f32, f16, bf16, q8_0, q4_0, tq2_0",
                "eval RUNS --quantize zzz | q8_0, q4_0, tq2_0, bf16, f16",
                "run STUDY --dry-run --on zzz | local, slurm",
                "takeoff --preset zzz | conservative, best_guess, aggressive",
                "runs --runs . --status zzz | finished, diverged, interrupted, running, unfinished",
                "agent RUNS --server http://127.0.0.1:1/v1 --tools zzz | calculator, memory, none",
                "horizon HORIZON --weights zzz | family, task, run"
            })
    void soIsAWordThatIsReadAsText(String command, String choices) throws Exception {
        var runs = Path.of("../examples/runs.csv").toAbsolutePath();
        var study = folder.resolve("study.yaml");
        if (command.contains("STUDY")) {
            assertThat(Cli.run("study", "init", study).status()).isZero();
        }
        var dated = Files.writeString(
                folder.resolve("dated.csv"),
                "model,date,value\na,2020-01-01,1\nb,2021-01-01,2\nc,2022-01-01,4\nd,2023-01-01,9\n");
        var raw = Files.writeString(
                folder.resolve("raw.csv"),
                "alias,task_id,task_family,human_minutes,score_binarized,release_date\na,t,f,1,1,2020-01-01\na,u,f,9,0,2020-01-01\n");
        var words = Arrays.stream(command.split(" "))
                .map(word -> switch (word) {
                    case "RUNS" -> runs.toString();
                    case "STUDY" -> study.toString();
                    case "DATED" -> dated.toString();
                    case "HORIZON" -> raw.toString();
                    case "." -> folder.toString();
                    default -> word.startsWith("new") ? folder.resolve(word).toString() : word;
                })
                .toArray();
        var said = Cli.run(words).complaint();
        assertThat(said).contains(WRONG).contains("found ", ", expected ");
        assertThat(said.substring(said.indexOf(", expected "))).contains(choices.split(", "));
    }
}
