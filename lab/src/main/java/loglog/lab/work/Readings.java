package loglog.lab.work;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.RunPlan;
import loglog.training.Trainer;

/** What a program told of its training so far, row by row: kept in the run's metrics, shown, and made a result of. */
final class Readings {
    /** A loss that is no number in one row may be a step that the program left out; in so many it has diverged. */
    private static final int MOST_NOT_FINITE = 3;

    /** Of the plan's tokens: a program that trained fewer did not do what was asked. */
    private static final double COMPLETE = 0.95;

    /** Of the trained tokens: an earlier validation says little of the model at the end. */
    private static final double AT_THE_END = 0.99;

    private final RunPlan plan;
    private final Metric metric;
    private final ProgramQuantity.Names names;
    private final MetricsLog log;
    private final Progress progress;
    private final long memoryBytes;
    private final double flopsPerToken;
    private final long began = System.nanoTime();

    private long params;
    private boolean any;
    private boolean placed;
    private long step;
    private long tokens;
    private long largestGap;
    private double flops;
    private double loss = Double.NaN;
    private long lossTokens;
    private double validationLoss = Double.NaN;
    private long validationTokens = -1;
    private boolean validationDiverged;
    private int notFinite;
    private double notFiniteLoss;
    private long beganTokens = -1;

    Readings(RunPlan plan, Metric metric, Trainer.Command command, MetricsLog log, Progress progress) {
        this.plan = plan;
        this.metric = metric;
        this.names = ProgramQuantity.Names.of(command.metrics().columns(), metric);
        this.log = log;
        this.progress = progress;
        this.memoryBytes = command.memoryBytes();
        params = plan.params();
        flopsPerToken = plan.cost().flops() / plan.wholeTokens();
    }

    /** Takes what an earlier process read: a program that has nothing left to do says nothing. */
    void takeWritten() {
        for (var row : log.last()) {
            largestGap = 0; // of the last two rows, not of all that lies before them
            take(row, usual());
        }
    }

    private ProgramQuantity.Names usual() {
        return ProgramQuantity.Names.of(Map.of(), metric);
    }

    /** The program begins, or begins again. */
    void anew() {
        log.anew();
        notFinite = 0;
        placed = false;
        beganTokens = -1;
    }

    /** Takes a row, by plain names. */
    void take(Map<String, Double> row) {
        take(row, names);
    }

    private void take(Map<String, Double> row, ProgramQuantity.Names named) {
        var told = named.find(ProgramQuantity.PARAMS, row);
        if (told != null && told >= 1 && told < 1e18) {
            params = Math.round(told);
        }
        var l = named.find(ProgramQuantity.LOSS, row);
        var v = named.find(ProgramQuantity.VALIDATION_LOSS, row);
        place(named.find(ProgramQuantity.STEP, row), named.find(ProgramQuantity.TOKENS, row));
        if (l == null && v == null) {
            return;
        }
        any = true;
        if (l != null) {
            notFinite = Double.isFinite(l) ? 0 : notFinite + 1;
            notFiniteLoss = l;
            loss = l;
            lossTokens = tokens;
        }
        if (v != null) {
            validationDiverged = !Double.isFinite(v);
            validationLoss = v;
            validationTokens = placed ? tokens : Long.MAX_VALUE;
        }
        var f = named.find(ProgramQuantity.FLOPS, row);
        flops = f != null && f > 0 && Double.isFinite(f) ? f : tokens * flopsPerToken;
        if (placed) {
            write(row, named, l, v);
        }
    }

    /** Where in the training it is: a row that does not say stands where the one before it does. */
    private void place(Double toldStep, Double toldTokens) {
        long perStep = plan.tokensPerStep();
        boolean hasStep = toldStep != null && toldStep >= 0 && toldStep < 1e18;
        boolean hasTokens = toldTokens != null && toldTokens >= 0 && toldTokens < 1e18;
        if (!hasStep && !hasTokens) {
            return;
        }
        long before = tokens;
        tokens = hasTokens ? Math.round(toldTokens) : Math.round(toldStep) * perStep;
        step = hasStep ? Math.round(toldStep) : Math.round((double) tokens / perStep);
        largestGap = Math.max(largestGap, tokens - before);
        placed = true;
        beganTokens = beganTokens < 0 ? Math.min(before, tokens) : beganTokens;
    }

    private void write(Map<String, Double> row, ProgramQuantity.Names named, Double l, Double v) {
        double seconds = seconds();
        double pace =
                or(named.find(ProgramQuantity.TOKENS_PER_SECOND, row), Math.max(0, tokens - beganTokens) / seconds);
        var json = Json.MAPPER
                .createObjectNode()
                .put("step", step)
                .put("tokens", tokens)
                .put("flops", flops);
        put(json, ProgramQuantity.LOSS, l);
        put(json, ProgramQuantity.VALIDATION_LOSS, v);
        put(json, ProgramQuantity.RATE, named.find(ProgramQuantity.RATE, row));
        put(json, ProgramQuantity.GRADIENT_NORM, named.find(ProgramQuantity.GRADIENT_NORM, row));
        json.put("tokens_per_second", pace);
        json.put("seconds", or(named.find(ProgramQuantity.SECONDS, row), seconds));
        boolean isNew = log.append(json);
        var watched = json.has(ProgramQuantity.LOSS.key()) ? ProgramQuantity.LOSS.key() : metric.name();
        // A language model's validation comes beside its training rows; of others the metric may be all that there is.
        if (isNew
                && json.has(watched)
                && (watched.equals(ProgramQuantity.LOSS.key()) || !metric.equals(Metric.VALIDATION_LOSS))) {
            var figures = new LinkedHashMap<String, Double>();
            figures.put(watched, json.get(watched).doubleValue());
            figures.put(ProgramQuantity.RATE.key(), or(named.find(ProgramQuantity.RATE, row), 0));
            figures.put(ProgramQuantity.GRADIENT_NORM.key(), or(named.find(ProgramQuantity.GRADIENT_NORM, row), 0));
            long planned = plan.wholeTokens();
            progress.logged(new Progress.Row(
                    Math.clamp(Math.round((double) tokens / plan.tokensPerStep()), 0, plan.steps()),
                    plan.steps(),
                    tokens,
                    flops,
                    figures,
                    pace,
                    memoryBytes,
                    pace > 0 ? Math.max(0, planned - tokens) / pace : 0));
        }
    }

    private void put(tools.jackson.databind.node.ObjectNode json, ProgramQuantity figure, Double value) {
        if (value != null && Double.isFinite(value)) {
            json.put(figure.key(metric), value);
        }
    }

    private static double or(Double value, double otherwise) {
        return value != null && Double.isFinite(value) ? value : otherwise;
    }

    private double seconds() {
        return Math.max(1e-3, (System.nanoTime() - began) * 1e-9);
    }

    /** Whether there was a loss at all. */
    boolean any() {
        return any;
    }

    /** Whether the loss has been no number for some rows: there is nothing left to wait for. */
    boolean isLost() {
        return notFinite >= MOST_NOT_FINITE;
    }

    /** Whether the last loss that was read is no number. */
    boolean isDiverged() {
        return notFinite > 0 || validationDiverged;
    }

    /** Why it has diverged. */
    String reason() {
        return placed
                ? "at step %d the %s was %s"
                        .formatted(
                                step,
                                notFinite > 0 ? "loss" : metric.words(),
                                notFinite > 0 ? notFiniteLoss : validationLoss)
                : "the %s was %s"
                        .formatted(
                                notFinite > 0 ? "loss" : metric.words(),
                                notFinite > 0 ? notFiniteLoss : validationLoss);
    }

    /** Whether the last row stands at the plan's end, or nearer to it than rows stand to each other. */
    boolean isComplete() {
        return !isPlaced() || tokens + largestGap >= planned() || tokens >= COMPLETE * planned();
    }

    /** Whether a row of the plan's end was read. */
    boolean isAtEnd() {
        return any && tokens >= planned();
    }

    private boolean isPlaced() {
        return tokens > 0 || placed;
    }

    private long planned() {
        return plan.wholeTokens();
    }

    /** Where it is, for a sentence. */
    String position() {
        return "step %d (%d of %d tokens)".formatted(step, tokens, planned());
    }

    /** Whether there is a validation loss, of the model at its end. */
    boolean isValidated() {
        return validationTokens >= 0
                && Double.isFinite(validationLoss)
                && (validationTokens >= AT_THE_END * trained() || validationTokens >= lossTokens);
    }

    /** What is to be known of a validation that is too early to be the result's; empty otherwise. */
    String note() {
        return validationTokens >= 0 && !isValidated() && Double.isFinite(validationLoss)
                ? ("found the last %s, %s, after %d tokens of %d, so that the result's metric is the training loss,"
                                + " expected the program to validate after its last step")
                        .formatted(metric.words(), validationLoss, validationTokens, trained())
                : "";
    }

    /** A program that names no step has told of its end alone. */
    void placeAtEnd() {
        if (any && !isPlaced()) {
            place((double) plan.steps(), null);
            flops = tokens * flopsPerToken;
            validationTokens = validationTokens >= 0 ? tokens : -1;
            lossTokens = tokens;
            write(
                    Map.of(),
                    usual(),
                    Double.isNaN(loss) ? null : loss,
                    Double.isNaN(validationLoss) ? null : validationLoss);
        }
    }

    private long trained() {
        return isComplete() && tokens + largestGap >= planned() ? Math.max(tokens, planned()) : tokens;
    }

    /** The result, so far. */
    Outcome outcome(Outcome.Status status, String reason) {
        long trained = status == Outcome.Status.FINISHED ? trained() : tokens;
        double scale = tokens > 0 ? (double) trained / tokens : 1;
        var scales = Outcome.scales(
                params,
                status == Outcome.Status.FINISHED ? Math.max(step, Math.round(step * scale)) : step,
                trained,
                flops * scale);
        scales.put("flops_per_token", trained > 0 ? flops * scale / trained : 0);
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(ProgramQuantity.LOSS.key(), loss);
        if (status != Outcome.Status.FINISHED || isValidated()) {
            metrics.put(metric.name(), validationLoss);
        }
        return new Outcome(status, reason, scales, metrics, Map.of(), seconds());
    }
}
