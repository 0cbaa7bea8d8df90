package loglog.lab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.Study;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;
import loglog.runs.RunRole;
import loglog.training.Kinds;

/**
 * A study as it is carried out in a folder: its plan, which stays from command to command, and where each run stands.
 *
 * @param folder of the study
 * @param chosenBy how an optimal design was chosen, in words; empty for others
 * @param changed what of the study file has changed since the folder was made, in one sentence
 */
public record PlannedStudy(StudyPlan plan, Path folder, String chosenBy, Optional<String> changed) {
    private static final String LOCK = ".plan";

    /**
     * Plans a study, or goes on with its plan.
     *
     * @param runs the folder of all runs; the study's own are below it
     * @param cores to count lanes for, where the study was not begun
     * @param dry whether to write nothing
     * @throws DataException where the study cannot be planned, or its {@code plan.json} is damaged
     */
    public static PlannedStudy of(Study study, Path runs, int cores, boolean dry) {
        var folder = runs.resolve(study.name());
        // What cannot be planned leaves no folder.
        var all = StudyPlan.of(study, cores);
        var could = all.runs().isEmpty() ? all.candidates() : all.runs();
        StudyLaw.of(study, could).check(study, could);
        return dry ? planned(study, folder, cores, true) : locked(folder, () -> planned(study, folder, cores, false));
    }

    private static <T> T locked(Path folder, Supplier<T> work) {
        try (var _ = RunLock.await(folder.resolve(LOCK))) {
            return work.get();
        }
    }

    private static PlannedStudy planned(Study study, Path folder, int cores, boolean dry) {
        var keys = StudyKeys.of(study);
        var kept = KeptPlan.read(folder);
        var changed = kept.map(k -> k.changed(keys)).orElse(List.of());
        int plannedCores = kept.map(KeptPlan::cores).orElse(cores);
        var chooser = new RunChooser(
                study,
                folder,
                kept.filter(k -> k.decides(keys)).map(KeptPlan::chosen).orElse(List.of()));
        var plan = StudyPlan.of(study, plannedCores, lanes(folder), chooser);
        if (plan.runs().isEmpty()) {
            throw new DataException(
                    "study %s: design.flops: found too few to buy a run, expected more".formatted(study.name()));
        }
        var chosenBy =
                chooser.anew() ? chooser.how() : kept.map(KeptPlan::chosenBy).orElse("");
        Map<String, KeptPlan.Verification> verifications =
                kept.filter(k -> k.decides(keys)).map(KeptPlan::verifications).orElse(Map.of());
        var now = new KeptPlan(
                study.task().kind(),
                keys.texts(),
                plannedCores,
                plan.candidates().isEmpty()
                        ? List.of()
                        : plan.runs().stream().map(PlannedRun::name).toList(),
                chosenBy,
                verifications);
        if (!dry && !now.equals(kept.orElse(null))) {
            now.write(folder);
        }
        return new PlannedStudy(
                plan,
                folder,
                chosenBy,
                changed.isEmpty() ? Optional.empty() : Optional.of(sentence(changed, plan, folder)));
    }

    private static String sentence(List<String> changed, StudyPlan plan, Path folder) {
        var names = plan.names();
        long others = folders(folder).stream()
                .filter(f -> !names.contains(f.getFileName().toString()))
                .filter(f -> !isVerification(f))
                .count();
        return "the study file has changed since %s was begun (%s); %s"
                .formatted(
                        folder,
                        String.join(", ", changed),
                        others == 0
                                ? "all runs made are still of the plan"
                                : others == 1
                                        ? "1 run made before is no longer of the plan and stays as it is"
                                        : others + " runs made before are no longer of the plan and stay as they are");
    }

    private static boolean isVerification(Path folder) {
        var run = new RunFolder(folder);
        try {
            return RunId.of(run).role() == RunRole.VERIFICATION;
        } catch (DataException _) {
            return false;
        }
    }

    private static List<Path> folders(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(f -> Files.exists(new RunFolder(f).runFile()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** Lanes of a run that was begun. */
    static java.util.function.Function<String, OptionalInt> lanes(Path folder) {
        return name -> {
            var run = folder.resolve(name);
            if (!Files.exists(new RunFolder(run).runFile())) {
                return OptionalInt.empty();
            }
            try {
                return OptionalInt.of(Kinds.plan(new RunFolder(run)).lanes());
            } catch (DataException _) {
                return OptionalInt.empty();
            }
        };
    }

    /** Where each run stands, in the plan's order. */
    public Map<PlannedRun, Standing> standings() {
        var standings = new LinkedHashMap<PlannedRun, Standing>();
        plan.runs().forEach(run -> standings.put(run, Standing.of(folder, run)));
        return standings;
    }

    /** The run that verifies a recipe's forecast, where one was chosen before. */
    public Optional<PlannedRun> verification(String recipe) {
        return KeptPlan.read(folder).map(k -> k.verifications().get(recipe)).map(v -> v.run(recipe));
    }

    /** Keeps the run that verifies a recipe's forecast; gives the one that another process chose meanwhile. */
    public PlannedRun keep(String recipe, PlannedRun verification) {
        return locked(folder, () -> {
            var kept = KeptPlan.read(folder)
                    .orElseThrow(() -> DataException.in(
                            folder,
                            "found no plan.json any more, expected the one of this study; was the folder removed?"));
            if (kept.verifications().get(recipe) instanceof KeptPlan.Verification v) {
                return v.run(recipe);
            }
            kept.with(recipe, verification).write(folder);
            return verification;
        });
    }

    /**
     * Sets the folders of diverged runs aside, so that they are trained again.
     *
     * @return where they are now
     */
    public List<Path> setDivergedAside() {
        var moved = new ArrayList<Path>();
        var runs = new ArrayList<>(plan.runs());
        plan.study().recipes().keySet().forEach(recipe -> verification(recipe).ifPresent(runs::add));
        for (var run : runs) {
            if (Standing.of(folder, run) != Standing.DIVERGED) {
                continue;
            }
            var at = folder.resolve(run.name());
            try (var lock = RunLock.tryTake(at).orElse(null)) {
                if (lock == null) {
                    continue; // another process is at it
                }
                moved.add(new RunFolder(at).setAside());
            }
        }
        return moved;
    }
}
