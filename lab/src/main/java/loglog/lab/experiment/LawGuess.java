package loglog.lab.experiment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.laws.Criterion;
import loglog.laws.Forecaster;
import loglog.laws.Guess;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Optimum;
import loglog.laws.ReplicateNoise;
import loglog.laws.Status;

/**
 * What is supposed of a study's law before its runs are made: the fit of those that are there, where they determine one;
 * else a law that was measured elsewhere.
 *
 * @param guess the law, its parameters and the noise
 * @param made the rows that are there
 * @param law in words: where the law is from
 * @param noise in words: where the noise is from
 */
public record LawGuess(Guess guess, Observations made, String law, String noise) {
    /** Muennighoff et al. 2023 (arXiv 2305.16264, section 6). */
    private static final double R_D = 15.4;

    private static final double ASSUMED_NOISE = 0.01;
    private static final int LEAST_REPLICATES = 3;
    private static final int RESAMPLES = 100;
    private static final double LEVEL = 0.9;

    /**
     * Guesses.
     *
     * @param results the study's observations that are there; of one recipe
     * @param planned all of the study's runs, or what it chooses from
     */
    public static LawGuess of(Study study, StudyLaw law, Results results, List<PlannedRun> planned) {
        var form = law.form();
        var made = results.size() == 0 ? Observations.of() : law.observations(results);
        var replicates = replicates(results);
        var fit = results.size() < form.parameters().size() + 2 ? null : Laws.fit(form, made);
        if (fit != null && fit.usable() && (fit.status() == Status.CONVERGED || fit.status() == Status.AT_BOUND)) {
            var guess = Guess.of(misfit(form, made));
            return new LawGuess(
                    replicates.degrees() < LEAST_REPLICATES ? guess : with(guess, noise(replicates)),
                    made,
                    "the fit of the %d runs that are there".formatted(results.size()),
                    replicates.degrees() < LEAST_REPLICATES ? "its residuals" : "runs that differ in their seeds");
        }
        double largest = planned.stream().mapToDouble(PlannedRun::params).max().orElse(0);
        var prior = study.task()
                .prior(study.hasProgram(), largest)
                .orElseThrow(() -> new IllegalArgumentException("nothing is known of the law before runs are made"));
        double sigma = replicates.degrees() < LEAST_REPLICATES ? ASSUMED_NOISE : noise(replicates);
        return new LawGuess(
                Guess.of(form, elsewhere(law, prior.parameters(), planned), sigma),
                made,
                prior.source(),
                replicates.degrees() < LEAST_REPLICATES
                        ? "an assumption, 1% from run to run"
                        : "runs that differ in their seeds");
    }

    /** Whether a guess can be made at all: of metrics whose noise is a share of them, where a law was measured elsewhere. */
    static boolean isPossible(Study study, StudyLaw law) {
        return law.laws().isLog() && study.task().prior(study.hasProgram(), 0).isPresent();
    }

    private static loglog.laws.Forecast.Form misfit(Law form, Observations made) {
        var largest = new HashMap<String, Double>();
        for (var axis : made.axes()) {
            double most = 0;
            for (double scale : made.axis(axis)) {
                most = Math.max(most, scale);
            }
            largest.put(axis, 10 * most);
        }
        return Forecaster.of(made, List.of(form), Criterion.DEFAULT, RESAMPLES, 1)
                .orElseThrow()
                .at(largest, LEVEL)
                .forms()
                .getFirst();
    }

    private static Guess with(Guess guess, double sigma) {
        return new Guess(guess.law(), guess.natural(), sigma, guess.misfit());
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
    private static ReplicateNoise replicates(Results results) {
        var alike = results.rows().stream()
                .collect(Collectors.groupingBy(Result::settings, LinkedHashMap::new, Collectors.toList()));
        return ReplicateNoise.of(
                alike.values().stream()
                        .map(group -> group.stream().mapToDouble(Result::value).toArray())
                        .toList(),
                LEVEL);
    }

    private static double noise(ReplicateNoise replicates) {
        return Math.max(1e-6, replicates.sigma().value());
    }

    /**
     * The compute-optimal params for a budget by the guess, within the tokens per param that are planned: the law knows
     * nothing of what lies far out.
     */
    public double optimalParams(double flops, List<PlannedRun> planned) {
        var p = guess.natural();
        var law = new loglog.laws.Chinchilla();
        var natural = p.length == 5 ? p : java.util.Arrays.copyOf(p, 5);
        double params = Optimum.at(law, natural, flops).params();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (var run : planned) {
            double ratio = (double) run.tokens() / run.params();
            least = Math.min(least, ratio);
            most = Math.max(most, ratio);
        }
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
