package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code loglog prefer}, on two models of a second. */
class PreferCommandTest {
    @TempDir
    static Path models;

    private static Path one;
    private static Path other;

    @TempDir
    Path folder;

    private Path pairs;
    private Path prompts;

    @BeforeAll
    static void train() throws IOException {
        var text = Files.writeString(models.resolve("t.jsonl"), texts());
        one = train(text, 1, "one");
        other = train(text, 2, "other");
    }

    private static String texts() {
        var words = List.of("the", "cat", "sat", "on", "a", "mat", "dog", "ran", "home", "old", "red", "tree");
        var text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append("{\"text\":\"");
            for (int j = 0; j < 9; j++) {
                text.append(words.get((i * 7 + j * j * (i % 5 + 1)) % words.size()))
                        .append(' ');
            }
            text.append(i).append("\"}\n");
        }
        return text.toString();
    }

    private static Path train(Path text, int seed, String name) throws IOException {
        var run = Cli.run(
                "train",
                "--width=16",
                "--layers=1",
                "--context=32",
                "--batch=4",
                "--tokens=8K",
                "--corpus=" + text,
                "--runs=" + models.resolve(name),
                "--threads=1",
                "--seed=" + seed);
        assertThat(run.status()).as(run.err()).isZero();
        try (var runs = Files.list(models.resolve(name))) {
            return Files.move(
                    runs.filter(Files::isDirectory).findFirst().orElseThrow(), models.resolve("model-" + name));
        }
    }

    @BeforeEach
    void write() throws IOException {
        pairs = folder.resolve("pairs.jsonl");
        prompts = Files.writeString(folder.resolve("p.txt"), "the cat\nthe dog ran\na 漢字 mat\n");
    }

    private Cli.Result prefer(InputStream input, Object... more) {
        var before = System.in;
        System.setIn(input);
        try {
            var words = new ArrayList<Object>(List.of("prefer"));
            words.addAll(List.of(more));
            words.addAll(List.of("--prompts", prompts, "--pairs", pairs, "--tokens", 12));
            return Cli.run(words.toArray());
        } finally {
            System.setIn(before);
        }
    }

    private Cli.Result prefer(String input, Object... more) {
        return prefer(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), more);
    }

    private static List<JsonNode> lines(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(JsonMapper.shared()::readTree)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void choicesArePairsInTrlsFormatAndTheTableIsReadByElo() {
        var result = prefer("1\n2\ntie\n", one, other);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("Elo", "all 3 questions are answered", "2 pairs in");
        var written = lines(pairs);
        assertThat(written).hasSize(2);
        for (var pair : written) {
            assertThat(pair.path("prompt").asString()).isIn("the cat", "the dog ran");
            assertThat(pair.path("chosen").asString())
                    .isNotEqualTo(pair.path("rejected").asString());
            assertThat(List.of(
                            pair.path("chosen_model").asString(),
                            pair.path("rejected_model").asString()))
                    .containsExactlyInAnyOrder("model-one", "model-other");
            assertThat(pair.path("time").asString()).matches("20..-..-..T..:..:..Z");
        }
        var first = written.getFirst();
        assertThat(first.path("chosen_model").asString())
                .isEqualTo(first.path("left_model").asString());
        var ties = lines(folder.resolve("pairs-undecided.jsonl"));
        assertThat(ties).hasSize(1);
        assertThat(ties.getFirst().path("verdict").asString()).isEqualTo("tie");
        var elo = Cli.run("elo", folder.resolve("pairs-results.csv"), "--json").json();
        assertThat(elo.path("games").asInt()).isEqualTo(3);
        assertThat(elo.path("draws").asInt()).isEqualTo(1);
    }

    /** What is read after each choice shows that it was on disk before the next question. */
    @Test
    void everyChoiceIsOnDiskBeforeTheNextQuestion() {
        var seen = new ArrayList<Integer>();
        var next = new AtomicInteger();
        prefer(
                new InputStream() {
                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public int read(byte[] bytes, int from, int length) {
                        seen.add(lines(pairs).size());
                        if (next.getAndIncrement() == 3) {
                            return -1;
                        }
                        bytes[from] = '1';
                        bytes[from + 1] = '\n';
                        return 2;
                    }
                },
                one,
                other);
        assertThat(seen).startsWith(0, 1, 2);
        assertThat(lines(pairs)).hasSize(3);
    }

    @Test
    void aSessionGoesOnWhereAnotherEndedAndUndoReachesBehindIt() {
        prefer("1\n", one, other);
        var first = lines(pairs).getFirst();
        var next = prefer("skip\nquit\n", one, other);
        assertThat(next.out()).contains("going on after 1 of 3 questions", "2 of 3", "the dog ran");
        assertThat(lines(pairs)).hasSize(1);
        // The skipped question, then the first, are taken back, and asked again with the same answers on the same
        // sides.
        var undone = prefer("undo\nu\nu\n1\n", one, other);
        assertThat(undone.out()).contains("the last choice is taken back", "expected a choice first", "1 of 3");
        var again = lines(pairs).getFirst();
        for (var key : List.of("prompt", "chosen", "rejected", "left_model")) {
            assertThat(again.path(key)).isEqualTo(first.path(key));
        }
        assertThat(lines(folder.resolve("pairs-undecided.jsonl"))).isEmpty();
    }

    @Test
    void theLastChoiceOfAllCanBeTakenBackInItsSessionAndInALaterOne() {
        assertThat(prefer("1\n2\n1\nundo\nt\n", one, other).out()).contains("taken back");
        assertThat(lines(pairs)).hasSize(2);
        assertThat(lines(folder.resolve("pairs-undecided.jsonl"))).hasSize(1);
        var later = prefer("u\n2\n", one, other);
        assertThat(later.out()).contains("all 3 questions are answered", "3 of 3", "3 pairs in");
        assertThat(lines(folder.resolve("pairs-undecided.jsonl"))).isEmpty();
    }

    @Test
    void sidesAreDrawnByTheSeed() {
        var left = new ArrayList<String>();
        for (int seed = 1; seed <= 8; seed++) {
            pairs = folder.resolve("seed" + seed + ".jsonl");
            prefer("1\n1\n1\n", one, other, "--seed", seed);
            lines(pairs).forEach(pair -> left.add(pair.path("left_model").asString()));
        }
        assertThat(left).hasSize(24);
        assertThat(left.stream().filter("model-one"::equals).count()).isBetween(5L, 19L);
    }

    @Test
    void oneModelGivesTwoAnswersOfItsOwnAndNoElo() {
        var result = prefer("2\n1\nwhat\nt\n", one);
        assertThat(result.out()).contains("found \"what\", expected 1, 2, tie").doesNotContain("Elo");
        assertThat(lines(pairs)).hasSize(2);
        assertThat(folder.resolve("pairs-results.csv")).doesNotExist();
    }

    @Test
    void linesOfOthersStayAndALineThatWasCutIsTakenOut() throws IOException {
        var own = "{\"prompt\":\"p\",\"chosen\":\"a\",\"rejected\":\"b\"}";
        Files.writeString(pairs, own); // whole, without an end
        prefer("1\n", one, other);
        assertThat(Files.readAllLines(pairs)).hasSize(2).startsWith(own);
        var whole = Files.readString(pairs);
        Files.writeString(pairs, whole + "{\"prompt\":\"the d");
        prefer("undo\n", one, other);
        assertThat(Files.readString(pairs)).isEqualTo(own + "\n");
        Files.writeString(pairs, "{]\n" + own + "\n");
        assertThat(prefer("1\n", one, other).complaint()).contains("pairs.jsonl: line 1");
    }

    @Test
    void whatIsWrongIsOneSentence() throws IOException {
        assertThat(prefer("", one, one).complaint()).contains("expected two runs, or one");
        assertThat(prefer("", one, other, "--rounds", 0).complaint()).contains("--rounds: found 0");
        assertThat(prefer("", one, other, "--temperature", 0).complaint()).contains("--temperature: found 0");
        assertThat(prefer("", folder.resolve("no")).status()).isEqualTo(2);
        Files.writeString(prompts, "\n\n");
        assertThat(prefer("", one).complaint()).contains("p.txt: found no prompt, expected one a line");
        prompts = Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\": [1]}\n");
        assertThat(prefer("", one).complaint())
                .contains("p.jsonl: line 1: found", "expected a text under the key prompt");
    }

    /** In a terminal of its own, which script(1) makes. */
    @Test
    void inATerminalAKeyAnswersWithoutEnterAndTheTerminalIsLeftAsItWas() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) is not here");
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var command = Files.writeString(
                folder.resolve("prefer.sh"),
                "stty -a | grep -o '[-]*icanon' | head -1\n'%s' --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp '%s' loglog.app.Main prefer '%s' '%s' --prompts '%s' --pairs '%s' --tokens 12\nstty -a | grep -o '[-]*icanon' | head -1\n"
                        .formatted(java, path, one, other, prompts, pairs));
        var terminal = new ProcessBuilder("/usr/bin/script", "-qfec", "sh " + command, "/dev/null")
                .redirectErrorStream(true)
                .start();
        try (var watchdog = Executors.newSingleThreadScheduledExecutor()) {
            watchdog.schedule(terminal::destroyForcibly, 600, TimeUnit.SECONDS);
            var said = new StringBuilder();
            for (var key : List.of("1", "2", "t", "u", "q")) {
                int from = said.length();
                while (said.indexOf("q quit: ", from) < 0) {
                    int next = terminal.getInputStream().read();
                    assertThat(next).as(said.toString()).isNotNegative();
                    said.append((char) next);
                }
                terminal.getOutputStream().write(key.getBytes(StandardCharsets.US_ASCII));
                terminal.getOutputStream().flush();
            }
            said.append(new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(said.toString().strip())
                    .startsWith("icanon")
                    .endsWith("icanon")
                    .doesNotContain("-icanon");
            assertThat(lines(pairs)).hasSize(2);
            watchdog.shutdownNow();
        }
    }
}
