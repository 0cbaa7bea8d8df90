package loglog.app.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.models.generation.Generator;
import loglog.models.generation.Sampling;
import loglog.models.transformer.CacheType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog sample}: a model goes on with a text. */
@Command(name = "sample", description = "Continue a text with a model; the same seed gives the same text.")
public final class SampleCommand implements Runnable {
    private static final int MOST_SAMPLES = 1_000_000;

    @Parameters(paramLabel = "MODEL", description = "a run's folder, one in Hugging Face's layout, or a GGUF file")
    Path folder;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "what comes before (default: a new document begins)")
    String prompt = "";

    @Option(names = "--tokens", paramLabel = "N", description = "new tokens at most (default: ${DEFAULT-VALUE})")
    int tokens = 200;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "divides the logits; 0 takes the likeliest token each time (default: ${DEFAULT-VALUE})")
    double temperature = 0.8;

    @Option(names = "--top-k", paramLabel = "K", description = "choose among the K likeliest tokens (default: all)")
    int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "choose among the fewest likeliest tokens that together reach P (default: ${DEFAULT-VALUE})")
    double topP = 0.95;

    @Option(names = "--seed", paramLabel = "N", description = "seed of the random numbers (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--count", paramLabel = "N", description = "how many texts (default: ${DEFAULT-VALUE})")
    int count = 1;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description =
                    "K texts side by side on all cores, within the model's context: quicker, each the same whatever K is,"
                            + " with other random numbers than --count has (default: one after the other, as --count says)")
    int samples;

    @Mixin
    KvCacheOption cache;

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    @Override
    public void run() {
        var sampling = new Sampling(temperature, topK, topP, seed);
        if (count < 1) {
            throw new UserError("--count: found %d, expected at least 1".formatted(count));
        }
        if (samples < 0 || samples > MOST_SAMPLES) {
            throw new UserError("--samples: found %d, expected 1 to %d".formatted(samples, MOST_SAMPLES));
        }
        if (samples > 0 && count > 1) {
            throw new UserError("--samples: found it beside --count, expected one of them");
        }
        if (samples > 0 && cache.type() != CacheType.F32) {
            throw new UserError("--kv-cache: found %s beside --samples, whose texts side by side have float32 alone"
                    .formatted(cache.type));
        }
        int lanes = samples > 0 ? Runtime.getRuntime().availableProcessors() : 1;
        try (var model = Show.model(folder, lanes)) {
            cache.set(model, folder);
            var generator = new Generator(model, prompt, tokens);
            if (samples > 0) {
                together(generator.together(sampling, samples));
                return;
            }
            if (generator.slides()) {
                Say.err(
                        "loglog: prompt and text can be longer than the model's context of %d tokens; past it the oldest half is forgotten each time"
                                .formatted(model.model().config().context()));
            }
            if (json) {
                var texts = new ArrayList<Generator.Generated>();
                for (int i = 0; i < count; i++) {
                    texts.add(generator.generate(sampling, i, _ -> {}));
                }
                printJson(texts);
            } else {
                for (int i = 0; i < count; i++) {
                    stream(generator, sampling, i);
                }
            }
        }
    }

    private void together(List<Generator.Generated> texts) {
        if (json) {
            printJson(texts);
            return;
        }
        for (int i = 0; i < texts.size(); i++) {
            System.out.printf("%s--- %d of %d%n", i == 0 ? "" : "\n", i + 1, texts.size());
            System.out.println(prompt + texts.get(i).text());
        }
    }

    private void stream(Generator generator, Sampling sampling, int i) {
        if (count > 1) {
            System.out.printf("%s--- %d of %d%n", i == 0 ? "" : "\n", i + 1, count);
        }
        System.out.print(prompt);
        System.out.flush();
        generator.generate(sampling, i, piece -> {
            System.out.print(piece);
            System.out.flush();
        });
        System.out.println();
    }

    private void printJson(List<Generator.Generated> texts) {
        var node = Show.object();
        node.put("model", folder.toString()).put("prompt", prompt);
        node.put("temperature", temperature)
                .put("top_k", topK)
                .put("top_p", topP)
                .put("seed", seed);
        var samples = node.putArray("samples");
        for (var text : texts) {
            samples.addObject()
                    .put("text", text.text())
                    .put("tokens", text.tokens().length)
                    .put("end", text.end() == Generator.End.DOCUMENT ? "document" : "length");
        }
        Show.json(node);
    }
}
