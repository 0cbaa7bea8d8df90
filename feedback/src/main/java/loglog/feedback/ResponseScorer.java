package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.ScoreLoss;
import loglog.engine.Tensors;
import loglog.models.transformer.Model;
import loglog.models.transformer.Transformer;

/**
 * Log-probabilities of answers under a policy and its reference, their entropies and the KL between them, and scores of reward models:
 * forward alone, on all lanes of the models' device. Takes its memory once; the weights may change between calls. An answer's
 * numbers are the same bits whatever stands beside it.
 */
public final class ResponseScorer {
    /** One model's transformers, a lane each. */
    private final class Side {
        private final Model model;
        private final List<Transformer> lanes = new ArrayList<>();
        private final float[][] logits;

        Side(Model model) {
            this.model = model;
            Tensors prepared = device.preparesWeights() ? model.plan().layout().placePrepared(device) : null;
            logits = new float[device.lanes()][];
            for (int lane = 0; lane < device.lanes(); lane++) {
                lanes.add(new Transformer(model, model.parameters(), prepared, chunk, length));
            }
        }

        int vocabulary() {
            return model.config().vocabulary();
        }

        void prepare(Kernels k, int lane) {
            lanes.get(lane).prepare(k, lane, device.lanes());
        }

        /** Of the lane's chunk, [chunk * length, vocabulary]. */
        float[] logits(Kernels k, int lane, int[] inputs, int[] targets) {
            var transformer = lanes.get(lane);
            transformer.read(k, inputs, targets, 0);
            transformer.forward(k);
            if (logits[lane] == null) {
                logits[lane] = new float[chunk * length * vocabulary()];
            }
            k.read(transformer.logits(), logits[lane]);
            return logits[lane];
        }

        /** Minus the log-probability of each target of the lane's chunk. */
        void losses(Kernels k, int lane, int[] inputs, int[] targets, float[] losses) {
            var transformer = lanes.get(lane);
            transformer.read(k, inputs, targets, 0);
            transformer.evaluate(k);
            k.read(transformer.losses(), losses);
        }
    }

    private final Device device;
    private final int length;
    private final int chunk;
    private final Side policy;
    private final Side reference;
    private final int[][] inputs;
    private final int[][] targets;
    private final float[][] losses;
    private final float[] zeros;
    private final float[] ones;

    /**
     * Takes the memory.
     *
     * @param reference on the same device; null for none
     * @param length positions of the longest answer with its prompt
     */
    public ResponseScorer(Model policy, Model reference, int length) {
        device = policy.device();
        this.length = length;
        chunk = Math.max(1, device.chunkTokens() / length);
        this.policy = new Side(policy);
        this.reference = reference == null ? null : new Side(reference);
        inputs = new int[device.lanes()][chunk * length];
        targets = new int[device.lanes()][chunk * length];
        losses = new float[device.lanes()][chunk * length];
        zeros = new float[chunk * length];
        ones = new float[chunk * length];
        java.util.Arrays.fill(ones, 1);
    }

    /** What a lane does with a chunk of answers whose tokens are read. */
    @FunctionalInterface
    private interface ChunkWork {
        void on(Kernels k, int lane, int first, int count);
    }

    /** Log-probabilities alone, of the policy and, where there is one, the reference. */
    public ResponseScores logProbabilities(List<Response> answers) {
        var own = new double[answers.size()][];
        var others = reference == null ? null : new double[answers.size()][];
        run(answers, (k, lane, first, count) -> {
            policy.losses(k, lane, inputs[lane], targets[lane], losses[lane]);
            take(answers, first, count, losses[lane], own);
            if (reference != null) {
                reference.losses(k, lane, inputs[lane], targets[lane], losses[lane]);
                take(answers, first, count, losses[lane], others);
            }
        });
        return new ResponseScores(own, others, null, null);
    }

    private void take(List<Response> answers, int first, int count, float[] lost, double[][] to) {
        for (int row = 0; row < count; row++) {
            var answer = answers.get(first + row);
            int from = row * length + answer.prompt().length - 1;
            var values = new double[answer.tokens().length];
            for (int t = 0; t < values.length; t++) {
                values[t] = -lost[from + t];
            }
            to[first + row] = values;
        }
    }

    /** All there is to say of answers: log-probabilities, entropies and, where there is a reference, KL. */
    public ResponseScores distributions(List<Response> answers) {
        int n = answers.size();
        var scores = new ResponseScores(
                new double[n][],
                reference == null ? null : new double[n][],
                new double[n][],
                reference == null ? null : new double[n][]);
        run(answers, (k, lane, first, count) -> {
            var own = policy.logits(k, lane, inputs[lane], targets[lane]);
            var others = reference == null ? null : reference.logits(k, lane, inputs[lane], targets[lane]);
            for (int row = 0; row < count; row++) {
                distributions(answers.get(first + row), first + row, row * length, own, others, scores);
            }
        });
        return scores;
    }

    private void distributions(
            Response answer, int number, int from, float[] own, float[] others, ResponseScores scores) {
        int vocabulary = policy.vocabulary();
        int tokens = answer.tokens().length;
        var logs = new double[tokens];
        var entropy = new double[tokens];
        var referenceLogs = others == null ? null : new double[tokens];
        var kl = others == null ? null : new double[tokens];
        for (int t = 0; t < tokens; t++) {
            int at = (from + answer.prompt().length - 1 + t) * vocabulary;
            double norm = logSumExp(own, at, vocabulary);
            double otherNorm = others == null ? 0 : logSumExp(others, at, vocabulary);
            double mean = 0;
            double apart = 0;
            for (int v = 0; v < vocabulary; v++) {
                double log = own[at + v] - norm;
                double p = Math.exp(log);
                mean += p * log;
                if (others != null) {
                    apart += p * (log - (others[at + v] - otherNorm));
                }
            }
            int token = answer.tokens()[t];
            logs[t] = own[at + token] - norm;
            entropy[t] = Math.max(0, -mean);
            if (others != null) {
                referenceLogs[t] = others[at + token] - otherNorm;
                kl[t] = Math.max(0, apart);
            }
        }
        scores.logProbabilities()[number] = logs;
        scores.entropy()[number] = entropy;
        if (others != null) {
            scores.reference()[number] = referenceLogs;
            scores.kl()[number] = kl;
        }
    }

    private static double logSumExp(float[] logits, int from, int count) {
        double most = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < count; v++) {
            most = Math.max(most, logits[from + v]);
        }
        double sum = 0;
        for (int v = 0; v < count; v++) {
            sum += Math.exp(logits[from + v] - most);
        }
        return most + Math.log(sum);
    }

    /** The scores after each token of answers, of a model that has a head of one score. */
    public double[][] scores(List<Response> answers) {
        if (policy.model.labels() != 1) {
            throw new IllegalArgumentException("a model of %d scores a token".formatted(policy.model.labels()));
        }
        var scores = new double[answers.size()][];
        run(answers, (k, lane, first, count) -> {
            var transformer = policy.lanes.get(lane);
            transformer.readScores(k, inputs[lane], zeros, ones, 0);
            transformer.evaluateScores(k, ScoreLoss.LINEAR);
            k.read(transformer.losses(), losses[lane]); // a score of weight 1 loses itself
            for (int row = 0; row < count; row++) {
                var answer = answers.get(first + row);
                var values = new double[answer.tokens().length];
                int from = row * length + answer.prompt().length;
                for (int t = 0; t < values.length; t++) {
                    values[t] = losses[lane][from + t];
                }
                scores[first + row] = values;
            }
        });
        return scores;
    }

    private void run(List<Response> answers, ChunkWork work) {
        device.run((k, lane) -> {
            policy.prepare(k, lane);
            if (reference != null) {
                reference.prepare(k, lane);
            }
        });
        int chunks = Math.ceilDiv(answers.size(), chunk);
        device.run((k, lane) -> {
            for (int c = lane; c < chunks; c += device.lanes()) {
                int first = c * chunk;
                int count = Math.min(chunk, answers.size() - first);
                java.util.Arrays.fill(targets[lane], -1); // rows behind the last have no targets
                for (int row = 0; row < count; row++) {
                    answers.get(first + row).write(inputs[lane], targets[lane], row * length, length);
                }
                work.on(k, lane, first, count);
            }
        });
    }
}
