package loglog.lab.design;

import java.util.List;
import java.util.regex.Pattern;
import loglog.runs.Json;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.yaml.Key;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/** Keys that several designs have. */
public final class DesignKeys {
    /** More FLOP are taken for a mistake. */
    public static final double MOST_FLOPS = 1e30;

    /** More tokens per param are taken for a mistake. */
    public static final double MOST_RATIO = 1e6;

    private static final Pattern SHAPE = Pattern.compile("(?i)0*([1-9]\\d{0,5})\\s*[x×]\\s*0*([1-9]\\d{0,3})");
    private static final String A_SIZE = "a size, such as 300K params or 64x4 (width x layers)";
    private static final String OF_SIZES = "Params, or in full as width x layers: 64x4.";

    static final ValueType<Size> SIZE_TYPE = new ValueType<>(A_SIZE, DesignKeys::read, sizeSchema());
    static final ValueType<Long> TOKENS_TYPE = ValueType.count("tokens, such as 6M");
    static final ValueType<Double> RATIO_TYPE = ValueType.amount(MOST_RATIO, "tokens per param, such as 20");
    static final ValueType<Double> SHARE_TYPE = ValueType.number(Bounds.above(0).below(1), "a share between 0 and 1");

    /** How large the model is. */
    public static final Key<Size> SIZE =
            Key.required("size", SIZE_TYPE, OF_SIZES).with("100K");

    /** How large the models are. */
    public static final Key<Size> SIZES = Key.required("sizes", SIZE_TYPE, OF_SIZES)
            .several("sizes, such as [100K, 300K, 64x4]")
            .with("[30K, 60K, 120K, 240K]");

    /** Of every run. */
    public static final Key<Long> TOKENS = Key.required("tokens", TOKENS_TYPE, "Tokens of every run.");

    /** Numbers of tokens. */
    public static final Key<Long> TOKEN_COUNTS = Key.required("tokens", TOKENS_TYPE, "Each size is trained on so many.")
            .several("tokens, such as [1M, 3M, 10M]")
            .with("[500K, 1M, 2M, 4M]");

    /** Ratios of tokens to params. */
    public static final Key<Double> RATIOS = Key.optional(
                    "tokens_per_param", RATIO_TYPE, "The ratios that are considered.", "[5, 10, 20, 40, 80]")
            .several("tokens per param, such as [5, 10, 20, 40]")
            .with("[5, 10, 20, 40, 80]");

    private DesignKeys() {}

    private static Size read(Value value, String expected) {
        var shape = SHAPE.matcher(value.text(expected));
        return shape.matches()
                ? new Size.Shape(Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)))
                : new Size.Params(params(value, expected));
    }

    /** Params of one model. */
    public static long params(Value value, String expected) {
        value.amount(Settings.MOST_PARAMS, expected);
        return value.count(expected);
    }

    private static ObjectNode sizeSchema() {
        var schema = Json.MAPPER.createObjectNode();
        var any = schema.putArray("anyOf");
        any.add(ValueType.definition("count"));
        any.addObject().put("type", "string").put("pattern", "^[0-9]{1,6}\\s*[xX×]\\s*[0-9]{1,4}$");
        return schema;
    }

    /** A kind of design as a schema. */
    public static ObjectNode schema(DesignKind kind) {
        var schema = Json.MAPPER.createObjectNode().put("description", kind.purpose());
        schema.setAll(Key.schema(kind.keys()));
        var required = Json.MAPPER.createArrayNode().add(DesignKind.KEY);
        schema.path("required").forEach(required::add);
        schema.set("required", required);
        schema.withObject("/properties").putObject(DesignKind.KEY).put("const", kind.word());
        return schema;
    }

    /** The keys of a design, that of its name first. */
    static List<String> names(DesignKind kind) {
        var names = new java.util.ArrayList<String>();
        names.add(DesignKind.KEY);
        names.addAll(Key.names(kind.keys()));
        return names;
    }
}
