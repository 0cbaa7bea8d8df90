package loglog.app.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.lab.design.DesignKind;
import loglog.lab.experiment.Standing;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.plan.Targets;
import loglog.lab.study.Target;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.training.ScaleNames;
import loglog.training.Trainer;
import loglog.words.Format;

/** A study's plan in words and a table. */
final class PlanText {
    private PlanText() {}

    /** With all of its runs. */
    static String of(StudyPlan plan, Terminal terminal) {
        return of(plan, Map.of(), Integer.MAX_VALUE, terminal);
    }

    /**
     * With where its runs stand.
     *
     * @param standings of the runs; empty where that is no matter
     * @param mostRows of the table; the middle of a longer one is left out
     */
    static String of(StudyPlan plan, Map<PlannedRun, Standing> standings, int mostRows, Terminal terminal) {
        var study = plan.study();
        var out = new StringBuilder();
        line(out, "study", study.name());
        line(out, study.task().label(), study.task().words());
        var varied = study.design().kind().varies().map(DesignKind.Varied::setting);
        study.recipes().forEach((name, recipe) -> {
            var words = recipe.words(varied);
            if (!words.isEmpty()) {
                line(out, "recipe " + name, words);
            }
        });
        var names = ScaleNames.of(study.task().kind());
        line(out, "design", names.told(study.design().words()));
        line(out, "seeds", study.seeds().stream().map(Object::toString).collect(Collectors.joining(", ")));
        study.forecast().ifPresent(target -> line(out, "forecast", forecast(plan, target)));
        if (study.trainer() instanceof Trainer.Command command) {
            line(out, "trainer", command.command().strip().replace("\n", "\n  "));
        }
        var runs = plan.runs().isEmpty() ? plan.candidates() : plan.runs();
        out.append('\n')
                .append(table(runs, standings, mostRows, names).text(terminal.tableColumns()))
                .append('\n');
        out.append(total(plan));
        return out.toString();
    }

    private static void line(StringBuilder out, String what, String text) {
        out.append(what).append(": ").append(text).append('\n');
    }

    private static String plain(double value) {
        return Format.trim(Format.number(value));
    }

    private static String forecast(StudyPlan plan, Target target) {
        return switch (target) {
            case Target.Scale(long params, long tokens) ->
                "a model of %s params on %s %s"
                        .formatted(
                                Format.count(params),
                                Format.count(tokens),
                                ScaleNames.of(plan.study().task().kind()).tokens());
            case Target.Times(double factor)
            when plan.runs().isEmpty() ->
                "the compute-optimal model for %s times the largest run".formatted(plain(factor));
            case Target.Times(double factor) ->
                "the compute-optimal model for %s FLOP, %s times the largest run"
                        .formatted(Format.flops(Targets.budget(plan, target)), plain(factor));
            case Target.Flops(double flops) -> "the compute-optimal model for %s FLOP".formatted(Format.flops(flops));
        };
    }

    private static TextTable table(
            List<PlannedRun> runs, Map<PlannedRun, Standing> standings, int mostRows, ScaleNames names) {
        var ratio = names.tokens() + " per param";
        var columns = new ArrayList<>(
                List.of("run", names.params(), names.tokens(), ratio, "steps", names.flops(), "lanes", "memory"));
        if (!standings.isEmpty()) {
            columns.add("state");
        }
        var table = TextTable.of(columns.toArray(String[]::new));
        int ends = runs.size() <= mostRows ? runs.size() : mostRows / 2;
        for (int i = 0; i < runs.size(); i++) {
            if (i < ends || i >= runs.size() - ends) {
                table.row(cells(runs.get(i), standings));
            } else if (i == ends) {
                var gap = new Object[columns.size()];
                gap[0] = "... %d more".formatted(runs.size() - 2 * ends);
                table.row(gap);
            }
        }
        return table.sparing("lanes", "memory", ratio, "steps");
    }

    private static Object[] cells(PlannedRun run, Map<PlannedRun, Standing> standings) {
        var cells = new ArrayList<Object>();
        cells.add(run.name());
        cells.add(Format.count(run.params()));
        cells.add(Format.count(run.tokens()));
        cells.add(Format.number(run.tokens() / (double) run.params()));
        cells.add(run.branch()
                .map(b -> run.plan().steps() - b.step() + " of " + run.plan().steps())
                .orElse("" + run.plan().steps()));
        cells.add(Format.flops(run.ownFlops()));
        cells.add(run.plan().lanes());
        cells.add(run.memoryBytes() == 0 ? "" : memory(run.memoryBytes()));
        if (!standings.isEmpty()) {
            cells.add(standings.get(run).words());
        }
        return cells.toArray();
    }

    private static String total(StudyPlan plan) {
        if (!plan.candidates().isEmpty() && plan.runs().isEmpty()) {
            return "%d candidates; which of them are run is chosen when the study is\n"
                    .formatted(plan.candidates().size());
        }
        var runs = Format.of(plan.runs().size(), "run");
        return "%s, %s FLOP in all, the largest %s%s\n"
                .formatted(
                        runs,
                        Format.flops(plan.flops()),
                        Format.flops(plan.largestFlops()),
                        plan.memoryBytes() == 0 ? "" : "; at most " + memory(plan.memoryBytes()) + " of memory each");
    }

    static String memory(long bytes) {
        return bytes < 1_000_000_000
                ? "%d MB".formatted(Math.max(1, Math.round(bytes / 1e6)))
                : Format.trim(Format.number(bytes / 1e9)) + " GB";
    }
}
