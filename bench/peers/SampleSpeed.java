import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import loglog.engine.KeyedRandom;
import loglog.engine.Kernels;
import loglog.engine.cpu.HostDevice;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;

/**
 * Samples when told to: each line of its input is {@code batched} or {@code single}, and is answered by a line of JSON. Arguments:
 * the folder of a model's config.json (weights are random), prompts, samples, tokens of a prompt, new tokens, threads, how often
 * it samples a line.
 */
public final class SampleSpeed {
    private static int[][] prompts;

    public static void main(String[] args) throws Exception {
        HfConfig config = HfConfig.read(Path.of(args[0]));
        int samples = Integer.parseInt(args[2]);
        int read = Integer.parseInt(args[3]);
        int tokens = Integer.parseInt(args[4]);
        int repetitions = Integer.parseInt(args[6]);
        try (var device = HostDevice.vector(Integer.parseInt(args[5]))) {
            var model = new Model(device, config, 0);
            model.initialize(1);
            prompts = new int[Integer.parseInt(args[1])][read];
            for (int i = 0; i < prompts.length; i++) {
                for (int t = 0; t < read; t++) {
                    prompts[i][t] = (i * 31 + t * 7 + i * t) % config.vocabulary();
                }
            }
            var sampler = new BatchSampler(model, config.vocabulary(), read + tokens);
            var lines = new BufferedReader(new InputStreamReader(System.in));
            long seed = 1;
            for (String line; (line = lines.readLine()) != null; seed++) {
                var threads = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
                long cpu = threads.getProcessCpuTime();
                long began = System.nanoTime();
                long count = 0;
                double flops = 0;
                if (line.equals("batched")) {
                    for (int i = 0; i < repetitions; i++) {
                        var sampling = new Sampling(1, 0, 1, seed * 1000 + i);
                        var result = sampler.sample(Prompt.numbered(List.of(prompts)), samples, tokens, sampling);
                        count += result.tokens();
                        flops += result.flops();
                    }
                } else {
                    count = single(model, device.kernels(0), read, tokens, seed, 64);
                }
                double seconds = (System.nanoTime() - began) * 1e-9;
                System.out.println(String.format(
                        Locale.ROOT,
                        "{\"params\": %d, \"tokens\": %d, \"seconds\": %.6f, \"processor_seconds\": %.6f, \"flops\": %.6g}",
                        model.params(), count, seconds, (threads.getProcessCpuTime() - cpu) * 1e-9, flops));
            }
        }
    }

    private static CachedTransformer cached;

    /** One by one, as {@code loglog sample} does it: a prompt in blocks, then a token at a time, with doubles to choose it. */
    private static long single(Model model, Kernels k, int read, int tokens, long seed, int texts) {
        if (cached == null) {
            cached = new CachedTransformer(model, read + tokens, Math.min(64, read + tokens));
        }
        int vocabulary = model.config().vocabulary();
        var logits = new float[vocabulary];
        var weights = new double[vocabulary];
        var token = new int[1];
        long count = 0;
        for (int i = 0; i < texts; i++) {
            cached.truncate(0);
            int at = 0;
            for (; at + 64 < read; at += 64) {
                cached.append(k, prompts[i % prompts.length], at, 64);
            }
            k.read(cached.append(k, prompts[i % prompts.length], at, read - at), logits);
            var random = KeyedRandom.of(seed, i, "single");
            for (int t = 0; t < tokens; t++, count++) {
                double max = Double.NEGATIVE_INFINITY;
                for (float x : logits) {
                    max = Math.max(max, x);
                }
                double total = 0;
                for (int v = 0; v < vocabulary; v++) {
                    weights[v] = Math.exp(logits[v] - max);
                    total += weights[v];
                }
                double left = random.uniform(t) * total;
                int chosen = 0;
                while (chosen < vocabulary - 1 && (left -= weights[chosen]) >= 0) {
                    chosen++;
                }
                token[0] = chosen;
                if (t < tokens - 1) {
                    k.read(cached.append(k, token, 0, 1), logits);
                }
            }
        }
        return count;
    }
}
