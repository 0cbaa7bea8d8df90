package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The watch over a run that learns from feedback. It says, once each, that the reward rises while what it stands for falls, that KL
 * jumped, and that the policy's entropy is gone.
 */
final class FeedbackWatch {
    /** Rounds in a mean. */
    private static final int WINDOW = 5;

    /** Standard errors by which the gold has to have fallen; its best stretch is the luckiest of many. */
    private static final double CERTAIN = 5;

    private static final double SPIKE = 3;

    /** Nats: below, KL is too small to jump. */
    private static final double LEAST_JUMP = 0.5;

    private static final double COLLAPSED = 0.1;

    /** Names under which rows have what the reward stands for. */
    private static final List<String> GOLD = List.of("gold", "pass_rate");

    private final List<Double> rewards = new ArrayList<>();
    private final List<Double> golds = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();
    private final List<Double> kls = new ArrayList<>();
    private double firstEntropy = Double.NaN;
    private boolean saidHacked;
    private boolean saidCollapsed;

    /** Takes a row's figures, and returns what is to be said of them, a sentence each. */
    List<String> look(long step, Map<String, Double> figures) {
        var said = new ArrayList<String>();
        hacked(step, figures, said);
        spike(step, figures.getOrDefault("kl", Double.NaN), said);
        collapsed(step, figures.getOrDefault("entropy", Double.NaN), said);
        return said;
    }

    private void hacked(long step, Map<String, Double> figures, List<String> said) {
        var name = GOLD.stream().filter(figures::containsKey).findFirst().orElse(null);
        if (name == null || !figures.containsKey("reward") || !figures.containsKey(name + "_se")) {
            return;
        }
        rewards.add(figures.get("reward"));
        golds.add(figures.get(name));
        errors.add(figures.get(name + "_se"));
        int last = golds.size();
        if (last < 2 * WINDOW || saidHacked) {
            return;
        }
        int best = WINDOW;
        for (int end = WINDOW; end <= last - WINDOW; end++) {
            best = mean(golds, end) > mean(golds, best) ? end : best;
        }
        double error = Math.hypot(mean(errors, best), mean(errors, last)) / Math.sqrt(WINDOW);
        double fallen = mean(golds, best) - mean(golds, last);
        if (fallen > CERTAIN * error && mean(rewards, last) > mean(rewards, best)) {
            saidHacked = true;
            said.add(
                    ("the reward rises while what it stands for falls: since step %d reward %.4g to %.4g, %s %.4g to %.4g"
                                    + " (over-optimization)")
                            .formatted(
                                    step - (last - best),
                                    mean(rewards, best),
                                    mean(rewards, last),
                                    name.replace('_', ' '),
                                    mean(golds, best),
                                    mean(golds, last)));
        }
    }

    /** Of the window that ends there. */
    private static double mean(List<Double> values, int end) {
        double sum = 0;
        for (int i = end - WINDOW; i < end; i++) {
            sum += values.get(i);
        }
        return sum / WINDOW;
    }

    private void spike(long step, double kl, List<String> said) {
        if (Double.isNaN(kl)) {
            return;
        }
        if (kls.size() >= WINDOW) {
            double before = mean(kls, kls.size());
            double highest = kls.stream().mapToDouble(Double::doubleValue).max().orElse(0);
            if (kl > SPIKE * before && kl - before > LEAST_JUMP && kl > highest) {
                said.add("KL spiked at step %d: %.3g nats, %.3g on average over the %d steps before"
                        .formatted(step, kl, before, WINDOW));
            }
        }
        kls.add(kl);
    }

    private void collapsed(long step, double entropy, List<String> said) {
        if (Double.isNaN(entropy)) {
            return;
        }
        firstEntropy = Double.isNaN(firstEntropy) ? entropy : firstEntropy;
        if (!saidCollapsed && entropy < COLLAPSED * firstEntropy) {
            saidCollapsed = true;
            said.add(
                    "entropy collapsed: %.3g nats per token at step %d, %.3g at the beginning: answers are nearly all the same"
                            .formatted(entropy, step, firstEntropy));
        }
    }
}
