package loglog.feedback;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.laws.feedback.OveroptimizationCurve;
import loglog.laws.rates.BestOfN;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gold scores along the optimizations of one proxy, as its run's folder keeps them.
 *
 * @param bestOfN of n = 1, 2, 4, ...
 * @param steps of reinforcement learning; may be empty
 */
public record ProxyCurves(List<Row> bestOfN, List<Row> steps) {
    /** How many times the greatest n that a forecast is made from are sampled. */
    static final int KNOWN_GROUPS = 256;

    /** How many times the n that is forecast is sampled; it is large, and its gold score that much less certain. */
    static final int FRESH_GROUPS = 32;

    private static final String FILE = "curves.json";

    /**
     * A point.
     *
     * @param at n, or the round
     * @param kl nats
     * @param gold above that of the first policy, in standard deviations of one sample's
     */
    public record Row(long at, double kl, double proxy, double gold) {}

    /** Where a run's are. */
    public static Path file(Path run) {
        return run.resolve(FILE);
    }

    /** A run's; empty where they are not there, or not whole. */
    public static Optional<ProxyCurves> read(Path run) {
        if (!Files.exists(file(run))) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file(run));
        return RunFolder.isAsWritten(json)
                ? Optional.of(new ProxyCurves(rows(json.path("best_of_n")), rows(json.path("grpo"))))
                : Optional.empty();
    }

    /**
     * The best of 1, 2, 4, ... samples that were not drawn before, by a proxy that was trained.
     *
     * @param run its folder
     * @param largest the greatest n
     * @throws loglog.runs.DataException where the folder holds no proxy
     */
    public static ProxyCurves ofFresh(Path run, int largest) {
        return new ProxyCurves(ProxyRunner.bestOfFresh(run, largest), List.of());
    }

    /**
     * How far the measured gold score of the best of many is from a forecast by the samples of both alone, a standard error: the best
     * of one group has a spread of one sample's at most, and what is off at the greatest known n is off by more beyond, as KL grows.
     */
    public static double samplingError(int known, int largest) {
        double grown = BestOfN.kl(largest) / BestOfN.kl(known);
        return Math.hypot(1 / Math.sqrt(FRESH_GROUPS), grown / Math.sqrt(KNOWN_GROUPS));
    }

    private static List<Row> rows(tools.jackson.databind.JsonNode array) {
        var rows = new ArrayList<Row>();
        array.forEach(row -> rows.add(new Row(
                row.path("at").asLong(),
                row.path("kl").asDouble(),
                row.path("proxy").asDouble(),
                row.path("gold").asDouble())));
        return List.copyOf(rows);
    }

    /** Writes them into a run's folder. */
    public void write(RunFolder run) {
        var json = Json.MAPPER.createObjectNode();
        put(json.putArray("best_of_n"), bestOfN);
        put(json.putArray("grpo"), steps);
        run.writeSealed(file(run.folder()), json);
    }

    private static void put(ArrayNode array, List<Row> rows) {
        for (var row : rows) {
            ObjectNode node = array.addObject();
            node.put("at", row.at).put("kl", row.kl).put("proxy", row.proxy).put("gold", row.gold);
        }
    }

    static List<Row> ofPoints(List<ProxyExperiment.Point> points) {
        double start = points.getFirst().gold();
        return points.stream()
                .map(p -> new Row(p.n(), p.kl(), p.proxy(), p.gold() - start))
                .toList();
    }

    /** Rows as a curve of the gold score, or of the proxy's, over d = sqrt(KL). */
    public static OveroptimizationCurve curve(List<Row> rows, boolean ofProxy) {
        double start = ofProxy && !rows.isEmpty() ? rows.getFirst().proxy() : 0;
        return new OveroptimizationCurve(
                rows.stream().mapToDouble(r -> Math.sqrt(r.kl())).toArray(),
                rows.stream()
                        .mapToDouble(r -> ofProxy ? r.proxy() - start : r.gold())
                        .toArray());
    }
}
