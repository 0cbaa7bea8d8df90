package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.set;

import loglog.engine.ScoreLoss;
import loglog.engine.Tensor;

/** Losses of scores, in double precision: there are too few of them to be worth vectors. */
final class ScoreLosses {
    private ScoreLosses() {}

    static void of(ScoreLoss loss, Tensor scores, Tensor targets, Tensor weights, float scale, Tensor losses) {
        if (loss != ScoreLoss.CLASS && scores.cols() != 1) {
            throw new IllegalArgumentException("%s has one score, not %d".formatted(loss, scores.cols()));
        }
        for (int r = 0; r < scores.rows(); r++) {
            double weight = get(weights, 0, r);
            double target = get(targets, 0, r);
            double lost = 0;
            if (weight == 0) {
                for (int c = 0; c < scores.cols(); c++) {
                    set(scores, r, c, 0);
                }
            } else if (loss == ScoreLoss.CLASS) {
                lost = classLoss(scores, r, target, scale * weight);
            } else {
                double s = get(scores, r, 0);
                lost = loss(loss, s, target);
                set(scores, r, 0, scale * weight * slope(loss, s, target));
            }
            set(losses, 0, r, weight == 0 ? 0 : weight * lost);
        }
    }

    private static double loss(ScoreLoss loss, double s, double y) {
        return switch (loss) {
            case SQUARED -> (s - y) * (s - y);
            case LOGISTIC -> Math.max(s, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(s))) - y * s;
            case LINEAR -> s;
            case CLASS -> throw new IllegalArgumentException("a class has several scores");
        };
    }

    private static double slope(ScoreLoss loss, double s, double y) {
        return switch (loss) {
            case SQUARED -> 2 * (s - y);
            case LOGISTIC -> 1 / (1 + StrictMath.exp(-s)) - y;
            case LINEAR -> 1;
            case CLASS -> throw new IllegalArgumentException("a class has several scores");
        };
    }

    private static double classLoss(Tensor scores, int row, double target, double factor) {
        if (!(target >= 0 && target < scores.cols())) {
            throw new IllegalArgumentException("class " + target + " is none of " + scores.cols());
        }
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < scores.cols(); c++) {
            max = Math.max(max, get(scores, row, c));
        }
        double total = 0;
        for (int c = 0; c < scores.cols(); c++) {
            total += StrictMath.exp(get(scores, row, c) - max);
        }
        double loss = StrictMath.log(total) + max - get(scores, row, (int) target);
        for (int c = 0; c < scores.cols(); c++) {
            double p = StrictMath.exp(get(scores, row, c) - max) / total;
            set(scores, row, c, factor * (p - (c == (int) target ? 1 : 0)));
        }
        return loss;
    }
}
