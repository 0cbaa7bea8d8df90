package loglog.lab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.plan.Targets;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.laws.OptimalDesign;
import loglog.runs.DataException;

/**
 * Chooses an optimal design's runs: those chosen before, or those that narrow the forecast most by the fit of what is there.
 * Runs that are there belong to the choice and have taken their part of the budget; each recipe gets an equal share.
 */
final class RunChooser implements StudyPlan.Chooser {
    private static final int MOST_RUNS = 200;

    /** What is forecast where the study does not say. */
    private static final double FACTOR = 10;

    private final Study study;
    private final Path folder;
    private final List<String> before;
    private String how = "";

    /** @param before names chosen before; empty for none */
    RunChooser(Study study, Path folder, List<String> before) {
        this.study = study;
        this.folder = folder;
        this.before = before;
    }

    /** Whether a choice was made and not found. */
    boolean anew() {
        return !how.isEmpty();
    }

    /** The law that the choice was made by, in words. */
    String how() {
        return how;
    }

    @Override
    public List<PlannedRun> choose(List<PlannedRun> candidates, double flops) {
        var names = new HashSet<>(before);
        var kept = candidates.stream().filter(c -> names.contains(c.name())).toList();
        if (!before.isEmpty() && kept.size() == names.size()) {
            return kept;
        }
        var chosen = new ArrayList<PlannedRun>();
        for (var recipe : study.recipes().keySet()) {
            var of = candidates.stream().filter(c -> c.recipe().equals(recipe)).toList();
            if (!of.isEmpty()) {
                chosen.addAll(choose(recipe, of, flops / study.recipes().size()));
            }
        }
        return chosen;
    }

    private List<PlannedRun> choose(String recipe, List<PlannedRun> candidates, double flops) {
        var law = StudyLaw.of(study, candidates);
        if (!LawGuess.choosesRuns(study, law)) {
            var metric = law.laws().metric().words();
            throw new DataException(
                    law.laws().isLog()
                            ? "study %s: design: found optimal, which chooses runs by a law that is known before, expected another design for runs measured by %s"
                                    .formatted(study.name(), metric)
                            : "study %s: design: found optimal, which chooses params and tokens, expected another design for runs measured by %s: no law of both is known for it, and along compute alone runs of one budget are alike"
                                    .formatted(study.name(), metric));
        }
        var done = Standing.results(folder, candidates);
        var guess = LawGuess.of(study, law, done, candidates).orElseThrow();
        var made = new HashSet<String>();
        done.rows().forEach(row -> made.add(row.name()));
        var chosen = new ArrayList<>(
                candidates.stream().filter(c -> made.contains(c.name())).toList());
        double left = flops - chosen.stream().mapToDouble(PlannedRun::flops).sum();
        var byCandidate = new LinkedHashMap<PlannedRun, loglog.laws.CandidateRun>();
        candidates.stream()
                .filter(c -> !made.contains(c.name()))
                .forEach(c -> byCandidate.put(c, LawGuess.candidate(law, c)));
        var list = List.copyOf(byCandidate.keySet());
        var design = OptimalDesign.choose(
                guess.guess(),
                guess.made(),
                List.copyOf(byCandidate.values()),
                left,
                MOST_RUNS,
                1,
                Outlook.target(law, target(recipe, candidates, guess)));
        var wanted = new ArrayList<>(design.runs());
        for (var candidate : list) {
            if (wanted.remove(byCandidate.get(candidate))) {
                chosen.add(candidate);
            }
        }
        how = guess.sentence();
        return chosen;
    }

    private PlannedRun target(String recipe, List<PlannedRun> candidates, LawGuess guess) {
        long seed = study.seeds().getFirst();
        double largest =
                candidates.stream().mapToDouble(PlannedRun::flops).max().orElseThrow();
        var target = study.forecast().orElse(new Target.Times(FACTOR));
        if (target instanceof Target.Scale scale) {
            return Targets.verification(study, recipe, scale, seed, 1, _ -> OptionalInt.empty());
        }
        double budget =
                target instanceof Target.Flops(double flops) ? flops : ((Target.Times) target).factor() * largest;
        return Targets.verification(
                study, recipe, budget, guess.optimalParams(budget, candidates), seed, 1, _ -> OptionalInt.empty());
    }
}
