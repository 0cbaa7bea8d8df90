package loglog.hex.selfplay;

import java.util.List;
import java.util.stream.Collectors;
import loglog.hex.game.Hex;
import loglog.hex.network.NetShape;
import loglog.training.Wording;
import loglog.yaml.Key;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;

/** The keys of a study of Hex: of its task, and of its recipes. */
final class HexKeys {
    private static final PlayRecipe USUAL = PlayRecipe.USUAL;
    private static final int MOST_OPENINGS = 10_000;

    private static final ValueType<Double> SHARE = ValueType.number(Bounds.between(0, 1), "a share from 0 to 1");
    private static final ValueType<Double> POSITIVE =
            ValueType.number(Bounds.above(0).below(1e6), "a positive number");
    private static final ValueType<Double> AT_LEAST =
            ValueType.number(Bounds.from(0).below(1e6), "0 or more");
    private static final ValueType<Integer> SIMULATIONS_TYPE = ValueType.whole(
            1, HexKind.MOST_SIMULATIONS, "simulations of a move, from 1 to " + HexKind.MOST_SIMULATIONS);

    static final Key<Integer> OPENINGS = Key.optional(
            "openings",
            ValueType.whole(1, MOST_OPENINGS, "openings that are played with each player of the ladder"),
            "Openings that are played with each player of the ladder.",
            Integer.toString(HexTask.USUAL_OPENINGS));

    static final Key<List<Integer>> TEST_SIMULATIONS = Key.optional(
            "test_simulations",
            new ValueType<>("simulations of a move, such as [2, 8, 128]", HexKeys::simulations, listSchema()),
            "Simulations of a move in other ratings of the same player, beside those of its training.",
            HexTask.USUAL_TEST_SIMULATIONS.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]")));

    static final Key<Integer> BOARD = Key.optional(
                    "board",
                    ValueType.whole(Hex.SMALLEST, Hex.LARGEST, "the cells of a side, from 3 to 13"),
                    "Cells of a side, from 3 to 13.",
                    "4")
            .with("4");

    static final Key<Integer> DEPTH = Key.optional(
            "depth",
            ValueType.whole(1, NetShape.DEEPEST, "residual layers, from 1 to " + NetShape.DEEPEST),
            "Residual layers.",
            "1");

    static final Key<Integer> SIMULATIONS = Key.optional(
            "simulations",
            SIMULATIONS_TYPE,
            "Simulations of a move in self-play.",
            Integer.toString(USUAL.search().simulations()));

    static final Key<String> SEARCH = Key.optional(
            "search",
            ValueType.oneOf(List.of("puct", "regularized")),
            "How the tree is searched: puct or regularized (arXiv 2007.12509).",
            "puct");

    static final Key<Double> EXPLORATION = Key.optional(
            "exploration",
            AT_LEAST,
            "Weight of the prior against the values found.",
            Wording.number(USUAL.search().exploration()));

    static final Key<Double> FIRST_PLAY = Key.optional(
            "first_play",
            AT_LEAST,
            "By how much a move that was never tried is valued less than its position.",
            Wording.number(USUAL.search().firstPlay()));

    static final Key<Integer> GAMES = Key.optional(
            "games",
            ValueType.whole(1, HexKind.MOST_GAMES, "games side by side, from 1 to " + HexKind.MOST_GAMES),
            "Games side by side.",
            Integer.toString(USUAL.games()));

    static final Key<Double> RANDOM_OPENINGS = Key.optional(
            "random_openings",
            SHARE,
            "Share of the games that begin after up to half a board of random moves.",
            Wording.number(USUAL.openings()));

    static final Key<Double> SAMPLED = Key.optional(
                    "sampled",
                    SHARE,
                    "Share of a longest game in which moves are drawn from the search's policy; later the best one is made.",
                    "a third")
            .such("0.33");

    static final Key<Double> TEMPERATURE = Key.optional(
            "temperature",
            POSITIVE,
            "Of that draw: probabilities to the power of its inverse.",
            Wording.number(USUAL.temperature()));

    static final Key<Double> NOISE = Key.optional(
            "noise", SHARE, "Share of the root's prior that is Dirichlet noise.", Wording.number(USUAL.noise()));

    static final Key<Double> NOISE_OF_MOVES = Key.optional(
            "noise_of_moves",
            POSITIVE,
            "That noise's alpha, times the number of moves.",
            Wording.number(USUAL.noiseOfMoves()));

    static final Key<Integer> BATCH = Key.optional(
            "batch",
            ValueType.whole(
                    1, HexKind.LARGEST_BATCH, "positions of a step of learning, from 1 to " + HexKind.LARGEST_BATCH),
            "Positions per step of learning.",
            Integer.toString(USUAL.batch()));

    static final Key<Double> REUSE = Key.optional(
            "reuse", POSITIVE, "How often a position is learned from, about.", Wording.number(USUAL.reuse()));

    static final Key<Integer> BUFFER = Key.optional(
            "buffer",
            ValueType.whole(1, HexKind.LARGEST_BUFFER, "positions to learn from, from 1 to " + HexKind.LARGEST_BUFFER),
            "Latest positions that are learned from.",
            Integer.toString(USUAL.buffer()));

    static final Key<Double> RATE = Key.optional("lr", POSITIVE, "Adam's learning rate.", Wording.number(USUAL.rate()));

    static final Key<Double> WEIGHT_DECAY =
            Key.optional("weight_decay", AT_LEAST, "Decoupled.", Wording.number(USUAL.weightDecay()));

    static final List<Key<?>> TASK = List.of(OPENINGS, TEST_SIMULATIONS);

    static final List<Key<?>> RECIPE = List.of(
            BOARD,
            DEPTH,
            SIMULATIONS,
            SEARCH,
            EXPLORATION,
            FIRST_PLAY,
            GAMES,
            RANDOM_OPENINGS,
            SAMPLED,
            TEMPERATURE,
            NOISE,
            NOISE_OF_MOVES,
            BATCH,
            REUSE,
            BUFFER,
            RATE,
            WEIGHT_DECAY);

    private HexKeys() {}

    private static List<Integer> simulations(Value value, String expected) {
        return value.items(expected).stream()
                .map(SIMULATIONS_TYPE::read)
                .distinct()
                .sorted()
                .toList();
    }

    private static tools.jackson.databind.node.ObjectNode listSchema() {
        var schema = loglog.runs.Json.MAPPER.createObjectNode();
        var one = schema.putArray("oneOf");
        one.add(SIMULATIONS_TYPE.schema());
        one.add(ValueType.type("array").put("minItems", 1).set("items", SIMULATIONS_TYPE.schema()));
        return schema;
    }
}
