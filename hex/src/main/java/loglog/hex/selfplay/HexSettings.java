package loglog.hex.selfplay;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import loglog.hex.game.Hex;
import loglog.hex.network.NetShape;
import loglog.runs.DataException;
import loglog.training.ModelOfSize;
import loglog.training.RunPlan;
import loglog.training.Settings;
import loglog.training.Size;
import tools.jackson.databind.node.ObjectNode;

/**
 * A board, and how it is learned. What a study counts as tokens are positions learned from; self-play's evaluations for each are
 * part of its FLOP.
 *
 * @param depth of networks whose size is given in params alone
 */
record HexSettings(int board, int depth, PlayRecipe play) implements Settings {
    Hex hex() {
        return new Hex(board);
    }

    @Override
    public String label() {
        return "hex" + board;
    }

    @Override
    public void write(ObjectNode to) {
        to.put("board", board).put("depth", depth);
        to.put("simulations", play.search().simulations());
        to.put("search", play.search().rule().name().toLowerCase(java.util.Locale.ROOT));
        to.put("exploration", play.search().exploration());
        to.put("first_play", play.search().firstPlay());
        to.put("games", play.games()).put("random_openings", play.openings());
        to.put("sampled", play.sampled()).put("temperature", play.temperature());
        to.put("noise", play.noise()).put("noise_of_moves", play.noiseOfMoves());
        to.put("batch", play.batch()).put("reuse", play.reuse()).put("buffer", play.buffer());
        to.put("lr", play.rate()).put("weight_decay", play.weightDecay());
    }

    @Override
    public long tokensPerStep() {
        return play.batch();
    }

    @Override
    public long tokensPerPiece() {
        return 1;
    }

    /** One: a run's trees and batches are too small to share. */
    @Override
    public int mostLanes() {
        return 1;
    }

    @Override
    public ModelOfSize model(Size size) {
        return switch (size) {
            case Size.Params(long params) -> nearest(params);
            case Size.Shape(int width, int layers) -> {
                if (width > NetShape.WIDEST || layers > NetShape.DEEPEST) {
                    throw new DataException("found a network of %dx%d, expected a width of 1 to %d and 1 to %d layers"
                            .formatted(width, layers, NetShape.WIDEST, NetShape.DEEPEST));
                }
                yield shape(width, layers);
            }
        };
    }

    private NetShape shape(int width, int layers) {
        return SelfPlayTraining.shape(hex(), width, layers);
    }

    @Override
    public double flopsPerToken(ModelOfSize model) {
        var shape = (NetShape) model;
        return (SelfPlayTraining.searchFlops(shape, play) + SelfPlayTraining.learningFlops(shape, play)) / play.batch();
    }

    @Override
    public Settings with(String setting, double value) {
        return switch (setting) {
            case "lr" -> new HexSettings(board, depth, play.rate(value));
            case "batch" -> new HexSettings(board, depth, play.batch((int) value));
            case "board" -> new HexSettings((int) value, depth, play);
            case "simulations" ->
                new HexSettings(board, depth, play.search(play.search().simulations((int) value)));
            default ->
                throw new DataException(
                        "found the setting %s, expected lr, batch, board or simulations".formatted(setting));
        };
    }

    @Override
    public OptionalLong most(String setting) {
        return switch (setting) {
            case "batch" -> OptionalLong.of(HexKind.LARGEST_BATCH);
            case "board" -> OptionalLong.of(Hex.LARGEST);
            case "simulations" -> OptionalLong.of(HexKind.MOST_SIMULATIONS);
            default -> OptionalLong.empty();
        };
    }

    @Override
    public List<Scale> isoFlop(double flops, List<Double> tokensPerParam) {
        var scales = new ArrayList<Scale>();
        for (var shape : family()) {
            double ratio = flops / flopsPerToken(shape) / shape.params();
            boolean isAsked = tokensPerParam.stream().anyMatch(r -> Math.abs(Math.log(ratio / r)) <= Math.log(2));
            if (isAsked && flops / flopsPerToken(shape) >= LEAST_STEPS * (double) tokensPerStep()) {
                scales.add(spent(shape, flops));
            }
        }
        return scales;
    }

    /** Widths by steps of a sixth to a half. */
    private List<NetShape> family() {
        var family = new ArrayList<NetShape>();
        for (int base = 1; base <= NetShape.WIDEST; base *= 2) {
            family.add(shape(base, depth));
            if (base >= 4 && base < NetShape.WIDEST) {
                family.add(shape(base + base / 2, depth));
            }
        }
        return family;
    }

    @Override
    public ModelOfSize nearest(double params) {
        NetShape best = null;
        for (int width = 1; width <= NetShape.WIDEST; width++) {
            var shape = shape(width, depth);
            if (best == null
                    || Math.abs(Math.log(shape.params() / params)) < Math.abs(Math.log(best.params() / params))) {
                best = shape;
            }
        }
        return best;
    }

    @Override
    public List<ModelOfSize> around(double params) {
        return family().stream()
                .filter(s -> s.params() >= params / 10)
                .map(s -> (ModelOfSize) s)
                .toList();
    }

    @Override
    public RunPlan plan(ModelOfSize model, long tokens, long seed, int lanes) {
        return new HexPlan(this, (NetShape) model, tokens, seed);
    }
}
