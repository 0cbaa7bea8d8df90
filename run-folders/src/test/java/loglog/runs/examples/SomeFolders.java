package loglog.runs.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.runs.reader.RunFolders;

/** Run folders in the trainer's format. */
public final class SomeFolders {
    /** What the trainer writes when it begins. */
    public static final String ASKED = """
            {
              "recipe" : {
                "optimizer" : "ADAMW", "rate" : 0.004,
                "schedule" : { "kind" : "COSINE", "warmup" : 0.02, "decay" : 0.0, "floor" : 0.1 },
                "base_width" : 64, "batch" : 32, "context" : 128, "precision" : "FLOAT32"
              },
              "model" : { "architecture" : "llama", "width" : 16, "layers" : 8, "context" : 128, "tied" : true },
              "tokens" : 200000, "seed" : 1, "lanes" : 1,
              "data" : { "corpus" : "europarl", "digest" : "c81c", "tokenizer" : "bytes" },
              "params" : 30992, "steps" : 49, "code" : "development", "started" : "2026-01-02T03:04:05.5Z"
            }
            """;

    /** What it writes at the end. */
    public static final String RESULT = """
            { "status" : "finished", "params" : 30992, "steps" : 48, "tokens" : 196608, "flops" : 5.6877907968E10,
              "flops_per_token" : 283392.0, "loss" : 3.25, "validation_loss" : 3.125, "bits_per_byte" : 4.5,
              "seconds" : 3.19 }
            """;

    /** Two rows of training and an evaluation. */
    public static final String METRICS = """
            {"step":20,"tokens":81920,"flops":2.321547264E10,"loss":4.25,"rate":0.0028}
            {"step":40,"tokens":163840,"flops":4.643094528E10,"loss":3.5,"rate":7.0E-4}
            {"step":40,"tokens":163840,"flops":4.643094528E10,"validation_loss":3.25,"bits_per_byte":4.75}
            """;

    private SomeFolders() {}

    /** A finished run. */
    public static Path run(Path folder) {
        write(folder, "result.json", RESULT);
        return unfinished(folder);
    }

    /** A run that is under way, or was killed. */
    public static Path unfinished(Path folder) {
        write(folder, "run.json", ASKED);
        write(folder, "metrics.jsonl", METRICS);
        return folder;
    }

    public static Path write(Path folder, String name, String text) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RunFolders below(Path... roots) {
        return RunFolders.below(List.of(roots));
    }
}
