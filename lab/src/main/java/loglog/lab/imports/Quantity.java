package loglog.lab.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import loglog.tables.Role;

/**
 * What Loglog calls a quantity, and what other tools call it. Names are compared without case, spaces and punctuation, so
 * that {@code train/loss} and {@code train_loss} are one; those of an earlier list win over those of a later one.
 */
enum Quantity {
    STEP(
            "step",
            List.of("step", "global_step", "train/global_step", "trainer/global_step"),
            List.of("iteration", "iter", "training_step", "train_step")),
    STEPS(
            "steps",
            List.of("steps", "num_steps", "n_steps", "train_steps", "training_steps", "total_steps", "max_steps")),
    LOSS(
            "loss",
            List.of("train/loss", "training/loss", "loss/train", "loss/training", "train/lm_loss", "train/ce_loss"),
            List.of("loss", "lm loss", "train/cross_entropy_loss", "train/loss_step"),
            List.of("epoch_loss", "train/loss_epoch", "final_train_loss", "final_loss", "cross_entropy", "nll")),
    VALIDATION_LOSS(
            "validation_loss",
            List.of(
                    "validation/loss",
                    "eval/loss",
                    "val/loss",
                    "valid/loss",
                    "loss/validation",
                    "loss/valid",
                    "loss/val",
                    "loss/eval"),
            List.of("dev/loss", "heldout/loss", "final_val_loss", "lm loss validation", "val/cross_entropy"),
            List.of("val/loss_epoch", "test/loss", "loss/test")),
    RATE(
            "rate",
            List.of("learning_rate", "lr", "train/learning_rate", "train/lr", "optim/learning_rate", "optimizer/lr"),
            List.of("epoch_learning_rate", "rate")),
    TOKENS(
            "tokens",
            with(
                    Role.TOKENS.names().getFirst(),
                    "consumed_tokens",
                    "train/tokens",
                    "train/num_tokens",
                    "train/tokens_seen",
                    "train/total_tokens",
                    "train/consumed_tokens",
                    "throughput/total_tokens",
                    "time/token"),
            // After trl's num_tokens, which stands in the same rows: the Trainer's own count has the padding in it.
            List.of("num_input_tokens_seen", "train/num_input_tokens_seen"),
            Role.TOKENS.names().get(1)),
    FLOPS(
            "flops",
            with(Role.FLOPS.names().getFirst(), "total_flos", "train/total_flos", "train/flops", "cumulative_flops"),
            Role.FLOPS.names().get(1)),
    GRADIENT_NORM(
            "gradient_norm",
            List.of("gradient_norm", "grad_norm", "train/grad_norm", "train/gradient_norm", "optim/total_grad_norm")),
    PARAMS(
            "params",
            with(Role.PARAMS.names().getFirst(), "model/num_parameters", "model/num_params", "model/params"),
            Role.PARAMS.names().get(1),
            Role.PARAMS.names().get(2)),
    RUN("run", List.of("run", "run_name"), List.of("name"), List.of("run_id", "experiment", "model"));

    private static final Set<String> HELD_OUT =
            Set.of("validation", "valid", "val", "eval", "evaluation", "test", "dev", "heldout");

    private final String label;
    private final transient List<List<String>> names;

    @SafeVarargs
    Quantity(String label, List<String>... names) {
        this.label = label;
        var plain = new ArrayList<List<String>>();
        for (var list : names) {
            plain.add(list.stream().map(Quantity::plain).distinct().toList());
        }
        this.names = List.copyOf(plain);
    }

    /** Its name in Loglog's files. */
    String label() {
        return label;
    }

    /** The list in which a tag stands, from 0; -1 where it is none of them. */
    int rank(String tag) {
        var plain = plain(tag);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).contains(plain)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a tag looks like a loss, by its beginning or end. */
    static boolean isLikeLoss(String tag) {
        var plain = plain(tag);
        return plain.endsWith("loss") || plain.startsWith("loss") && !plain.startsWith("lossscale");
    }

    /** Whether a tag looks like a loss on text that was not trained on. */
    static boolean isLikeValidationLoss(String tag) {
        return isLikeLoss(tag)
                && Arrays.stream(tag.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"))
                        .anyMatch(HELD_OUT::contains);
    }

    /** A name without case, spaces and punctuation. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static List<String> with(List<String> names, String... more) {
        var all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return all;
    }
}
