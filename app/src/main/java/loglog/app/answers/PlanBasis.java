package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.laws.Answer;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.laws.LifetimeCost;
import loglog.laws.Planner;
import loglog.laws.Status;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What plans are made by: a law of params and tokens, and what its parameters are worth.
 *
 * @param sized whether the question says how large the model is
 */
record PlanBasis(RunsRead read, FitSettings settings, Fit fit, Soundness sound, Planner planner, boolean sized) {
    /**
     * Fits the law.
     *
     * @throws QuestionProblem where the runs do not determine it, or it is none of params and tokens
     */
    static PlanBasis of(RunsRead read, Law law, FitSettings settings, PlanQuestion question, LongWork work) {
        var fit = settings.fit(read, law, work);
        if (!Exponents.apply(fit.law())) {
            throw QuestionProblem.in(
                    "law",
                    "found %s, which is no law of params and tokens"
                            .formatted(fit.law().name()),
                    "one that is, for example chinchilla");
        }
        var cost = new LifetimeCost(
                read.flopsPerToken(), question.inferenceTokens().orElse(0), 2);
        var planner = new Planner(settings.draws(fit, work), cost, question.data(), settings.level());
        return new PlanBasis(
                read,
                settings,
                fit,
                Soundness.of(read, fit),
                planner,
                question.params().isPresent());
    }

    /** The best model for a budget, or where the runs do not determine it the one on their own line. */
    Answer.Plan best(double flops) {
        if (sound.exponents()) {
            return planner.forBudget(flops);
        }
        return planner.onLine(sound.determination().line(), flops)
                .orElseThrow(() -> QuestionProblem.ofRuns(
                        "%s: %s, so that no plan for a budget can be made"
                                .formatted(read.source(), sound.determination().cause()),
                        "runs of other shapes"));
    }

    /** Whether params and tokens are those of the runs' line, for want of knowing the best. */
    boolean onLine() {
        return !sound.exponents() && !sized;
    }

    /** A law that the rows do not determine, or a question far off, can have an optimum that no model has. */
    void requireModel(Answer.Plan plan, String question) {
        if (!(plan.params().value() >= 1 && plan.tokens().value() >= 1)) {
            throw QuestionProblem.ofRuns(
                    "%s: %s (%s) has no model of at least 1 param and 1 token for %s"
                            .formatted(
                                    read.source(),
                                    fit.law().name(),
                                    fit.status().words(),
                                    question),
                    "");
        }
    }

    double trainingFlops(Answer.Plan plan) {
        return read.flopsPerToken() * plan.params().value() * plan.tokens().value();
    }

    /** Which law the plans are made by. */
    String byWhat() {
        return "the law is %s, fitted by %s".formatted(fit.law().name(), settings.saysWhat());
    }

    /**
     * What to know of the plan.
     *
     * @param flops whose best model is the answer, NaN where none is
     */
    List<String> warnings(double flops) {
        var warnings = new ArrayList<>(sound.warningsOfFit());
        if (onLine()) {
            warnings.add(
                    "which model is the best is not determined: params and tokens are those of the runs' own line");
        } else if (sound.exponents()) {
            var exponents = Exponents.of(planner.draws(), Figures.middle(Figures.flops(read)), settings.level());
            warnings.addAll(settings.disagreement(read, exponents));
        }
        warnings.addAll(sound.outliers(without -> changed(without, flops)));
        if (fit.status() != Status.CONVERGED && sound.causes().isEmpty()) {
            warnings.add("the fit is %s: what follows rests on parameters that these rows do not determine"
                    .formatted(fit.status().words()));
        }
        return warnings;
    }

    private String changed(Fit without, double flops) {
        if (Double.isNaN(flops) || onLine()) {
            return sound.changeOfParameters(without);
        }
        var with = read.optimum(fit.law(), fit.values(), flops);
        var then = read.optimum(fit.law(), without.values(), flops);
        return "the best model of %s FLOP has %s params instead of %s, its loss is %s instead of %s"
                .formatted(
                        Format.flops(flops),
                        Format.count(then.params()),
                        Format.count(with.params()),
                        Format.digits(then.loss(), 4),
                        Format.digits(with.loss(), 4));
    }

    Caption caption() {
        return Figures.caption(
                sound.exponents()
                        ? "Runs, the compute-optimal frontier and the plan"
                        : "Runs, their own line and the plan",
                read,
                fit,
                settings.saysWhat());
    }

    Chart path(List<Answer.Plan> plans) {
        var flops = Figures.flops(read);
        var planned = plans.stream().mapToDouble(plan -> trainingFlops(plan)).toArray();
        var x = Figures.logSpaced(Figures.min(flops), 2 * Math.max(Figures.max(flops), Figures.max(planned)), 60);
        var best = Arrays.stream(x)
                .map(c -> sound.exponents()
                        ? read.optimum(fit.law(), fit.values(), c).params()
                        : sound.determination().line().paramsAt(c / read.flopsPerToken()))
                .toArray();
        return new Chart("where the plan lies", Axis.log(Figures.axisTitle("flops")), Axis.log("params"))
                .points("runs", flops, read.axis("params"))
                .line(sound.exponents() ? "compute-optimal params" : "params on the line of the runs", x, best)
                .bars(
                        plans.size() == 1 ? "plan" : "plans",
                        planned,
                        plans.stream()
                                .mapToDouble(plan -> plan.params().value())
                                .toArray(),
                        plans.stream().mapToDouble(plan -> plan.params().low()).toArray(),
                        plans.stream().mapToDouble(plan -> plan.params().high()).toArray());
    }

    void putModel(ObjectNode json, Answer.Plan plan) {
        if (onLine()) {
            var reason = sound.determination().cause();
            json.set("params", LawsJson.nothing(reason));
            json.set("tokens", LawsJson.nothing(reason));
            json.set("tokens_per_param", LawsJson.nothing(reason));
            var line = json.putObject("on_the_line_of_the_runs");
            LawsJson.put(line, "params", plan.params().value());
            LawsJson.put(line, "tokens", plan.tokens().value());
        } else {
            json.set("params", LawsJson.of(plan.params()));
            json.set("tokens", LawsJson.of(plan.tokens()));
            json.set("tokens_per_param", LawsJson.of(plan.tokensPerParam()));
        }
        json.set("loss", LawsJson.of(plan.loss()));
    }
}
