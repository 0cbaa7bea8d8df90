package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import loglog.hex.selfplay.HexKind;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small study of self-play by the commands: planned, run, resumed, and its players played against. */
class PlayCommandTest {
    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() throws Exception {
        var file = Files.writeString(folder.resolve("hex.yaml"), """
                kind: hex
                openings: 4
                test_simulations: [2]
                recipe: {simulations: 8, games: 16, batch: 64}
                recipes:
                  three: {board: 3}
                  four: {board: 4}
                design: {kind: self-play, sizes: [8x1, 16x2], flops: 2e7}
                seeds: 1
                """);
        var plan = Cli.run("study", "check", file);
        assertThat(plan.status()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("self-play", "16x2", "board 3");
        var trained = Cli.run("run", file, "--runs", folder, "--cores", 1);
        assertThat(trained.status()).as(trained.err() + trained.out()).isZero();
        try (var runs = Files.list(folder.resolve("hex"))) {
            var all = runs.filter(f -> Files.exists(f.resolve("result.json")))
                    .sorted()
                    .toList();
            assertThat(all).hasSize(4);
            run = all.stream()
                    .filter(f -> f.getFileName().toString().startsWith("three"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Cli.Result play(String input, Object... options) {
        var before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            var words = new Object[options.length + 2];
            words[0] = "play";
            words[1] = run;
            System.arraycopy(options, 0, words, 2, options.length);
            return Cli.run(words);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aGameIsPlayedToItsEndAndBadMovesGetASentence() {
        var game = play("z9\nb2\nb2\n\nundo\nb2\na2\nc2\na1\nb1\nc1\na3\nb3\nc3\n", "--simulations", 16, "--perfect");
        assertThat(game.status()).as(game.err()).isZero();
        assertThat(game.out())
                .contains("you are X and join top and bottom")
                .contains("found z9, expected a cell from a1 to c3")
                .contains("found b2, where there is a stone, expected a free cell")
                .contains("found nothing, expected a cell")
                .contains("it expects to win")
                .contains("after 16 simulations")
                .containsPattern("O: ([a-c][1-3])  it expects .*; its moves: \\1 ")
                .containsPattern("(you win|the player wins)");
        // 3 by 3: these five first moves win.
        assertThat(game.out().lines().limit(7))
                .anyMatch(l -> l.contains("1  - - +"))
                .anyMatch(l -> l.contains("2  + + +"));
    }

    @Test
    void thePlayerCanBeginAndInputThatEndsIsSaid() {
        var game = play("", "--second", "--simulations", 0);
        assertThat(game.status()).as(game.err()).isZero();
        assertThat(game.out())
                .contains("you are O and join left and right")
                .contains("by its network alone")
                .contains("the game ends here");
        assertThat(play("quit\n").out()).contains("the game ends here");
    }

    @Test
    void whatCannotBePlayedIsSaidInOneSentence() throws Exception {
        assertThat(play("", "--simulations", -1).complaint()).contains("--simulations: found -1, expected 0 to 16384");
        assertThat(play("", "--agent", 7).complaint()).contains("--agent: found 7, expected one of ");
        assertThat(Cli.run("play", folder.resolve("none")).complaint())
                .contains("found no such folder, expected the folder of a run");
        assertThat(Cli.run("play", folder.resolve("hex")).complaint()).contains("run.json");
        var other = Files.createDirectories(folder.resolve("language"));
        Files.writeString(other.resolve("run.json"), "{\"kind\": \"language\"}");
        assertThat(Cli.run("play", other).complaint())
                .contains("found a run of kind language, expected one of kind hex");
    }

    @Test
    void wrongKeysAreSaidAtTheirLine() throws Exception {
        var file = folder.resolve("bad.yaml");
        Files.writeString(
                file, "kind: hex\nrecipe: {board: 14}\ndesign: {kind: self-play, sizes: [8x1], flops: 1e8}\n");
        assertThat(Cli.run("study", "check", file).complaint())
                .contains("line 2: recipe.board: found 14, expected the cells of a side, from 3 to 13");
        Files.writeString(file, "kind: hex\ndesign: {kind: self-play, sizes: [2000x1], flops: 1e8}\n");
        assertThat(Cli.run("study", "check", file).complaint()).contains("found a network of 2000x1");
        Files.writeString(file, "kind: hex\ndesign: {kind: self-play, sizes: [8x1], flops: 1000}\n");
        assertThat(Cli.run("study", "check", file).complaint()).contains("design.flops: found 1.00e+03 FLOP");
    }

    @Test
    void theTemplateOfSelfPlayIsAStudyThatCanBePlanned() throws Exception {
        var file = folder.resolve("template.yaml");
        assertThat(Cli.run("study", "init", file, "--design", "self-play").status())
                .isZero();
        var check = Cli.run("study", "check", file);
        assertThat(check.status()).as(check.err()).isZero();
        assertThat(check.out()).contains("30 runs", "hex5");
    }

    /** What a board's forecast was made from are the runs on the boards that it names, not those of its own recipe. */
    @Test
    void aReportKnowsTheRunsThatTheForecastOfABoardWasMadeFrom() throws Exception {
        var study = folder.resolve("hex");
        var observed = Results.read(study).observed();
        var four = observed.where(r -> r.recipe().equals("four")).rows().getFirst();
        forecast(four, observed.where(r -> r.recipe().equals("three")));
        assertThat(report(study)).contains(four.name()).doesNotContain("are not those that");

        var other = observed.where(r -> r.recipe().equals("four")).rows().getLast();
        forecast(other, observed.where(r -> r.name().equals(run.getFileName().toString())));
        assertThat(report(study)).contains("the 2 runs of the smaller boards here are not those that the forecast for");
    }

    private static void forecast(Result of, Results from) {
        new Ledger(folder)
                .write(new Ledger.Prediction(
                        "hex",
                        of.folder(),
                        Map.of("flops", 2e7),
                        HexKind.ELO,
                        new Interval(-100, -200, -50, 10, 0.9),
                        "strength of boards 3",
                        from));
    }

    private static String report(Path study) {
        var report = Cli.run("report", study, "--wide");
        assertThat(report.status()).as(report.err()).isZero();
        return report.out().replaceAll("\\s+", " ");
    }
}
