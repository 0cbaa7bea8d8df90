package loglog.app.hex;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.selfplay.AgentFile;
import loglog.hex.selfplay.HexKind;
import loglog.runs.RunFolder;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog play}: a game of Hex against what a run has learned. */
@Command(
        name = "play",
        description = {
            "Play Hex against a player that a run of self-play has trained (loglog study init --design self-play).",
            "X joins top and bottom and begins, O joins left and right. Type a cell, such as b3; undo takes your last move back,"
                    + " quit ends. Moves can be piped in."
        })
public final class PlayCommand implements Runnable {
    private static final int SHOWN = 3;

    @Parameters(paramLabel = "RUN", description = "the run's folder, such as runs/hex/hex4-16x1-...")
    Path folder;

    @Option(
            names = "--simulations",
            paramLabel = "N",
            description = "visits of the player's search; 0 for its network alone (default: ${DEFAULT-VALUE})")
    int simulations = 64;

    @Option(
            names = "--agent",
            paramLabel = "STEP",
            description = "the player as it was at that step of its training (default: the last one)")
    Long step;

    @Option(names = "--second", description = "let the player begin, and be O")
    boolean second;

    @Option(
            names = "--perfect",
            description =
                    "mark each free cell by whether who is to move wins there (+) or loses (-), on boards up to 5 by 5")
    boolean perfect;

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final Deque<long[]> before = new ArrayDeque<>();
    private Hex hex;
    private HexSolver solver;
    private HexAgent player;
    private long[] position;

    @Override
    public void run() {
        if (simulations < 0 || simulations > HexAgent.MOST_SIMULATIONS) {
            throw new UserError(
                    "--simulations: found %d, expected 0 to %d".formatted(simulations, HexAgent.MOST_SIMULATIONS));
        }
        hex = HexKind.setup(new RunFolder(folder)).hex();
        if (perfect && !HexSolver.covers(hex)) {
            throw new UserError("--perfect: found a board of %d, expected at most %d, which the solver knows"
                    .formatted(hex.side(), HexSolver.LARGEST));
        }
        solver = perfect ? new HexSolver(hex) : null;
        try (var loaded = new HexAgent(folder, agent())) {
            player = loaded;
            play();
        }
    }

    private Path agent() {
        var agents = AgentFile.of(folder);
        if (agents.isEmpty()) {
            throw new UserError("%s: found no agent-STEP.safetensors, expected a run that has begun".formatted(folder));
        }
        if (step == null) {
            return agents.getLast();
        }
        return agents.stream()
                .filter(file -> AgentFile.step(file) == step)
                .findFirst()
                .orElseThrow(() -> new UserError("--agent: found %d, expected one of %s"
                        .formatted(
                                step,
                                agents.stream()
                                        .map(file -> Long.toString(AgentFile.step(file)))
                                        .collect(Collectors.joining(", ")))));
    }

    private void play() {
        position = new long[hex.words()];
        hex.start(position, 0);
        int own = second ? 1 : 0;
        Say.out("you are %c and join %s%n"
                .formatted(HexBoard.letter(own), own == 0 ? "top and bottom" : "left and right"));
        System.out.println(board());
        while (true) {
            int mover = hex.mover(position, 0);
            if (mover == own) {
                int move = asked(own);
                if (move < 0) {
                    return;
                }
                before.push(position.clone());
                if (ends(move, "you win")) {
                    return;
                }
            } else if (ends(answer(mover), "the player wins")) {
                return;
            }
            if (hex.mover(position, 0) == own) {
                System.out.println(board());
            }
        }
    }

    private String board() {
        return HexBoard.of(hex, position, solver);
    }

    private boolean ends(int move, String sentence) {
        boolean ended = !Float.isNaN(hex.play(position, 0, move, position, 0));
        if (ended) {
            System.out.printf("%s%n%s%n", HexBoard.of(hex, position, null), sentence);
        }
        return ended;
    }

    /** A legal move of the user's; -1 where there is none to come. */
    private int asked(int own) {
        while (true) {
            System.out.printf("%c: ", HexBoard.letter(own));
            System.out.flush();
            var line = line();
            var word = line == null ? null : line.strip().toLowerCase(Locale.ROOT);
            if (word == null || word.equals("quit")) {
                System.out.printf("%sthe game ends here%n", word == null ? "\n" : "");
                return -1;
            }
            if (word.equals("undo")) {
                if (before.isEmpty()) {
                    System.out.println("found undo, expected a move first");
                } else {
                    position = before.pop();
                    System.out.println(board());
                }
                continue;
            }
            int cell = hex.cell(word);
            if (cell < 0) {
                Say.out("found %s, expected a cell from a1 to %s"
                        .formatted(word.isEmpty() ? "nothing" : word, hex.name(hex.moves() - 1)));
            } else if (!hex.isLegal(position, 0, hex.cell(cell, own))) {
                Say.out("found %s, where there is a stone, expected a free cell".formatted(word));
            } else {
                return hex.cell(cell, own);
            }
        }
    }

    private String line() {
        try {
            return input.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int answer(int mover) {
        var thought = player.think(position, simulations);
        Say.out("%c: %s  it expects to win %.0f%%%s; its moves: %s"
                .formatted(
                        HexBoard.letter(mover),
                        hex.name(hex.cell(thought.move(), mover)),
                        100 * thought.won(),
                        simulations > 0
                                ? " after %s, %.0f%% by its network alone"
                                        .formatted(Format.of(simulations, "simulation"), 100 * thought.networkWon())
                                : " by its network alone",
                        best(thought.policy(), thought.move(), mover)));
        return thought.move();
    }

    /** The likeliest moves; of those that are as likely as the one that is played, that one comes first. */
    private String best(float[] policy, int played, int mover) {
        return IntStream.range(0, policy.length)
                .filter(move -> policy[move] > 0 && hex.isLegal(position, 0, move))
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(move -> -policy[move])
                        .thenComparing(move -> move != played))
                .limit(SHOWN)
                .map(move -> "%s %.0f%%".formatted(hex.name(hex.cell(move, mover)), 100 * policy[move]))
                .collect(Collectors.joining(", "));
    }
}
