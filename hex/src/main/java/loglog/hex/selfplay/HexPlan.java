package loglog.hex.selfplay;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.hex.network.NetShape;
import loglog.training.Cost;
import loglog.training.RunPlan;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one run of self-play is to do.
 *
 * @param tokens positions to learn from
 */
record HexPlan(HexSettings settings, NetShape model, long tokens, long seed) implements RunPlan {
    @Override
    public String kind() {
        return HexKind.NAME;
    }

    @Override
    public long steps() {
        return Math.ceilDiv(tokens, tokensPerStep());
    }

    @Override
    public long tokensPerStep() {
        return settings.tokensPerStep();
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public Cost cost() {
        double bytes = SelfPlayTraining.bytes(settings.hex(), model, settings.play());
        return new Cost(wholeTokens() * settings.flopsPerToken(model), (long) bytes);
    }

    @Override
    public void write(ObjectNode to) {
        settings.write(to.putObject("recipe"));
        to.putObject("model").put("width", model.width()).put("depth", model.depth());
        to.put("tokens", tokens).put("seed", seed).put("lanes", 1);
    }

    @Override
    public Map<String, Number> facts() {
        var facts = new LinkedHashMap<String, Number>();
        facts.put("board", settings.board());
        facts.put("width", model.width());
        facts.put("layers", model.depth());
        facts.put("batch", settings.play().batch());
        facts.put("lr", settings.play().rate());
        facts.put("simulations", settings.play().search().simulations());
        return facts;
    }

    @Override
    public Map<String, String> placeholders() {
        var words = new LinkedHashMap<String, String>();
        facts().forEach((name, value) -> words.put(name, value.toString()));
        return words;
    }

    @Override
    public Course course() {
        return new Course("self-play on " + settings.board(), 0, true);
    }
}
