package loglog.tables;

import java.util.List;

/** What a column of a table of runs can mean, the names by which it is recognized, and the option that names it. */
public enum Role {
    /** N, the model's trainable parameters. */
    PARAMS(
            "params",
            List.of(
                    "params",
                    "parameters",
                    "n_params",
                    "num_params",
                    "n_parameters",
                    "num_parameters",
                    "model_params",
                    "model_parameters",
                    "total_params",
                    "total_parameters",
                    "param_count",
                    "parameter_count"),
            List.of("N", "model_size", "n_model", "size"),
            List.of("params_non_embedding", "non_embedding_params", "n_params_non_embedding")),
    /** D, the tokens seen in training, repeated ones counted each time. */
    TOKENS(
            "tokens",
            List.of(
                    "tokens",
                    "n_tokens",
                    "num_tokens",
                    "training_tokens",
                    "train_tokens",
                    "tokens_seen",
                    "total_tokens",
                    "token_count",
                    "tokens_trained",
                    "trained_tokens"),
            List.of("D", "dataset_size", "training_dataset_size", "dataset_tokens", "data_size")),
    /** C, the FLOP of the whole training run. */
    FLOPS(
            "flops",
            List.of(
                    "flops",
                    "flop",
                    "training_flops",
                    "training_flop",
                    "train_flops",
                    "train_flop",
                    "total_flops",
                    "total_flop",
                    "n_flops",
                    "num_flops",
                    "training_compute_flop",
                    "training_compute_flops",
                    "compute_flop",
                    "compute_flops"),
            List.of(
                    "C",
                    "compute",
                    "training_compute",
                    "train_compute",
                    "budget",
                    "compute_budget",
                    "flop_budget",
                    "flops_budget")),
    /** What the law is about: the loss, or another metric that is named. */
    LOSS(
            "loss",
            // What a run reaches on text that it has not seen is meant where a table has its training loss, too.
            List.of(
                    "val_loss",
                    "valid_loss",
                    "validation_loss",
                    "eval_loss",
                    "test_loss",
                    "final_val_loss",
                    "dev_loss",
                    "heldout_loss"),
            List.of("loss", "final_loss"),
            List.of("cross_entropy", "val_cross_entropy", "nll"),
            List.of("train_loss", "training_loss", "final_train_loss")),
    /** Which recipe, corpus or family a run belongs to. */
    GROUP("group", List.of("group"), List.of("recipe", "dataset", "corpus", "family")),
    /** The standard error of the loss. */
    SIGMA("sigma", List.of("sigma"), List.of("standard_error", "std_error", "stderr", "loss_se", "loss_stderr", "se")),
    /** The different tokens among those seen in training. */
    UNIQUE_TOKENS("unique-tokens", List.of("unique_tokens", "n_unique_tokens", "tokens_unique"), List.of("U"));

    private final String option;
    private final transient List<List<String>> names;

    Role(String option, List<String> first, List<String> second) {
        this(option, first, second, List.of());
    }

    Role(String option, List<String> first, List<String> second, List<String> third) {
        this(option, first, second, third, List.of());
    }

    Role(String option, List<String> first, List<String> second, List<String> third, List<String> fourth) {
        this.option = option;
        this.names = List.of(first, second, third, fourth);
    }

    /** Whether it is a count, of which fractions have no meaning: params, tokens, FLOP. */
    boolean isScale() {
        return this == PARAMS || this == TOKENS || this == FLOPS || this == UNIQUE_TOKENS;
    }

    /** The role's name in sentences and formulas: "params", "unique tokens". */
    public String label() {
        return option.replace('-', ' ');
    }

    /** The option that names the column: "--params". */
    public String option() {
        return "--" + option;
    }

    /**
     * The names by which a column is recognized, the surest first: a name of an earlier list wins over one of a later
     * list, and two names of one list found in the same table are ambiguous.
     */
    public List<List<String>> names() {
        return names;
    }
}
