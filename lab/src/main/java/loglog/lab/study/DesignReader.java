package loglog.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.yaml.Section;
import loglog.yaml.Value;

/** Reads the {@code design} of a study file, and checks that there are models and steps for it. */
final class DesignReader {
    static final String KIND = "kind";
    static final List<Double> ISOFLOP_RATIOS = List.of(5.0, 10.0, 20.0, 40.0, 80.0);
    static final double LADDER_RATIO = 20;
    static final double DECAY = 0.2;
    static final List<Double> EPOCHS = List.of(1.0, 2.0, 4.0, 8.0, 16.0);
    static final double LARGEST = 0.25;

    private static final String A_SIZE = "a size, such as 300K params or 64x4 (width x layers)";
    private static final String SIZES = "sizes, such as [100K, 300K, 64x4]";
    private static final String TOKENS = "tokens, such as 6M";
    private static final String RATIO = "tokens per param, such as 20";

    private static final double MOST_RATIO = 1e6;
    private static final Pattern SHAPE = Pattern.compile("(?i)0*([1-9]\\d{0,5})\\s*[x×]\\s*0*([1-9]\\d{0,3})");

    private final Section design;
    private final Map<String, Settings> recipes;
    /** @param design whose kind is {@link #kind}'s */
    DesignReader(Section design, Map<String, Settings> recipes) {
        this.design = design;
        this.recipes = recipes;
    }

    /** The kind, and that there are no keys but its own. */
    static DesignKind kind(Section design) {
        var word = design.need(KIND, Value.listed(DesignKind.words(), "or")).oneOf(DesignKind.words());
        var kind = DesignKind.of(word).orElseThrow();
        var keys = new ArrayList<>(kind.keys());
        keys.addFirst(KIND);
        design.only(keys);
        return kind;
    }

    Design read(DesignKind kind) {
        return switch (kind) {
            case ISOFLOP -> isoFlop();
            case LADDER -> new Design.Ladder(sizes(), ratio());
            case GRID, PARAMS, TOKENS, SEEDS -> grid(kind);
            case BATCH_SIZES -> batchSizes();
            case LEARNING_RATES -> new Design.LearningRates(sizes(), oneTokens(), rates());
            case TRUNKS -> trunks();
            case REPEATS -> repeats();
            case OPTIMAL -> optimal();
        };
    }

    private Design isoFlop() {
        var value = design.need("budgets", "FLOP, such as [1e11, 1e12] or {from: 1e11, to: 1e13, count: 4}");
        var ratios = ratios(ISOFLOP_RATIOS);
        var budgets = value.spaced(
                v -> {
                    double budget = v.amount(StudyFile.MOST_FLOPS, "FLOP, such as 1e12");
                    recipes.forEach((name, recipe) -> {
                        if (v.here(() -> recipe.isoFlop(budget, ratios)).isEmpty()) {
                            throw v.says(noModel(budget, name, recipe));
                        }
                    });
                    return budget;
                },
                "FLOP, such as [1e11, 1e12]");
        return new Design.IsoFlop(budgets, ratios);
    }

    private String noModel(double budget, String name, Settings recipe) {
        return ("found %s FLOP, expected a budget for which there is a model%s: at these ratios of tokens to params none"
                        + " spends it in %d steps of %d tokens or more")
                .formatted(
                        String.format("%.3g", budget),
                        recipes.size() > 1 ? " of recipe " + name : "",
                        Settings.LEAST_STEPS,
                        recipe.tokensPerStep());
    }

    private Design grid(DesignKind kind) {
        boolean oneSize = kind == DesignKind.TOKENS || kind == DesignKind.SEEDS;
        boolean oneTokens = kind == DesignKind.PARAMS || kind == DesignKind.SEEDS;
        return new Design.Grid(oneSize ? List.of(size()) : sizes(), oneTokens ? List.of(oneTokens()) : tokens());
    }

    private Design batchSizes() {
        var batches = design.need("batches", "sequences per step, such as [8, 16, 32, 64]");
        long tokens = oneTokens();
        return new Design.BatchSizes(
                size(),
                tokens,
                batches.spaced(
                        v -> {
                            long batch = v.count("sequences per step, such as 32");
                            long piece = recipes.values().stream()
                                    .mapToLong(Settings::tokensPerPiece)
                                    .max()
                                    .orElseThrow();
                            if (batch > tokens / piece) {
                                throw v.wrong("no more than the run's tokens, %d".formatted(tokens));
                            }
                            for (var recipe : recipes.values()) {
                                recipe.most("batch").ifPresent(most -> {
                                    if (batch > most) {
                                        throw v.wrong("at most %d at this context".formatted(most));
                                    }
                                });
                            }
                            return Math.toIntExact(batch);
                        },
                        "sequences per step, such as [8, 16, 32, 64]"));
    }

    private List<Double> rates() {
        return design.need("rates", "learning rates, such as [1e-3, 2e-3, 4e-3]")
                .spaced(
                        v -> v.number(n -> n > 0, "a positive learning rate, such as 4e-3"),
                        "learning rates, such as [1e-3, 2e-3, 4e-3]");
    }

    private Design trunks() {
        double decay = design.find("decay")
                .map(v -> v.number(n -> n > 0 && n < 1, "a share between 0 and 1"))
                .orElse(DECAY);
        var tokens = tokens();
        var value = design.need("tokens", TOKENS);
        for (var recipe : recipes.values()) {
            long step = recipe.tokensPerStep();
            var steps = tokens.stream().map(t -> wholeSteps(t, step)).toList();
            var branching = recipe.branching(decay, steps)
                    .orElseThrow(
                            () -> value.says("found the design trunks, whose branches share steps, which runs of this"
                                    + " kind do not; expected another design"));
            for (var s : steps) {
                branching.impossible(s).ifPresent(sentence -> {
                    throw value.says(sentence);
                });
            }
        }
        return new Design.Trunks(sizes(), tokens, decay);
    }

    private Design repeats() {
        var unique = design.need("unique_tokens", "tokens that are read again and again, such as [100K, 1M]")
                .spaced(this::tokens, "tokens, such as [100K, 1M]");
        var epochs = design.find("epochs")
                .map(v -> v.spaced(
                        n -> n.amount(MOST_RATIO, "how often they are read, such as 4"), "epochs, such as [1, 2, 4]"))
                .orElse(EPOCHS);
        return new Design.Repeats(sizes(), unique, epochs);
    }

    private Design optimal() {
        double flops = design.need("flops", "FLOP for all runs together, such as 1e13")
                .amount(StudyFile.MOST_FLOPS, "FLOP for all runs together, such as 1e13");
        var largest = design.find("largest");
        double share = largest.map(v -> v.number(n -> n > 0 && n <= 1, "a share above 0, at most 1"))
                .orElse(LARGEST);
        var sizes = sizes();
        var ratios = ratios(ISOFLOP_RATIOS);
        for (var recipe : recipes.values()) {
            // The smallest candidate of all has to be within what one run may take.
            double ratio = ratios.stream().min(Double::compare).orElseThrow();
            double least = sizes.stream()
                    .map(recipe::model)
                    .mapToDouble(model -> wholeSteps(ratio * model.params(), recipe.tokensPerStep())
                            * (double) recipe.tokensPerStep()
                            * recipe.flopsPerToken(model))
                    .min()
                    .orElseThrow();
            if (least > flops * share) {
                throw largest.orElse(design.need("flops", ""))
                        .says(
                                "found %.3g FLOP for one run, expected at least the %.3g of the smallest that is considered"
                                        .formatted(flops * share, least));
            }
        }
        return new Design.Optimal(flops, sizes, ratios, share);
    }

    private double ratio() {
        return design.find("tokens_per_param")
                .map(v -> v.amount(MOST_RATIO, RATIO))
                .orElse(LADDER_RATIO);
    }

    private List<Double> ratios(List<Double> usual) {
        return design.find("tokens_per_param")
                .map(v -> v.spaced(one -> one.amount(MOST_RATIO, RATIO), "tokens per param, such as [5, 10, 20, 40]"))
                .orElse(usual);
    }

    private Size size() {
        return size(design.need("size", A_SIZE));
    }

    private List<Size> sizes() {
        return design.need("sizes", SIZES).spaced(this::size, SIZES);
    }

    private Size size(Value value) {
        var text = value.text(A_SIZE);
        var shape = SHAPE.matcher(text);
        Size size = shape.matches()
                ? new Size.Shape(Integer.parseInt(shape.group(1)), Integer.parseInt(shape.group(2)))
                : new Size.Params(StudyFile.params(value, A_SIZE));
        for (var recipe : recipes.values()) {
            value.here(() -> recipe.model(size));
        }
        return size;
    }

    private long oneTokens() {
        return tokens(design.need("tokens", TOKENS));
    }

    private List<Long> tokens() {
        return design.need("tokens", TOKENS).spaced(this::tokens, "tokens, such as [1M, 3M, 10M]");
    }

    private long tokens(Value value) {
        long tokens = value.count(TOKENS);
        boolean batchVaries = design.has("batches");
        for (var recipe : recipes.values()) {
            long step = batchVaries ? recipe.tokensPerPiece() : recipe.tokensPerStep();
            if (tokens < step) {
                throw value.wrong("at least the tokens of one step, %d".formatted(step));
            }
        }
        return tokens;
    }

    /** The number of whole steps that comes nearest, at least one. */
    static long wholeSteps(double tokens, long tokensPerStep) {
        return Math.max(1, Math.round(tokens / tokensPerStep));
    }

    /** Whether a forecast can be made from such a design; the sentence says why not. */
    static Optional<String> noForecast(DesignKind kind, Target target) {
        if (!kind.forecasts()) {
            return Optional.of("found it beside the design %s, whose runs lie along no scale, expected none"
                    .formatted(kind.word()));
        }
        if (!kind.variesBoth() && !(target instanceof Target.Scale)) {
            return Optional.of(("found a compute-optimal model, which runs of design %s cannot tell, since only one of"
                            + " params and tokens varies; expected {params: ..., tokens: ...}")
                    .formatted(kind.word()));
        }
        return Optional.empty();
    }
}
