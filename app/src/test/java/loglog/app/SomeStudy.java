package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import loglog.lab.experiment.MetricLaws;
import loglog.lab.experiment.ModelChoice;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.laws.Criterion;
import loglog.laws.Forecaster;
import loglog.runs.Metric;

/** Studies on disk, as their trainers leave them, of runs that obey Chinchilla's law but for noise. */
public final class SomeStudy {
    static final double PER_TOKEN = 6.5;
    static final double LARGEST = 1e13;

    private final Path runs;
    private final String name;
    private final SplittableRandom random = new SplittableRandom(7);

    SomeStudy(Path runs, String name) {
        this.runs = runs;
        this.name = name;
    }

    /** 5 budgets of 5 sizes, a forecast for ten times the largest and the run that verifies it. */
    public static Path forecast(Path runs) {
        var study = new SomeStudy(runs, "first").isoFlop("plain", 1);
        study.predict(Double.NaN);
        study.verify();
        return study.folder();
    }

    /** Two recipes, of which one is worth twice its tokens. */
    public static Path twoRecipes(Path runs) {
        return new SomeStudy(runs, "two").isoFlop("plain", 1).isoFlop("muon", 2).folder();
    }

    Path folder() {
        return runs.resolve(name);
    }

    static double loss(double params, double tokens) {
        return 1.4 + 60 / Math.pow(params, 0.4) + 120 / Math.pow(tokens, 0.36);
    }

    SomeStudy isoFlop(String recipe, double worth) {
        for (int b = 0; b < 5; b++) {
            double flops = LARGEST * Math.pow(10, -0.4 * (4 - b));
            for (int s = 0; s < 5; s++) {
                double params = Math.rint(Math.sqrt(flops / PER_TOKEN / 30) * Math.pow(1.6, s - 2));
                finished(recipe, params, flops / PER_TOKEN / params, worth);
            }
        }
        return this;
    }

    SomeStudy finished(String recipe, double params, double tokens, double worth) {
        var run = "%s-%.0f-%.0f".formatted(recipe, params, tokens);
        asked(run, recipe, "observation", params, tokens);
        result(run, "finished", params, tokens, loss(params, worth * tokens) * Math.exp(0.003 * random.nextGaussian()));
        return this;
    }

    /** A run of a plan. */
    void finished(PlannedRun run) {
        asked(run.name(), run.recipe(), "observation", run.params(), run.tokens());
        double loss = loss(run.params(), run.tokens()) * Math.exp(0.003 * random.nextGaussian());
        result(run.name(), "finished", run.params(), run.tokens(), run.ownFlops(), loss);
    }

    /** {@code run.json} and {@code metrics.jsonl}. */
    void asked(String run, String recipe, String role, double params, double tokens) {
        write(run, "run.json", """
                {"recipe": {"optimizer": "ADAMW", "rate": 0.004, "schedule": {"kind": "COSINE"}},
                 "model": {"architecture": "llama", "width": 48, "layers": 2},
                 "tokens": %.0f, "seed": 1, "lanes": 1,
                 "data": {"corpus": "europarl", "digest": "c81c67c2", "tokenizer": "bytes"},
                 "params": %.0f, "steps": 400, "code": "0123abc", "jvm": "a JVM", "cpu": "a CPU", "os": "Linux",
                 "started": "2026-01-01T00:00:00Z", "study": "%s", "recipe_name": "%s", "role": "%s"}
                """.formatted(tokens, params, name, recipe, role));
        var metrics = new StringBuilder();
        double last = loss(params, tokens);
        for (int i = 1; i <= 40; i++) {
            double seen = tokens * i / 40;
            double loss = 1.02 * last + 2 * Math.pow(i, -1.2) + 0.01 * random.nextGaussian();
            metrics.append(String.format(
                    Locale.ROOT,
                    "{\"step\":%d,\"tokens\":%.0f,\"flops\":%s,\"loss\":%s,\"rate\":0.004}%n",
                    10 * i,
                    seen,
                    PER_TOKEN * params * seen,
                    loss));
        }
        write(
                run,
                "metrics.jsonl",
                metrics + "{\"step\":400,\"tokens\":%.0f,\"validation_loss\":%s}%n{\"step\":4".formatted(tokens, last));
    }

    void result(String run, String status, double params, double tokens, double loss) {
        result(run, status, params, tokens, PER_TOKEN * params * tokens, loss);
    }

    private void result(String run, String status, double params, double tokens, double flops, double loss) {
        write(run, "result.json", """
                {"status": "%s", "params": %.0f, "steps": 400, "tokens": %.0f, "flops": %s, "loss": %s,
                 "validation_loss": %s, "seconds": 12.5}
                """.formatted(status, params, tokens, flops, 1.02 * loss, loss));
    }

    private static double chosenParams() {
        return Math.rint(Math.sqrt(10 * LARGEST / PER_TOKEN / 30));
    }

    private static double chosenTokens() {
        return Math.rint(10 * LARGEST / PER_TOKEN / chosenParams());
    }

    /** Writes the forecast of the model that {@link #verify} trains. */
    void predict(double ceiling) {
        double params = chosenParams();
        double tokens = chosenTokens();
        var results = Results.read(folder()).observed();
        double flops = PER_TOKEN * params * tokens;
        var forecast = Forecaster.of(
                        results.observations(),
                        new MetricLaws(results.metric()).forms(List.of("params", "tokens"), ceiling),
                        Criterion.DEFAULT,
                        2000,
                        1)
                .orElseThrow()
                .at(ModelChoice.scales(params, tokens, flops), 0.9);
        new Ledger(runs)
                .write(new Ledger.Prediction(
                        name,
                        folder().resolve("verification"),
                        ModelChoice.scales(params, tokens, flops),
                        Metric.VALIDATION_LOSS,
                        forecast.run(),
                        "chinchilla 1.00",
                        Double.isNaN(ceiling) ? java.util.OptionalDouble.empty() : java.util.OptionalDouble.of(ceiling),
                        results));
    }

    void verify() {
        asked("verification", "plain", "verification", chosenParams(), chosenTokens());
        result("verification", "finished", chosenParams(), chosenTokens(), loss(chosenParams(), chosenTokens()));
    }

    void write(String run, String file, String text) {
        try {
            Files.writeString(Files.createDirectories(folder().resolve(run)).resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
