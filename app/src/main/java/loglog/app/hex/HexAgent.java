package loglog.app.hex;

import java.nio.file.Path;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.hex.game.Hex;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.selfplay.AgentFile;
import loglog.hex.selfplay.HexKind;
import loglog.hex.strength.Searcher;
import loglog.runs.RunFolder;

/** A player that a run has trained, as it was at one step, and what it thinks of positions. Not for several threads at once. */
final class HexAgent implements AutoCloseable {
    /** More would take memory and seconds. */
    static final int MOST_SIMULATIONS = 1 << 14;

    private final HexKind.Setup setup;
    private final Device device;
    private final PolicyValueNet net;
    private final float[] inputs;
    private final float[] outputs;
    private Searcher searcher;
    private int simulations = -1;

    /**
     * Loads a player.
     *
     * @param run the run's folder
     * @param agent one of its files of weights ({@link AgentFile#of})
     * @throws loglog.runs.DataException where the run is of another kind, or a file cannot be read
     */
    HexAgent(Path run, Path agent) {
        setup = HexKind.setup(new RunFolder(run));
        device = Devices.open(Devices.CPU, 1, Precision.FLOAT32);
        try {
            net = new PolicyValueNet(setup.shape(), device, Searcher.rows(), 0);
            AgentFile.read(agent, net);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
        inputs = new float[setup.hex().inputs() * Searcher.rows()];
        outputs = new float[(setup.hex().moves() + 2) * Searcher.rows()];
    }

    /**
     * What a player thinks of a position. Moves are numbered as the player whose move it is sees the board; chances are that
     * player's.
     *
     * @param move the one that it makes
     * @param policy of the search; without a search the network's
     * @param visits of each move by the search; all 0 without one
     * @param values the mean value of each move, -1 to 1; of use only where it was visited
     * @param won the chance to win, by the search; without one by the network
     * @param networkPolicy the network's, some of it on cells that are taken
     * @param networkWon the chance to win by the network alone
     */
    record Thought(
            int move,
            float[] policy,
            int[] visits,
            float[] values,
            double won,
            float[] networkPolicy,
            double networkWon) {}

    Hex hex() {
        return setup.hex();
    }

    /**
     * Thinks about a position that has not ended.
     *
     * @param simulations visits of the search, 0 to {@link #MOST_SIMULATIONS}; 0 for the network alone
     */
    Thought think(long[] position, int simulations) {
        var hex = setup.hex();
        if (simulations != this.simulations) {
            searcher = Searcher.ofOnePosition(hex, net, setup.search(), simulations);
            this.simulations = simulations;
        }
        var chosen = new int[1];
        searcher.choose(position, 1, new KeyedRandom[] {KeyedRandom.of(1, 0, "play")}, chosen);
        hex.observe(position, 0, inputs, 0);
        net.evaluate(inputs, 1, outputs);
        var network = new float[hex.moves()];
        System.arraycopy(outputs, 0, network, 0, hex.moves());
        double networkWon = outputs[hex.moves()];
        var visits = new int[hex.moves()];
        var values = new float[hex.moves()];
        if (simulations == 0) {
            return new Thought(chosen[0], network, visits, values, networkWon, network, networkWon);
        }
        var search = searcher.search();
        var policy = new float[hex.moves()];
        search.policy(0, policy, 0);
        for (int move = 0; move < hex.moves(); move++) {
            visits[move] = search.visits(0, move);
            values[move] = search.value(0, move);
        }
        return new Thought(chosen[0], policy, visits, values, (1 + search.value(0)) / 2, network, networkWon);
    }

    @Override
    public void close() {
        device.close();
    }
}
