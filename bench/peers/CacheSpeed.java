import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.models.generation.LanguageModel;
import loglog.models.gguf.GgmlType;
import loglog.models.gguf.GgufExport;
import loglog.models.tokens.Tokenizer;
import loglog.models.transformer.CacheType;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;

/**
 * Decoding with keys and values in float32 and in blocks of 8 bits, in turn: tokens of a thread's processor second behind as many tokens
 * as the context has but the last 64, and the memory of the whole cache. A model of 512 x 8 with heads of 64, random weights in Q4_0.
 * Arguments: contexts.
 */
public final class CacheSpeed {
    private static final int TOKENS = 64;
    private static final int ROUNDS = 9;

    public static void main(String[] args) throws Exception {
        for (String context : args) {
            measure(Integer.parseInt(context));
        }
    }

    private static void measure(int context) throws Exception {
        var config = new Llama(
                256, 512, 8, 8, 8, 64, 1376, context, 1e-5, 10_000, true, OptionalInt.of(255));
        var file = Files.createTempFile("cache", ".gguf");
        try {
            try (var device = HostDevice.vector(1)) {
                var model = new Model(device, config, 0);
                model.initialize(1);
                GgufExport.write(file, "m", model, Tokenizer.bytes(), GgmlType.Q4_0);
            }
            try (var model = LanguageModel.load(file, 1)) {
                var types = CacheType.values();
                var caches = new CachedTransformer[types.length];
                var k = model.model().device().kernels(0);
                for (int i = 0; i < types.length; i++) {
                    model.model().cacheIn(types[i]);
                    caches[i] = new CachedTransformer(model.model(), context, 64);
                    for (int at = 0; at + TOKENS < context; at += 64) {
                        var tokens = new int[64];
                        Arrays.setAll(tokens, t -> t * 37 & 255);
                        caches[i].append(k, tokens, 0, 64);
                    }
                }
                var rates = new double[types.length][ROUNDS];
                var clock = ManagementFactory.getThreadMXBean();
                for (int round = -3; round < ROUNDS; round++) {
                    for (int i = 0; i < types.length; i++) {
                        long began = clock.getCurrentThreadCpuTime();
                        for (int t = 0; t < TOKENS; t++) {
                            caches[i].append(k, new int[] {t & 255}, 0, 1);
                        }
                        double seconds = (clock.getCurrentThreadCpuTime() - began) * 1e-9;
                        caches[i].truncate(caches[i].length() - TOKENS);
                        if (round >= 0) {
                            rates[i][round] = TOKENS / seconds;
                        }
                    }
                }
                var ratios = new double[ROUNDS];
                Arrays.setAll(ratios, r -> rates[1][r] / rates[0][r]);
                for (int i = 0; i < types.length; i++) {
                    Arrays.sort(rates[i]);
                    System.out.printf("context %d, %s: %.1f MB, %.0f tokens/s%n",
                            context, types[i], caches[i].cacheBytes() / 1e6, rates[i][ROUNDS / 2]);
                }
                Arrays.sort(ratios);
                System.out.printf("  ratio %.2f (%.2f to %.2f)%n", ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
            }
        } finally {
            Files.delete(file);
        }
    }
}
