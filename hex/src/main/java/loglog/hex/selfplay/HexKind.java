package loglog.hex.selfplay;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.hex.game.Hex;
import loglog.hex.network.NetShape;
import loglog.hex.search.SearchSettings;
import loglog.hex.search.SearchSettings.Rule;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.training.JobRunner;
import loglog.training.Kind;
import loglog.training.RunPlan;
import loglog.training.ScaleNames;
import loglog.training.Settings;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;

/** Players of Hex that learn by self-play, rated in Elo: against perfect play, which is 0, where a solver knows the board. */
public final class HexKind implements Kind {
    public static final String NAME = "hex";

    /** A run's metric. */
    public static final Metric ELO = new Metric(
            "elo", "Elo", Metric.Better.HIGH, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Metric.Scale.LINEAR);

    static final int LARGEST_BATCH = 1 << 16;
    static final int MOST_SIMULATIONS = 1 << 14;
    static final int MOST_GAMES = 1 << 12;
    static final int LARGEST_BUFFER = 10_000_000;

    /** The name of the rating with searches of so many simulations, where they are others than in training. */
    public static String eloAt(int simulations) {
        return ELO.name() + "_" + simulations;
    }

    /** For the list of services. */
    public HexKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Metric metric() {
        return ELO;
    }

    @Override
    public ScaleNames scaleNames() {
        return ScaleNames.countedIn("positions", "position");
    }

    @Override
    public List<Key<?>> taskKeys() {
        return HexKeys.TASK;
    }

    @Override
    public List<Key<?>> recipeKeys() {
        return HexKeys.RECIPE;
    }

    @Override
    public Task task(Section study, boolean program) {
        return new HexTask(
                HexKeys.OPENINGS.one(study),
                HexKeys.TEST_SIMULATIONS.find(study).orElse(HexTask.USUAL_TEST_SIMULATIONS));
    }

    @Override
    public Task task(Fields from) {
        return new HexTask(from.integer("openings", 1), whole(from.text("test_simulations")));
    }

    private static List<Integer> whole(String text) {
        return text.isEmpty()
                ? List.of()
                : java.util.Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
    }

    @Override
    public Settings settings(SectionStack recipe, Task task, boolean branching) {
        var usual = PlayRecipe.USUAL;
        var search = new SearchSettings(
                HexKeys.SEARCH.find(recipe).orElse(HexKeys.SEARCH.usual()).equals("puct")
                        ? Rule.PUCT
                        : Rule.REGULARIZED,
                HexKeys.SIMULATIONS.find(recipe).orElse(usual.search().simulations()),
                HexKeys.EXPLORATION.find(recipe).orElse(usual.search().exploration()),
                HexKeys.FIRST_PLAY.find(recipe).orElse(usual.search().firstPlay()));
        var play = new PlayRecipe(
                search,
                HexKeys.GAMES.find(recipe).orElse(usual.games()),
                HexKeys.RANDOM_OPENINGS.find(recipe).orElse(usual.openings()),
                HexKeys.SAMPLED.find(recipe).orElse(usual.sampled()),
                HexKeys.TEMPERATURE.find(recipe).orElse(usual.temperature()),
                HexKeys.NOISE.find(recipe).orElse(usual.noise()),
                HexKeys.NOISE_OF_MOVES.find(recipe).orElse(usual.noiseOfMoves()),
                HexKeys.BATCH.find(recipe).orElse(usual.batch()),
                HexKeys.REUSE.find(recipe).orElse(usual.reuse()),
                HexKeys.BUFFER.find(recipe).orElse(usual.buffer()),
                HexKeys.RATE.find(recipe).orElse(usual.rate()),
                HexKeys.WEIGHT_DECAY.find(recipe).orElse(usual.weightDecay()));
        return new HexSettings(
                HexKeys.BOARD.find(recipe).orElse(4), HexKeys.DEPTH.find(recipe).orElse(1), play);
    }

    @Override
    public RunPlan plan(String place, Fields from) {
        var recipe = from.object("recipe");
        var model = from.object("model");
        int board = recipe.integer("board", Hex.SMALLEST);
        int width = model.integer("width", 1);
        int depth = model.integer("depth", 1);
        if (board > Hex.LARGEST || width > NetShape.WIDEST || depth > NetShape.DEEPEST) {
            throw new DataException("%s: found a board of %d and a network of %dx%d, expected at most %d and %dx%d"
                    .formatted(place, board, width, depth, Hex.LARGEST, NetShape.WIDEST, NetShape.DEEPEST));
        }
        var play = new PlayRecipe(
                new SearchSettings(
                        recipe.choice("search", Rule.class),
                        bounded(recipe, "simulations", MOST_SIMULATIONS),
                        real(recipe, "exploration", 0),
                        real(recipe, "first_play", 0)),
                bounded(recipe, "games", MOST_GAMES),
                real(recipe, "random_openings", 0),
                real(recipe, "sampled", 0),
                real(recipe, "temperature", Double.MIN_NORMAL),
                real(recipe, "noise", 0),
                real(recipe, "noise_of_moves", Double.MIN_NORMAL),
                bounded(recipe, "batch", LARGEST_BATCH),
                real(recipe, "reuse", Double.MIN_NORMAL),
                bounded(recipe, "buffer", LARGEST_BUFFER),
                real(recipe, "lr", 0),
                real(recipe, "weight_decay", 0));
        var settings = new HexSettings(board, recipe.integer("depth", 1), play);
        return new HexPlan(
                settings,
                SelfPlayTraining.shape(settings.hex(), width, depth),
                from.whole("tokens", 1, Long.MAX_VALUE / LARGEST_BATCH),
                from.whole("seed"));
    }

    private static int bounded(Fields from, String key, int most) {
        int value = from.integer(key, 1);
        if (value > most) {
            throw from.expected(key, "at most " + most);
        }
        return value;
    }

    private static double real(Fields from, String key, double least) {
        double value = from.number(key);
        if (!(value >= least && value < 1e9)) {
            throw from.expected(key, "a number from " + least);
        }
        return value;
    }

    @Override
    public JobRunner open() {
        return new HexRunner();
    }

    @Override
    public boolean isSound(Path run, Task task) {
        var at = new RunFolder(run);
        return RunFolder.isAsWritten(at.read(at.resultFile()))
                && RunFolder.isAsWritten(at.read(at.runFile()))
                && AgentFile.newest(run).isPresent();
    }

    @Override
    public void requireRoom(RunPlan plan, long bytes) {
        if (plan.cost().bytes() > bytes) {
            throw new DataException("memory: found %d MB available, expected %d MB for a network of %s with its games"
                    .formatted(
                            bytes >> 20, plan.cost().bytes() >> 20, plan.model().shape()));
        }
    }

    /** Of self-play and learning; the games by which players are rated come on top of it. */
    @Override
    public double flopsPerSecond(RunPlan plan, int cores, double seconds) {
        return SelfPlayPace.flopsPerSecond((HexPlan) plan, cores, seconds);
    }

    @Override
    public Map<String, String> placeholders() {
        var meanings = new TreeMap<String, String>();
        meanings.put("board", "cells of a side");
        meanings.put("width", "of the network");
        meanings.put("layers", "residual layers");
        meanings.put("batch", "positions of a step of learning");
        meanings.put("lr", "learning rate");
        meanings.put("simulations", "of a move in self-play");
        return meanings;
    }

    /** The search, the game and the network of a run, for whoever plays with it. */
    public record Setup(Hex hex, NetShape shape, SearchSettings search) {}

    /** @throws DataException where the run is not of this kind, or cannot be read */
    public static Setup setup(RunFolder run) {
        var kind = RunId.read(run.runFile(), run.asked()).kind();
        if (!kind.equals(NAME)) {
            throw DataException.in(
                    run.folder(),
                    "found a run of kind %s, expected one of kind %s, whose players learn by self-play",
                    kind,
                    NAME);
        }
        var hex = (HexPlan) loglog.training.Kinds.plan(run);
        return new Setup(
                hex.settings().hex(), hex.model(), hex.settings().play().search());
    }
}
