package loglog.lab.study;

import loglog.lab.design.DesignKind;
import loglog.yaml.Key;

/** A commented study file for each kind of design, to be changed. */
public final class StudyTemplate {
    private static final String START = """
            # yaml-language-server: $schema=%s
            # A Loglog study. Lines that begin with # are comments; what they leave out is as shown.
            # loglog study check %s   reads this file and shows the runs that it asks for.

            # name: %s             # of the folder that holds the runs
            %s\
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
        return START.formatted(
                        schema,
                        file,
                        name,
                        kind.trains().map("kind: %s\n"::formatted).orElse(""))
                + (varies(kind, "batch") ? "" : BATCH)
                + OPTIMIZER
                + (varies(kind, "lr") ? "" : RATE)
                + (kind.branches() ? TRUNK_SCHEDULE : SCHEDULE)
                + REST
                + design(kind)
                + seeds(kind)
                + forecast(kind)
                + TRAINER;
    }

    private static boolean varies(DesignKind kind, String setting) {
        return kind.varies().filter(v -> v.setting().equals(setting)).isPresent();
    }

    private static String design(DesignKind kind) {
        return Key.wrapped(kind.purpose(), "")
                + "design:\n  kind: "
                + kind.word()
                + "\n"
                + Key.template(kind.keys(), "  ");
    }

    private static String seeds(DesignKind kind) {
        return kind.usualSeeds() > 1
                ? "\nseeds: %d # or a list: [1, 2, 3]\n".formatted(kind.usualSeeds())
                : "\n# seeds: 1 # each scale is trained once for each; or a list: [1, 2, 3]\n";
    }

    private static String forecast(DesignKind kind) {
        if (!kind.forecastExample().isEmpty()) {
            return scaleForecast(kind.forecastExample());
        }
        return kind.forecasts() == DesignKind.Forecasts.OPTIMUM ? "\n" + COMPUTE_FORECAST : "";
    }

    private static String scaleForecast(String target) {
        return """

                # What to predict from the runs, and then to verify by one more.
                # forecast: %s
                """.formatted(target);
    }
}
