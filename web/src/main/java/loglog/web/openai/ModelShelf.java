package loglog.web.openai;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import loglog.models.generation.Completer;
import loglog.models.generation.LanguageModel;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.CacheType;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.reader.StoredRun;

/**
 * Models of runs, loaded when they are first asked for; of those that nobody uses the longest unused one goes when there are too many.
 * One question at a time for each model.
 */
public final class ModelShelf implements AutoCloseable {
    private static final int MOST = 4;

    private final Supplier<List<StoredRun>> runs;
    private final CacheType cache;
    private final Map<Path, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param runs those that there are now
     * @param cache what keys and values are kept in
     */
    public ModelShelf(Supplier<List<StoredRun>> runs, CacheType cache) {
        this.cache = cache;
        this.runs = runs;
    }

    /** A model in memory, with what it answers with. */
    public static final class Loaded {
        private final LanguageModel model;
        private final Completer completer;
        private int users;

        private Loaded(LanguageModel model) {
            this.model = model;
            completer = new Completer(model);
        }

        public LanguageModel model() {
            return model;
        }

        public Tokenizer tokenizer() {
            return model.tokenizer();
        }

        /** Tokens that it sees at once. */
        public int context() {
            return model.model().config().context();
        }

        public Completer completer() {
            return completer;
        }

        int vocabulary() {
            return model.model().config().vocabulary();
        }
    }

    /** The runs that have a language model: a whole checkpoint with its configuration. Those of tasks and games read no texts. */
    public List<StoredRun> models() {
        return runs.get().stream()
                .filter(run -> run.asked().getOrDefault("kind", RunId.LANGUAGE).equals(RunId.LANGUAGE))
                .filter(run -> checkpoint(run) != null)
                .toList();
    }

    /** The newest checkpoint that a language model can be loaded from; null where there is none. */
    private static Path checkpoint(StoredRun run) {
        try {
            return new RunFolder(run.folder())
                    .newestCheckpoint()
                    .filter(folder -> Files.exists(folder.resolve("config.json")))
                    .orElse(null);
        } catch (DataException _) {
            return null; // it went away meanwhile
        }
    }

    /**
     * Asks a run's model.
     *
     * @throws RequestProblem where there is no such run, or it has no model
     * @throws DataException where the model cannot be loaded
     */
    public <T> T ask(String name, Function<Loaded, T> question) {
        var run = runs.get().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RequestProblem.noModel(
                        "model: found no run \"%s\", expected one of those that /v1/models lists".formatted(name)));
        var checkpoint = checkpoint(run);
        if (checkpoint == null) {
            throw RequestProblem.noModel(
                    "model: the run \"%s\" has no checkpoint of a language model (yet)".formatted(name));
        }
        var model = take(checkpoint, run.folder());
        try {
            synchronized (model) {
                return question.apply(model);
            }
        } finally {
            giveBack(model);
        }
    }

    private synchronized Loaded take(Path checkpoint, Path run) {
        var model = loaded.get(checkpoint);
        if (model == null) {
            var unused = loaded.entrySet().iterator();
            while (loaded.size() >= MOST && unused.hasNext()) {
                var candidate = unused.next().getValue();
                if (candidate.users == 0) {
                    unused.remove();
                    candidate.model.close();
                }
            }
            model = new Loaded(load(run));
            loaded.put(checkpoint, model);
        }
        model.users++;
        return model;
    }

    private LanguageModel load(Path run) {
        var model = LanguageModel.load(run, 1);
        try {
            model.model().cacheIn(cache);
        } catch (DataException e) {
            model.close();
            throw DataException.in(run, "%s (the server was started with --kv-cache)", e.getMessage());
        }
        return model;
    }

    private synchronized void giveBack(Loaded model) {
        model.users--;
    }

    @Override
    public synchronized void close() {
        loaded.values().forEach(l -> {
            synchronized (l) {
                l.model.close();
            }
        });
        loaded.clear();
    }
}
