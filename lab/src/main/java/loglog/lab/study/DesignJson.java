package loglog.lab.study;

import java.util.Collection;
import loglog.runs.Json;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/** A design as JSON, by the keys of a study file. */
public final class DesignJson {
    private DesignJson() {}

    public static ObjectNode of(Design design) {
        var json = Json.MAPPER.createObjectNode().put("kind", design.word());
        switch (design) {
            case Design.IsoFlop(var budgets, var ratios) -> numbers(numbers(json, "budgets", budgets), RATIOS, ratios);
            case Design.Ladder(var sizes, double ratio) -> sizes(json, sizes).put(RATIOS, ratio);
            case Design.Grid(var sizes, var tokens) -> numbers(sizes(json, sizes), TOKENS, tokens);
            case Design.BatchSizes(var size, long tokens, var batches) ->
                numbers(json.put("size", size.text()).put(TOKENS, tokens), "batches", batches);
            case Design.LearningRates(var sizes, long tokens, var rates) ->
                numbers(sizes(json, sizes).put(TOKENS, tokens), "rates", rates);
            case Design.Trunks(var sizes, var tokens, double decay) ->
                numbers(sizes(json, sizes), TOKENS, tokens).put("decay", decay);
            case Design.Repeats(var sizes, var unique, var epochs) ->
                numbers(numbers(sizes(json, sizes), "unique_tokens", unique), "epochs", epochs);
            case Design.Optimal(double flops, var sizes, var ratios, double largest) ->
                numbers(sizes(json.put("flops", flops), sizes), RATIOS, ratios).put("largest", largest);
        }
        return json;
    }

    private static final String RATIOS = "tokens_per_param";
    private static final String TOKENS = "tokens";

    private static ObjectNode sizes(ObjectNode json, Collection<Size> sizes) {
        var array = json.putArray("sizes");
        sizes.forEach(size -> array.add(size.text()));
        return json;
    }

    private static ObjectNode numbers(ObjectNode json, String key, Collection<? extends Number> numbers) {
        json.set(key, Json.MAPPER.valueToTree(numbers));
        return json;
    }
}
