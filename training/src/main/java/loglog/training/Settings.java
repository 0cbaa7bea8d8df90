package loglog.training;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** A recipe: all of a run's settings but its scale. Two with the same settings are equal. */
public interface Settings {
    /** More params are taken for a mistake. */
    double MOST_PARAMS = 1e13;

    /** Fewer steps would miss a budget by more than a fortieth, since steps are whole. */
    int LEAST_STEPS = 20;

    /** What runs' names begin with, such as {@code llama}. */
    String label();

    /** As JSON, which is the same where the settings are. */
    void write(ObjectNode to);

    /** The text that plans of format 1 have for it (docs/runs.md); others than language models have none. */
    default String older() {
        return "";
    }

    /**
     * In words, for {@code recipe: ...} above a table of runs.
     *
     * @param varied a setting that the design has instead; empty for none
     */
    default String words(Optional<String> varied) {
        var json = Json.MAPPER.createObjectNode();
        write(json);
        varied.ifPresent(json::remove);
        return json.properties().stream()
                .map(e -> e.getKey() + " " + Wording.flow(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Tokens, or whatever a run's data is counted in, of a step. */
    long tokensPerStep();

    /** Tokens of the smallest whole piece, such as a sequence. */
    long tokensPerPiece();

    /** Threads that a run can use. */
    int mostLanes();

    /** @throws loglog.runs.DataException where there is none of about that size */
    ModelOfSize model(Size size);

    /** FLOP of training the model, for each token. */
    double flopsPerToken(ModelOfSize model);

    /**
     * The same with another value of one setting.
     *
     * @throws loglog.runs.DataException where there is no such setting, or it cannot have that value
     */
    Settings with(String setting, double value);

    /** The greatest value that a whole setting can have; empty where there is no bound. */
    default OptionalLong most(String setting) {
        return OptionalLong.empty();
    }

    /**
     * Settings of a trunk and its branches that agree, step by step, up to where each branch leaves (arXiv 2405.18392);
     * empty where this kind's runs share no steps.
     *
     * @param decay share of a branch's steps that cool down
     * @param steps of each branch
     */
    default Optional<Branching> branching(double decay, Collection<Long> steps) {
        return Optional.empty();
    }

    /** A model and its tokens, whole steps of them. */
    record Scale(ModelOfSize model, long tokens) {}

    /**
     * Of each ratio of tokens to params the model that spends the budget nearest to it, none twice: a ratio that no model
     * of its own comes near is left out.
     *
     * @return from the smallest model to the largest; empty where none fits
     */
    List<Scale> isoFlop(double flops, List<Double> tokensPerParam);

    /** The model whose params come nearest. */
    ModelOfSize nearest(double params);

    /** Models about as large as that and larger, among which the best one for a budget is chosen. */
    List<ModelOfSize> around(double params);

    /** What a run of the model is to do. */
    RunPlan plan(ModelOfSize model, long tokens, long seed, int lanes);

    /** A model and the tokens for which training it costs so many FLOP. */
    default Scale spent(ModelOfSize model, double flops) {
        double tokens = flops / flopsPerToken(model);
        long steps = Math.max(1, Math.round(tokens / tokensPerStep()));
        return new Scale(model, steps * tokensPerStep());
    }

    /** A trunk and the branches that leave it. */
    interface Branching {
        /** The trunk's, of so many steps. */
        Settings trunk(long steps);

        /** A branch's, which are those of the same run from the start. */
        Settings branch(long steps);

        /** Steps that a branch of so many shares with the trunk. */
        long shared(long steps);

        /** Why a branch of so many steps cannot be, or nothing. */
        Optional<String> impossible(long steps);
    }
}
