package loglog.training.program;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a program's runs are measured by, and what they cost.
 *
 * @param flopsPerParamAndToken FLOP of training over params times tokens, where the program does not tell its FLOP
 */
record ProgramTask(Metric metric, double flopsPerParamAndToken) implements Task {
    /** Of a template. */
    static final Metric EXAMPLE = new Metric("accuracy", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);

    private static final ValueType<Double> ANY =
            ValueType.number(Bounds.from(Double.NEGATIVE_INFINITY), "a number, such as 0");

    private static final Key<String> METRIC_NAME = Key.required(
            "name",
            ValueType.text("a name, such as accuracy: small letters, digits, underscores", "^[a-z][a-z0-9_]{0,39}$"),
            "As the program's rows have it.");

    private static final Key<String> UNIT = Key.optional(
                    "unit", ValueType.text("the unit, such as Elo"), "In words.", "none")
            .such("Elo");

    private static final Key<String> BETTER =
            Key.required("better", ValueType.oneOf(List.of("high", "low")), "Which way is better.");

    private static final Key<Double> LEAST = Key.optional(
                    "least", ANY, "That it can be.", "no limit; with scale log or logit 0")
            .such("0");

    private static final Key<Double> GREATEST = Key.optional(
                    "greatest", ANY, "That it can be.", "no limit; with scale logit 1")
            .such("1");

    private static final Key<String> SCALE = Key.required(
            "scale",
            ValueType.oneOf(List.of("log", "logit", "linear")),
            "On which it changes evenly: log as a loss, logit as an accuracy, linear as a rating. It decides the laws.");

    static final List<Key<?>> METRIC_KEYS = List.of(METRIC_NAME, UNIT, BETTER, LEAST, GREATEST, SCALE);

    private static final Key<Section> METRIC = Key.required(
                    "metric",
                    ValueType.section(METRIC_KEYS)
                            .expecting("the metric, such as {name: elo, better: high, scale: linear}"),
                    "What runs are measured by: `name`, `unit`, `better` (high, low), `least`, `greatest`, `scale` (log, logit,"
                            + " linear).")
            .with("{name: accuracy, better: high, scale: logit}");

    private static final Key<Double> FLOPS = Key.optional(
            "flops_per_param_and_token",
            ValueType.amount(1e12, "FLOP of each token for each param, such as 6"),
            "FLOP of training over params times tokens, where the program does not tell its flops.",
            "6");

    static final List<Key<?>> KEYS = List.of(METRIC, FLOPS);

    static ProgramTask read(Section study) {
        var section = METRIC.one(study);
        var name = METRIC_NAME.one(section);
        if (!name.matches("[a-z][a-z0-9_]{0,39}")
                || List.of("loss", "step", "tokens", "flops", "params").contains(name)) {
            throw METRIC_NAME.value(section).wrong("the metric's own name: small letters, digits, underscores");
        }
        var scale = Metric.Scale.valueOf(SCALE.one(section).toUpperCase(Locale.ROOT));
        double least = LEAST.find(section).orElse(scale == Metric.Scale.LINEAR ? Double.NEGATIVE_INFINITY : 0.0);
        double greatest = GREATEST.find(section).orElse(scale == Metric.Scale.LOGIT ? 1.0 : Double.POSITIVE_INFINITY);
        if (!(least < greatest) || scale == Metric.Scale.LOG && least < 0) {
            throw METRIC.value(study)
                    .says("found limits from %s to %s, expected the least below the greatest%s"
                            .formatted(least, greatest, scale == Metric.Scale.LOG ? ", from 0 on" : ""));
        }
        var better = Metric.Better.valueOf(BETTER.one(section).toUpperCase(Locale.ROOT));
        return new ProgramTask(
                new Metric(name, UNIT.find(section).orElse(""), better, least, greatest, scale), FLOPS.one(study));
    }

    static ProgramTask read(Fields from) {
        return new ProgramTask(Metric.read(from.object(METRIC.name())), from.number(FLOPS.name()));
    }

    @Override
    public String kind() {
        return ProgramKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        metric.write(to.putObject(METRIC.name()));
        to.put(FLOPS.name(), flopsPerParamAndToken);
    }

    @Override
    public Map<String, String> keys() {
        var json = Json.MAPPER.createObjectNode();
        metric.write(json);
        var keys = new LinkedHashMap<String, String>();
        keys.put(METRIC.name(), json.toString());
        keys.put(FLOPS.name(), Double.toString(flopsPerParamAndToken));
        return keys;
    }

    @Override
    public String label() {
        return METRIC.name();
    }

    @Override
    public String words() {
        return "%s, better %s, on a %s scale"
                .formatted(
                        metric.label(),
                        metric.better().name().toLowerCase(Locale.ROOT),
                        metric.scale().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Set<String> files() {
        return Set.of();
    }

    @Override
    public Set<String> decisive() {
        return Set.of(METRIC.name());
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of();
    }
}
