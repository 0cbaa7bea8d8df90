package loglog.hex.selfplay;

import java.nio.file.Path;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;
import loglog.hex.network.NetShape;
import loglog.hex.network.PolicyValueNet;

/**
 * A network that learns by playing against itself: some evaluations of self-play, a step of Adam on positions of the latest games,
 * and so on. A step costs the same FLOP as every other. The first steps have no game to learn from yet; they learn later, two
 * batches a step until that is made up for.
 *
 * <p>Killed and read again from a state that {@link #write} gave, it goes on to the same bits.
 */
public final class SelfPlayTraining {
    /** Below zero, since a state of the first format began with its step. */
    private static final long FORMAT = -2;

    private final PlayRecipe recipe;
    private final NetShape shape;
    private final long seed;
    private final PolicyValueNet net;
    private final Replay replay;
    private final SelfPlay play;
    private final float[] inputs;
    private final float[] targets;
    private final float[] seen;
    private long step;
    private long learned;
    private double policyLoss;
    private double valueLoss;

    public SelfPlayTraining(Game game, NetShape shape, PlayRecipe recipe, long seed, Device device) {
        this.recipe = recipe;
        this.shape = shape;
        this.seed = seed;
        net = new PolicyValueNet(shape, device, recipe.games(), recipe.batch());
        net.initialize(seed);
        replay = new Replay(game, recipe.buffer());
        play = new SelfPlay(game, recipe, net, replay, seed);
        inputs = new float[recipe.batch() * game.inputs()];
        targets = new float[recipe.batch() * (game.moves() + 2)];
        seen = new float[game.inputs()];
    }

    /** A network for that game. */
    public static NetShape shape(Game game, int width, int depth) {
        return new NetShape(game.inputs(), game.moves(), width, depth);
    }

    /** Bytes that it takes, about. */
    public static double bytes(Game game, NetShape shape, PlayRecipe recipe) {
        double rows = recipe.games() * 3.0 + recipe.batch() * (2.0 * shape.depth() + 4);
        return 16.0 * shape.params()
                + 4 * rows * shape.width()
                + 8.0 * (recipe.games() + recipe.batch()) * (shape.inputs() + shape.outputs())
                + SelfPlay.bytes(game, recipe)
                + Replay.bytes(game, recipe.buffer());
    }

    /** FLOP of a step's self-play. */
    public static double searchFlops(NetShape shape, PlayRecipe recipe) {
        return (double) recipe.evaluationsPerStep() * shape.flops();
    }

    /** FLOP of a step's learning. */
    public static double learningFlops(NetShape shape, PlayRecipe recipe) {
        return (double) recipe.batch() * shape.learningFlops();
    }

    /** Makes a step. */
    public void step() {
        for (int tick = 0; tick < recipe.ticks(); tick++) {
            play.tick();
        }
        step++;
        if (replay.size() == 0) {
            return;
        }
        for (int batch = 0; batch < 2 && learned < step; batch++) {
            learned++;
            replay.draw(recipe.batch(), KeyedRandom.of(seed, learned, "batch"), inputs, targets, seen);
            var losses = net.learn(inputs, targets, recipe.rate(), recipe.weightDecay(), learned);
            policyLoss = losses.policy();
            valueLoss = losses.value();
        }
    }

    /** Steps made. */
    public long steps() {
        return step;
    }

    /** Games that ended. */
    public long games() {
        return play.games();
    }

    /** Positions that were searched in games that ended. */
    public long positions() {
        return replay.added();
    }

    /** Positions that self-play had evaluated. */
    public long evaluations() {
        return play.evaluations();
    }

    /** FLOP that self-play took so far. */
    public double searchFlops() {
        return (double) play.evaluations() * shape.flops();
    }

    /** FLOP that learning took so far. */
    public double learningFlops() {
        return learned * learningFlops(shape, recipe);
    }

    /** Cross-entropy of the policy in the last batch, in nats. */
    public double policyLoss() {
        return policyLoss;
    }

    /** Cross-entropy of the value in the last batch, in nats. */
    public double valueLoss() {
        return valueLoss;
    }

    /** The network's weights, then Adam's state. */
    public float[] weights() {
        return net.read();
    }

    /** All of it. */
    public byte[] write() {
        var to = new State.Writer();
        to.whole(FORMAT);
        to.whole(step);
        to.whole(learned);
        to.number(policyLoss);
        to.number(valueLoss);
        to.array(net.read());
        replay.write(to);
        play.write(to);
        return to.bytes();
    }

    /** @throws loglog.runs.DataException where the content is not of such a training */
    public void read(Path file, byte[] content) {
        var from = new State.Reader(file, content);
        if (from.whole() != FORMAT) {
            throw from.damaged();
        }
        step = from.whole();
        learned = from.whole();
        policyLoss = from.number();
        valueLoss = from.number();
        var state = new float[net.stateSize()];
        from.array(state);
        net.write(state);
        replay.read(from);
        play.read(from);
        from.end();
    }
}
