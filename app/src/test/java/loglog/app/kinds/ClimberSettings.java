package loglog.app.kinds;

import java.util.List;
import java.util.stream.IntStream;
import loglog.runs.DataException;
import loglog.training.ModelOfSize;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/** How a {@link Climber} climbs. */
record ClimberSettings(double lr, int batch) implements Settings {
    /** So many numbers. */
    record Vector(long params) implements ModelOfSize {
        @Override
        public String shape() {
            return "n" + params;
        }
    }

    @Override
    public String label() {
        return Climber.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        to.put("lr", lr).put("batch", batch);
    }

    @Override
    public long tokensPerStep() {
        return batch;
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
            case Size.Params(long params) -> new Vector(params);
            case Size.Shape _ -> throw new DataException("found a width and layers, expected params");
        };
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        return 6.0 * model.params();
    }

    @Override
    public Settings with(String setting, double value) {
        return switch (setting) {
            case "lr" -> new ClimberSettings(value, batch);
            case "batch" -> new ClimberSettings(lr, (int) value);
            default -> throw new DataException("no setting " + setting);
        };
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        return tokensPerParam.stream()
                .map(ratio -> spent(nearest(Math.sqrt(flops / (6 * ratio))), flops))
                .toList();
    }

    @Override
    public ModelOfSize nearest(double params) {
        return new Vector(Math.max(1, Math.round(params)));
    }

    @Override
    public List<ModelOfSize> around(double params) {
        return IntStream.rangeClosed(-20, 40)
                .mapToObj(i -> nearest(params * Math.pow(10, i / 20.0)))
                .toList();
    }

    @Override
    public RunPlan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new ClimberPlan(this, (Vector) model, tokens, seed, lanes);
    }
}
