package loglog.app.laws;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import loglog.app.UserError;
import loglog.app.answers.ComparedRecipes;
import loglog.app.answers.FitSettings;
import loglog.app.answers.RunsRead;
import loglog.app.answers.TwoRecipesAnswer;
import loglog.laws.Exponents;
import loglog.laws.Law;
import loglog.laws.Observations;
import loglog.tables.Runs;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog compare}: is a change better in slope or only in offset? */
@Command(
        name = "compare",
        description =
                "Two recipes' runs: do their slopes differ, by how much is one better, how many times less compute does"
                        + " it need, and where do they cross?")
public final class CompareCommand implements Runnable {
    private static final int RESAMPLES = 1000;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = "column that tells the recipes apart, for example dataset (default: two tables, --with)")
    String by;

    @Option(
            names = "--between",
            split = ",",
            arity = "1",
            paramLabel = "A,B",
            description = "the two recipes, where the column has more (default: the two there are)")
    List<String> between;

    @Option(
            names = "--with",
            paramLabel = "TABLE",
            description = "the second recipe's table, where each has its own (default: one table, --by)")
    String with;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--resample");
        if ((by == null) == (with == null)) {
            throw new UserError(
                    "found %s, expected --by COLUMN that tells two recipes apart, or --with TABLE of the second"
                            .formatted(by == null ? "neither --by nor --with" : "both --by and --with"));
        }
        if (by != null) {
            runs.groupBy(by, "--by");
        }
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        var law = fitting.law(read);
        if (law.axes().size() > 1 && !Exponents.apply(law)) {
            throw new UserError(
                    "--law: found %s, which cannot be compared along compute, expected a law of one scale or of params and tokens"
                            .formatted(law.name()));
        }
        var settings = fitting.settings(RESAMPLES, read);
        output.show(by != null ? ofColumn(read, law, settings) : ofTables(read, law, settings));
    }

    private TwoRecipesAnswer ofColumn(RunsRead read, Law law, FitSettings settings) {
        var recipes = recipesOfColumn(read);
        int compared = recipes.stream()
                .mapToInt(recipe -> recipe.observations().size())
                .sum();
        var source = read.origin()
                .leavingOut("of other values of " + by, read.observations().size() - compared);
        return TwoRecipesAnswer.of(read, source, recipes, law, settings);
    }

    private TwoRecipesAnswer ofTables(RunsRead first, Law law, FitSettings settings) {
        runs.files = List.of(with);
        var second = runs.read(fitting.anyMetric(), fitting.needs());
        FitOptions.requireAxes(law, second);
        return TwoRecipesAnswer.of(
                first, first.origin().and(second.origin()), recipesOfTables(first, second), law, settings);
    }

    private List<ComparedRecipes.Recipe> recipesOfColumn(RunsRead read) {
        var all = read.runs();
        var names = Arrays.stream(all.group()).distinct().toList();
        var chosen =
                between == null ? names : between.stream().map(String::strip).toList();
        if (chosen.stream().distinct().count() != 2 || chosen.size() != 2) {
            throw new UserError("column %s: found %s (%s), expected two different ones, or --between A,B to choose them"
                    .formatted(
                            by,
                            Format.of(names.size(), "value"),
                            String.join(", ", names.subList(0, Math.min(8, names.size())))));
        }
        for (var name : chosen) {
            if (!names.contains(name)) {
                throw new UserError("--between: found %s, expected two of the values of column %s: %s"
                        .formatted(name, by, String.join(", ", names.subList(0, Math.min(8, names.size())))));
            }
        }
        var spots = read.spots();
        return chosen.stream()
                .map(name -> {
                    var own = IntStream.range(0, all.size())
                            .filter(i -> all.group()[i].equals(name))
                            .toArray();
                    return new ComparedRecipes.Recipe(
                            name, alone(all.keep(i -> all.group()[i].equals(name))), row -> spots.apply(own[row]));
                })
                .toList();
    }

    private static List<ComparedRecipes.Recipe> recipesOfTables(RunsRead first, RunsRead second) {
        boolean alike = first.named().equals(second.named()); // runs.csv of two folders
        return List.of(
                new ComparedRecipes.Recipe(alike ? first.source() : first.named(), first.observations(), first.spots()),
                new ComparedRecipes.Recipe(
                        alike ? second.source() : second.named(), second.observations(), second.spots()));
    }

    /** A recipe's runs are independent of each other: the column that names the recipe is no cluster. */
    private static Observations alone(Runs runs) {
        return RunsOptions.observations(new Runs(
                runs.params(),
                runs.tokens(),
                runs.flops(),
                runs.loss(),
                null,
                runs.sigma(),
                runs.uniqueTokens(),
                runs.axes(),
                runs.rows(),
                runs.table(),
                runs.columns(),
                runs.notes(),
                runs.warnings(),
                runs.skipped(),
                runs.origin()));
    }
}
