package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.training.Cost;
import loglog.training.ModelOfSize;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/** How proxies are trained, which is the same for all: each to its least loss on a tenth of its comparisons. */
record ProxySettings() implements Settings {
    /** Passes over the comparisons, about: for estimates, since a held-out loss decides. */
    private static final double PASSES = 20;

    private static final double FLOPS_PER_TOKEN_AND_PARAM = PASSES * 6 * 2 * (ProxyExperiment.LENGTH + 1);

    /** A reward model of {@link ProxyExperiment}. */
    record Shape(int width, int layers) implements ModelOfSize {
        @Override
        public long params() {
            return ProxyExperiment.shape(width, layers).params() + width;
        }

        @Override
        public String shape() {
            return width + "x" + layers;
        }
    }

    /**
     * What a run is to do.
     *
     * @param tokens comparisons to learn from, those that are held out included
     */
    record ProxyPlan(Shape model, long tokens, long seed) implements RunPlan {
        static ProxyPlan read(Fields from) {
            var model = from.object("model");
            return new ProxyPlan(
                    checked(model.integer("width", 1), model.integer("layers", 1)),
                    from.whole("tokens", 1, Integer.MAX_VALUE),
                    from.whole("seed"));
        }

        ProxyExperiment.Proxy proxy() {
            return new ProxyExperiment.Proxy(model.width, model.layers, Math.toIntExact(tokens), seed);
        }

        @Override
        public String kind() {
            return ProxyKind.NAME;
        }

        @Override
        public long steps() {
            return tokens;
        }

        @Override
        public long tokensPerStep() {
            return 1;
        }

        @Override
        public int lanes() {
            return 1;
        }

        @Override
        public Cost cost() {
            return new Cost(tokens * new ProxySettings().flopsPerToken(model), 64L << 20);
        }

        @Override
        public void write(ObjectNode to) {
            to.putObject("recipe");
            to.putObject("model").put("width", model.width).put("layers", model.layers);
            to.put("tokens", tokens).put("seed", seed).put("lanes", 1);
        }

        @Override
        public Map<String, Number> facts() {
            var facts = new LinkedHashMap<String, Number>();
            facts.put("width", model.width);
            facts.put("layers", model.layers);
            return facts;
        }

        @Override
        public Map<String, String> placeholders() {
            return Map.of("width", Integer.toString(model.width), "layers", Integer.toString(model.layers));
        }

        @Override
        public Course course() {
            return new Course(ProxyKind.NAME, 0, true);
        }
    }

    private static Shape checked(int width, int layers) {
        ProxyExperiment.problem(width, layers).ifPresent(problem -> {
            throw new DataException(problem);
        });
        return new Shape(width, layers);
    }

    @Override
    public String label() {
        return ProxyKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        // nothing is left to a recipe
    }

    @Override
    public long tokensPerStep() {
        return 1;
    }

    @Override
    public long tokensPerPiece() {
        return 1;
    }

    @Override
    public int mostLanes() {
        return 1;
    }

    @Override
    public ModelOfSize model(Size size) {
        return switch (size) {
            case Size.Params(long params) -> nearest(params);
            case Size.Shape(int width, int layers) -> checked(width, layers);
        };
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        return FLOPS_PER_TOKEN_AND_PARAM * model.params();
    }

    @Override
    public Settings with(String setting, double value) {
        throw new DataException("recipe: %s: found no such setting to vary".formatted(setting));
    }

    private static Stream<Shape> family() {
        return ProxyExperiment.widths().mapToObj(w -> new Shape(w, 1));
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        return tokensPerParam.stream()
                .sorted(java.util.Comparator.reverseOrder())
                .map(ratio -> nearest(Math.sqrt(flops / (FLOPS_PER_TOKEN_AND_PARAM * ratio))))
                .distinct()
                .map(model -> spent(model, flops))
                .filter(scale -> scale.tokens() >= LEAST_STEPS)
                .toList();
    }

    @Override
    public ModelOfSize nearest(double params) {
        return family().min(java.util.Comparator.comparingDouble(s -> Math.abs(Math.log(s.params() / params))))
                .orElseThrow();
    }

    @Override
    public List<ModelOfSize> around(double params) {
        return family().filter(s -> s.params() >= params / 10)
                .map(s -> (ModelOfSize) s)
                .toList();
    }

    @Override
    public RunPlan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new ProxyPlan((Shape) model, tokens, seed);
    }
}
