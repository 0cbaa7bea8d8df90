package loglog.training.program;

import java.util.List;
import java.util.stream.IntStream;
import loglog.runs.DataException;
import loglog.training.ModelOfSize;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recipe of a user's program.
 *
 * @param lr NaN where it takes none
 * @param batch tokens of a step
 */
record ProgramSettings(ProgramTask task, double lr, int batch) implements Settings {
    private static final int SIZES_PER_OOM = 20;

    /** What the program trains. */
    record Sized(long params) implements ModelOfSize {
        @Override
        public String shape() {
            return "n" + params;
        }
    }

    @Override
    public String label() {
        return ProgramKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        if (!Double.isNaN(lr)) {
            to.put("lr", lr);
        }
        to.put("batch", batch);
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
            case Size.Params(long params) -> new Sized(params);
            case Size.Shape shape ->
                throw new DataException("found %s, expected params, such as 300K".formatted(shape.text()));
        };
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        return task.flopsPerParamAndToken() * model.params();
    }

    @Override
    public Settings with(String setting, double value) {
        return switch (setting) {
            case "lr" -> new ProgramSettings(task, value, batch);
            case "batch" -> new ProgramSettings(task, lr, Math.toIntExact(Math.round(value)));
            default -> throw new DataException("recipe: %s: found no such setting to vary".formatted(setting));
        };
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        return tokensPerParam.stream()
                .sorted(java.util.Comparator.reverseOrder())
                .map(ratio -> nearest(Math.sqrt(flops / (task.flopsPerParamAndToken() * ratio))))
                .distinct()
                .map(model -> spent(model, flops))
                .filter(scale -> scale.tokens() >= LEAST_STEPS * tokensPerStep())
                .toList();
    }

    @Override
    public ModelOfSize nearest(double params) {
        return new Sized(Math.max(1, Math.round(params)));
    }

    @Override
    public List<ModelOfSize> around(double params) {
        return IntStream.rangeClosed(-SIZES_PER_OOM, 2 * SIZES_PER_OOM)
                .mapToObj(i -> nearest(params * Math.pow(10, (double) i / SIZES_PER_OOM)))
                .distinct()
                .toList();
    }

    @Override
    public RunPlan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new ProgramPlan(this, (Sized) model, tokens, seed, lanes);
    }
}
