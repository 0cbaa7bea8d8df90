package loglog.app.models;

import java.nio.file.Path;
import loglog.app.UserError;
import loglog.models.generation.LanguageModel;
import loglog.models.transformer.CacheType;
import loglog.runs.DataException;
import picocli.CommandLine.Option;

/** In what the keys and values of tokens so far are kept. */
public final class KvCacheOption {
    /** The types under ggml's names. */
    enum Type {
        f32,
        q8_0
    }

    @Option(
            names = "--kv-cache",
            paramLabel = "TYPE",
            description =
                    "keys and values of the tokens so far: ${COMPLETION-CANDIDATES}; q8_0 rounds them to 8 bits, a"
                            + " quarter of the memory (default: ${DEFAULT-VALUE})")
    Type type = Type.f32;

    /** The type that was asked for. */
    public CacheType type() {
        return type == Type.q8_0 ? CacheType.Q8_0 : CacheType.F32;
    }

    /** Has a model keep them so. */
    void set(LanguageModel model, Path folder) {
        try {
            model.model().cacheIn(type());
        } catch (DataException e) {
            throw new UserError("--kv-cache: %s: %s".formatted(folder, e.getMessage()));
        }
    }
}
