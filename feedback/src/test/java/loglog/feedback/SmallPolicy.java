package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;

/** A transformer whose answers are two of three tokens, so that all nine can be enumerated. */
final class SmallPolicy {
    static final int TOKENS = 3;
    static final int LENGTH = 2;

    private SmallPolicy() {}

    static Device device() {
        return HostDevice.vector(2);
    }

    /** Random weights, and a head large enough that tokens differ. */
    static Model model(Device device, long seed, int labels) {
        var model = new Model(device, Sizes.shape("gpt2", 16, 1, TOKENS, LENGTH + 1), 0, labels);
        model.initialize(seed);
        var k = device.kernels(0);
        model.parameters().byName().forEach((name, t) -> {
            if (name.contains("wte")) {
                k.scaleAdd(0, t, 12, t);
            }
        });
        return model;
    }

    static List<Response> all() {
        var all = new ArrayList<Response>();
        for (int a = 0; a < TOKENS; a++) {
            for (int b = 0; b < TOKENS; b++) {
                all.add(new Response(new int[] {0}, new int[] {a, b}));
            }
        }
        return all;
    }

    static double[] logs(Model model) {
        return ResponseScores.sums(
                new ResponseScorer(model, null, LENGTH).logProbabilities(all()).logProbabilities());
    }

    static double[] probabilities(double[] logs) {
        return java.util.Arrays.stream(logs).map(Math::exp).toArray();
    }

    static Recipe recipe(int batch, int context, double rate) {
        return new Recipe(
                Recipe.Kind.ADAMW,
                rate,
                new Schedule(Schedule.Kind.LINEAR, 0, 0, 0),
                0,
                batch,
                context,
                0,
                0,
                0.9,
                0.99,
                1e-8,
                0.95,
                Precision.FLOAT32);
    }

    /** {@code q exp(r / beta) / Z}. */
    static double[] tilted(double[] q, double[] rewards, double beta) {
        var tilted = new double[q.length];
        double z = 0;
        for (int i = 0; i < q.length; i++) {
            tilted[i] = q[i] * Math.exp(rewards[i] / beta);
            z += tilted[i];
        }
        for (int i = 0; i < q.length; i++) {
            tilted[i] /= z;
        }
        return tilted;
    }
}
