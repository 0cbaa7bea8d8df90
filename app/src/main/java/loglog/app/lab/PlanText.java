package loglog.app.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.engine.Precision;
import loglog.lab.design.Design;
import loglog.lab.experiment.Standing;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.plan.Targets;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.models.language.LanguageSettings;
import loglog.models.language.LanguageTask;
import loglog.pages.plot.Terminal;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.training.Trainer;
import tools.jackson.databind.node.JsonNodeFactory;

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
        line(out, study.task() instanceof LanguageTask ? "corpus" : study.task().kind(), task(study));
        study.recipes().forEach((name, recipe) -> line(out, "recipe " + name, recipe(study.design(), recipe)));
        line(out, "design", study.design().words());
        line(out, "seeds", study.seeds().stream().map(Object::toString).collect(Collectors.joining(", ")));
        study.forecast().ifPresent(target -> line(out, "forecast", forecast(plan, target)));
        if (study.trainer() instanceof Trainer.Command command) {
            line(out, "trainer", command.command().strip().replace("\n", "\n  "));
        }
        var runs = plan.runs().isEmpty() ? plan.candidates() : plan.runs();
        out.append('\n')
                .append(table(runs, standings, mostRows).text(terminal.tableColumns()))
                .append('\n');
        out.append(total(plan));
        return out.toString();
    }

    private static void line(StringBuilder out, String what, String text) {
        out.append(what).append(": ").append(text).append('\n');
    }

    /** The data: of language models in words, of others as it is asked for. */
    private static String task(Study study) {
        return switch (study.task()) {
            case LanguageTask t ->
                "%s, vocabulary %d (%s), %s validation tokens"
                        .formatted(
                                study.hasProgram() && t.corpus().isEmpty() ? "the command's own" : t.corpus(),
                                t.vocabulary(),
                                tokenizer(t),
                                Format.count(t.validationTokens()));
            case Task t -> pairs(t.keys());
        };
    }

    private static String tokenizer(LanguageTask task) {
        if (task.tokenizer() != null) {
            return task.tokenizer().toString();
        }
        return task.program() ? "as the file says" : "the bytes of UTF-8";
    }

    private static String pairs(Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String recipe(Design design, Settings settings) {
        if (settings instanceof LanguageSettings language) {
            return recipe(design, language);
        }
        var json = JsonNodeFactory.instance.objectNode();
        settings.write(json);
        var keys = new LinkedHashMap<String, String>();
        json.properties()
                .forEach(e ->
                        keys.put(e.getKey(), e.getValue().asString(e.getValue().toString())));
        return pairs(keys);
    }

    private static String recipe(Design design, LanguageSettings recipe) {
        var r = recipe.recipe();
        var s = r.schedule();
        var schedule = switch (s.kind()) {
            case CONSTANT -> "constant";
            case COSINE -> "cosine";
            case LINEAR -> "linear";
            case WARMUP_STABLE_DECAY -> "wsd";
        };
        return "%s, context %d, %s%s, %s%s, %s (warm-up %s%s, floor %s), weight decay %s, clip %s, betas %s and %s%s"
                .formatted(
                        recipe.architecture(),
                        r.context(),
                        varies(design, "batch") ? "" : "batch " + r.batch() + ", ",
                        r.optimizer().name().toLowerCase(Locale.ROOT),
                        varies(design, "lr") ? "rates" : "lr " + plain(r.rate()),
                        r.baseWidth() == 0 ? "" : " at width " + r.baseWidth() + " (muP)",
                        schedule,
                        plain(s.warmup()),
                        s.decay() > 0 ? ", decay " + plain(s.decay()) : "",
                        plain(s.floor()),
                        plain(r.weightDecay()),
                        plain(r.clip()),
                        plain(r.beta1()),
                        plain(r.beta2()),
                        r.precision() == Precision.BFLOAT16 ? ", bfloat16 products" : "");
    }

    private static boolean varies(Design design, String setting) {
        return design.kind().varies().filter(v -> v.setting().equals(setting)).isPresent();
    }

    private static String plain(double value) {
        return Format.trim(Format.number(value));
    }

    private static String forecast(StudyPlan plan, Target target) {
        return switch (target) {
            case Target.Scale(long params, long tokens) ->
                "a model of %s params on %s tokens".formatted(Format.count(params), Format.count(tokens));
            case Target.Times(double factor)
            when plan.runs().isEmpty() ->
                "the compute-optimal model for %s times the largest run".formatted(plain(factor));
            case Target.Times(double factor) ->
                "the compute-optimal model for %s FLOP, %s times the largest run"
                        .formatted(Format.flops(Targets.budget(plan, target)), plain(factor));
            case Target.Flops(double flops) -> "the compute-optimal model for %s FLOP".formatted(Format.flops(flops));
        };
    }

    private static TextTable table(List<PlannedRun> runs, Map<PlannedRun, Standing> standings, int mostRows) {
        var columns = new ArrayList<>(
                List.of("run", "params", "tokens", "tokens per param", "steps", "FLOP", "lanes", "memory"));
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
        return table.sparing("lanes", "memory", "tokens per param", "steps");
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
        var runs = plan.runs().size() == 1 ? "1 run" : plan.runs().size() + " runs";
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
