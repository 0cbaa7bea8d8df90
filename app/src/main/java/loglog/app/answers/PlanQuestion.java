package loglog.app.answers;

import java.util.OptionalDouble;
import loglog.laws.UniqueData;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be trained.
 *
 * @param words the question in words, such as "1e22 FLOP"; empty where nothing is asked
 * @param flops to spend
 * @param targetLoss to be reached with the least compute
 * @param params of the model
 * @param inferenceTokens served over the model's life
 * @param data how many distinct tokens there are
 * @param peak of one chip [FLOP/s]
 * @param utilization the share of the peak that training reaches
 */
public record PlanQuestion(
        String words,
        OptionalDouble flops,
        OptionalDouble targetLoss,
        OptionalDouble params,
        OptionalDouble inferenceTokens,
        UniqueData data,
        double peak,
        double utilization) {
    private static final double SECONDS_PER_DAY = 86_400;

    /** How long training keeps how many chips. */
    String hardware(double trainingFlops) {
        return "Training takes %s FLOP: %s chip days at %s FLOP/s, %s of it used."
                .formatted(
                        Format.flops(trainingFlops),
                        Format.count(chipDays(trainingFlops)),
                        Format.flops(peak),
                        Format.percent(utilization));
    }

    /** The same for programs. */
    void putHardware(ObjectNode json, double trainingFlops) {
        var training = json.putObject("training");
        LawsJson.put(training, "flops", trainingFlops);
        LawsJson.put(training, "chip_days", chipDays(trainingFlops));
        LawsJson.put(training, "chip_flops_per_second", peak);
        LawsJson.put(training, "utilization", utilization);
    }

    private double chipDays(double trainingFlops) {
        return trainingFlops / (peak * utilization * SECONDS_PER_DAY);
    }
}
