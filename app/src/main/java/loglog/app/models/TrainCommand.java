package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.engine.Precision;
import loglog.engine.cpu.HostMemory;
import loglog.engine.cpu.Peak;
import loglog.models.training.Bench;
import loglog.models.training.CorpusData;
import loglog.models.training.DataIdentity;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.TrainingRun;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Sizes;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog train}: a model from random weights, into a run folder. */
@Command(
        name = "train",
        description = {
            "Train a language model. The run is a folder; stopped by Ctrl-C or killed, the same command goes on with it.",
            "Exit status 3: the loss diverged."
        })
public final class TrainCommand implements Runnable, IExitCodeGenerator, BeforeWork {
    private static final int DIVERGED = 3;
    private static final int MOST_YEARS = 10;
    private static final double SECONDS_PER_YEAR = 365.25 * 86_400;

    @Spec
    CommandSpec command;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "params, such as 300K; width and layers follow from it (default: --width, --layers)")
    String size;

    @Option(
            names = "--width",
            paramLabel = "N",
            description = "width of the residual stream, with --layers (default: by --size)")
    Integer width;

    @Option(names = "--layers", paramLabel = "N", description = "number of layers, with --width (default: by --size)")
    Integer layers;

    @Option(names = "--tokens", paramLabel = "N", description = "tokens to train on, such as 6M (no default)")
    String tokens;

    @Option(
            names = "--corpus",
            paramLabel = "NAME",
            description = "europarl, jdk, or files: text, JSONL, folders, globs, token shards (default: europarl)")
    String corpus;

    @Option(names = "--tokenizer", paramLabel = "FILE", description = "tokenizer.json (default: the bytes of UTF-8)")
    Path tokenizer;

    @Mixin
    RecipeOptions recipe = new RecipeOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of the weights and the data order (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--name", paramLabel = "NAME", description = "name of the run (default: made from its settings)")
    String name;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "continue this run's folder, with its own settings (default: the run of these settings)")
    Path resume;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a core); part of the plan")
    Integer threads;

    @Option(
            names = "--validation-tokens",
            paramLabel = "N",
            description = "tokens read for each validation loss (default: ${DEFAULT-VALUE})")
    String validationTokens = "300K";

    @Option(
            names = "--validate-every",
            paramLabel = "STEPS",
            description = "also validate every so many steps (default: at the end only)")
    int validateEvery;

    @Option(names = "--checkpoint-seconds", paramLabel = "S", description = "seconds between checkpoints (default: 60)")
    double checkpointSeconds = 60;

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void check() {
        OutputPath.folders(resume == null ? "--runs" : "--resume", resume == null ? runs : resume);
    }

    @Override
    public void run() {
        if (validateEvery < 0 || !(checkpointSeconds >= 0)) {
            throw new UserError("--validate-every, --checkpoint-seconds: found %d and %s, expected 0 or more"
                    .formatted(validateEvery, Format.trim(Format.number(checkpointSeconds))));
        }
        if (threads != null && (threads < 1 || threads > Plan.MOST_LANES)) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        if (resume != null) {
            resumeNamed();
        } else {
            startOrResume();
        }
    }

    private void resumeNamed() {
        var others = command.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(option -> !List.of("--resume", "--checkpoint-seconds").contains(option))
                .toList();
        if (!others.isEmpty()) {
            throw new UserError("--resume: found it beside %s, expected it alone: the run's own settings hold"
                    .formatted(String.join(", ", others)));
        }
        var run = new RunFolder(resume);
        if (!Files.exists(run.runFile())) {
            throw new UserError("%s: found no run.json there, expected a run's folder".formatted(resume));
        }
        var plan = TrainingRun.plan(resume);
        var kept = resume.resolve("tokenizer.json");
        var settings = Fields.of(run.runFile(), run.asked()).objectOrEmpty("settings");
        validationTokens = settings.text("validation_tokens", validationTokens);
        validateEvery = settings.has("validate_every") ? settings.integer("validate_every", 0) : validateEvery;
        train(resume, plan, DataIdentity.corpus(resume), Files.exists(kept) ? kept : null);
    }

    private void startOrResume() {
        if (tokens == null) {
            throw new UserError("--tokens: found nothing, expected how many to train on, such as 6M");
        }
        var spec = corpus == null ? "europarl" : corpus;
        var folder = runs.resolve(name == null ? defaultName(spec) : checkedName());
        boolean exists = Files.exists(new RunFolder(folder).runFile());
        int lanes = threads != null
                ? threads
                : exists
                        ? TrainingRun.plan(folder).lanes()
                        : Runtime.getRuntime().availableProcessors();
        int vocabulary;
        try (var read = tokenizer == null
                ? loglog.models.tokens.Tokenizer.bytes()
                : loglog.models.tokens.Tokenizer.read(tokenizer)) {
            vocabulary = read.vocabulary();
        }
        var plan = recipe.plan(size, width, layers, vocabulary, Sizes.parse("--tokens", tokens), seed, lanes);
        if (exists && !TrainingRun.plan(folder).equals(plan)) {
            throw new UserError("%s: found a run with other settings there, expected the same ones, or another --name"
                    .formatted(folder));
        }
        train(folder, plan, spec, tokenizer);
    }

    /** That a run ends in this life: at the processor's peak, which no run reaches. */
    private static void requireTime(Plan plan, double peakGflops) {
        double flops = plan.tokens()
                * Footprint.flopsPerToken(plan.model(), plan.recipe().context());
        double years = flops / (peakGflops * 1e9) / SECONDS_PER_YEAR;
        if (years > MOST_YEARS) {
            throw new UserError(
                    "--tokens: found %s, %s FLOP, which take %s years at this machine's peak of %s GFLOP/s, expected at most %s"
                            .formatted(
                                    Format.count(plan.tokens()),
                                    Format.flops(flops),
                                    Format.count(years),
                                    Format.number(peakGflops),
                                    MOST_YEARS));
        }
    }

    private String checkedName() {
        if (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
            throw new UserError("--name: found %s, expected a name without slashes".formatted(name));
        }
        return name;
    }

    private String defaultName(String spec) {
        var shape = size != null ? size : width + "x" + layers;
        var file = Path.of(spec).getFileName();
        var text = (file == null ? spec : file.toString()).replaceAll("[^A-Za-z0-9._-]+", "-");
        var precision = recipe.bf16 ? "-bf16" : "";
        return recipe.architecture + "-" + shape + "-" + tokens + "-" + text + precision
                + (seed == 1 ? "" : "-seed" + seed);
    }

    private void train(Path folder, Plan plan, String spec, Path tokenizer) {
        boolean exists = Files.exists(new RunFolder(folder).runFile());
        boolean ended = Files.exists(new RunFolder(folder).resultFile());
        long params = ParameterPlan.params(plan.model());
        if (!ended) {
            Footprint.requireRoom(plan, HostMemory.available());
        }
        var reading = new Reading(spec);
        try (var read = CorpusData.open(spec, tokenizer, reading)) {
            reading.endLine();
            Show.notes(read.tokenizer().notes());
            Show.notes(read.corpus().note().stream().toList());
            var data = read.data(
                    spec,
                    plan.recipe().context(),
                    plan.seed(),
                    0,
                    Sizes.parse("--validation-tokens", validationTokens));
            if (data.validation() == null) {
                Say.err("loglog: warning: too little text is set aside for a validation loss");
            }
            double peak = ended ? 0 : Bench.peakGflops(plan.lanes());
            if (!ended) {
                TrainingRun.requireProducts(plan.recipe().precision());
                requireTime(plan, peak);
                Say.err("%s %s: %s, %s params (width %d, %s), %s tokens of %s, %s"
                        .formatted(
                                exists ? "going on with" : "training",
                                folder,
                                plan.model().architecture(),
                                Format.count(params),
                                plan.model().width(),
                                Format.of(plan.model().layers(), "layer"),
                                Format.count(plan.tokens()),
                                spec,
                                Format.of(plan.lanes(), "thread")));
            }
            if (!ended && plan.recipe().precision() == Precision.BFLOAT16) {
                warnOfSlowProducts();
            }
            var options = new TrainingRun.Options(
                    TrainingRun.Options.logEvery(params), checkpointSeconds, validateEvery, peak);
            try (var watch = new InterruptibleProgress()) {
                if (!exists) {
                    CorpusData.keepTokenizer(tokenizer, folder);
                }
                var outcome = exists
                        ? TrainingRun.resume(folder, data, options, watch)
                        : TrainingRun.start(folder, plan, data, settings(), options, watch);
                watch.endLine();
                report(folder, outcome);
            }
        }
    }

    /** What a resumed run must be told again, though its bits do not depend on it. */
    private ObjectNode settings() {
        var notes = Show.object();
        notes.putObject("settings").put("validation_tokens", validationTokens).put("validate_every", validateEvery);
        return notes;
    }

    private static void warnOfSlowProducts() {
        double speedup = Peak.bf16Speedup();
        if (speedup < 1) {
            Say.err(
                    "loglog: warning: this processor's products from bfloat16 run at %s times the speed of float32's; training is faster without --bf16"
                            .formatted(Format.digits(speedup, 2)));
        }
    }

    private void report(Path folder, Outcome outcome) {
        switch (outcome.status()) {
            case FINISHED -> {
                Say.out(
                        "%s: %s, %s tokens, %s FLOP%nvalidation loss %s nats per token, %s bits per byte%n%nsample from it:"
                                .formatted(
                                        folder,
                                        Format.of(outcome.steps(), "step"),
                                        Format.count(outcome.tokens()),
                                        Format.flops(outcome.flops()),
                                        Format.digits(outcome.value("validation_loss"), 5),
                                        Format.digits(outcome.value("bits_per_byte"), 4)));
                System.out.println("  ./loglog sample %s --prompt \"Mr President, \"".formatted(folder));
            }
            case INTERRUPTED ->
                Say.out("%s: stopped after step %d; the same command goes on from there"
                        .formatted(folder, outcome.steps()));
            case DIVERGED -> {
                Say.err("loglog: %s: the run diverged: %s".formatted(folder, outcome.reason()));
                exitCode = DIVERGED;
            }
        }
    }
}
