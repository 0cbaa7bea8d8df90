package loglog.tasks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import loglog.models.language.LanguageSettings;
import loglog.models.weights.Architecture;
import loglog.models.weights.HfConfig;
import loglog.training.ModelOfSize;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recipe for a transformer that learns a task.
 *
 * @param language its recipe; the context is that of the longest problem in this format
 * @param format in which solutions are written
 * @param positions of the models, the same for every format
 */
record TaskSettings(LanguageSettings language, String format, int positions) implements Settings {
    private static final int FEWEST_HEADS = 4;
    private static final int WIDEST_HEAD = 32;

    @Override
    public String label() {
        return language.label();
    }

    @Override
    public void write(ObjectNode to) {
        language.write(to);
        to.put("solution_format", format).put("positions", positions);
    }

    /** A recipe of a language model, and the format; the task decides the context and the positions. */
    @Override
    public String words(Optional<String> varied) {
        return "format %s, %s".formatted(format, language.words(varied));
    }

    @Override
    public long tokensPerStep() {
        return language.tokensPerStep();
    }

    @Override
    public long tokensPerPiece() {
        return language.tokensPerPiece();
    }

    @Override
    public int mostLanes() {
        return language.mostLanes();
    }

    @Override
    public HfConfig model(Size size) {
        return ofTask(LanguageSettings.model(size, language.architecture(), language.vocabulary(), positions));
    }

    /** The same shape with room for every format, and four heads or more: a step of a problem looks at several places. */
    private HfConfig ofTask(ModelOfSize model) {
        var m = (HfConfig) model;
        int width = m.width();
        int heads = width <= FEWEST_HEADS * WIDEST_HEAD
                ? FEWEST_HEADS
                : width / (width % WIDEST_HEAD == 0 ? WIDEST_HEAD : WIDEST_HEAD / 2);
        return Architecture.named(language.architecture())
                .ofFamily(width, m.layers(), heads, m.vocabulary(), positions);
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        return language.flopsPerToken(model);
    }

    @Override
    public TaskSettings with(String setting, double value) {
        return new TaskSettings(language.with(setting, value), format, positions);
    }

    @Override
    public OptionalLong most(String setting) {
        return language.most(setting);
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        return language.isoFlop(flops, tokensPerParam).stream()
                .map(scale -> spent(ofTask(scale.model()), flops))
                .toList();
    }

    @Override
    public HfConfig nearest(double params) {
        return ofTask(language.nearest(params));
    }

    @Override
    public List<ModelOfSize> around(double params) {
        return language.around(params).stream().<ModelOfSize>map(this::ofTask).toList();
    }

    @Override
    public TaskPlan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new TaskPlan(language.plan(model, tokens, seed, lanes), format);
    }
}
