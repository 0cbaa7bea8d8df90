package loglog.models.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.runs.DataException;

/**
 * The weights of a model, found in files under the names and shapes that Hugging Face's transformers save.
 */
public final class HfWeights {
    private static final long MOST_LABELS = 1 << 20;

    private HfWeights() {}

    /** All weights in the order in which data flows through them; a tied head is not among them. */
    public static List<Weight> of(HfConfig config) {
        var weights = new ArrayList<Weight>();
        config.eachWeight(weights::add);
        return List.copyOf(weights);
    }

    /** As {@link #of(HfConfig)}, and the head for scores where it has labels. */
    public static List<Weight> of(HfConfig config, int labels) {
        var weights = new ArrayList<>(of(config));
        if (labels > 0) {
            weights.add(Weight.of(Part.HEAD, HfConfig.SCORE, labels, config.width()));
        }
        return List.copyOf(weights);
    }

    /**
     * How many scores the head has that a file holds; 0 where it holds none.
     *
     * @throws DataException where it is no matrix
     */
    public static int labels(WeightSource source) {
        var head = source.find(HfConfig.SCORE);
        if (head.isEmpty()) {
            return 0;
        }
        var shape = head.get().shape();
        if (shape.size() != 2 || shape.getFirst() < 1 || shape.getFirst() > MOST_LABELS) {
            throw new DataException("%s: tensor %s: found shape %s, expected [labels, width] of at most %d labels"
                    .formatted(source, HfConfig.SCORE, shape, MOST_LABELS));
        }
        return shape.getFirst().intValue();
    }

    /** Elements of all weights, without a list of them: a configuration may ask for any number of layers. */
    public static long elements(HfConfig config) {
        var none = new long[1];
        var one = new long[1];
        config.withLayers(0).eachWeight(weight -> none[0] += weight.elements());
        config.withLayers(1).eachWeight(weight -> one[0] += weight.elements());
        return none[0] + config.layers() * (one[0] - none[0]);
    }

    /**
     * Finds every weight of {@code config} in a file and checks its shape. A weight that a file holds under another name is
     * found, too: a shared one that {@code safetensors.torch.save_model} kept under the other name, as the file's {@code
     * __metadata__} says, a tied embedding that is there as the head's alone, and the body's weights without the prefix of
     * the whole model. Other tensors in the file are left alone (older checkpoints hold attention masks and a copy of the
     * tied head).
     *
     * @param prefix stands before every name in the file in addition, such as {@code param.}; may be empty
     * @return name as in {@link #of} to tensor, in that order
     * @throws DataException naming the first tensor that is missing, or of another shape or no floating-point type
     */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source, String prefix) {
        var found = new LinkedHashMap<String, StoredTensor>();
        config.eachWeight(weight ->
                found.put(weight.name(), checked(weight, find(config, source, prefix, weight.name()), source)));
        return found;
    }

    /**
     * Finds the head for scores.
     *
     * @throws DataException where it has another shape, or no floating-point type
     */
    public static Optional<StoredTensor> score(HfConfig config, int labels, WeightSource source, String prefix) {
        var weight = Weight.of(Part.HEAD, HfConfig.SCORE, labels, config.width());
        return source.find(prefix + weight.name()).map(tensor -> checked(weight, tensor, source));
    }

    private static StoredTensor checked(Weight weight, StoredTensor tensor, WeightSource source) {
        if (!tensor.shape().equals(weight.shape())) {
            throw new DataException("%s: tensor %s: found shape %s, expected %s from the configuration"
                    .formatted(source, tensor.name(), tensor.shape(), weight.shape()));
        }
        if (!tensor.dtype().isFloat()) {
            throw new DataException("%s: tensor %s: found %s, expected F32, F64, F16 or BF16"
                    .formatted(source, tensor.name(), tensor.dtype()));
        }
        return tensor;
    }

    private static StoredTensor find(HfConfig config, WeightSource source, String prefix, String name) {
        var names = new ArrayList<>(List.of(prefix + name));
        if (name.startsWith(config.body())) {
            names.add(prefix + name.substring(config.body().length()));
        }
        if (config.tied() && name.equals(config.embedding())) {
            names.add(prefix + HfConfig.HEAD);
        }
        return names.stream()
                .flatMap(n -> source.find(n).stream())
                .findFirst()
                .orElseGet(() -> source.tensor(prefix + name));
    }

    /**
     * The configuration that the weights follow: where it ties the head to the embedding and the file holds the two with
     * different values, they are not tied, as transformers have it.
     */
    public static HfConfig asStored(HfConfig config, WeightSource source) {
        if (!config.tied() || source.find(HfConfig.HEAD).isEmpty()) {
            return config;
        }
        var head = source.tensor(HfConfig.HEAD);
        var embedding = find(config, source, "", config.embedding());
        boolean same = head.shape().equals(embedding.shape())
                && head.dtype() == embedding.dtype()
                && head.data().mismatch(embedding.data()) < 0;
        return same ? config : config.untied();
    }

    /** As {@link #read(HfConfig, WeightSource, String)} with no prefix. */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source) {
        return read(config, source, "");
    }
}
