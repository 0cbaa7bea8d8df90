package loglog.app.models;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import loglog.app.UserError;
import loglog.feedback.ClippedObjective;
import loglog.feedback.GroupAdvantages;
import loglog.feedback.PreferenceLoss;
import loglog.feedback.TuningName;
import loglog.feedback.TuningRequest;
import loglog.feedback.TuningRun;
import loglog.models.training.Plan;
import loglog.pages.text.Format;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog tune}: a model learns from feedback, into a run folder. */
@Command(
        name = "tune",
        description = {
            "Let a model learn from feedback: from solutions (sft), from choices between two answers (reward-model,"
                    + " dpo), from rewards (best-of-n, grpo), or from what it gets right by itself (expert-iteration).",
            "RUN is a run's folder, or a model in Hugging Face's layout. The result is a run's folder, too; stopped by"
                    + " Ctrl-C or killed, the same command goes on with it. Exit status 3: the loss diverged."
        })
public final class TuneCommand implements Runnable, IExitCodeGenerator {
    private static final int DIVERGED = 3;

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

    @Option(names = "--loss", paramLabel = "NAME", description = "loss of pairs: dpo or ipo (default: dpo)")
    String loss = "dpo";

    @Option(
            names = "--beta",
            paramLabel = "B",
            description =
                    "weight of the distance from the reference: of dpo's margins (default: 0.1), of grpo's KL by k3"
                            + " (default: 0)")
    Double beta;

    @Option(
            names = "--reward-beta",
            paramLabel = "B",
            description = "price of KL in grpo's reward, as in PPO (default: 0)")
    double rewardBeta;

    @Option(
            names = "--label-smoothing",
            paramLabel = "E",
            description = "share of choices that dpo takes to be wrong (default: 0)")
    double labelSmoothing;

    @Option(
            names = "--normalization",
            paramLabel = "NAME",
            description = "divisor of grpo's loss: grpo, bnpo, dr_grpo or dapo (default: grpo)")
    ClippedObjective.Normalization normalization = ClippedObjective.Normalization.GRPO;

    @Option(
            names = "--scaling",
            paramLabel = "NAME",
            description = "divisor of grpo's advantages: group, batch or none (default: group)")
    GroupAdvantages.Scaling scaling = GroupAdvantages.Scaling.GROUP;

    @Option(
            names = "--clip",
            paramLabel = "E",
            split = ",",
            description =
                    "most change of a token's probability that grpo learns from, such as 0.2 or 0.2,0.28 (default: 0.2)")
    double[] clip = {0.2};

    @Option(names = "--lr", paramLabel = "RATE", description = "learning rate (default: 1e-3, of dpo 3e-4)")
    Double rate;

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
            names = "--rounds",
            paramLabel = "N",
            description = "rounds of sampling (default: 100 of grpo, 16 of expert-iteration, 8 of best-of-n)")
    Long rounds;

    @Option(
            names = "--round-prompts",
            paramLabel = "N",
            description = "prompts of a round (default: 64, of expert-iteration 2048)")
    Integer roundPrompts;

    @Option(
            names = {"--samples", "-n"},
            paramLabel = "N",
            description = "answers to each prompt (default: 16, of expert-iteration 1)")
    Integer samples;

    @Option(names = "--updates", paramLabel = "N", description = "updates of a pass of grpo (default: 1)")
    int updates = 1;

    @Option(names = "--temperature", paramLabel = "T", description = "divisor of the samples' logits (default: 1)")
    double temperature = 1;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "most tokens of an answer (default: the task's, else 64)")
    Integer maxTokens;

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

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void run() {
        if (method == null) {
            throw new UserError("--method: found nothing, expected one of " + TuningName.words());
        }
        if (!(checkpointSeconds >= 0)) {
            throw new UserError("--checkpoint-seconds: found %s, expected 0 or more".formatted(checkpointSeconds));
        }
        var folder = folder();
        var request = request(folder);
        boolean exists = Files.exists(new RunFolder(folder).runFile());
        System.err.printf(
                "%s %s: %s from %s, %d threads%n",
                exists ? "going on with" : "tuning", folder, request.method().word(), base, request.lanes());
        try (var watch = new InterruptibleProgress()) {
            var outcome = TuningRun.carryOut(
                    folder,
                    request,
                    checkpointSeconds,
                    note -> {
                        watch.endLine();
                        Show.notes(java.util.List.of(note));
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

    private TuningRequest request(Path folder) {
        var which = TuningName.of(method);
        if (threads != null && (threads < 1 || threads > Plan.MOST_LANES)) {
            throw new UserError("--threads: found %d, expected 1 to %d".formatted(threads, Plan.MOST_LANES));
        }
        if (clip.length < 1 || clip.length > 2) {
            throw new UserError(
                    "--clip: found %d numbers, expected one, or the lower and the upper".formatted(clip.length));
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
                new PreferenceLoss(form(), beta == null || which != TuningName.DPO ? 0.1 : beta, labelSmoothing),
                new ClippedObjective(
                        clip[0],
                        clip[clip.length - 1],
                        beta == null || which != TuningName.GRPO ? 0 : beta,
                        normalization,
                        1),
                scaling,
                rewardBeta,
                rate == null ? which.rate() : rate,
                batch == null ? which.batch() : batch,
                roundPrompts == null ? which.prompts() : roundPrompts,
                samples == null ? which.samples() : samples,
                epochs == null ? which.epochs() : epochs,
                updates,
                rounds == null ? which.rounds() : rounds,
                temperature,
                maxTokens == null ? 0 : atLeastOne(maxTokens),
                testPrompts,
                measureEvery,
                seed,
                lanes);
    }

    private static int atLeastOne(int tokens) {
        if (tokens < 1) {
            throw new UserError("--max-tokens: found %d, expected 1 or more".formatted(tokens));
        }
        return tokens;
    }

    private PreferenceLoss.Form form() {
        return switch (loss.toLowerCase(Locale.ROOT)) {
            case "dpo" -> PreferenceLoss.Form.DPO;
            case "ipo" -> PreferenceLoss.Form.IPO;
            default -> throw new UserError("--loss: found %s, expected dpo or ipo".formatted(loss));
        };
    }

    private void report(Path folder, Outcome outcome) {
        if (outcome.status() == Outcome.Status.DIVERGED) {
            System.err.printf("loglog: %s: the run diverged: %s%n", folder, outcome.reason());
            exitCode = DIVERGED;
            return;
        }
        if (json) {
            System.out.println(
                    OutcomeJson.write(outcome).put("run", folder.toString()).toPrettyString());
            return;
        }
        if (outcome.status() == Outcome.Status.INTERRUPTED) {
            System.out.printf(
                    "%s: stopped after step %d; the same command goes on from there%n", folder, outcome.steps());
            return;
        }
        System.out.printf(
                "%s: %d steps, %s tokens, %s FLOP%n",
                folder, outcome.steps(), Format.count(outcome.tokens()), Format.flops(outcome.flops()));
        shown(outcome).forEach((label, value) -> System.out.printf("%-34s %s%n", label, value));
    }

    /** What a person looks at first: figures of the last round, and those of prompts that were not trained on. */
    private static Map<String, String> shown(Outcome outcome) {
        var shown = new LinkedHashMap<String, String>();
        for (var metric : outcome.metrics().entrySet()) {
            var key = metric.getKey();
            if (!key.endsWith("_se") && !key.equals("rate") && !key.equals("gradient_norm") && !key.equals("kept")) {
                shown.put(key.replace('_', ' '), Format.digits(metric.getValue(), 4));
            }
        }
        return shown;
    }
}
