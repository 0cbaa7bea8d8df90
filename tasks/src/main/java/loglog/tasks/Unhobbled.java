package loglog.tasks;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one model made of test problems in every way.
 *
 * @param asked how it was asked
 * @param format of its solutions
 * @param ways by name, {@link #GREEDY} first
 */
public record Unhobbled(Unhobbling asked, String format, Map<String, Way> ways) {
    /** The likeliest token each time, the whole problem at once. */
    public static final String GREEDY = "greedy";

    /** The commonest answer of samples. */
    public static final String VOTE = "vote";

    /** The first answer that the next sample confirms. */
    public static final String REDO = "redo";

    /** A piece of the problem at a time, the value so far kept in a file. */
    public static final String MEMORY = "memory";

    /** The same, each piece voted on. */
    public static final String MEMORY_VOTE = "memory + vote";

    /**
     * One way to ask.
     *
     * @param right which problems came out right
     * @param tokens that were read and written for a problem
     * @param flops spent on a problem
     */
    public record Way(boolean[] right, double tokens, double flops) {
        /** How many came out right. */
        public long successes() {
            long successes = 0;
            for (boolean one : right) {
                successes += one ? 1 : 0;
            }
            return successes;
        }
    }

    /** As a run's folder keeps it: a 1 for each problem that came out right, a 0 for each that did not. */
    public ObjectNode json() {
        var json = Json.MAPPER.createObjectNode();
        json.put("problems", asked.problems()).put("votes", asked.votes()).put("redos", asked.redos());
        json.put("solution_format", format);
        var array = json.putArray("ways");
        ways.forEach((name, way) -> {
            var digits = new StringBuilder();
            for (boolean one : way.right) {
                digits.append(one ? '1' : '0');
            }
            array.addObject()
                    .put("way", name)
                    .put("right", digits.toString())
                    .put("tokens", way.tokens)
                    .put("flops", way.flops);
        });
        return json;
    }

    /** Reads what {@link #json} wrote. */
    public static Unhobbled read(Fields of, ObjectNode json) {
        var ways = new LinkedHashMap<String, Way>();
        for (var way : json.path("ways")) {
            var digits = way.path("right").asString("");
            var right = new boolean[digits.length()];
            for (int i = 0; i < right.length; i++) {
                right[i] = digits.charAt(i) == '1';
            }
            ways.put(
                    way.path("way").asString(""),
                    new Way(
                            right,
                            way.path("tokens").asDouble(),
                            way.path("flops").asDouble()));
        }
        return new Unhobbled(
                new Unhobbling(of.integer("problems", 1), of.integer("votes", 1), of.integer("redos", 1)),
                of.text("solution_format"),
                ways);
    }
}
