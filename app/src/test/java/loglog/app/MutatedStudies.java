package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import loglog.app.lab.Quickstart;
import loglog.app.mutation.Mutations.Form;
import loglog.lab.design.Designs;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.results.Results;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import loglog.lab.study.StudyTemplate;
import loglog.lab.watch.Flags;
import loglog.lab.watch.WatchedCurve;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.TrainingPlanJson;
import loglog.models.transformer.Sizes;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.reader.RunFolders;
import loglog.training.OutcomeJson;
import tools.jackson.databind.node.ObjectNode;

/** Run folders, the ledger, study files and plans. */
final class MutatedStudies {
    private MutatedStudies() {}

    static void addFolders(Path folder, List<MutatedKind> kinds) {
        var runs = MutatedKind.made(folder, "runs");
        var study = SomeStudy.forecast(runs);
        SomeStudy.twoRecipes(runs);
        var run = study.resolve("verification");
        SomeRuns.write(
                run,
                Flags.FILE,
                "{\"flag\":1,\"kind\":\"spike\",\"from_step\":10,\"from_tokens\":100,\"certain_step\":20,"
                        + "\"certain_tokens\":200,\"until_step\":30,\"percent\":3.5,\"against\":\"its own law\"}\n");
        // One run alone is quickly read, and a study says more.
        var alone = MutatedKind.made(folder, "alone").resolve("first/run");
        copied(run, alone);
        for (var name : List.of("run.json", "result.json", "metrics.jsonl", Flags.FILE)) {
            var form = name.endsWith("l") ? Form.TEXT : Form.JSON;
            var whole = List.of(MutatedKind.bytes(run.resolve(name)));
            var root = alone.getParent().getParent();
            kinds.add(new MutatedKind(name, 100, form, whole, alone.resolve(name), (file, _) -> readRun(root, alone)));
            kinds.add(new MutatedKind(
                    "commands on " + name,
                    1,
                    form,
                    whole,
                    run.resolve(name),
                    (file, random) -> onRuns(runs, study, random)));
        }
        new Ledger(runs).score();
        var ledger = runs.resolve("ledger.jsonl");
        var whole = List.of(MutatedKind.bytes(ledger));
        kinds.add(new MutatedKind("ledger.jsonl", 150, Form.TEXT, whole, ledger, (_, _) -> {
            new Ledger(runs).problems();
            RunFolders.below(List.of(runs.resolve("first/verification"), runs)).ledger();
            new Ledger(runs).measured();
        }));
        kinds.add(new MutatedKind("ledger", 2, Form.TEXT, whole, ledger, (_, random) -> {
            switch (random.nextInt(4)) {
                case 0 -> MutatedKind.command("report", study.toString());
                case 1 -> MutatedKind.command("sql", "--runs=" + runs, "from ledger");
                case 2 -> MutatedKind.command("ledger", "--runs=" + runs, "--json");
                default -> MutatedKind.command("ledger", "--runs=" + runs);
            }
        }));
    }

    private static void copied(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (var name : List.of("run.json", "result.json", "metrics.jsonl", Flags.FILE)) {
                Files.write(to.resolve(name), MutatedKind.bytes(from.resolve(name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readRun(Path root, Path run) {
        var found = RunFolders.below(root);
        for (var stored : found.runs()) {
            stored.status();
            stored.columns();
            stored.metrics();
        }
        Results.read(root).observed().size();
        Flags.read(run);
        attempt(() -> WatchedCurve.read(run, 1e6, 1e7));
        var folder = new RunFolder(run);
        attempt(() -> TrainingPlanJson.read(folder.runFile(), folder.asked()));
        attempt(() -> OutcomeJson.of(folder));
    }

    private static void attempt(Runnable reader) {
        try {
            reader.run();
        } catch (DataException e) {
            MutatedKind.sentence(e);
        }
    }

    private static void onRuns(Path runs, Path study, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> MutatedKind.command("report", study.toString());
            case 1 ->
                MutatedKind.command(
                        "runs", "--compare", "--runs=" + runs, "first/verification", "two/plain-10392-1480385");
            case 2 -> MutatedKind.command("runs", "--runs=" + runs, "--json");
            case 3 -> MutatedKind.command("runs", "--runs=" + runs, "--flags");
            case 4 -> MutatedKind.command("sql", "--runs=" + runs, "--csv", "from runs");
            case 5 -> MutatedKind.command("sql", "--runs=" + runs, "from metrics limit 3");
            case 6 -> MutatedKind.command("fit", study + "/*/result.json", "--bootstrap=0", "--skip-bad");
            default -> MutatedKind.command("runs", "--runs=" + runs, "--sort=loss", "--where=params>1K");
        }
    }

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "studies");
        var corpus = MutatedKind.corpus(at);
        var files = Designs.ALL.stream()
                .map(kind -> StudyTemplate.of(kind, "study.yaml", StudySchema.FILE)
                        .replaceAll("(?m)^( *)# (?!tokenizer|yaml-l)([a-z0-9_]+: [^ ].*)$", "$1$2")
                        .replaceAll("(?m) *#.*$", "")
                        .replace("europarl", corpus.toString()))
                .map(MutatedKind::utf8)
                .toList();
        kinds.add(new MutatedKind("study.yaml", 200, Form.TEXT, files, at.resolve("study.yaml"), (file, _) -> {
            StudyPlan.of(StudyFile.read(file), 2);
        }));
        kinds.add(new MutatedKind("study check", 2, Form.TEXT, files, at.resolve("checked.yaml"), (file, _) -> {
            MutatedKind.command("study", "check", file.toString());
        }));
        keptPlan(MutatedKind.made(folder, "kept"), corpus, kinds);
        var quickstart = MutatedKind.made(folder, "quick");
        var planned = Quickstart.of(corpus.toString(), 1, 8, 1e12, 2);
        planned.write(quickstart);
        try (var found = Files.walk(quickstart)) {
            var file =
                    found.filter(f -> f.endsWith("quickstart.json")).findFirst().orElseThrow();
            kinds.add(new MutatedKind(
                    "quickstart.json", 1000, Form.JSON, List.of(MutatedKind.bytes(file)), file, (_, _) -> {
                        Quickstart.begun(quickstart, corpus.toString(), 1, 8).ifPresent(q -> q.runs());
                    }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plan that a study's folder keeps of a study that chose its runs and one to verify. */
    private static void keptPlan(Path at, Path corpus, List<MutatedKind> kinds) {
        var study = SomeRuns.write(at, "study.yaml", """
                name: kept
                corpus: %s
                design:
                  kind: grid
                  sizes: [32x2, 64x2]
                  tokens: [100K, 200K]
                """.formatted(corpus));
        var file = MutatedKind.made(at, "runs/kept").resolve("plan.json");
        PlannedStudy.of(StudyFile.read(study), at.resolve("runs"), 2, false);
        var kept = (ObjectNode) Json.MAPPER.readTree(MutatedKind.bytes(file));
        var verification = kept.withObject("/verifications/base").put("name", "verify-base");
        TrainingPlanJson.write(
                new Plan(Recipe.usual(16), Sizes.shape("llama", 32, 2, 256, 16), 1000, 1, 2), verification);
        kinds.add(new MutatedKind(
                "plan.json", 150, Form.JSON, List.of(MutatedKind.utf8(kept.toString())), file, (_, _) -> {
                    var planned = PlannedStudy.of(StudyFile.read(study), at.resolve("runs"), 2, true);
                    planned.standings();
                    planned.verification("base").ifPresent(PlannedRun::flops);
                }));
    }
}
