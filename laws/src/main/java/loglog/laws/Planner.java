package loglog.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import loglog.words.Format;

/**
 * Answers what a person planning training asks, with intervals: each question is put to the fit and to every resample's
 * fit.
 *
 * @param draws resamples of a fit of a law of params and tokens
 * @param cost what counts as cost
 * @param data what there is to train on
 * @param level of the intervals, for example 0.9
 */
public record Planner(Draws draws, LifetimeCost cost, UniqueData data, double level) {

    public Planner {
        LossSurface.check(draws.fit().law());
    }

    /** Training alone, data without end. */
    public Planner(Draws draws, double level) {
        this(draws, LifetimeCost.TRAINING, new UniqueData.Unlimited(), level);
    }

    /** The best model for a budget; its tokens and params are below 1 where the budget is too small for any. */
    public Answer.Plan forBudget(double flops) {
        var notes = notes();
        var plan = (Answer.Plan) ask(p -> Optional.of(Optimum.at(law(), p, flops, cost, data)), notes, null);
        noteSpentData(plan, notes);
        noteExtrapolation(plan, notes);
        return new Answer.Plan(plan.flops(), plan.params(), plan.tokens(), plan.loss(), plan.tokensPerParam(), notes);
    }

    /**
     * For a budget the model that the runs' own line has there, where they do not determine which would be the best
     * ({@link Determination}); empty where compute does not grow along that line.
     */
    public Optional<Answer.Plan> onLine(RunsLine line, double flops) {
        double params = line.paramsAt(flops / cost.trainingFlops());
        var answer = ask(p -> Optimum.ofSize(law(), p, params, flops, cost, data), notes(), p -> Double.NaN);
        if (Double.isNaN(params) || !(answer instanceof Answer.Plan plan)) {
            return Optional.empty();
        }
        var notes = new ArrayList<>(plan.notes());
        noteSpentData(plan, notes);
        noteExtrapolation(plan, notes);
        return Optional.of(
                new Answer.Plan(plan.flops(), plan.params(), plan.tokens(), plan.loss(), plan.tokensPerParam(), notes));
    }

    /** The least compute that reaches a loss, and the model that does. */
    public Answer forLoss(double loss) {
        return reachable(
                ask(
                        p -> Optimum.reaching(law(), p, loss, cost, data),
                        notes(),
                        p -> Optimum.leastLoss(law(), p, cost, data)),
                loss);
    }

    /** A model of a given size for a budget. */
    public Answer ofSize(double params, double flops) {
        var answer = ask(p -> Optimum.ofSize(law(), p, params, flops, cost, data), notes(), p -> Double.NaN);
        if (answer instanceof Answer.Unreachable) {
            return new Answer.Unreachable(
                    Interval.unknown(Double.NaN, level),
                    List.of("serving a model of %s params costs more than the budget of %s FLOP"
                            .formatted(Format.count(params), Format.flops(flops))));
        }
        return withOptimum((Answer.Plan) answer);
    }

    /** The training that brings a model of a given size to a loss. */
    public Answer ofSizeForLoss(double params, double loss) {
        var endless = new LifetimeCost(1, 0, 0);
        return reachable(
                ask(
                        p -> Optimum.ofSizeReaching(law(), p, params, loss, cost, data),
                        notes(),
                        p -> Optimum.ofSize(law(), p, params, params * 1e30, endless, data)
                                .orElseThrow()
                                .loss()),
                loss);
    }

    private Law law() {
        return draws.fit().law();
    }

    /** How much more the size costs than the best one for the same loss. */
    private Answer withOptimum(Answer.Plan plan) {
        var notes = new ArrayList<>(plan.notes());
        double loss = plan.loss().value();
        Optimum.reaching(law(), draws.fit().values(), loss, cost, data)
                .ifPresent(best -> notes.add("the same loss at the least cost: %s FLOP, %s params, %s tokens"
                        .formatted(
                                Format.flops(best.flops()), Format.count(best.params()), Format.count(best.tokens()))));
        noteExtrapolation(plan, notes);
        return new Answer.Plan(plan.flops(), plan.params(), plan.tokens(), plan.loss(), plan.tokensPerParam(), notes);
    }

    private Answer reachable(Answer answer, double loss) {
        return switch (answer) {
            case Answer.Plan plan -> {
                var notes = new ArrayList<>(plan.notes());
                noteSpentData(plan, notes);
                noteExtrapolation(plan, notes);
                yield new Answer.Plan(
                        plan.flops(), plan.params(), plan.tokens(), plan.loss(), plan.tokensPerParam(), notes);
            }
            case Answer.Unreachable(Interval least, List<String> notes) -> {
                var why = new ArrayList<>(notes);
                why.addFirst("a loss of %s is not above %s, which no compute goes below under this law"
                        .formatted(Format.trimmed(loss, 4), Format.trimmed(least.value(), 4)));
                yield new Answer.Unreachable(least, why);
            }
        };
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (data instanceof UniqueData.Repeated) {
            notes.add(
                    law().axes().contains("unique_tokens")
                            ? "repeated tokens are valued by the law's own R_D"
                            : "repeated tokens are valued by the published R_D = %s (arXiv 2305.16264), not by these runs"
                                    .formatted(UniqueData.PUBLISHED_R_D));
        }
        if (data instanceof UniqueData.Once) {
            notes.add("each unique token is read at most once");
        }
        return notes;
    }

    private void noteSpentData(Answer.Plan plan, List<String> notes) {
        switch (data) {
            case UniqueData.Once(double unique)
            when plan.tokens().value() > 0.999999 * unique ->
                notes.add(
                        "all %s unique tokens are used: more compute goes into params".formatted(Format.count(unique)));
            case UniqueData.Repeated(double unique)
            when plan.tokens().value() > unique ->
                notes.add("%s epochs over the unique tokens"
                        .formatted(Format.trimmed(plan.tokens().value() / unique, 3)));
            default -> {}
        }
    }

    private void noteExtrapolation(Answer.Plan plan, List<String> notes) {
        var runs = draws.fit().observations();
        double greatest = 0;
        for (int i = 0; i < runs.size(); i++) {
            greatest = Math.max(greatest, cost.trainingFlops() * runs.scale("params", i) * runs.scale("tokens", i));
        }
        double training =
                cost.trainingFlops() * plan.params().value() * plan.tokens().value();
        double ooms = Math.log10(training / greatest);
        if (ooms > 0.5) {
            notes.add("%.1f OOM beyond the largest run".formatted(ooms));
        }
    }

    private Answer ask(
            Function<double[], Optional<Allocation>> question, List<String> notes, ToDoubleFunction<double[]> least) {
        var best = question.apply(draws.fit().values());
        if (best.isEmpty()) {
            return new Answer.Unreachable(draws.of(least, level), notes);
        }
        var each = Stream.of(draws.parameters()).parallel().map(question).toList();
        long missing = each.stream().filter(Optional::isEmpty).count();
        if (missing > 0) {
            notes.add("in %.1f%% of the resamples no compute does it: counted as infinite"
                    .formatted(100.0 * missing / each.size()));
        }
        return new Answer.Plan(
                interval(best.get(), each, Allocation::flops),
                interval(best.get(), each, Allocation::params),
                interval(best.get(), each, Allocation::tokens),
                interval(best.get(), each, Allocation::loss),
                interval(best.get(), each, Allocation::tokensPerParam),
                notes);
    }

    private Interval interval(Allocation best, List<Optional<Allocation>> each, ToDoubleFunction<Allocation> quantity) {
        double value = quantity.applyAsDouble(best);
        var drawn = each.stream()
                .mapToDouble(a -> a.map(quantity::applyAsDouble).orElse(Double.POSITIVE_INFINITY))
                .toArray();
        return draws.interval(value, drawn, level);
    }
}
