package loglog.app.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import loglog.app.lab.report.Measured;
import loglog.lab.experiment.MetricLaws;
import loglog.lab.experiment.Outlook;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.experiment.Standing;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.work.Limits;
import loglog.lab.work.Pace;
import loglog.lab.work.PastPace;
import loglog.pages.plot.Terminal;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;
import loglog.tasks.TrainedTask;
import loglog.training.RunPlan;
import loglog.training.Trainer;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What carrying a study out will take and give, before anything is trained.
 *
 * @param standings where each run stands
 * @param pace of the machine; unknown for a program of the user's
 * @param paceFrom where the pace is from, in words
 * @param outlooks the forecasts' expected precision, one a recipe
 * @param remote whether other machines train
 */
record RunEstimate(
        PlannedStudy planned,
        Map<PlannedRun, Standing> standings,
        Pace pace,
        String paceFrom,
        List<Outlook> outlooks,
        int cores,
        boolean remote) {
    private static final int MOST_ROWS = 30;
    private static final int PROBES = 3;

    /** A step that takes longer would make a probe longer than it is worth: about five seconds on a core. */
    private static final double LARGEST_PROBE = 1e11;

    /**
     * Estimates them.
     *
     * @param remote whether other machines train, whose pace this one does not tell
     * @param say is told that the machine is being measured
     */
    static RunEstimate of(PlannedStudy planned, Path runs, int cores, boolean remote, Consumer<String> say) {
        var plan = planned.plan();
        var standings = planned.standings();
        var recipes = forecastOtherwise(plan.study())
                ? Set.<String>of()
                : plan.study().recipes().keySet();
        var outlooks = recipes.stream()
                .flatMap(recipe -> Outlook.of(plan, planned.folder(), recipe, StudyWork.LEVEL).stream())
                .toList();
        var pace = new Pace();
        String from = "";
        if (plan.study().trainer() instanceof Trainer.BuiltIn && !remote) {
            if (PastPace.learn(pace, runs, plan.runs())) {
                from = "by past runs of these sizes";
            } else if (standings.values().stream().anyMatch(s -> s == Standing.LEFT || s == Standing.BEGUN)) {
                var probes = probes(plan.runs());
                if (!probes.isEmpty()) {
                    say.accept("measuring how fast this machine trains");
                    pace = Pace.probe(cores, probes);
                    from = "by a measurement of two seconds a size";
                }
            }
        }
        return new RunEstimate(planned, standings, pace, from, outlooks, cores, remote);
    }

    /** The smallest, the largest and a middle one of those that a probe can train. */
    private static List<RunPlan> probes(List<PlannedRun> runs) {
        var plans = runs.stream()
                .filter(r -> r.flops() / r.plan().steps() <= LARGEST_PROBE)
                .map(PlannedRun::plan)
                .sorted(Comparator.comparingLong(RunPlan::params))
                .toList();
        var sizes = plans.stream()
                .collect(Collectors.toMap(RunPlan::params, plan -> plan, (first, _) -> first, LinkedHashMap::new));
        var probes = List.copyOf(sizes.values());
        if (probes.size() <= PROBES) {
            return probes;
        }
        return List.of(probes.getFirst(), probes.get(probes.size() / 2), probes.getLast());
    }

    String text(Terminal terminal) {
        var plan = planned.plan();
        var out = new StringBuilder(PlanText.of(plan, standings, MOST_ROWS, terminal));
        if (!planned.chosenBy().isEmpty()) {
            line(out, "chosen " + planned.chosenBy());
        }
        line(out, counts());
        line(out, "time: " + time());
        line(out, memory());
        for (var outlook : outlooks) {
            line(out, precision(outlook));
        }
        unknownPrecision().ifPresent(why -> line(out, why));
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }

    private String counts() {
        var counts = new EnumMap<Standing, Integer>(Standing.class);
        standings.values().forEach(s -> counts.merge(s, 1, Integer::sum));
        var words = new ArrayList<String>();
        words.add("%d done".formatted(counts.getOrDefault(Standing.DONE, 0)));
        words.add("%d to continue".formatted(counts.getOrDefault(Standing.BEGUN, 0)));
        words.add("%d to do".formatted(counts.getOrDefault(Standing.LEFT, 0)));
        if (counts.containsKey(Standing.DIVERGED)) {
            words.add("%d diverged".formatted(counts.get(Standing.DIVERGED)));
        }
        if (counts.containsKey(Standing.OTHER)) {
            int others = counts.get(Standing.OTHER);
            words.add(
                    others == 1
                            ? "1 whose folder holds a run with other settings"
                            : "%d whose folders hold runs with other settings".formatted(others));
        }
        return "runs: " + String.join(", ", words);
    }

    /** Seconds for what is left, the runs that verify included; NaN where the pace is not known. */
    double seconds() {
        if (isNothingLeft()) {
            return 0;
        }
        if (!pace.isKnown()) {
            return Double.NaN;
        }
        double seconds = pace.makespan(planned.plan().runs(), this::shareLeft, cores);
        for (var outlook : outlooks) {
            seconds += isVerified(outlook) ? 0 : pace.seconds(outlook.verification());
        }
        return seconds;
    }

    private boolean isNothingLeft() {
        return planned.plan().runs().stream().allMatch(run -> shareLeft(run) == 0)
                && outlooks.stream().allMatch(this::isVerified);
    }

    private boolean isVerified(Outlook outlook) {
        return planned.verification(outlook.recipe())
                .filter(v -> Standing.of(planned.folder(), v) == Standing.DONE)
                .isPresent();
    }

    private double shareLeft(PlannedRun run) {
        return switch (standings.get(run)) {
            case DONE, DIVERGED, OTHER -> 0;
            case LEFT -> 1;
            case BEGUN ->
                new RunFolder(planned.folder().resolve(run.name()))
                        .newestCheckpoint()
                        .map(c -> 1 - (double) RunFolder.step(c) / run.plan().steps())
                        .orElse(1.0);
        };
    }

    private String time() {
        if (planned.plan().study().trainer() instanceof Trainer.Command) {
            return "not known for a program of yours";
        }
        double seconds = seconds();
        if (seconds == 0) {
            return "nothing is left to train";
        }
        if (remote) {
            return "not known: other machines train, when there is room in the queue";
        }
        if (Double.isNaN(seconds)) {
            return paceFrom.isEmpty()
                    ? "not known: the models are too large to be measured in passing"
                    : "not known: how fast such runs are is not measured in passing, and there are none yet that would tell";
        }
        return "%s on %s, %s%s%s"
                .formatted(
                        Format.about(seconds),
                        Format.of(cores, "core"),
                        paceFrom,
                        outlooks.isEmpty()
                                ? ""
                                : outlooks.size() == 1
                                        ? "; the run that verifies the forecast is part of it"
                                        : "; the runs that verify the forecasts are part of it",
                        AfterTraining.isAsked(planned.plan().study().task())
                                ? "; what is done with the trained models comes on top"
                                : "");
    }

    private String memory() {
        long largest = planned.plan().memoryBytes();
        long all = Limits.ofThisMachine().memoryBytes();
        if (largest == 0) {
            return "memory: not known";
        }
        if (remote) {
            return "memory: %s for the largest run".formatted(PlanText.memory(largest));
        }
        return "memory: %s for the largest run%s; runs side by side share %s"
                .formatted(PlanText.memory(largest), largest > all ? ", more than there is" : "", PlanText.memory(all));
    }

    private String precision(Outlook outlook) {
        var p = outlook.expected();
        var laws = new MetricLaws(planned.plan().study().task().metric());
        boolean bounded = Double.isFinite(p.high()) && (laws.isLog() ? p.low() > -1 : Double.isFinite(p.low()));
        return "expected precision of the forecast%s: %s (90%% interval, one run of about %s FLOP), %s"
                .formatted(
                        outlooks.size() > 1 ? " of " + outlook.recipe() : "",
                        bounded
                                ? Measured.amount(laws.metric(), p.low()) + " to +"
                                        + Measured.amount(laws.metric(), p.high())
                                : "none, so few runs leave it without an end",
                        Format.flops(outlook.verification().flops()),
                        outlook.guess().sentence());
    }

    /** A sentence where there will be a forecast whose precision nothing tells yet. */
    private Optional<String> unknownPrecision() {
        var study = planned.plan().study();
        boolean observed = planned.plan().runs().stream().anyMatch(run -> run.role() == RunRole.OBSERVATION);
        return study.forecast().isEmpty() || !outlooks.isEmpty() || !observed || forecastOtherwise(study)
                ? Optional.empty()
                : Optional.of(
                        "expected precision of the forecast: not known yet: no law of %s is known before runs are made; those that are there tell it"
                                .formatted(study.task().metric().words()));
    }

    /** Whether the forecast is made another way, by the loss, than what its precision is simulated by. */
    private static boolean forecastOtherwise(Study study) {
        return study.task() instanceof TrainedTask task && task.forecastByLoss();
    }

    /** Null where a number is not finite, since JSON has none such. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    ObjectNode json() {
        var json = StudyPlanJson.node(planned.plan());
        var states = json.putObject("states");
        standings.forEach((run, standing) -> states.put(run.name(), standing.words()));
        double seconds = seconds();
        if (Double.isNaN(seconds)) {
            json.putNull("seconds");
        } else {
            json.put("seconds", seconds);
        }
        if (!planned.chosenBy().isEmpty()) {
            json.put("chosen_by", planned.chosenBy());
        }
        planned.changed().ifPresent(sentence -> json.put("changed", sentence));
        for (var outlook : outlooks) {
            var p = outlook.expected();
            json.withArray("/expected_precision")
                    .addObject()
                    .put("recipe", outlook.recipe())
                    .put("low", finite(p.low()))
                    .put("high", finite(p.high()))
                    .put("half_width", finite((p.high() - p.low()) / 2))
                    .put("level", p.level())
                    .put("relative", outlook.guess().guess().criterion().logResiduals())
                    .put("flops", outlook.verification().flops())
                    .put("by", outlook.guess().sentence());
        }
        return json;
    }
}
