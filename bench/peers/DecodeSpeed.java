import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Surprise;
import loglog.models.gguf.GgmlType;
import loglog.models.gguf.GgufExport;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;

/**
 * Decodes when told to: each line of its input is a GGUF file in the folder, and is answered by a line of JSON: tokens, seconds,
 * seconds of processor time. Arguments: folder, width, layers, heads, tokens, and a text whose bits it greets with. It first writes
 * the files: a model with random weights in each type, {@code TYPE.gguf}.
 */
public final class DecodeSpeed {
    private static final int CONTEXT = 512;

    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        int width = Integer.parseInt(args[1]);
        int heads = Integer.parseInt(args[3]);
        int tokens = Integer.parseInt(args[4]);
        int inner = (width * 8 / 3 + 31) / 32 * 32;
        var config = new Llama(
                256, width, Integer.parseInt(args[2]), heads, heads, width / heads, inner, CONTEXT, 1e-5, 10_000, true,
                OptionalInt.of(255));
        try (var device = HostDevice.vector(1)) {
            var model = new Model(device, config, 0);
            model.initialize(1);
            for (var type : GgmlType.values()) {
                var file = folder.resolve(type.label() + ".gguf");
                if (!Files.exists(file)) {
                    GgufExport.write(file, type.label(), model, Tokenizer.bytes(), type);
                }
            }
        }
        String text = args[5];
        var bits = new StringBuilder();
        for (var type : GgmlType.values()) {
            try (var model = LanguageModel.load(folder.resolve(type.label() + ".gguf"), 1)) {
                bits.append(bits.isEmpty() ? "" : ", ").append('"').append(type.label()).append("\": ")
                        .append(Surprise.of(model, text, 0).bits());
            }
        }
        System.out.println("{\"bits\": {" + bits + "}}");
        var lines = new BufferedReader(new InputStreamReader(System.in));
        LanguageModel model = null;
        CachedTransformer cached = null;
        String loaded = "";
        var clock = ManagementFactory.getThreadMXBean();
        for (String line; (line = lines.readLine()) != null; ) {
            if (!line.equals(loaded)) {
                if (model != null) {
                    model.close();
                }
                model = LanguageModel.load(folder.resolve(line), 1);
                cached = new CachedTransformer(model.model(), CONTEXT, 64);
                loaded = line;
                for (int i = 0; i < 3; i++) {
                    decode(model, cached, tokens); // the compiler learns
                }
            }
            long began = System.nanoTime();
            long processor = clock.getCurrentThreadCpuTime();
            decode(model, cached, tokens);
            System.out.println("{\"tokens\": %d, \"seconds\": %.6f, \"processor_seconds\": %.6f}"
                    .formatted(
                            tokens,
                            (System.nanoTime() - began) * 1e-9,
                            (clock.getCurrentThreadCpuTime() - processor) * 1e-9));
        }
    }

    private static void decode(LanguageModel model, CachedTransformer cached, int count) {
        var k = model.model().device().kernels(0);
        var logits = new float[model.model().config().vocabulary()];
        var token = new int[] {model.startToken()};
        cached.truncate(0);
        for (int i = 0; i < count; i++) {
            k.read(cached.append(k, token, 0, 1), logits);
            token[0] = 0;
            for (int v = 1; v < logits.length; v++) {
                token[0] = logits[v] > logits[token[0]] ? v : token[0];
            }
        }
    }
}
