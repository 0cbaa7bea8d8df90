package loglog.models.gguf;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;
import loglog.engine.layers.SingleRow;
import loglog.models.tokens.Tokenizer;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Llama;
import loglog.models.weights.StoredTensor;
import loglog.models.weights.Weight;
import loglog.models.weights.WeightMap;
import loglog.models.weights.WeightSource;
import loglog.runs.DataException;

/** A model in a GGUF file: {@code llama} or {@code gpt2}, in the types that {@link GgmlType} lists. */
public final class GgufModel implements AutoCloseable {
    private static final String ARCHITECTURE = "general.architecture";

    private final GgufFile file;
    private final HfConfig config;
    private final Map<String, String> names;

    private GgufModel(GgufFile file, HfConfig config) {
        this.file = file;
        this.config = config;
        names = GgufNames.of(config);
    }

    /**
     * Opens a file and checks what it holds.
     *
     * @throws DataException naming file and key or tensor, where it is no such file or holds another kind of model
     */
    public static GgufModel open(Path path) {
        var file = GgufFile.open(path);
        try {
            var model = new GgufModel(file, config(file));
            HfWeights.of(model.config).forEach(model::entry);
            return model;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static HfConfig config(GgufFile file) {
        var architecture = file.text(ARCHITECTURE);
        if (!architecture.equals("llama") && !architecture.equals("gpt2")) {
            throw file.found(ARCHITECTURE, "llama or gpt2");
        }
        var of = architecture + ".";
        var embedding = file.tensors().get("token_embd.weight");
        if (embedding == null) {
            throw DataException.in(
                    file.file(),
                    "there is no tensor token_embd.weight among its %d tensors",
                    file.tensors().size());
        }
        int vocabulary = embedding.shape().getFirst().intValue();
        int width = file.required(of + "embedding_length");
        int layers = file.required(of + "block_count");
        int heads = file.required(of + "attention.head_count");
        int context = file.required(of + "context_length");
        int feedForward = file.required(of + "feed_forward_length");
        boolean tied = !file.tensors().containsKey(GgufNames.HEAD);
        if (heads < 1 || width % heads != 0) {
            throw file.found(of + "attention.head_count", "a divisor of the width, which is " + width);
        }
        var end = GgufTokenizer.end(file);
        if (architecture.equals("gpt2")) {
            double epsilon = file.real(of + "attention.layer_norm_epsilon").orElse(1e-5);
            return new Gpt2(vocabulary, width, layers, heads, feedForward, context, epsilon, tied, end);
        }
        int kvHeads = file.integer(of + "attention.head_count_kv").orElse(heads);
        if (kvHeads < 1 || heads % kvHeads != 0) {
            throw file.found(of + "attention.head_count_kv", "a divisor of the number of heads, which is " + heads);
        }
        int headWidth = file.integer(of + "attention.key_length").orElse(width / heads);
        if (file.integer(of + "rope.dimension_count").orElse(headWidth) != headWidth) {
            throw file.found(of + "rope.dimension_count", "a head's width, which is " + headWidth);
        }
        if (file.has(of + "rope.scaling.type")
                && !file.text(of + "rope.scaling.type").equals("none")) {
            throw file.found(of + "rope.scaling.type", "none, since scaled rotary embeddings are not computed");
        }
        return new Llama(
                vocabulary,
                width,
                layers,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                context,
                file.real(of + "attention.layer_norm_rms_epsilon").orElse(1e-5),
                file.real(of + "rope.freq_base").orElse(10_000),
                tied,
                end);
    }

    /** The file's tensor for a weight, of the shape that the configuration gives it. */
    private GgufFile.Entry entry(Weight weight) {
        var name = names.get(weight.name());
        var entry = file.tensors().get(name);
        if (entry == null) {
            throw DataException.in(
                    file.file(),
                    "there is no tensor %s among its %d tensors",
                    name,
                    file.tensors().size());
        }
        var expected = StoredTypes.turned(config, weight) ? weight.shape().reversed() : weight.shape();
        if (!entry.shape().equals(expected)) {
            throw DataException.in(
                    file.file(),
                    "tensor %s: found shape %s, expected %s from the metadata",
                    name,
                    entry.shape(),
                    expected);
        }
        return entry;
    }

    public HfConfig config() {
        return config;
    }

    /** The tokenizer; whoever asks closes it. */
    public Tokenizer tokenizer() {
        return GgufTokenizer.read(file);
    }

    /** The token that a text begins with, where the file names one. */
    public OptionalInt startToken() {
        return GgufTokenizer.start(file);
    }

    /** Each type's tensors: how many there are of it. */
    public Map<GgmlType, Integer> types() {
        var types = new LinkedHashMap<GgmlType, Integer>();
        file.tensors().values().forEach(tensor -> types.merge(tensor.type(), 1, Integer::sum));
        return types;
    }

    /** All weights as float32, in Hugging Face's names and order of rows. */
    public WeightSource weights() {
        var weights = new LinkedHashMap<String, StoredTensor>();
        for (var weight : HfWeights.of(config)) {
            var entry = entry(weight);
            var values = entry.type().decode(entry.data().toArray(ValueLayout.JAVA_BYTE));
            weights.put(
                    weight.name(),
                    StoredTensor.ofFloats(
                            weight.name(),
                            GgufExport.back(config, weight, values),
                            weight.shape().stream().mapToLong(d -> d).toArray()));
        }
        return new WeightMap(file.file().toString(), weights);
    }

    /**
     * The matrices that the file has in blocks or in bfloat16, in a device's memory, by the names under which layers multiply with
     * them: a stack by its own name, where all its parts have one type.
     */
    public Map<String, SingleRow> singleRows(Device device) {
        var groups = new LinkedHashMap<String, List<Weight>>();
        for (var weight : HfWeights.of(config)) {
            if (weight.isMatrix()) {
                var name = weight.stack().isEmpty() ? weight.name() : weight.stack();
                groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(weight);
            }
        }
        var matrices = new HashMap<String, SingleRow>();
        groups.forEach((name, parts) -> {
            var type = entry(parts.getFirst()).type();
            boolean one = parts.stream().allMatch(part -> entry(part).type() == type);
            if (one && (type.blocks().isPresent() || type == GgmlType.BF16)) {
                matrices.put(name, stacked(device, type, parts));
            }
        });
        return matrices;
    }

    private SingleRow stacked(Device device, GgmlType type, List<Weight> parts) {
        int cols = entry(parts.getFirst()).shape().getLast().intValue();
        int rows = 0;
        var blocks = new byte[0];
        for (var part : parts) {
            var entry = entry(part);
            int count = entry.shape().getFirst().intValue();
            int each = (int) type.bytes(cols);
            var bytes = entry.data().toArray(ValueLayout.JAVA_BYTE);
            int heads = RowOrder.heads(config, part);
            int from = blocks.length;
            blocks = Arrays.copyOf(blocks, from + bytes.length);
            for (int r = 0; r < count; r++) {
                System.arraycopy(bytes, r * each, blocks, from + RowOrder.source(r, count, heads) * each, each);
            }
            rows += count;
        }
        return type == GgmlType.BF16
                ? SingleRow.of(halves(device, rows, cols, blocks))
                : SingleRow.of(QuantizedMatrix.on(device, type.blocks().orElseThrow(), rows, cols, blocks));
    }

    /** A matrix in bfloat16 from its bytes, each row of which begins a cell. */
    private static Tensor halves(Device device, int rows, int cols, byte[] bytes) {
        int cells = Tensor.cells(cols, Precision.BFLOAT16);
        var storage = device.allocate((long) rows * cells);
        var row = new byte[cells * Integer.BYTES];
        var ints = new int[cells];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(bytes, r * cols * Short.BYTES, row, 0, cols * Short.BYTES);
            ByteBuffer.wrap(row).order(ByteOrder.nativeOrder()).asIntBuffer().get(ints);
            device.kernels(0).write(ints, 0, Tensor.of(storage, (long) r * cells, 1, cells));
        }
        return Tensor.of(storage, 0, rows, cols, Precision.BFLOAT16);
    }

    @Override
    public void close() {
        file.close();
    }
}
