package loglog.lab.study;

/** A commented study file for each kind of design, to be changed. */
public final class StudyTemplate {
    private static final String START = """
            # yaml-language-server: $schema=%s
            # A Loglog study. Lines that begin with # are comments; what they leave out is as shown.
            # loglog study check %s   reads this file and shows the runs that it asks for.

            # name: %s             # of the folder that holds the runs
            corpus: europarl          # europarl, jdk, or files: text, JSONL, a folder, a glob, token shards (.bin)
            # tokenizer: tokenizer.json # default: the bytes of UTF-8

            # What all runs share; the names and defaults of loglog train.
            recipe:
              architecture: llama     # or gpt2
              # context: 128          # tokens of a sequence
            """;

    private static final String BATCH = """
              # batch: 32             # sequences of a step
            """;

    private static final String OPTIMIZER = """
              # optimizer: adamw      # or muon
            """;

    private static final String RATE = """
              # lr: 4e-3              # peak learning rate (muon: 0.02)
            """;

    private static final String SCHEDULE = """
              # schedule: cosine      # constant, cosine, linear, or wsd (then decay: 0.2)
              # warmup: 0.02          # share of the steps that rise
              # floor: 0.1            # share of the learning rate that is left at the end
            """;

    private static final String TRUNK_SCHEDULE = """
              # warmup: 0.02          # share of the shortest branch's steps that rise
              # floor: 0              # share of the learning rate that is left at a branch's end
            """;

    private static final String REST = """
              # base_width: 64        # the width that lr is for (muP); 0 to use lr as it is
              # weight_decay: 0.1
              # clip: 1               # largest norm of the gradient; 0 for any
              # beta1: 0.9
              # beta2: 0.95
              # bf16: false           # true: products from bfloat16, on processors that have them

            # Two or more recipes make a comparison. Each has what stands above, and what it names itself.
            # recipes:
            #   first: {}
            #   second: {from: first, optimizer: muon}

            """;

    private static final String TRAINER = """

            # Read for each validation loss.
            # validation_tokens: 300K

            # A program of yours that trains the runs instead of Loglog. {params}, {width}, {layers}, {heads}, {tokens},
            # {steps}, {batch}, {context}, {lr}, {seed}, {name}, {folder} and more are filled in; {here} is this file's
            # folder, {folder} the run's, in which the command is started.
            # vocabulary: 256         # of its models
            # trainer:
            #   command: python {here}/train.py --n_layer {layers} --n_embd {width} --max_iters {steps} --out_dir {folder}
            #   metrics:
            #     file: log.jsonl     # default: the command's output
            #     format: jsonl       # csv, or pattern: a regular expression for each line
            #     columns: {iter: step, val_loss: validation_loss}
            #   cores: 1              # that one run takes
            #   memory: 4G

            # Runs go to Slurm instead of processes of this machine: docs/slurm.md.
            # executor:
            #   kind: slurm
            #   partition: main       # account, qos: likewise; default: Slurm's own
            #   time: 4h              # of one job; what is not done by then goes on in a new one
            #   memory: 8G            # of one job; default: what its runs take, as of cores
            #   jobs: 50              # at work at once, at most; default: any number
            #   runs_per_job: 8       # default: as many small ones as take five minutes
            #   sbatch: [--constraint=avx512]
            #   setup: module load java
            """;

    private static final String COMPUTE_FORECAST = """
            # What to predict from the runs, and then to verify by one more: {times: 10} is the compute-optimal model for
            # 10 times the compute of the largest run; also {flops: 1e13} or {params: 3M, tokens: 60M}.
            forecast: {times: 10}
            """;

    private StudyTemplate() {}

    /**
     * The file's text.
     *
     * @param file its name, for the comments
     * @param schema where the schema lies, relative to it
     */
    public static String of(DesignKind kind, String file, String schema) {
        var name = file.replaceFirst("\\.(ya?ml|json)$", "");
        return START.formatted(schema, file, name)
                + (kind == DesignKind.BATCH_SIZES ? "" : BATCH)
                + OPTIMIZER
                + (kind == DesignKind.LEARNING_RATES ? "" : RATE)
                + (kind == DesignKind.TRUNKS ? TRUNK_SCHEDULE : SCHEDULE)
                + REST
                + design(kind)
                + seeds(kind)
                + forecast(kind)
                + TRAINER;
    }

    private static String design(DesignKind kind) {
        return switch (kind) {
            case ISOFLOP -> """
                    # For each budget, models of several sizes, each trained on what the budget leaves it: which size is best,
                    # and how does the best one grow?
                    design:
                      kind: isoflop
                      budgets: {from: 2e11, to: 5e12, count: 4} # FLOP of one run; or a list: [1e11, 1e12]
                      tokens_per_param: [5, 10, 20, 40, 80]     # the sizes are those nearest to these ratios
                    """;
            case LADDER -> """
                    # Each size at the same number of tokens per param: how does the loss fall along this path?
                    design:
                      kind: ladder
                      sizes: [30K, 60K, 120K, 240K] # params, or in full as width x layers: 64x4
                      tokens_per_param: 20
                    """;
            case GRID -> """
                    # Every size at every number of tokens: the whole surface.
                    design:
                      kind: grid
                      sizes: [30K, 60K, 120K, 240K] # params, or in full as width x layers: 64x4
                      tokens: [500K, 1M, 2M, 4M]
                    """;
            case PARAMS -> """
                    # Several sizes at one number of tokens: the loss against params alone.
                    design:
                      kind: params
                      sizes: {from: 20K, to: 400K, count: 6} # params; or a list: [20K, 64x4]
                      tokens: 4M
                    """;
            case TOKENS -> """
                    # One size at several numbers of tokens: the loss against tokens alone.
                    design:
                      kind: tokens
                      size: 100K # params, or in full as width x layers: 64x4
                      tokens: {from: 250K, to: 8M, count: 6}
                    """;
            case BATCH_SIZES -> """
                    # The same model and tokens at several batch sizes: where does a larger batch stop saving steps?
                    design:
                      kind: batch-sizes
                      size: 100K # params, or in full as width x layers: 64x4
                      tokens: 2M
                      batches: [4, 8, 16, 32, 64, 128] # sequences of a step
                    """;
            case LEARNING_RATES -> """
                    # Several learning rates at each size: does the best one stay put?
                    design:
                      kind: learning-rates
                      sizes: [32x2, 64x2, 128x2] # width x layers, or params: 300K
                      tokens: 1M
                      rates: [1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2]
                    """;
            case TRUNKS -> """
                    # One run of each size at a constant learning rate, and branches that leave it and cool down, one for each
                    # number of tokens: many scales for the cost of few runs.
                    design:
                      kind: trunks
                      sizes: [30K, 60K, 120K, 240K] # params, or in full as width x layers: 64x4
                      tokens: [500K, 1M, 2M, 4M]    # of each branch, its cool-down included
                      decay: 0.2                    # share of a branch's steps that cool down
                    """;
            case REPEATS -> """
                    # Few unique tokens, read again and again: what are repeated tokens worth?
                    design:
                      kind: repeats
                      sizes: [60K, 240K] # params, or in full as width x layers: 64x4
                      unique_tokens: [100K, 400K]
                      epochs: [1, 2, 4, 8, 16]
                    """;
            case SEEDS -> """
                    # One scale with several seeds: how large is the noise?
                    design:
                      kind: seeds
                      size: 60K # params, or in full as width x layers: 64x4
                      tokens: 1M
                    """;
            case OPTIMAL -> """
                    # The runs that narrow the forecast most, chosen among all sizes at all ratios.
                    design:
                      kind: optimal
                      flops: 2e13 # for all runs together
                      sizes: {from: 20K, to: 400K, count: 8} # params; or a list: [20K, 64x4]
                      tokens_per_param: [5, 10, 20, 40, 80]
                      largest: 0.25 # share of flops that one run may take
                    """;
        };
    }

    private static String seeds(DesignKind kind) {
        return kind == DesignKind.SEEDS
                ? "\nseeds: 5 # or a list: [1, 2, 3]\n"
                : "\n# seeds: 1 # each scale is trained once for each; or a list: [1, 2, 3]\n";
    }

    private static String forecast(DesignKind kind) {
        if (kind.variesBoth()) {
            return "\n" + COMPUTE_FORECAST;
        }
        return switch (kind) {
            case PARAMS -> scaleForecast("{params: 2M, tokens: 4M}");
            case TOKENS -> scaleForecast("{params: 100K, tokens: 32M}");
            default -> "";
        };
    }

    private static String scaleForecast(String target) {
        return """

                # What to predict from the runs, and then to verify by one more.
                # forecast: %s
                """.formatted(target);
    }
}
