package loglog.tasks;

import java.util.Arrays;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one model made of test problems, and at what price.
 *
 * @param problems that were asked
 * @param known samples of each
 * @param written steps of the reference solutions, on average
 * @param greedy problems whose answer is right when the likeliest token is taken each time
 * @param greedyTokens written for a problem
 * @param promptFlops of reading a problem, once for all its samples
 * @param sampleFlops of one sample
 * @param sampleTokens of one sample
 * @param whole samples of each problem with every step right
 * @param votes how many samples vote
 * @param voted of each problem, the chance that so many samples' vote is right
 * @param best of how many samples the likeliest is taken
 * @param chosen of each problem, the chance that its answer is right
 * @param candidates of each step in a search whose judge of steps is exact
 * @param searched problems that the search solves
 * @param searchTokens written for a problem
 * @param stepError the chance that a candidate for a step is wrong, where the steps before are right
 * @param forced steps after which the last result is taken for the answer
 * @param forcedRight problems whose answer is then right
 */
public record Thought(
        int problems,
        int known,
        double written,
        long greedy,
        double greedyTokens,
        double promptFlops,
        double sampleFlops,
        double sampleTokens,
        long[] whole,
        int[] votes,
        double[][] voted,
        int[] best,
        double[][] chosen,
        int[] candidates,
        long[] searched,
        double[] searchTokens,
        double stepError,
        int[] forced,
        long[] forcedRight) {
    private static final double DIGITS = 1e6;

    /** FLOP of so many samples of a problem. */
    public double flops(double samples) {
        return promptFlops + samples * sampleFlops;
    }

    /** FLOP of the search with the candidates at that place. */
    public double searchFlops(int place) {
        return promptFlops + searchTokens[place] * sampleFlops / sampleTokens;
    }

    /** Mean over the problems of one column. */
    public static double mean(double[][] of, int column) {
        return Arrays.stream(of).mapToDouble(row -> row[column]).average().orElse(Double.NaN);
    }

    /** For a file. */
    public ObjectNode json() {
        var json = Json.MAPPER
                .createObjectNode()
                .put("problems", problems)
                .put("known", known)
                .put("written", written)
                .put("greedy", greedy)
                .put("greedy_tokens", greedyTokens)
                .put("prompt_flops", promptFlops)
                .put("sample_flops", sampleFlops)
                .put("sample_tokens", sampleTokens);
        put(json.putArray("whole"), whole);
        put(json.putArray("votes"), votes);
        put(json.putArray("voted"), voted);
        put(json.putArray("best"), best);
        put(json.putArray("chosen"), chosen);
        put(json.putArray("candidates"), candidates);
        put(json.putArray("searched"), searched);
        Arrays.stream(searchTokens).forEach(json.putArray("search_tokens")::add);
        json.put("step_error", stepError);
        put(json.putArray("forced"), forced);
        put(json.putArray("forced_right"), forcedRight);
        return json;
    }

    private static void put(ArrayNode to, long[] values) {
        Arrays.stream(values).forEach(to::add);
    }

    private static void put(ArrayNode to, int[] values) {
        Arrays.stream(values).forEach(to::add);
    }

    private static void put(ArrayNode to, double[][] rows) {
        for (var row : rows) {
            var array = to.addArray();
            Arrays.stream(row).map(v -> Math.round(v * DIGITS) / DIGITS).forEach(array::add);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws loglog.runs.DataException naming the first field that is missing or of another kind
     */
    public static Thought read(Fields from, ObjectNode json) {
        return new Thought(
                from.integer("problems", 1),
                from.integer("known", 1),
                from.number("written"),
                from.whole("greedy"),
                from.number("greedy_tokens"),
                from.number("prompt_flops"),
                from.number("sample_flops"),
                from.number("sample_tokens"),
                longs(json.path("whole")),
                ints(json.path("votes")),
                rows(json.path("voted")),
                ints(json.path("best")),
                rows(json.path("chosen")),
                ints(json.path("candidates")),
                longs(json.path("searched")),
                numbers(json.path("search_tokens")),
                from.number("step_error"),
                ints(json.path("forced")),
                longs(json.path("forced_right")));
    }

    private static long[] longs(JsonNode array) {
        return array.valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    private static int[] ints(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static double[] numbers(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static double[][] rows(JsonNode array) {
        return array.valueStream().map(Thought::numbers).toArray(double[][]::new);
    }
}
