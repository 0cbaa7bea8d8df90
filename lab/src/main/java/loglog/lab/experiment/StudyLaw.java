package loglog.lab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.Targets;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Design;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.laws.BelowCeiling;
import loglog.laws.Chinchilla;
import loglog.laws.Criterion;
import loglog.laws.DataConstrained;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.PowerLawWithFloor;
import loglog.runs.DataException;

/** Which laws a study's runs can tell: laws of what its design varies. */
public final class StudyLaw {
    /** Tokens are whole steps, and sizes those that there are. */
    private static final double SAME = 1.03;

    private final List<String> axes;

    private StudyLaw(List<String> axes) {
        this.axes = axes;
    }

    /** By the runs that are planned; of an optimal design, those that could be. */
    public static StudyLaw of(Study study, List<PlannedRun> runs) {
        if (study.design() instanceof Design.Repeats) {
            return new StudyLaw(List.of("params", "tokens", "unique_tokens"));
        }
        var observed = runs.stream()
                .filter(r -> r.role() == PlannedRun.Role.OBSERVATION)
                .toList();
        return ofWhatVaries(
                observed.stream().mapToDouble(PlannedRun::params),
                observed.stream().mapToDouble(PlannedRun::tokens));
    }

    /** By runs that finished, where their study's file is not at hand. */
    public static StudyLaw of(Results results) {
        var rows = results.rows();
        return rows.stream().map(Result::uniqueTokens).distinct().count() > 1
                ? new StudyLaw(List.of("params", "tokens", "unique_tokens"))
                : ofWhatVaries(
                        rows.stream().mapToDouble(Result::params), rows.stream().mapToDouble(Result::tokens));
    }

    /**
     * Those that a forecast was made by, as the ledger names them: what is told of it later is told by the same.
     *
     * @param results that it was made from
     */
    public static StudyLaw of(Entry forecast, Results results) {
        var heaviest = forecast.law().split("[ ,]")[0].replaceFirst("-below-ceiling$", "");
        if (Laws.NAMES.contains(heaviest) && Laws.ofOneScale(heaviest)) {
            var varies = of(results).axes;
            return varies.size() == 1 ? of(results) : new StudyLaw(List.of("params"));
        }
        return Laws.NAMES.contains(heaviest)
                        && Laws.named(heaviest, null).axes().contains("unique_tokens")
                ? new StudyLaw(List.of("params", "tokens", "unique_tokens"))
                : new StudyLaw(List.of("params", "tokens"));
    }

    private static StudyLaw ofWhatVaries(DoubleStream params, DoubleStream tokens) {
        boolean sizes = varies(params);
        boolean data = varies(tokens);
        return new StudyLaw(sizes == data ? List.of("params", "tokens") : List.of(sizes ? "params" : "tokens"));
    }

    private static boolean varies(DoubleStream values) {
        return values.distinct().limit(2).count() > 1;
    }

    /** What varies: {@code params}, {@code tokens}, {@code unique_tokens}. */
    public List<String> axes() {
        return axes;
    }

    /** Of params and tokens, or of one of them with a floor: the form that plans are made by. */
    public Law form() {
        return switch (axes.size()) {
            case 1 -> new PowerLawWithFloor(axes.getFirst());
            case 2 -> new Chinchilla();
            default -> new DataConstrained(false);
        };
    }

    /** The results as observations of these axes and of compute. */
    public Observations observations(Results results) {
        var rows = results.rows();
        var observations =
                Observations.of(rows.stream().mapToDouble(Result::loss).toArray());
        for (var axis : axes) {
            observations = observations.with(
                    axis, rows.stream().mapToDouble(row -> scale(row, axis)).toArray());
        }
        return observations.with(
                "flops", rows.stream().mapToDouble(Result::flops).toArray());
    }

    private static double scale(Result row, String axis) {
        return switch (axis) {
            case "params" -> row.params();
            case "tokens" -> row.tokens();
            default ->
                row.uniqueTokens()
                        .map(Long::doubleValue)
                        .map(u -> Math.min(u, row.tokens()))
                        .orElse(row.tokens());
        };
    }

    /** The scales of a run by axis, compute with them. */
    public Map<String, Double> scales(PlannedRun run) {
        var scales = new LinkedHashMap<String, Double>();
        for (var axis : axes) {
            scales.put(
                    axis,
                    switch (axis) {
                        case "params" -> (double) run.params();
                        case "tokens" -> (double) run.tokens();
                        default ->
                            (double)
                                    (run.uniqueTokens() == 0
                                            ? run.tokens()
                                            : Math.min(run.uniqueTokens(), run.tokens()));
                    });
        }
        scales.put("flops", run.flops());
        return scales;
    }

    /**
     * Fits every form that the axes allow.
     *
     * @param ceiling the entropy of single tokens of the corpus; NaN where it is not known
     * @throws IllegalArgumentException where none can be fitted
     */
    public Forecaster forecaster(Results results, double ceiling, long seed) {
        return Forecaster.of(observations(results), forms(ceiling), Criterion.DEFAULT, Choice.RESAMPLES, seed);
    }

    private List<Law> forms(double ceiling) {
        return switch (axes.size()) {
            case 1 -> {
                var forms = Forecaster.formsOf(axes.getFirst(), Criterion.DEFAULT);
                yield Double.isNaN(ceiling)
                        ? forms
                        : Stream.concat(forms.stream(), forms.stream().map(form -> new BelowCeiling(form, ceiling)))
                                .toList();
            }
            case 2 -> Choice.forms(ceiling);
            default -> List.of(new DataConstrained(false));
        };
    }

    /**
     * Checks that what is to be forecast lies on the axis that the runs vary.
     *
     * @throws DataException where runs of one number of tokens, or of one size, are to say something of another
     */
    public void check(Study study, List<PlannedRun> runs) {
        if (axes.size() > 1 || !(study.forecast().orElse(null) instanceof Target.Scale target)) {
            return;
        }
        var recipe = study.recipes().keySet().iterator().next();
        var asked = Targets.verification(
                study, recipe, target, study.seeds().getFirst(), 1, _ -> java.util.OptionalInt.empty());
        var run = runs.getFirst();
        boolean params = axes.getFirst().equals("tokens");
        double found = params ? asked.params() : asked.tokens();
        double expected = params ? run.params() : run.tokens();
        if (Math.max(found / expected, expected / found) > SAME) {
            throw new DataException(
                    ("study %s: forecast: found %.0f %s, expected the %.0f of all its runs, which do not tell"
                                    + " what others would change")
                            .formatted(study.name(), found, params ? "params" : "tokens", expected));
        }
    }
}
