package loglog.models.language;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import loglog.engine.Precision;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.training.TrainingPlanJson;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.training.ModelOfSize;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Wording;
import tools.jackson.databind.node.ObjectNode;

/**
 * A language model's recipe.
 *
 * @param architecture {@code llama} or {@code gpt2}
 * @param vocabulary number of tokens that there are, which share in the params
 */
public record LanguageSettings(String architecture, int vocabulary, Recipe recipe) implements Settings {
    private static final int SHAPES_PER_OOM = 12;

    @Override
    public String label() {
        return architecture;
    }

    @Override
    public void write(ObjectNode to) {
        to.put("architecture", architecture);
        TrainingPlanJson.write(recipe, to);
    }

    @Override
    public String words(Optional<String> varied) {
        var r = recipe;
        var s = r.schedule();
        var schedule = switch (s.kind()) {
            case CONSTANT -> "constant";
            case COSINE -> "cosine";
            case LINEAR -> "linear";
            case WARMUP_STABLE_DECAY -> "wsd";
        };
        return "%s, context %d, %s%s, %s%s, %s (warm-up %s%s, floor %s), weight decay %s, clip %s, betas %s and %s%s%s%s%s"
                .formatted(
                        architecture,
                        r.context(),
                        varied.equals(Optional.of("batch")) ? "" : "batch " + r.batch() + ", ",
                        r.optimizer().name().toLowerCase(Locale.ROOT),
                        varied.equals(Optional.of("lr")) ? "rates" : "lr " + Wording.number(r.rate()),
                        r.baseWidth() == 0 ? "" : " at width " + r.baseWidth() + " (muP)",
                        schedule,
                        Wording.number(s.warmup()),
                        s.decay() > 0 ? ", decay " + Wording.number(s.decay()) : "",
                        Wording.number(s.floor()),
                        Wording.number(r.weightDecay()),
                        Wording.number(r.clip()),
                        Wording.number(r.beta1()),
                        Wording.number(r.beta2()),
                        r.precision() == Precision.BFLOAT16 ? ", bfloat16 products" : "",
                        r.quantized()
                                .weights()
                                .map(f -> ", " + f.word() + " weights")
                                .orElse(""),
                        r.quantized()
                                .activations()
                                .map(f -> ", " + f.word() + " activations")
                                .orElse(""),
                        r.optimizerState() == Precision.BFLOAT16 ? ", means in bfloat16" : "");
    }

    /** As Java wrote the record of a recipe when it had these fields; what came later had but one value then. */
    @Override
    public String older() {
        var r = recipe;
        return ("StudyRecipe[architecture=%s, recipe=Recipe[optimiser=%s, rate=%s, schedule=%s, baseWidth=%d, batch=%d, context=%d,"
                        + " weightDecay=%s, clip=%s, beta1=%s, beta2=%s, epsilon=%s, momentum=%s, precision=%s]]")
                .formatted(
                        architecture,
                        r.optimizer(),
                        r.rate(),
                        r.schedule(),
                        r.baseWidth(),
                        r.batch(),
                        r.context(),
                        r.weightDecay(),
                        r.clip(),
                        r.beta1(),
                        r.beta2(),
                        r.epsilon(),
                        r.momentum(),
                        r.precision());
    }

    @Override
    public long tokensPerStep() {
        return recipe.tokensPerStep();
    }

    @Override
    public long tokensPerPiece() {
        return recipe.context();
    }

    @Override
    public int mostLanes() {
        return recipe.batch();
    }

    @Override
    public HfConfig model(Size size) {
        return model(size, architecture, vocabulary, recipe.context());
    }

    /** A model of that size. */
    public static HfConfig model(Size size, String architecture, int vocabulary, int context) {
        return switch (size) {
            case Size.Params(long params) -> Sizes.ofFamily(architecture, params, vocabulary, context);
            case Size.Shape(int width, int layers) -> Sizes.shape(architecture, width, layers, vocabulary, context);
        };
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        return Footprint.flopsPerToken((HfConfig) model, recipe.context());
    }

    @Override
    public LanguageSettings with(String setting, double value) {
        var r = recipe;
        return with(
                switch (setting) {
                    case "lr" -> r.with(value, r.batch(), r.schedule());
                    case "batch" -> r.with(r.rate(), Math.toIntExact(Math.round(value)), r.schedule());
                    default -> throw new DataException("recipe: %s: found no such setting to vary".formatted(setting));
                });
    }

    private LanguageSettings with(Recipe other) {
        return new LanguageSettings(architecture, vocabulary, other);
    }

    @Override
    public OptionalLong most(String setting) {
        return setting.equals("batch")
                ? OptionalLong.of(Recipe.MOST_STEP_TOKENS / recipe.context())
                : OptionalLong.empty();
    }

    @Override
    public Optional<Branching> branching(double decay, Collection<Long> steps) {
        var schedule = TrunkSchedule.of(recipe.schedule(), decay, steps);
        return Optional.of(new Branching() {
            @Override
            public Settings trunk(long of) {
                return scheduled(schedule.trunk(of));
            }

            @Override
            public Settings branch(long of) {
                return scheduled(schedule.branch(of));
            }

            @Override
            public long shared(long of) {
                return schedule.shared(of);
            }

            @Override
            public Optional<String> impossible(long of) {
                return schedule.impossible(of);
            }
        });
    }

    private LanguageSettings scheduled(Schedule schedule) {
        return with(recipe.with(recipe.rate(), recipe.batch(), schedule));
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        return new ShapeFamily(this).isoFlop(flops, tokensPerParam);
    }

    @Override
    public HfConfig nearest(double params) {
        return new ShapeFamily(this).nearest(params);
    }

    @Override
    public List<ModelOfSize> around(double largest) {
        long smallest =
                Sizes.shape(architecture, 16, 1, vocabulary, recipe.context()).params();
        var shapes = new LinkedHashMap<Long, ModelOfSize>();
        double from = Math.log10(largest) - 1.5;
        for (int i = 0; i <= 4 * SHAPES_PER_OOM; i++) {
            long params = Math.round(Math.pow(10, from + (double) i / SHAPES_PER_OOM));
            if (params >= smallest) {
                var config = Sizes.ofFamily(architecture, params, vocabulary, recipe.context());
                shapes.put(config.params(), config);
            }
        }
        return List.copyOf(shapes.values());
    }

    @Override
    public Plan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new Plan(recipe, (HfConfig) model, tokens, seed, lanes);
    }
}
