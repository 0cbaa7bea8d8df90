package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.app.mutation.Mutations.Form;
import loglog.lab.imports.ImportOptions;
import loglog.lab.imports.Importer;

/** Other tools' files. */
final class MutatedImports {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final Path WRITTEN = ROOT.resolve("lab/src/test/resources/loglog/lab/imports");

    private MutatedImports() {}

    static void add(Path folder, List<MutatedKind> kinds) {
        var at = MutatedKind.made(folder, "imports");
        var wandb = """
                "Step","large - train/loss","large - train/loss__MIN","small - 2 - train/loss","small - 2 - train/loss__MAX"
                "0","10.5","10.5","10.8","10.8"
                "100","4.25","4.2","",""
                "150","","","5.5","5.6"
                """;
        var sheet = """
                "Name","State","Created","Runtime","ID","learning_rate","n_params","eval/loss","tokens","train/global_step","train/loss"
                "large","finished","2024-05-01T10:00:00.000Z","3600","a1","0.0003","124M","3.75","26214400","200","3.5"
                "again","running","2024-05-01T08:00:00.000Z","1800","a3","","","4.5","","",""
                """;
        var history =
                "{\"_step\":1,\"train/loss\":4.5,\"tokens\":4096}\n{\"_step\":2,\"train/loss\":4.25,\"tokens\":8192}\n";
        var past = "name,params,step,tokens,loss,val_loss\na,1e6,1,100,4,4.1\na,1e6,2,200,3.5,3.6\nb,2e6,1,100,3.9,\n";
        imported(
                kinds,
                "wandb",
                4,
                Form.TEXT,
                at.resolve("wandb/export.csv"),
                MutatedKind.utf8(wandb),
                MutatedKind.utf8(sheet));
        imported(kinds, "wandb history", 2, Form.TEXT, at.resolve("history/wandb.jsonl"), MutatedKind.utf8(history));
        imported(
                kinds,
                "past runs",
                4,
                Form.TEXT,
                at.resolve("past/runs.csv"),
                MutatedKind.utf8(past),
                MutatedKind.utf8("tokens_seen,loss\n1,4\n2,3\n3,2\n"));
        imported(
                kinds,
                "lightning",
                4,
                Form.TEXT,
                at.resolve("lightning/w3/version_0/metrics.csv"),
                MutatedKind.bytes(WRITTEN.resolve("lightning/csv/w3/version_0/metrics.csv")));
        imported(
                kinds,
                "hparams.yaml",
                2,
                Form.TEXT,
                at.resolve("lightning/w3/version_0/hparams.yaml"),
                MutatedKind.utf8("width: 3\nlr: 0.1\nlist: [1, {a: b}]\n"));
        for (var run : List.of("trainer/counted", "trainer/nan", "transformers/gpt2", "trainer/two-evals")) {
            var state = at.resolve(run + "/trainer_state.json");
            imported(kinds, run, 3, Form.TEXT, state, MutatedKind.bytes(WRITTEN.resolve(run + "/trainer_state.json")));
            if (Files.exists(WRITTEN.resolve(run + "/config.json"))) {
                MutatedKind.write(state, MutatedKind.bytes(WRITTEN.resolve(run + "/trainer_state.json")));
                imported(
                        kinds,
                        run + " config",
                        1,
                        Form.TEXT,
                        state.resolveSibling("config.json"),
                        MutatedKind.bytes(WRITTEN.resolve(run + "/config.json")));
            }
        }
        var arguments = at.resolve("smoothed/training_args.bin");
        MutatedKind.write(
                arguments.resolveSibling("trainer_state.json"),
                MutatedKind.bytes(WRITTEN.resolve("trainer/smoothed/trainer_state.json")));
        MutatedKind.write(
                arguments.resolveSibling("config.json"),
                MutatedKind.bytes(WRITTEN.resolve("trainer/smoothed/config.json")));
        imported(
                kinds,
                "training_args.bin",
                2,
                Form.BINARY,
                arguments,
                MutatedKind.bytes(WRITTEN.resolve("trainer/smoothed/training_args.bin")));
        int number = 0;
        try (var found = Files.walk(WRITTEN)) {
            var events = found.filter(f -> f.getFileName().toString().contains("tfevents"))
                    .sorted()
                    .toList();
            var whole = events.stream().map(MutatedKind::bytes).toArray(byte[][]::new);
            imported(kinds, "events", 10, Form.EVENTS, at.resolve("events/run/events.out.tfevents.1.host"), whole);
            // Beside its neighbors.
            for (var event : events) {
                MutatedKind.write(
                        at.resolve("several/run/events.out.tfevents." + number++ + ".host"), MutatedKind.bytes(event));
                if (number == 4) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        imported(
                kinds,
                "several writers",
                2,
                Form.EVENTS,
                at.resolve("several/run/events.out.tfevents.1.host"),
                MutatedKind.bytes(at.resolve("several/run/events.out.tfevents.1.host")));
    }

    private static void imported(
            List<MutatedKind> kinds, String name, int weight, Form form, Path file, byte[]... whole) {
        MutatedKind.write(file, whole[0]);
        var out =
                file.getRoot().resolve(file.subpath(0, file.getNameCount() - 1)).resolveSibling("imported");
        kinds.add(new MutatedKind("import " + name, 20 * weight, form, List.of(whole), file, (_, random) -> {
            try {
                if (random.nextInt(20) == 0) {
                    MutatedKind.command(
                            "import", file.getParent().toString(), "--runs=" + out, "--tokens-per-step=4096");
                } else {
                    Importer.importAll(
                            List.of(random.nextBoolean() ? file : file.getParent()), ImportOptions.USUAL, out);
                }
            } finally {
                MutatedKind.removed(out);
            }
        }));
    }
}
