package loglog.lab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.Targets;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.laws.Fitted;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.runs.DataException;
import loglog.runs.Metric;
import loglog.runs.RunRole;
import loglog.training.ScaleNames;

/** Which laws a study's runs can tell: laws of what its design varies. */
public final class StudyLaw {
    /** Tokens are whole steps, and sizes those that there are. */
    private static final double SAME = 1.03;

    private final List<String> axes;
    private final MetricLaws laws;

    private StudyLaw(List<String> varied, Metric metric) {
        laws = new MetricLaws(metric);
        axes = laws.axes(varied);
    }

    /** By the runs that are planned; of an optimal design, those that could be. */
    public static StudyLaw of(Study study, List<PlannedRun> runs) {
        var metric = study.task().metric();
        if (!study.design().axes().isEmpty()) {
            return new StudyLaw(study.design().axes(), metric);
        }
        var observed =
                runs.stream().filter(r -> r.role() == RunRole.OBSERVATION).toList();
        return ofWhatVaries(
                observed.stream().mapToDouble(PlannedRun::params),
                observed.stream().mapToDouble(PlannedRun::tokens),
                metric);
    }

    /** By runs that finished, where their study's file is not at hand. */
    public static StudyLaw of(Results results) {
        var rows = results.rows();
        return rows.stream().map(Result::uniqueTokens).distinct().count() > 1
                ? new StudyLaw(List.of("params", "tokens", "unique_tokens"), results.metric())
                : ofWhatVaries(
                        rows.stream().mapToDouble(Result::params),
                        rows.stream().mapToDouble(Result::tokens),
                        results.metric());
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
            return varies.size() == 1 ? of(results) : new StudyLaw(List.of("params"), results.metric());
        }
        return Laws.NAMES.contains(heaviest)
                        && Laws.named(heaviest, null).axes().contains("unique_tokens")
                ? new StudyLaw(List.of("params", "tokens", "unique_tokens"), results.metric())
                : new StudyLaw(List.of("params", "tokens"), results.metric());
    }

    private static StudyLaw ofWhatVaries(DoubleStream params, DoubleStream tokens, Metric metric) {
        boolean sizes = varies(params);
        boolean data = varies(tokens);
        return new StudyLaw(sizes == data ? List.of("params", "tokens") : List.of(sizes ? "params" : "tokens"), metric);
    }

    private static boolean varies(DoubleStream values) {
        return values.distinct().limit(2).count() > 1;
    }

    /** What may describe the metric. */
    public MetricLaws laws() {
        return laws;
    }

    /** What varies: {@code params}, {@code tokens}, {@code unique_tokens}; {@code flops} where no law knows all of them. */
    public List<String> axes() {
        return axes;
    }

    /** Of params and tokens, or of one of them with a floor: the form that plans are made by. */
    public Law form() {
        return laws.form(axes);
    }

    /** The forms that a guess is made by, the one for plans first; it takes the first that the runs determine. */
    List<Law> planned() {
        return laws.isLog() ? List.of(form()) : laws.along(axes.getFirst());
    }

    /** The results as observations of these axes and of compute. */
    public Observations observations(Results results) {
        var rows = results.rows();
        var observations =
                Observations.of(rows.stream().mapToDouble(Result::value).toArray());
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
            case "flops" -> row.flops();
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
                        case "flops" -> run.flops();
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
     * @return none where none can be fitted
     */
    public Fitted<Forecaster> forecaster(Results results, double ceiling, long seed) {
        return laws.forecaster(observations(results), laws.forms(axes, ceiling), ModelChoice.RESAMPLES, seed);
    }

    /**
     * The same of those forms that the results can tell: what a study's runs are described by where no forecast has named
     * its law.
     *
     * @return none where they tell none, or none can be fitted
     */
    public Fitted<Forecaster> described(Results results, double ceiling, long seed) {
        var rows = observations(results);
        return telling(laws.forms(axes, ceiling), rows)
                .flatMap(forms -> laws.forecaster(rows, forms, ModelChoice.RESAMPLES, seed));
    }

    /**
     * Which of these forms runs can tell, in their order: those with fewer parameters than the runs have different places.
     * Through as many as it has parameters a law runs exactly, whatever it says in between. Everything that is said of a
     * study's law is decided here.
     *
     * @return none where they are too few for each
     */
    public static Fitted<List<Law>> telling(List<Law> forms, Observations rows) {
        int least = forms.stream()
                .mapToInt(law -> law.parameters().size() + 1)
                .min()
                .orElseThrow();
        var axes = forms.getFirst().axes();
        int places = places(axes, rows);
        var told =
                forms.stream().filter(law -> places > law.parameters().size()).toList();
        return told.isEmpty()
                ? Fitted.none(
                        "found results at %d %s along %s, expected at least %d",
                        places, places == 1 ? "place" : "places", along(axes), least)
                : Fitted.of(told);
    }

    /** The axes in words: {@code params and tokens}, {@code compute}. */
    public static String along(List<String> axes) {
        return axes.stream().map(ScaleNames.USUAL::words).collect(Collectors.joining(" and "));
    }

    /** At how many places the runs lie along the axes: the same compute in whole steps is one. */
    public static int places(List<String> axes, Observations rows) {
        return rows.places(axes, SAME);
    }

    /** Every form that the axes allow, where no ceiling is known. */
    List<Law> forms() {
        return laws.forms(axes, Double.NaN);
    }

    /**
     * Checks that what is to be forecast lies on the axis that the runs vary.
     *
     * @throws DataException where runs of one number of tokens, or of one size, are to say something of another
     */
    public void check(Study study, List<PlannedRun> runs) {
        if (axes.size() > 1
                || axes.equals(List.of("flops"))
                || !(study.forecast().orElse(null) instanceof Target.Scale target)) {
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
