package loglog.app.hex;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.app.laws.OutputOptions;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.selfplay.AgentFile;
import loglog.hex.selfplay.HexKind;
import loglog.runs.DataException;
import loglog.runs.reader.StoredRun;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Games of Hex in a browser, as {@code loglog play} has them. A game is the list of its moves, which each question names: the
 * server keeps nothing of it, so that moves are taken back, sides swapped and the server started anew without it.
 */
public final class HexApi {
    private static final int USUAL_SIMULATIONS = 64;

    /** Players that are kept loaded. */
    private static final int MOST_LOADED = 4;

    private final WebServer server;
    private final Map<Path, HexAgent> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, HexSolver> solvers = new LinkedHashMap<>();

    /** @param server whose runs have the players */
    public HexApi(WebServer server) {
        this.server = server;
    }

    /** A position with the moves that led to it. */
    private record Position(Hex hex, long[] words, int mover, int winner) {}

    public List<ApiRoute> routes() {
        var run = ApiField.query("run", "string", "a run's name, one of those of /api/hex/agents");
        var moves = ApiField.query("moves", "string", "the game so far, such as b2-a3-c1 (default: none)");
        return List.of(
                ApiRoute.get(
                        "/api/hex/agents",
                        "Runs with players of Hex, and the steps of their training at which each was kept",
                        List.of(),
                        _ -> ApiReply.json(agents())),
                ApiRoute.get(
                        "/api/hex/thought",
                        "What a player thinks of a position: its move, its policy and value, by its search and by its network alone",
                        List.of(
                                run,
                                ApiField.query("step", "integer", "the player of that step (default: the last one)"),
                                ApiField.query(
                                        "simulations",
                                        "integer",
                                        "visits of its search, 0 to 16384; 0 for its network alone (default: 64)"),
                                moves),
                        asked -> ApiReply.json(thought(asked))),
                ApiRoute.get(
                        "/api/hex/truth",
                        "Who wins a position when both play perfectly, and by which moves; on boards up to 5 by 5",
                        List.of(run, moves),
                        asked -> ApiReply.json(truth(asked))));
    }

    private ObjectNode agents() {
        server.refresh();
        var json = OutputOptions.MAPPER.createObjectNode();
        var list = json.putArray("agents");
        server.runs().runs().stream()
                .filter(HexApi::isPlayer)
                .sorted(Comparator.comparing(HexApi::board).thenComparing(StoredRun::name))
                .forEach(run -> {
                    var files = files(run);
                    if (!files.isEmpty()) {
                        var node = list.addObject().put("run", run.name()).put("board", board(run));
                        node.put("solved", board(run) <= HexSolver.LARGEST).put("status", run.status());
                        var columns = run.columns();
                        node.putPOJO("params", columns.get("params"));
                        node.putPOJO("elo", columns.get(HexKind.ELO.name()));
                        var steps = node.putArray("steps");
                        files.forEach(file -> steps.add(AgentFile.step(file)));
                    }
                });
        return json;
    }

    private static boolean isPlayer(StoredRun run) {
        return HexKind.NAME.equals(run.asked().get("kind")) && board(run) >= Hex.SMALLEST && board(run) <= Hex.LARGEST;
    }

    private static int board(StoredRun run) {
        return run.asked().get("recipe_board") instanceof Number board ? board.intValue() : 0;
    }

    private static List<Path> files(StoredRun run) {
        try {
            return AgentFile.of(run.folder());
        } catch (DataException _) {
            return List.of(); // it went away meanwhile
        }
    }

    private StoredRun run(Asked asked) {
        var run = server.runs().run(asked.text("run"));
        if (!isPlayer(run)) {
            throw BadRequest.of(
                    "run", "no player of Hex in \"" + run.name() + '"', "a run of those that /api/hex/agents lists");
        }
        return run;
    }

    private static Path file(StoredRun run, Asked asked) {
        var files = files(run);
        if (files.isEmpty()) {
            throw BadRequest.notFound("run: \"%s\" has kept no player yet".formatted(run.name()));
        }
        double step = asked.number("step", -1, 0, 1e18);
        return step < 0
                ? files.getLast()
                : files.stream()
                        .filter(file -> AgentFile.step(file) == step)
                        .findFirst()
                        .orElseThrow(() -> BadRequest.of(
                                "step",
                                asked.text("step"),
                                "one of "
                                        + String.join(
                                                ", ",
                                                files.stream()
                                                        .map(file -> Long.toString(AgentFile.step(file)))
                                                        .toList())));
    }

    private static Position position(Hex hex, Asked asked) {
        var text = asked.text("moves", "");
        var names = text.isEmpty() ? new String[0] : text.split("-", -1);
        var words = new long[hex.words()];
        hex.start(words, 0);
        int mover = 0;
        int winner = -1;
        for (int i = 0; i < names.length; i++) {
            int cell = hex.cell(names[i]);
            if (winner >= 0 || cell < 0 || !hex.isLegal(words, 0, hex.cell(cell, mover))) {
                throw BadRequest.of(
                        "moves",
                        "\"%s\" as number %d".formatted(names[i].substring(0, Math.min(20, names[i].length())), i + 1),
                        winner >= 0
                                ? "none: the game has ended"
                                : "a free cell from a1 to " + hex.name(hex.moves() - 1));
            }
            if (!Float.isNaN(hex.play(words, 0, hex.cell(cell, mover), words, 0))) {
                winner = mover;
            }
            mover = 1 - mover;
        }
        return new Position(hex, words, mover, winner);
    }

    private static ObjectNode described(Position at) {
        var json = OutputOptions.MAPPER.createObjectNode();
        json.put("board", at.hex.side());
        json.put("mover", at.winner < 0 ? Character.toString(HexBoard.letter(at.mover)) : null);
        json.put("winner", at.winner < 0 ? null : Character.toString(HexBoard.letter(at.winner)));
        return json;
    }

    private ObjectNode thought(Asked asked) {
        int simulations = asked.whole("simulations", USUAL_SIMULATIONS, 0, HexAgent.MOST_SIMULATIONS);
        var run = run(asked);
        var file = file(run, asked);
        synchronized (loaded) {
            var agent = agent(run, file);
            var at = position(agent.hex(), asked);
            var json = described(at).put("step", AgentFile.step(file)).put("simulations", simulations);
            if (at.winner < 0) {
                put(json, at, agent.think(at.words, simulations));
            }
            return json;
        }
    }

    private static void put(ObjectNode json, Position at, HexAgent.Thought thought) {
        var hex = at.hex;
        json.put("move", hex.name(hex.cell(thought.move(), at.mover)));
        json.put("won", thought.won()).put("network_won", thought.networkWon());
        var moves = json.putArray("moves");
        for (int cell = 0; cell < hex.moves(); cell++) {
            int move = hex.cell(cell, at.mover);
            if (hex.isLegal(at.words, 0, move)) {
                var node = moves.addObject().put("cell", hex.name(cell));
                node.put("policy", thought.policy()[move]).put("network_policy", thought.networkPolicy()[move]);
                node.put("visits", thought.visits()[move]);
                if (thought.visits()[move] > 0) {
                    node.put("won", (1 + thought.values()[move]) / 2);
                } else {
                    node.putNull("won");
                }
            }
        }
    }

    /** The player of a file, which is never written again. */
    private HexAgent agent(StoredRun run, Path file) {
        var agent = loaded.get(file);
        if (agent == null) {
            agent = new HexAgent(run.folder(), file);
            loaded.put(file, agent);
            if (loaded.size() > MOST_LOADED) {
                var oldest = loaded.entrySet().iterator();
                oldest.next().getValue().close();
                oldest.remove();
            }
        }
        return agent;
    }

    private ObjectNode truth(Asked asked) {
        var run = run(asked);
        int side = board(run);
        if (side > HexSolver.LARGEST) {
            throw BadRequest.of(
                    "run", "a board of " + side, "at most " + HexSolver.LARGEST + ", which the solver knows");
        }
        var at = position(new Hex(side), asked);
        var json = described(at);
        if (at.winner >= 0) {
            return json;
        }
        long winning;
        synchronized (solvers) { // a solver is not for several threads at once
            winning = solvers.computeIfAbsent(side, _ -> new HexSolver(at.hex)).winningMoves(at.words, 0);
        }
        json.put("wins", Character.toString(HexBoard.letter(winning != 0 ? at.mover : 1 - at.mover)));
        var cells = json.putArray("winning");
        for (int cell = 0; cell < at.hex.moves(); cell++) {
            if ((winning >>> at.hex.cell(cell, at.mover) & 1) != 0) {
                cells.add(at.hex.name(cell));
            }
        }
        return json;
    }
}
