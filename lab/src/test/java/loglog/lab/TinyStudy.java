package loglog.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.engine.KeyedRandom;
import loglog.lab.design.Grid;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.models.language.LanguageSettings;
import loglog.models.language.LanguageTask;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.runs.RunRole;
import loglog.training.Size;
import loglog.training.Trainer;

/** A study of runs of a second each, on a made text. */
public final class TinyStudy {
    public static final int CONTEXT = 32;

    private TinyStudy() {}

    /** Writes a text of words that follow each other by chance, and returns the study of it. */
    public static Study in(Path folder) {
        var text = new StringBuilder();
        var random = KeyedRandom.of(1, 0, "words");
        var words = List.of("the", "cat", "sat", "on", "a", "mat", "and", "looked", "at", "dogs");
        for (int i = 0; i < 30_000; i++) {
            text.append(words.get((int) (random.uniform(i) * words.size()))).append(i % 12 == 11 ? ".\n\n" : " ");
        }
        var corpus = folder.resolve("words.jsonl");
        try {
            var lines = new StringBuilder();
            for (var paragraph : text.toString().split("\n\n")) {
                lines.append("{\"text\":\"").append(paragraph).append("\"}\n");
            }
            Files.writeString(corpus, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var recipe = new LanguageSettings("llama", 256, recipe());
        return new Study(
                "tiny",
                new LanguageTask(corpus.toString(), null, 256, 5_000),
                Map.of("llama", recipe),
                new Grid(List.of(new Size.Shape(16, 1)), List.of(20_000L)),
                List.of(1L),
                Optional.empty(),
                new Trainer.BuiltIn());
    }

    public static Recipe recipe() {
        var u = Recipe.usual(CONTEXT);
        return new Recipe(
                u.optimizer(), u.rate(), u.schedule(), 32, 8, CONTEXT, 0.1, 1, 0.9, 0.95, 1e-8, 0.95, u.precision());
    }

    /** Runs of three widths and so many numbers of tokens. */
    public static List<PlannedRun> runs(long... tokens) {
        var runs = new ArrayList<PlannedRun>();
        for (int width : new int[] {16, 32, 48}) {
            for (long t : tokens) {
                runs.add(run(width, t));
            }
        }
        return runs;
    }

    public static PlannedRun run(int width, long tokens) {
        var config = LanguageSettings.model(new Size.Shape(width, 1), "llama", 256, CONTEXT);
        return PlannedRun.of(
                "llama-%dx1-%d".formatted(width, tokens),
                "llama",
                new Plan(recipe(), config, tokens, 1, 1),
                RunRole.OBSERVATION);
    }
}
