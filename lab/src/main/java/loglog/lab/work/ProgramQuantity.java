package loglog.lab.work;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import loglog.runs.DataException;
import loglog.runs.Metric;

/** What a program can tell of its training, and the names by which it is recognized, the surest first. */
enum ProgramQuantity {
    STEP(
            "step",
            "steps",
            "global_step",
            "train_step",
            "iter",
            "iters",
            "iteration",
            "iterations",
            "iter_num",
            "num_updates"),
    TOKENS(
            "tokens",
            "tokens_seen",
            "n_tokens",
            "num_tokens",
            "total_tokens",
            "train_tokens",
            "trained_tokens",
            "consumed_tokens",
            "num_tokens_seen",
            "num_input_tokens_seen"),
    FLOPS("flops", "flop", "total_flops", "total_flos", "training_flops"),
    PARAMS("params", "n_params", "num_params", "parameters", "num_parameters"),
    LOSS("loss", "train_loss", "training_loss", "loss_train", "lm_loss", "train_lm_loss", "cross_entropy"),
    VALIDATION_LOSS(
            "validation_loss",
            "val_loss",
            "valid_loss",
            "eval_loss",
            "loss_val",
            "loss_eval",
            "dev_loss",
            "heldout_loss",
            "test_loss"),
    RATE("rate", "lr", "learning_rate"),
    GRADIENT_NORM("gradient_norm", "grad_norm", "gnorm", "norm"),
    TOKENS_PER_SECOND("tokens_per_second", "tokens_per_sec", "tok_per_sec", "toks_per_sec", "tok_s", "tps"),
    SECONDS("seconds", "elapsed", "elapsed_seconds", "wall_time", "train_runtime");

    private final transient List<String> names;

    ProgramQuantity(String... names) {
        this.names = List.of(names);
    }

    /** The name in Loglog's files. */
    String key() {
        return names.getFirst();
    }

    /** The name in the files of runs that are measured by this metric. */
    String key(Metric metric) {
        return this == VALIDATION_LOSS ? metric.name() : key();
    }

    private List<String> usual(Metric metric) {
        return this == VALIDATION_LOSS && !metric.equals(Metric.VALIDATION_LOSS) ? List.of(metric.name()) : names;
    }

    /** A name without case and punctuation. */
    static String plain(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Which name of a program's means what.
     *
     * @param named by figure, its name without case and punctuation, as the user gave it
     * @param metric that the runs are measured by: {@link #VALIDATION_LOSS} stands for it
     */
    record Names(Map<ProgramQuantity, List<String>> named, Metric metric) {
        /**
         * The usual names, but for the figures that the user names.
         *
         * @param columns from names of the program's to Loglog's
         * @throws DataException where a name is none of Loglog's
         */
        static Names of(Map<String, String> columns, Metric metric) {
            var names = new EnumMap<ProgramQuantity, List<String>>(ProgramQuantity.class);
            columns.forEach((theirs, ours) -> names.computeIfAbsent(named(theirs, ours, metric), _ -> new ArrayList<>())
                    .add(plain(theirs)));
            for (var figure : values()) {
                names.computeIfAbsent(
                        figure,
                        f -> f.usual(metric).stream()
                                .map(ProgramQuantity::plain)
                                .toList());
            }
            return new Names(names, metric);
        }

        private static ProgramQuantity named(String theirs, String ours, Metric metric) {
            for (var figure : values()) {
                if (figure.key(metric).equals(ours)) {
                    return figure;
                }
            }
            throw new DataException("trainer: metrics: columns: %s: found %s, expected one of %s"
                    .formatted(theirs, ours, String.join(", ", keys(metric))));
        }

        private static List<String> keys(Metric metric) {
            return java.util.Arrays.stream(values()).map(f -> f.key(metric)).toList();
        }

        /** The figure's value in a row of plain names, or null. */
        Double find(ProgramQuantity figure, Map<String, Double> row) {
            for (var name : named.get(figure)) {
                var value = row.get(name);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }

        /** Whether a name is a loss's. */
        boolean isLoss(String plain) {
            return named.get(LOSS).contains(plain) || named.get(VALIDATION_LOSS).contains(plain);
        }

        /** What is looked for, for a sentence. */
        String losses() {
            return String.join(", ", names(LOSS)) + ", " + String.join(", ", names(VALIDATION_LOSS));
        }

        private List<String> names(ProgramQuantity figure) {
            var usual = figure.usual(metric);
            return named.get(figure)
                            .equals(usual.stream().map(ProgramQuantity::plain).toList())
                    ? usual
                    : named.get(figure);
        }
    }
}
