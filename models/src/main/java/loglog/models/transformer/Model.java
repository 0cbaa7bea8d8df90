package loglog.models.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import loglog.engine.BlockFormat;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.RopeTable;
import loglog.engine.layers.SingleRow;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Part;
import loglog.models.weights.StoredTensor;
import loglog.models.weights.WeightSource;
import loglog.runs.DataException;

/** The weights of one transformer in a device's memory. */
public final class Model {
    private final Device device;
    private final HfConfig config;
    private final ParameterPlan plan;
    private final Tensors parameters;
    private final Tensor rope;
    private final int baseWidth;
    private final int labels;
    private Map<String, SingleRow> singleRows = Map.of();
    private CacheType cache = CacheType.F32;

    /**
     * A model with all weights zero.
     *
     * @param baseWidth see {@link ParameterPlan#of}
     */
    public Model(Device device, HfConfig config, int baseWidth) {
        this(device, config, baseWidth, 0);
    }

    /**
     * A model with all weights zero, and a head for scores beside the one for tokens: a verifier, a reward model.
     *
     * @param labels scores of a token: 1, or one for each class; 0 for no such head
     */
    public Model(Device device, HfConfig config, int baseWidth, int labels) {
        this.labels = labels;
        this.device = device;
        this.config = config;
        this.baseWidth = baseWidth;
        if ((long) config.context() * config.headWidth() > Integer.MAX_VALUE - 8) {
            throw new DataException("model: context: found %d with heads of width %d, expected at most %d together"
                    .formatted(config.context(), config.headWidth(), Integer.MAX_VALUE - 8));
        }
        plan = ParameterPlan.of(config, baseWidth, labels);
        parameters = plan.layout().place(device);
        rope = config.ropeTheta().isPresent()
                ? RopeTable.on(
                        device,
                        config.context(),
                        config.headWidth(),
                        config.ropeTheta().getAsDouble())
                : null;
    }

    public Device device() {
        return device;
    }

    public HfConfig config() {
        return config;
    }

    public ParameterPlan plan() {
        return plan;
    }

    public Tensors parameters() {
        return parameters;
    }

    /** Table of rotary angles, or null for learned positions. */
    public Tensor rope() {
        return rope;
    }

    /** Number of trained elements: N. */
    public long params() {
        return ParameterPlan.params(config) + (long) labels * config.width();
    }

    /** Scores of a token that the head for them has; 0 without one. */
    public int labels() {
        return labels;
    }

    /**
     * Random weights, each a function of the seed and its own name. Embeddings have deviation 0.02 (GPT-2), under muP 0.1
     * at every width; matrices 1 / sqrt(fan in), those that end a residual branch divided by sqrt(2 layers) (GPT-2); gains
     * are one, biases zero. Under muP an untied head is divided by sqrt(m) beyond that, m = width / base width,
     * and a tied one's last norm has gain 1/m.
     */
    public void initialize(long seed) {
        double m = baseWidth == 0 ? 1 : (double) config.width() / baseWidth;
        for (var weight : HfWeights.of(config, labels)) {
            var t = parameters.get(weight.name());
            var values = new float[Math.toIntExact(t.size())];
            switch (weight.part()) {
                case BIAS, LAST_BIAS -> {} // zero
                case GAIN -> Arrays.fill(values, 1);
                case LAST_GAIN -> Arrays.fill(values, (float) (config.tied() ? 1 / m : 1));
                case EMBEDDING, HIDDEN, BRANCH_END, HEAD -> {
                    var random = KeyedRandom.of(seed, 0, "weights " + weight.name());
                    double deviation = deviation(weight.part(), t, m);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (deviation * random.normal(i));
                    }
                }
            }
            device.kernels(0).write(values, t);
        }
    }

    private double deviation(Part part, Tensor t, double m) {
        double fanIn = config.outFirst() ? t.cols() : t.rows();
        return switch (part) {
            case HEAD -> 1 / (Math.sqrt(config.width()) * Math.sqrt(m));
            case EMBEDDING -> baseWidth == 0 ? 0.02 : 0.1;
            case BRANCH_END -> 1 / Math.sqrt(2.0 * config.layers()) / Math.sqrt(fanIn);
            default -> 1 / Math.sqrt(fanIn);
        };
    }

    /**
     * Takes the weights of a file in Hugging Face's layout. A head for scores that the file does not have stays as it is.
     *
     * @param prefix stands before every name in the file; may be empty
     */
    public void load(WeightSource source, String prefix) {
        HfWeights.read(config, source, prefix)
                .forEach((name, stored) -> device.kernels(0).write(stored.floats(), parameters.get(name)));
        if (labels > 0) {
            HfWeights.score(config, labels, source, prefix)
                    .ifPresent(stored -> device.kernels(0).write(stored.floats(), parameters.get(HfConfig.SCORE)));
        }
    }

    /**
     * Gives matrices in blocks or in bfloat16 that single tokens are multiplied with ({@link CachedTransformer}), instead of the
     * same values as floats, which stay for all else.
     *
     * @param matrices by the name of the weight or the stack
     */
    public void decodeBy(Map<String, SingleRow> matrices) {
        singleRows = Map.copyOf(matrices);
    }

    /**
     * Says what sequences that grow keep their keys and values in ({@link CachedTransformer}), from now on.
     *
     * @throws DataException where this model's heads do not fill blocks
     */
    public void cacheIn(CacheType type) {
        if (type == CacheType.Q8_0 && config.headWidth() % BlockFormat.Q8_0.length() != 0) {
            throw new DataException("found heads of width %d, expected a multiple of %d for keys and values in q8_0"
                    .formatted(config.headWidth(), BlockFormat.Q8_0.length()));
        }
        cache = type;
    }

    CacheType cacheType() {
        return cache;
    }

    /** What {@link #decodeBy} gave; empty for none. */
    Map<String, SingleRow> singleRows() {
        return singleRows;
    }

    /** A copy of all weights in Hugging Face's layout, for a file. */
    public List<StoredTensor> stored() {
        return stored(parameters);
    }

    /** A copy of tensors that were placed by this model's plan (weights, gradients). */
    public List<StoredTensor> stored(Tensors placed) {
        var result = new ArrayList<StoredTensor>();
        for (var weight : HfWeights.of(config, labels)) {
            var t = placed.get(weight.name());
            var values = new float[Math.toIntExact(t.size())];
            device.kernels(0).read(t, values);
            result.add(StoredTensor.ofFloats(
                    weight.name(),
                    values,
                    weight.shape().stream().mapToLong(d -> d).toArray()));
        }
        return result;
    }
}
