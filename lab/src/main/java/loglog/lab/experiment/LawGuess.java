package loglog.lab.experiment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.laws.Guess;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Logarithmic;
import loglog.laws.Observations;
import loglog.laws.Optimum;
import loglog.laws.ReplicateNoise;
import loglog.laws.Sigmoid;
import loglog.laws.Status;
import loglog.runs.Metric;

/**
 * What is supposed of a study's law before its runs are made: the fit of those that are there, where they determine one;
 * else a law that was measured elsewhere; of an accuracy, which has limits, an assumption.
 *
 * @param guess the law, its parameters and the noise
 * @param made the rows that are there and belong to the law; none where it is assumed, and says nothing of where they lie
 * @param law in words: where the law is from
 * @param noise in words: where the noise is from
 */
public record LawGuess(Guess guess, Observations made, String law, String noise) {
    /** Muennighoff et al. 2023 (arXiv 2305.16264, section 6). */
    private static final double R_D = 15.4;

    private static final double ASSUMED_NOISE = 0.01;

    /** Jones 2021 (arXiv 2104.03113): below perfect play ten times the compute is worth 500 Elo. */
    private static final double ELO_PER_FACTOR_OF_TEN = 500;

    /** What the points of that paper's figure are off its own law by (docs/ratings.md). */
    private static final double ELO_NOISE = 58;

    /** Of a metric with two limits: where between them the cheapest run is supposed to be, and as near the other the last. */
    private static final double ASSUMED_START = 0.25;

    private static final int LEAST_REPLICATES = 3;
    private static final int RESAMPLES = 100;
    private static final double LEVEL = 0.9;

    /**
     * Guesses.
     *
     * @param results the study's observations that are there; of one recipe
     * @param planned all of the study's runs, or what it chooses from
     * @return empty where nothing is known of the law
     */
    public static Optional<LawGuess> of(Study study, StudyLaw law, Results results, List<PlannedRun> planned) {
        var made = results.size() == 0 ? Observations.of() : law.observations(results);
        var replicates = replicates(law, results);
        boolean repeated = replicates.degrees() >= LEAST_REPLICATES;
        return law.planned().stream()
                .flatMap(form -> fitted(law, form, made).stream())
                .findFirst()
                .map(guess -> new LawGuess(
                        guess,
                        made,
                        "the fit of the %d runs that are there".formatted(results.size()),
                        "its residuals"))
                .or(() -> law.laws().isLog() ? elsewhere(study, law, made, planned) : assumed(law, planned))
                .map(guess -> repeated ? guess.withNoise(noise(replicates)) : guess);
    }

    private LawGuess withNoise(double sigma) {
        return new LawGuess(guess.withSigma(sigma), made, law, "runs that differ in their seeds");
    }

    private static Optional<Guess> fitted(StudyLaw law, Law form, Observations made) {
        if (made.size() < form.parameters().size() + 2) {
            return Optional.empty();
        }
        var fit = Laws.fit(form, made, law.laws().criterion());
        return fit.usable() && (fit.status() == Status.CONVERGED || fit.status() == Status.AT_BOUND)
                ? Optional.of(limited(law, Guess.of(misfit(law, form, made))))
                : Optional.empty();
    }

    private static Guess limited(StudyLaw law, Guess guess) {
        var metric = law.laws().metric();
        return law.laws().isLog() ? guess : guess.within(metric.least(), metric.greatest());
    }

    private static Optional<LawGuess> elsewhere(
            Study study, StudyLaw law, Observations made, List<PlannedRun> planned) {
        double largest = planned.stream().mapToDouble(PlannedRun::params).max().orElse(0);
        return study.task()
                .prior(study.hasProgram(), largest)
                .map(prior -> new LawGuess(
                        Guess.of(law.form(), elsewhere(law, prior.parameters(), planned), ASSUMED_NOISE),
                        made,
                        prior.source(),
                        "an assumption, 1% from run to run"));
    }

    /** Of metrics whose errors are differences: how much they change is what matters, not where they are. */
    private static Optional<LawGuess> assumed(StudyLaw law, List<PlannedRun> planned) {
        var axis = law.axes().getFirst();
        var scales = planned.stream()
                .mapToDouble(run -> law.scales(run).get(axis))
                .sorted()
                .toArray();
        double least = scales[0];
        double decades = Math.log10(scales[scales.length - 1] / least);
        var metric = law.laws().metric();
        double span = metric.greatest() - metric.least();
        if (!(decades > 0)) {
            return Optional.empty();
        }
        boolean up = metric.better() == Metric.Better.HIGH;
        if (Double.isFinite(span)) {
            double rise = span * (1 - 2 * ASSUMED_START);
            double from = metric.least() + span * (up ? ASSUMED_START : 1 - ASSUMED_START);
            var guess = metric.scale() == Metric.Scale.LOGIT
                    ? sigmoid(axis, metric, least, decades)
                    : line(axis, from, (up ? rise : -rise) / decades, least, ASSUMED_NOISE * span, rise);
            return Optional.of(new LawGuess(
                    limited(law, guess),
                    Observations.of(),
                    "an assumption, that it goes from a quarter to three quarters of its range over these runs",
                    "another, 1% of that range from run to run"));
        }
        double elo = up ? ELO_PER_FACTOR_OF_TEN : -ELO_PER_FACTOR_OF_TEN;
        return metric.unit().equalsIgnoreCase("Elo")
                ? Optional.of(new LawGuess(
                        line(axis, 0, elo, least, ELO_NOISE, Math.abs(elo) * decades),
                        Observations.of(),
                        "500 Elo for ten times the compute (Jones 2021, arXiv 2104.03113)",
                        "the same figure, 58 Elo about its law"))
                : Optional.empty();
    }

    /** A line that starts at the cheapest run and rises by so much for a factor of ten. */
    private static Guess line(String axis, double from, double perDecade, double least, double sigma, double rise) {
        double slope = perDecade / Math.log(10);
        return Guess.ofDifferences(
                new Logarithmic(axis), new double[] {from - slope * Math.log(least), -slope}, sigma, rise);
    }

    /** A logistic curve between the limits, that is in the middle of them in the middle of the runs. */
    private static Guess sigmoid(String axis, Metric metric, double least, double decades) {
        double span = metric.greatest() - metric.least();
        double logit = Math.log((1 - ASSUMED_START) / ASSUMED_START);
        double steepness = 2 * logit / (decades * Math.log(10));
        return Guess.ofDifferences(
                new Sigmoid(axis),
                new double[] {
                    metric.least(),
                    span,
                    least * Math.pow(10, decades / 2),
                    metric.better() == Metric.Better.HIGH ? steepness : -steepness
                },
                ASSUMED_NOISE * span,
                span * (1 - 2 * ASSUMED_START));
    }

    /** Whether an optimal design can be chosen by a guess: a law of what it varies has to be known before there are runs. */
    static boolean choosesRuns(Study study, StudyLaw law) {
        return law.laws().isLog() && study.task().prior(study.hasProgram(), 0).isPresent();
    }

    private static loglog.laws.Forecast.Form misfit(StudyLaw law, Law form, Observations made) {
        var largest = new HashMap<String, Double>();
        for (var axis : made.axes()) {
            double most = 0;
            for (double scale : made.axis(axis)) {
                most = Math.max(most, scale);
            }
            largest.put(axis, 10 * most);
        }
        return law.laws()
                .forecaster(made, List.of(form), RESAMPLES, 1)
                .orElseThrow()
                .at(largest, LEVEL)
                .forms()
                .getFirst();
    }

    /** A law of params and tokens, seen along the axes that the study varies. */
    private static double[] elsewhere(StudyLaw law, double[] p, List<PlannedRun> planned) {
        return switch (law.axes().size()) {
            case 2 -> p;
            case 3 -> new double[] {p[0], p[1], p[2], p[3], p[4], R_D};
            default -> {
                boolean params = law.axes().getFirst().equals("params");
                var run = planned.getFirst();
                yield params
                        ? new double[] {p[0] + p[2] * Math.pow(run.tokens(), -p[4]), p[1], p[3]}
                        : new double[] {p[0] + p[1] * Math.pow(run.params(), -p[3]), p[2], p[4]};
            }
        };
    }

    /** Runs that differ in their seed alone. */
    private static ReplicateNoise replicates(StudyLaw law, Results results) {
        var alike = results.rows().stream()
                .collect(Collectors.groupingBy(Result::settings, LinkedHashMap::new, Collectors.toList()));
        return ReplicateNoise.of(
                alike.values().stream()
                        .map(group -> group.stream().mapToDouble(Result::value).toArray())
                        .toList(),
                law.laws().criterion(),
                LEVEL);
    }

    private static double noise(ReplicateNoise replicates) {
        return Math.max(1e-6, replicates.sigma().value());
    }

    /**
     * The compute-optimal params for a budget by the guess, within the tokens per param that are planned: the law knows
     * nothing of what lies far out. A law of compute alone knows no optimum: the middle of those that are planned.
     */
    public double optimalParams(double flops, List<PlannedRun> planned) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (var run : planned) {
            double ratio = (double) run.tokens() / run.params();
            least = Math.min(least, ratio);
            most = Math.max(most, ratio);
        }
        if (!guess.criterion().logResiduals()) {
            return Math.sqrt(flops / (6 * Math.sqrt(least * most)));
        }
        var p = guess.natural();
        var law = new loglog.laws.Chinchilla();
        var natural = p.length == 5 ? p : java.util.Arrays.copyOf(p, 5);
        double params = Optimum.at(law, natural, flops).params();
        return Math.clamp(params, Math.sqrt(flops / (6 * most)), Math.sqrt(flops / (6 * least)));
    }

    /** Where the precision's law, noise and all are from, in one sentence. */
    public String sentence() {
        return "by %s; the noise is from %s".formatted(law, noise);
    }

    /** Scales of a run for the room laws. */
    static loglog.laws.CandidateRun candidate(StudyLaw law, PlannedRun run) {
        Map<String, Double> scales = law.scales(run);
        return new loglog.laws.CandidateRun(scales, run.flops());
    }
}
