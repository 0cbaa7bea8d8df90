package loglog.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import loglog.app.mutation.Mutations;
import loglog.app.mutation.Mutations.Form;
import picocli.CommandLine.Model.OptionSpec;

/** Command lines' options, conditions and statements. */
final class MutatedWords {
    /** They train for as long as they are told to, or write where they are told to. */
    private static final Set<String> LEFT_OUT = Set.of(
            "--html",
            "--png",
            "--figures",
            "--runs",
            "--model",
            "--resume",
            "--corpus",
            "--minutes",
            "--steps",
            "--seeds",
            "--modulus",
            "--server", // nobody is asked
            "--judge", // a command would be started
            "--transcript",
            "--help",
            "--version");

    private static final List<String> OPTIONED = List.of(
            "fit TABLE --bootstrap=0",
            "which TABLE",
            "predict TABLE --at=flops=1e20 --bootstrap=10",
            "plan TABLE --budget=1e20 --bootstrap=10",
            "isoflop TABLE --bootstrap=10",
            "diagnose CURVES --curve=run",
            "backtest TABLE",
            "compare RECIPES --by=recipe --bootstrap=10",
            "runs --runs=RUNS",
            "ledger --runs=RUNS",
            "sql --runs=RUNS",
            "report RUNS/first",
            "import TABLE --runs=OUT",
            "study check STUDY",
            "train --corpus=NOWHERE",
            "train --corpus=NOWHERE --size=300K --tokens=1M",
            "train --corpus=NOWHERE --width=32 --layers=1 --tokens=1M",
            "sample NOWHERE",
            "surprise --model=NOWHERE text",
            "eval NOWHERE",
            "trend MODELS --metric=flops --bootstrap=20 --runs=OUT",
            "trend MODELS --metric=flops --best-so-far --bootstrap=20 --runs=OUT",
            "horizon HORIZONS --bootstrap=20 --runs=OUT",
            "elo RESULTS",
            "strength STRENGTH --bootstrap=20",
            "task-law EVALUATIONS --bootstrap=20",
            "grok --modulus=5 --width=8 --steps=20 --seeds=1 --threads=1 --runs=OUT",
            "agent --run=NOWHERE",
            "coverage COUNTS --bootstrap=20",
            "overoptimization SCORES --bootstrap=20",
            "proxy-scores SCORES",
            "published --budget=1e22",
            "export NOWHERE",
            "think NOWHERE 1+1=",
            "precision NOWHERE",
            "play NOWHERE",
            "tune NOWHERE --method=dpo --pairs=NOWHERE",
            "prefer NOWHERE NOWHERE --prompts=NOWHERE",
            "nines",
            "nines HORIZONS",
            "ooms --draws=100 --runs=OUT",
            "cluster --flops=1e24 --days=30",
            "cluster chips",
            "cluster build-out --draws=100",
            "cluster fleet --params=70B --count=1K",
            "takeoff --draws=2 --runs=OUT",
            "takeoff --model=davidson --draws=0 --runs=OUT",
            "takeoff --model=ai2027 --draws=100 --runs=OUT");

    /** They go on until they are stopped, or for minutes. */
    private static final Set<String> WITHOUT = Set.of("bench", "quickstart", "run", "serve", "warm-up");

    private static final List<String> QUERIES = List.of(
            "select width, layers, min(validation_loss) from runs group by all order by all",
            "select name, tokens * params * 6 as flops from runs where status = 'finished' and tokens > 1e5 limit 5",
            "select run, max(step), arg_min(loss, step) from metrics group by run having count(*) > 3",
            "with best as (select *, row_number() over (partition by study order by loss) as place from runs)"
                    + " select * exclude (place) from best where place <= 2",
            "select l.*, r.loss from ledger l left join runs r on l.run = r.name",
            "describe runs",
            "select unnest([1, 2, 3])::varchar as x, {'a': 1, 'b': [2, null]} as y, interval 1 day, date '2024-01-01'");

    private MutatedWords() {}

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "words");
        var runs = folder.resolve("runs");
        var file = at.resolve("words.txt");
        SomeRuns.chinchilla(at);
        SomeRuns.recipes(at);
        SomeRuns.curves(at);
        var models = SomeRuns.models(at).toString();
        var horizons = SomeRuns.horizons(at).toString();
        var results = SomeRuns.results(at).toString();
        var strength = SomeRuns.strength(at).toString();
        var evaluations = SomeRuns.evaluations(at).toString();
        var counts = SomeRuns.counts(at).toString();
        var scores = SomeRuns.overoptimized(at).toString();
        var study = SomeRuns.write(at, "study.yaml", MutatedKind.text(folder.resolve("kept/study.yaml")));
        var options = OPTIONED.stream().map(MutatedWords::options).toList();
        kinds.add(new MutatedKind("options", 4, Form.TEXT, List.of(MutatedKind.utf8("x")), file, (_, random) -> {
            int i = random.nextInt(OPTIONED.size());
            var words = new ArrayList<>(List.of(OPTIONED.get(i)
                    .replace("TABLE", at.resolve("runs.csv").toString())
                    .replace("CURVES", at.resolve("curves.csv").toString())
                    .replace("MODELS", models)
                    .replace("HORIZONS", horizons)
                    .replace("RESULTS", results)
                    .replace("STRENGTH", strength)
                    .replace("EVALUATIONS", evaluations)
                    .replace("COUNTS", counts)
                    .replace("SCORES", scores)
                    .replace("RECIPES", at.resolve("recipes.csv").toString())
                    .replace("STUDY", study.toString())
                    .replace("RUNS", runs.toString())
                    .replace("OUT", at.resolve("out").toString())
                    .replace("NOWHERE", at.resolve("nowhere").toString())
                    .split(" ")));
            for (int n = 1 + random.nextInt(2); n > 0 && !options.get(i).isEmpty(); n--) {
                var option = Mutations.pick(options.get(i), random);
                words.removeIf(word -> word.startsWith(option.longestName() + "="));
                var value = Mutations.value(random).replace("\u0000", "");
                words.add(option.arity().max() == 0 ? option.longestName() : option.longestName() + "=" + value);
            }
            MutatedKind.command(words.toArray(String[]::new));
            MutatedKind.removed(at.resolve("out"));
        }));
        kinds.add(new MutatedKind(
                "sql", 2, Form.TEXT, QUERIES.stream().map(MutatedKind::utf8).toList(), file, (words, _) -> {
                    MutatedKind.command(
                            "sql",
                            "--runs=" + folder.resolve("alone"),
                            MutatedKind.text(words).replace("\u0000", ""));
                }));
        var conditions = List.of("params>1M", "run=a", "loss<=3.5", "tokens!=70B");
        kinds.add(new MutatedKind(
                "where",
                20,
                Form.TEXT,
                conditions.stream().map(MutatedKind::utf8).toList(),
                file,
                (words, _) -> {
                    MutatedKind.command(
                            "runs", "--runs=" + folder.resolve("alone"), "--where=" + MutatedKind.text(words));
                }));
        var points = List.of("params=7B,tokens=140B", "flops=1e22", "params=1e9,flops=1e21");
        kinds.add(new MutatedKind(
                "at", 1, Form.TEXT, points.stream().map(MutatedKind::utf8).toList(), file, (words, _) -> {
                    MutatedKind.command(
                            "predict",
                            at.resolve("runs.csv").toString(),
                            "--bootstrap=4",
                            "--at=" + MutatedKind.text(words));
                }));
    }

    /** Commands whose options nothing is made of. */
    static Set<String> missing() {
        var missing = new TreeSet<>(Main.line().getSubcommands().keySet());
        missing.removeAll(WITHOUT);
        OPTIONED.forEach(line -> missing.remove(line.split(" ")[0]));
        return missing;
    }

    /** Options of a command with a value or without, but for those that name files to write. */
    private static List<OptionSpec> options(String line) {
        var words = line.split(" ");
        var command = Main.line().getSubcommands().get(words[0]);
        if (words.length > 1 && command.getSubcommands().containsKey(words[1])) {
            command = command.getSubcommands().get(words[1]);
        }
        return command.getCommandSpec().options().stream()
                .filter(option -> !LEFT_OUT.contains(option.longestName()))
                .toList();
    }
}
