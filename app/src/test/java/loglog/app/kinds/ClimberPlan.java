package loglog.app.kinds;

import java.util.Map;
import loglog.training.Cost;
import loglog.training.RunPlan;
import tools.jackson.databind.node.ObjectNode;

/** What one run of a {@link Climber} is to do. */
record ClimberPlan(ClimberSettings settings, ClimberSettings.Vector model, long tokens, long seed, int lanes)
        implements RunPlan {
    @Override
    public String kind() {
        return Climber.NAME;
    }

    @Override
    public long steps() {
        return Math.ceilDiv(tokens, settings.batch());
    }

    @Override
    public long tokensPerStep() {
        return settings.batch();
    }

    @Override
    public Cost cost() {
        return new Cost(wholeTokens() * settings.flopsPerToken(model), 8 * model.params());
    }

    @Override
    public void write(ObjectNode to) {
        settings.write(to.putObject("recipe"));
        to.putObject("model").put("params", model.params());
        to.put("tokens", tokens).put("seed", seed).put("lanes", lanes);
    }

    @Override
    public Map<String, Number> facts() {
        return Map.of("batch", settings.batch(), "lr", settings.lr());
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of("lr", Double.toString(settings.lr()), "batch", Integer.toString(settings.batch()));
    }

    @Override
    public Course course() {
        return new Course("constant", 0, true);
    }
}
