package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.feedback.TuningName;
import loglog.feedback.TuningRequest;
import loglog.feedback.TuningRun;
import loglog.models.training.Plan;
import loglog.pages.plot.Terminal;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loglog tune}: a model learns from feedback, into a run folder. */
@Command(
        name = "tune",
        description = {
            "Let a model learn from feedback: from solutions (sft), from choices between two answers (reward-model,"
                    + " dpo), from rewards (best-of-n, grpo), or from what it gets right by itself (expert-iteration).",
            "RUN is a run's folder, or a model in Hugging Face's layout. The result is a run's folder, too; stopped by"
                    + " Ctrl-C or killed, the same command goes on with it. Exit status 3: the loss diverged."
        })
public final class TuneCommand implements Runnable, IExitCodeGenerator, BeforeWork {
    private static final int DIVERGED = 3;

    private static final Set<TuningName> PAIRS = EnumSet.of(TuningName.DPO);
    private static final Set<TuningName> GROUPS = EnumSet.of(TuningName.GRPO);
    private static final Set<TuningName> BATCHES =
            EnumSet.of(TuningName.SFT, TuningName.REWARD_MODEL, TuningName.DPO, TuningName.EXPERT_ITERATION);
    private static final Set<TuningName> TRAINED = EnumSet.complementOf(EnumSet.of(TuningName.BEST_OF_N));
    private static final Set<TuningName> SAMPLED = Arrays.stream(TuningName.values())
            .filter(TuningName::samplesPrompts)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(TuningName.class)));

    /** The methods that read an option; one that is not here is read by all. */
    private static final Map<String, Set<TuningName>> READ_BY = Map.ofEntries(
            Map.entry("--loss", PAIRS),
            Map.entry("--label-smoothing", PAIRS),
            Map.entry("--beta", EnumSet.of(TuningName.DPO, TuningName.GRPO)),
            Map.entry("--reward-beta", GROUPS),
            Map.entry("--normalization", GROUPS),
            Map.entry("--scaling", GROUPS),
            Map.entry("--ratio", GROUPS),
            Map.entry("--positive-loss", GROUPS),
            Map.entry("--baseline", GROUPS),
            Map.entry("--baseline-shift", GROUPS),
            Map.entry("--clip", GROUPS),
            Map.entry("--updates", GROUPS),
            Map.entry("--batch", BATCHES),
            Map.entry("--lr", TRAINED),
            Map.entry("--schedule", TRAINED),
            Map.entry("--warmup", TRAINED),
            Map.entry("--epochs", TRAINED),
            Map.entry("--rounds", SAMPLED),
            Map.entry("--round-prompts", SAMPLED),
            Map.entry("--samples", SAMPLED),
            Map.entry("--temperature", SAMPLED));

    @Parameters(index = "0", paramLabel = "RUN", description = "a run's folder, or a model's")
    Path base;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "sft, reward-model, best-of-n, dpo, grpo or expert-iteration (no default)")
    String method;

    @Option(
            names = "--pairs",
            paramLabel = "FILE",
            description =
                    "JSON lines with prompt, chosen, rejected; for sft prompt and completion; for step-wise reward"
                            + " models prompt, completions, labels (default: none, for methods that sample)")
    Path pairs;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "JSON lines with prompt, to be answered (default: problems of the run's task)")
    Path prompts;

    @Option(
            names = "--reward",
            paramLabel = "RUN",
            description = "a reward model's folder (default: the judge of the run's task)")
    Path reward;

    @Mixin
    FeedbackLossOptions losses = new FeedbackLossOptions();

    @Mixin
    RoundOptions sampling = new RoundOptions();

    @Option(names = "--lr", paramLabel = "RATE", description = "learning rate (default: 1e-3, of dpo 3e-4)")
    Double rate;

    @Mixin
    TuningScheduleOptions schedules = new TuningScheduleOptions();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "examples or pairs of an update (default: 32, of expert-iteration 128)")
    Integer batch;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description =
                    "passes over the file (default: 3), or over a round's answers (default: 1, of expert-iteration 2)")
    Integer epochs;

    @Option(
            names = "--test-prompts",
            paramLabel = "N",
            description = "prompts on which the policy is measured (default: ${DEFAULT-VALUE})")
    int testPrompts = 500;

    @Option(
            names = "--measure-every",
            paramLabel = "ROUNDS",
            description = "also measure every so many rounds or updates (default: at both ends only)")
    int measureEvery;

    @Option(names = "--seed", paramLabel = "S", description = "seed of samples and orders (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--name", paramLabel = "NAME", description = "name of the run (default: RUN-METHOD)")
    String name;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: beside RUN)")
    Path runs;

    @Option(names = "--threads", paramLabel = "N", description = "threads (default: one a core); part of the plan")
    Integer threads;

    @Option(names = "--checkpoint-seconds", paramLabel = "S", description = "seconds between checkpoints (default: 60)")
    double checkpointSeconds = 60;

    @Option(names = "--json", description = "print the result as JSON")
    boolean json;

    @Spec
    CommandSpec command;

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void check() {
        var parent = base.toAbsolutePath().getParent();
        OutputPath.folders("--runs", runs != null || !Files.isDirectory(base) ? runs : parent);
    }

    @Override
    public void run() {
        if (method == null) {
            throw new UserError("--method: found nothing, expected one of " + TuningName.words());
        }
        if (method.equalsIgnoreCase("ipo")) {
            throw new UserError("--method: found ipo, which is a loss of pairs, expected --method dpo --loss ipo");
        }
        if (!(checkpointSeconds >= 0)) {
            throw new UserError("--checkpoint-seconds: found %s, expected 0 or more".formatted(checkpointSeconds));
        }
        var folder = folder();
        var request = request(folder);
        var run = new RunFolder(folder);
        boolean exists = Files.exists(run.runFile());
        boolean ended = Files.exists(run.resultFile());
        try (var watch = new InterruptibleProgress()) {
            var outcome = TuningRun.carryOut(
                    folder,
                    request,
                    checkpointSeconds,
                    note -> {
                        watch.endLine();
                        Show.notes(List.of(note));
                    },
                    () -> {
                        if (!ended) {
                            Say.err("%s %s: %s from %s, %s"
                                    .formatted(
                                            exists ? "going on with" : "tuning",
                                            folder,
                                            request.method().word(),
                                            base,
                                            Format.of(request.lanes(), "thread")));
                        }
                    },
                    watch);
            watch.endLine();
            report(folder, outcome);
        }
    }

    private Path folder() {
        var word = TuningName.of(method).word();
        if (name != null && (name.isBlank() || name.startsWith(".") || name.contains("/") || name.contains("\\"))) {
            throw new UserError("--name: found %s, expected a name without slashes".formatted(name));
        }
        var absolute = base.toAbsolutePath().normalize();
        var last = absolute.getFileName() == null
                ? "model"
                : absolute.getFileName().toString();
        var own = name != null ? name : last + "-" + word + (seed == 1 ? "" : "-seed" + seed);
        var parent = base.getParent() == null ? Path.of(own) : base.getParent().resolve(own);
        var folder = runs == null ? parent : runs.resolve(own);
        if (folder.toAbsolutePath().normalize().equals(absolute)) {
            throw new UserError("--name: found the name of RUN itself, expected another");
        }
        return folder;
    }

    /** An option that the method does not read would otherwise be ignored in silence. */
    private void requireRead(TuningName method) {
        for (var option : command.commandLine().getParseResult().matchedOptions()) {
            var readers = READ_BY.getOrDefault(option.longestName(), Set.of(method));
            if (!readers.contains(method)) {
                throw new UserError("%s: found with %s, which does not read it, expected with %s alone"
                        .formatted(
                                option.longestName(),
                                method.word(),
                                readers.stream().map(TuningName::word).collect(Collectors.joining(", "))));
            }
        }
    }

    private TuningRequest request(Path folder) {
        var which = TuningName.of(method);
        requireRead(which);
        if (threads != null && (threads < 1 || threads > Plan.MOST_LANES)) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        var run = new RunFolder(folder);
        int lanes = threads != null
                ? threads
                : Files.exists(run.runFile())
                        ? run.asked().path("lanes").asInt(Runtime.getRuntime().availableProcessors())
                        : Runtime.getRuntime().availableProcessors();
        return new TuningRequest(
                which,
                base,
                Optional.ofNullable(pairs),
                Optional.ofNullable(prompts),
                Optional.ofNullable(reward),
                losses.ofPairs(which),
                losses.ofGroups(which),
                losses.advantages(),
                losses.rewardBeta,
                rate == null ? which.rate() : rate,
                schedules.of(which),
                batch == null ? which.batch() : batch,
                sampling.prompts(which),
                sampling.samples(which),
                epochs == null ? which.epochs() : epochs,
                losses.updates,
                sampling.rounds(which),
                sampling.temperature,
                sampling.mostTokens(),
                testPrompts,
                measureEvery,
                seed,
                lanes);
    }

    private void report(Path folder, Outcome outcome) {
        if (outcome.status() == Outcome.Status.DIVERGED) {
            Say.err("loglog: %s: the run diverged: %s".formatted(folder, outcome.reason()));
            exitCode = DIVERGED;
            return;
        }
        var figures = TunedFigures.of(new RunFolder(folder), outcome);
        if (json) {
            var node = OutcomeJson.write(outcome).put("run", folder.toString());
            figures.write(node);
            System.out.println(node.toPrettyString());
            return;
        }
        if (outcome.status() == Outcome.Status.INTERRUPTED) {
            Say.out("%s: stopped after step %d; the same command goes on from there"
                    .formatted(folder, outcome.steps()));
            return;
        }
        Say.out("%s: %s, %s tokens, %s FLOP"
                .formatted(
                        folder,
                        Format.of(outcome.steps(), "step"),
                        Format.count(outcome.tokens()),
                        Format.flops(outcome.flops())));
        System.out.print(figures.table().text(Terminal.detect().tableColumns()));
    }
}
