package loglog.lab.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import loglog.lab.design.DraftRun;
import loglog.lab.study.Study;
import loglog.runs.DataException;
import loglog.runs.RunRole;
import loglog.training.Trainer;

/**
 * All runs of a study: each scale of its design, for each recipe and seed, with names that stay.
 *
 * @param runs to make, a trunk before its branches; without the verification, which a forecast comes before
 * @param candidates that {@code runs} were chosen from, of a design that has a {@link loglog.lab.design.Design#budget}; otherwise empty
 */
public record StudyPlan(Study study, int cores, List<PlannedRun> runs, List<PlannedRun> candidates) {
    /** Chooses the runs of a design that has a {@link loglog.lab.design.Design#budget}. */
    @FunctionalInterface
    public interface Chooser {
        /**
         * Some of the candidates.
         *
         * @param flops that they may cost together; a candidate's are {@link PlannedRun#flops}
         */
        List<PlannedRun> choose(List<PlannedRun> candidates, double flops);
    }

    public StudyPlan {
        runs = List.copyOf(runs);
        candidates = List.copyOf(candidates);
    }

    /** The plan on a machine where none of the runs was begun; of an optimal design, the candidates alone. */
    public static StudyPlan of(Study study, int cores) {
        return of(study, cores, _ -> OptionalInt.empty(), (_, _) -> List.of());
    }

    /**
     * The plan.
     *
     * @param lanes of the run of a name, where it was begun: it keeps them
     * @param chooser of an optimal design's runs; others ask it nothing
     * @throws DataException where the design leaves nothing to run
     */
    public static StudyPlan of(Study study, int cores, Function<String, OptionalInt> lanes, Chooser chooser) {
        var drafts = Drafts.of(study);
        if (drafts.isEmpty()) {
            throw new DataException("study %s: found a design without runs, expected some".formatted(study.name()));
        }
        var budget = study.design().budget();
        if (budget.isPresent()) {
            double flops = budget.getAsDouble();
            var candidates = finished(study, cores, drafts, flops, lanes);
            var chosen = new HashSet<>(chooser.choose(candidates, flops));
            return new StudyPlan(
                    study, cores, candidates.stream().filter(chosen::contains).toList(), candidates);
        }
        double total = drafts.stream().mapToDouble(DraftRun::ownFlops).sum();
        return new StudyPlan(study, cores, finished(study, cores, drafts, total, lanes), List.of());
    }

    /** From drafts to runs. */
    static List<PlannedRun> finished(
            Study study, int cores, List<DraftRun> drafts, double total, Function<String, OptionalInt> existing) {
        var names = Names.of(drafts, study.recipes().size() > 1);
        var lanes = new RunThreads(study, cores, names, existing).of(drafts, total);
        return drafts.stream()
                .map(draft -> {
                    var trunk = draft.trunk()
                            .map(leaves -> new PlannedRun.Branch(
                                    names.get(leaves.trunk()).toString(), leaves.step()));
                    var plan = draft.plan(lanes.get(draft));
                    var run = PlannedRun.of(names.get(draft).toString(), draft.recipeName(), plan, draft.role());
                    return new PlannedRun(
                            run.name(),
                            names.get(draft).group(),
                            run.recipe(),
                            plan,
                            draft.uniqueTokens(),
                            trunk,
                            draft.branchSteps(),
                            run.role(),
                            run.flops(),
                            study.trainer() instanceof Trainer.Command command
                                    ? command.memoryBytes()
                                    : run.memoryBytes());
                })
                .toList();
    }

    /** FLOP of all runs, those that branches share counted once. */
    public double flops() {
        return runs.stream().mapToDouble(PlannedRun::ownFlops).sum();
    }

    /** FLOP of the largest run whose loss the law sees. */
    public double largestFlops() {
        return runs.stream()
                .filter(run -> run.role() == RunRole.OBSERVATION)
                .mapToDouble(PlannedRun::flops)
                .max()
                .orElse(0);
    }

    /** Memory of the largest run. */
    public long memoryBytes() {
        return runs.stream().mapToLong(PlannedRun::memoryBytes).max().orElse(0);
    }

    public Optional<PlannedRun> run(String name) {
        return runs.stream().filter(run -> run.name().equals(name)).findFirst();
    }

    /** The runs' names. */
    public Set<String> names() {
        return runs.stream().map(PlannedRun::name).collect(Collectors.toSet());
    }
}
