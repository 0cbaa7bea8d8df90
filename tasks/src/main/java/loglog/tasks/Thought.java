package loglog.tasks;

import java.util.Arrays;
import java.util.Optional;
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
 * @param answers of each problem; empty in a file of a format before it had them
 * @param verified by a verifier that was trained for it; empty where samples were all right, or none was
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
        long[] forcedRight,
        Optional<Answers> answers,
        Optional<Verified> verified) {

    /**
     * What is known of each problem, and of answers that were forced to go on.
     *
     * @param operations of each problem, written or not
     * @param written steps of each reference solution
     * @param right 1 where the likeliest solution's answer is right, else 0
     * @param modal 1 where the most frequent answer of the samples is right, a part of it at a tie
     * @param more how often the end was taken back and another step begun
     * @param moreRight problems whose last answer is then right
     * @param moreTokens written for a problem then
     */
    public record Answers(
            int[] operations,
            int[] written,
            int[] right,
            double[] modal,
            int[] more,
            long[] moreRight,
            double[] moreTokens) {}

    /**
     * Best of n and a search by a verifier.
     *
     * @param trainingFlops of the verifier, the samples that it learned from included
     * @param auc the chance that it puts a right sample above a wrong one of the same problem
     * @param chosen of each problem, the chance that the answer it chooses of as many as {@link Thought#best} is right
     * @param searched problems that it solves as a judge of steps with {@link Thought#candidates}
     * @param searchTokens written for a problem
     */
    public record Verified(
            double trainingFlops, double auc, double[][] chosen, long[] searched, double[] searchTokens) {}

    private static final double DIGITS = 1e6;

    /** FLOP of so many samples of a problem. */
    public double flops(double samples) {
        return promptFlops + samples * sampleFlops;
    }

    /** FLOP of the search with the candidates at that place. */
    public double searchFlops(int place) {
        return promptFlops + searchTokens[place] * sampleFlops / sampleTokens;
    }

    /** FLOP of so many samples of a problem that a verifier of the same shape reads, which is a forward pass again. */
    public double verifiedFlops(double samples) {
        return 2 * flops(samples);
    }

    /** FLOP of the search by a verifier with the candidates at that place. */
    public double verifiedSearchFlops(int place) {
        return 2 * (promptFlops + verified.orElseThrow().searchTokens[place] * sampleFlops / sampleTokens);
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
        answers.ifPresent(a -> {
            var node = json.putObject("answers");
            put(node.putArray("operations"), a.operations);
            put(node.putArray("written"), a.written);
            put(node.putArray("right"), a.right);
            Arrays.stream(a.modal).forEach(node.putArray("modal")::add);
            put(node.putArray("more"), a.more);
            put(node.putArray("more_right"), a.moreRight);
            Arrays.stream(a.moreTokens).forEach(node.putArray("more_tokens")::add);
        });
        verified.ifPresent(v -> {
            var node = json.putObject("verified")
                    .put("training_flops", v.trainingFlops)
                    .put("auc", v.auc);
            put(node.putArray("chosen"), v.chosen);
            put(node.putArray("searched"), v.searched);
            Arrays.stream(v.searchTokens).forEach(node.putArray("search_tokens")::add);
        });
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
                longs(json.path("forced_right")),
                json.has("answers") ? Optional.of(answers(json.path("answers"))) : Optional.empty(),
                json.has("verified") ? Optional.of(verified(json.path("verified"))) : Optional.empty());
    }

    private static Answers answers(JsonNode from) {
        return new Answers(
                ints(from.path("operations")),
                ints(from.path("written")),
                ints(from.path("right")),
                numbers(from.path("modal")),
                ints(from.path("more")),
                longs(from.path("more_right")),
                numbers(from.path("more_tokens")));
    }

    private static Verified verified(JsonNode from) {
        return new Verified(
                from.path("training_flops").asDouble(),
                from.path("auc").asDouble(),
                rows(from.path("chosen")),
                longs(from.path("searched")),
                numbers(from.path("search_tokens")));
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
