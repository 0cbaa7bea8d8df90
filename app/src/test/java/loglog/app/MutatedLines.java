package loglog.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import loglog.agents.AgentTask;
import loglog.app.mutation.Mutations.Form;
import loglog.app.web.MutatedRequests;
import loglog.feedback.FeedbackFile;
import loglog.feedback.TuningText;
import loglog.forecast.clusters.BuildOut;
import loglog.forecast.clusters.BuildOutFile;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.ScenarioFile;
import loglog.models.tokens.Tokenizer;
import loglog.runs.DataException;
import loglog.tasks.AnswerMatch;
import loglog.tasks.UserTask;

/** Scenarios and dated tables of forecasts, lines of prompts, choices and tasks, and requests to the server. */
final class MutatedLines {
    /** What is asked of each dated table and each table of rates. */
    private static final List<String> COMMANDS = List.of(
            "trend --metric=flops --bootstrap=20",
            "trend --metric=flops --best-so-far --bootstrap=20",
            "horizon --bootstrap=20",
            "nines",
            "task-law --bootstrap=20",
            "coverage --bootstrap=20",
            "overoptimization --bootstrap=20",
            "precision");

    private static final int CONTEXT = 64;

    private MutatedLines() {}

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "forecasts");
        yaml(kinds, "scenario", at, ScenarioFile.template(), file -> {
            Projection.of(ScenarioFile.read(file), 20, 1, 0.9).influences();
        });
        yaml(kinds, "supplies", at, BuildOutFile.template(), file -> {
            var plan = BuildOutFile.read(file);
            var years = Math.min(plan.until(), plan.from() + 3);
            BuildOut.of(new BuildOut.Plan("", "", plan.from(), years, plan.resources()), 20, 1, 0.9);
        });
        var builtIn = Catalog.builtIn();
        yaml(kinds, "accelerators", at, Catalog.template(), builtIn::with);
        tables(at, kinds);
        var lines = MutatedKind.made(folder, "lines");
        json(
                kinds,
                "choices",
                lines,
                "{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}\n{\"chosen\":\"xy\",\"rejected\":\"xz\"}\n",
                MutatedLines::feedback);
        json(
                kinds,
                "solutions",
                lines,
                "{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"p\",\"completions\":[\"s\",\"t\"],\"labels\":[true,false]}\n",
                MutatedLines::feedback);
        json(
                kinds,
                "agent's tasks",
                lines,
                "{\"prompt\":\"2+2=\",\"answer\":\"4\",\"steps\":2}\n{\"prompt\":\"x\",\"answer\":1.5,\"steps\":[\"a\"]}\n",
                AgentTask::read);
        json(
                kinds,
                "task of one's own",
                lines,
                "{\"prompt\":\"2.5 squared? \",\"answer\":6.25,\"steps\":[\"2.5*2.5\"]}\n{\"prompt\":\"1? \",\"answer\":\"1\",\"steps\":[]}\n",
                file -> new UserTask(file, new AnswerMatch.Numeric(0.001), true));
        requests(MutatedKind.made(folder, "served"), kinds);
    }

    private interface FileReader {
        void read(Path file);
    }

    private static void yaml(List<MutatedKind> kinds, String name, Path at, String template, FileReader reader) {
        var whole = MutatedKind.utf8(template.replaceAll("(?m) *#.*$", ""));
        kinds.add(new MutatedKind(
                name, 60, Form.TEXT, List.of(whole), at.resolve(name + ".yaml"), (file, _) -> reader.read(file)));
    }

    private static void json(List<MutatedKind> kinds, String name, Path at, String whole, FileReader reader) {
        var file = at.resolve(name.replaceAll("[^a-z]", "-") + ".jsonl");
        kinds.add(new MutatedKind(
                name, 600, Form.TEXT, List.of(MutatedKind.utf8(whole)), file, (f, _) -> reader.read(f)));
    }

    /** Gives a file to the reader of each method, of which each may refuse it. */
    private static void feedback(Path file) {
        var read = FeedbackFile.read(file);
        var text = new TuningText.OfTokenizer(Tokenizer.bytes(), 255);
        for (var reader : List.<Runnable>of(
                () -> read.pairs(text, CONTEXT, _ -> {}),
                () -> read.examples(text, CONTEXT),
                () -> read.steps(text, CONTEXT),
                () -> read.prompts(text, 4, CONTEXT))) {
            try {
                reader.run();
            } catch (DataException e) {
                MutatedKind.sentence(e);
            }
        }
    }

    private static void tables(Path at, List<MutatedKind> kinds) {
        var files = List.of(
                SomeRuns.models(at),
                SomeRuns.models(at),
                SomeRuns.horizons(at),
                SomeRuns.horizons(at),
                SomeRuns.evaluations(at),
                SomeRuns.counts(at),
                SomeRuns.overoptimized(at),
                SomeRuns.ofBits(at));
        for (int i = 0; i < COMMANDS.size(); i++) {
            var line = COMMANDS.get(i);
            var text = MutatedKind.text(files.get(i)).lines().limit(80).toList();
            var whole = List.of(MutatedKind.utf8(String.join("\n", text) + "\n"));
            var file = at.resolve("%d-%s.csv".formatted(i, line.split(" ")[0]));
            var runs = at.resolve("out");
            boolean forecasts = line.startsWith("trend") || line.startsWith("horizon");
            kinds.add(new MutatedKind(line, 1, Form.TEXT, whole, file, (f, _) -> {
                MutatedKind.command(line + (forecasts ? " --runs=" + runs : ""), f);
                MutatedKind.removed(runs);
            }));
        }
    }

    /** Its server is begun with the first request, and ends with the process. */
    private static void requests(Path at, List<MutatedKind> kinds) {
        var server = MutatedRequests.open(at.resolve("runs"));
        var whole = new ArrayList<byte[]>();
        server.whole().forEach(request -> whole.add(request.getBytes(StandardCharsets.ISO_8859_1)));
        kinds.add(new MutatedKind("requests", 30, Form.TEXT, whole, at.resolve("request"), (Path file, Random _) -> {
            var wrong = server.wrong(new String(MutatedKind.bytes(file), StandardCharsets.ISO_8859_1));
            if (!wrong.isEmpty()) {
                throw new MutatedKind.Defect(wrong);
            }
        }));
    }
}
