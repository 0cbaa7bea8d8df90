import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import loglog.feedback.ClippedObjective;
import loglog.feedback.GroupAdvantages;
import loglog.feedback.PairLoss;
import loglog.feedback.PreferenceLoss;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

/** Losses and slopes of the tensors in a file of JSON, for bench/feedback/against_trl.py, as JSON on standard output. */
public final class FeedbackLosses {
    private static double[] row(JsonNode of) {
        var values = new double[of.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = of.get(i).asDouble();
        }
        return values;
    }

    private static double[][] rows(JsonNode of) {
        var values = new double[of.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = row(of.get(i));
        }
        return values;
    }

    private static void put(ArrayNode to, double... values) {
        for (double value : values) {
            to.add(value);
        }
    }

    public static void main(String[] args) throws Exception {
        var mapper = new ObjectMapper();
        var in = mapper.readTree(Files.readAllBytes(Path.of(args[0])));
        var out = mapper.createObjectNode();
        var chosen = row(in.get("chosen"));
        var rejected = row(in.get("rejected"));
        var still = row(in.get("reference_chosen"));
        var stillRejected = row(in.get("reference_rejected"));
        int pairs = chosen.length;
        double beta = in.get("beta").asDouble();
        var dpo = out.putObject("sigmoid");
        double mean = 0;
        var slopes = dpo.putArray("slopes");
        for (int i = 0; i < pairs; i++) {
            var value = new PreferenceLoss(PreferenceLoss.Form.DPO, beta).of(chosen[i], rejected[i], still[i], stillRejected[i]);
            mean += value.loss() / pairs;
            slopes.add(value.slope() / pairs);
        }
        dpo.put("loss", mean);
        var reward = out.putObject("reward");
        double lost = 0;
        var rewardSlopes = reward.putArray("slopes");
        for (int i = 0; i < pairs; i++) {
            var value = PairLoss.of(chosen[i], rejected[i]);
            lost += value.loss() / pairs;
            rewardSlopes.add(value.slope() / pairs);
        }
        reward.put("loss", lost);
        var group = in.get("group");
        var advantages = GroupAdvantages.of(row(group.get("rewards")), group.get("size").asInt(), GroupAdvantages.Scaling.GROUP);
        put(out.putArray("advantages"), advantages.values());
        var now = rows(group.get("now"));
        long tokens = 0;
        for (var answer : now) {
            tokens += answer.length;
        }
        for (var normalization : ClippedObjective.Normalization.values()) {
            var value = new ClippedObjective(
                            group.get("clip_low").asDouble(),
                            group.get("clip_high").asDouble(),
                            group.get("beta").asDouble(),
                            normalization,
                            group.get("longest").asInt())
                    .of(now, rows(group.get("sampled")), rows(group.get("reference")), advantages.values(), tokens);
            var of = out.putObject(normalization.name().toLowerCase(Locale.ROOT)).put("loss", value.loss());
            var each = of.putArray("slopes");
            for (var answer : value.slopes()) {
                put(each, answer);
            }
        }
        System.out.println(out);
    }
}
