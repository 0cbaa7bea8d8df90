package loglog.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.app.Cli;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the pages of Hex, preferences and plans ask: the same as the commands answer, and nothing that a request names is a path. */
class LabPagesApiTest {
    @TempDir
    static Path folder;

    private static PlayedLab lab;

    @BeforeAll
    static void open() {
        lab = PlayedLab.open(folder);
    }

    @AfterAll
    static void close() {
        if (lab != null) {
            lab.close();
        }
    }

    private static Cli.Result typed(String input, Object... words) {
        var before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return Cli.run(words);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aPlayerThinksInTheBrowserWhatItThinksInATerminal() {
        var agents = lab.get("/api/hex/agents").json().path("agents");
        assertThat(agents).hasSize(1);
        assertThat(agents.path(0).path("run").asString()).isEqualTo(PlayedLab.PLAYER);
        assertThat(agents.path(0).path("board").asInt()).isEqualTo(3);
        var thought = lab.get("/api/hex/thought?simulations=16&run=" + PlayedLab.PLAYER)
                .json();
        var played = typed("", "play", lab.runs().resolve(PlayedLab.PLAYER), "--second", "--simulations", 16);
        assertThat(played.out())
                .contains("X: %s  it expects to win %.0f%% after 16 simulations, %.0f%% by its network alone"
                        .formatted(
                                thought.path("move").asString(),
                                100 * thought.path("won").asDouble(),
                                100 * thought.path("network_won").asDouble()));
        double policy = 0;
        int visits = 0;
        for (var move : thought.path("moves")) {
            policy += move.path("policy").asDouble();
            visits += move.path("visits").asInt();
        }
        assertThat(policy).isBetween(0.999, 1.001);
        assertThat(visits).isEqualTo(16);
        assertThat(lab.get("/api/hex/thought?simulations=0&moves=b2-a1&run=" + PlayedLab.PLAYER)
                        .json()
                        .path("moves"))
                .hasSize(7)
                .allMatch(
                        move -> move.path("won").isNull() && move.path("visits").asInt() == 0);
    }

    @Test
    void theTruthIsTheSolversAndAGameThatHasEndedHasAWinner() {
        var truth = lab.get("/api/hex/truth?run=" + PlayedLab.PLAYER).json();
        assertThat(truth.path("wins").asString()).isEqualTo("X");
        assertThat(truth.path("winning").toString()).isEqualTo("[\"c1\",\"a2\",\"b2\",\"c2\",\"a3\"]");
        assertThat(lab.get("/api/hex/truth?moves=a1&run=" + PlayedLab.PLAYER)
                        .json()
                        .path("wins")
                        .asString())
                .isEqualTo("O");
        var ended = lab.get("/api/hex/thought?moves=a1-b1-a2-b2-a3&run=" + PlayedLab.PLAYER);
        assertThat(ended.json().path("winner").asString()).isEqualTo("X");
        assertThat(ended.json().path("mover").isNull()).isTrue();
        assertThat(ended.json().has("move")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "moves=a1-a1 | moves: found \"a1\" as number 2, expected a free cell from a1 to c3",
                "moves=z9 | moves: found \"z9\" as number 1, expected a free cell from a1 to c3",
                "moves=a1- | moves: found \"\" as number 2, expected a free cell from a1 to c3",
                "moves=a1-b1-a2-b2-a3-c3 | moves: found \"c3\" as number 6, expected none: the game has ended",
                "simulations=16385 | simulations: found \"16385\"",
                "step=7.5 | step: found 7.5, expected one of ",
                "run=first | run: found no player of Hex in \"first\"",
                "run=../hex | run: found no run \"../hex\""
            })
    void aGameThatCannotBeIsSaidInOneSentence(String query, String sentence) {
        var player = query.startsWith("run=") ? "" : "&run=" + PlayedLab.PLAYER;
        assertThat(lab.get("/api/hex/thought?" + query + player).sentence()).startsWith(sentence);
    }

    private static PlayedLab.Reply begin(String name, String models, int prompts) {
        var texts = new StringBuilder();
        for (int i = 0; i < prompts; i++) {
            texts.append(i == 0 ? "" : ",").append("\"prompt ").append(i).append('"');
        }
        return lab.post(
                "/api/prefer/sets",
                "{\"name\":\"%s\",\"models\":%s,\"prompts\":[%s],\"tokens\":6}".formatted(name, models, texts));
    }

    private static PlayedLab.Reply choose(String set, JsonNode question, String verdict) {
        return lab.post(
                "/api/prefer/choice",
                "{\"set\":\"%s\",\"question\":\"%s\",\"verdict\":\"%s\"}"
                        .formatted(set, question.path("id").asString(), verdict));
    }

    @Test
    void choicesAreOnDiskInTrlsFormatAndBothDoorsGoOnWhereTheOtherStopped() throws IOException {
        var begun = begin("both", "[\"first\",\"other\"]", 4).json();
        assertThat(begun.path("wanted").asInt()).isEqualTo(4);
        assertThat(begun.path("question").propertyNames())
                .as("nothing tells whose answer is whose")
                .containsExactlyInAnyOrder("id", "prompt", "left", "right");
        var first = begun.path("question");
        var next = choose("both", first, "right").json();
        var pairs = lab.runs().resolve("preferences/both.jsonl");
        var line = JsonMapper.shared().readTree(Files.readString(pairs));
        assertThat(line.path("chosen").asString()).isEqualTo(first.path("right").asString());
        assertThat(line.path("rejected").asString())
                .isEqualTo(first.path("left").asString());
        assertThat(next.path("standing").asString()).contains("Elo", "after 1 choice");
        assertThat(choose("both", first, "left").sentence())
                .as("another tab has answered it")
                .startsWith("question: found one that is not open");
        assertThat(choose("both", next.path("question"), "best").sentence())
                .isEqualTo("verdict: found \"best\", expected left, right, tie or skip");
        var elo = lab.get("/api/prefer/elo?set=both").json();
        assertThat(elo.path("title").asString()).startsWith("Elo of 2 players");
        assertThat(elo.path("answer").path("ratings")).hasSize(2);

        lab.again();
        assertThat(lab.get("/api/prefer/question?set=both").json().path("question"))
                .as("the same after the server was started anew")
                .isEqualTo(next.path("question"));
        var prompts = Files.writeString(folder.resolve("p.txt"), "prompt 0\nprompt 1\nprompt 2\nprompt 3\n");
        var terminal = typed(
                "tie\n",
                "prefer",
                lab.runs().resolve("first"),
                lab.runs().resolve("other"),
                "--prompts",
                prompts,
                "--pairs",
                pairs,
                "--tokens",
                6);
        assertThat(terminal.out()).contains("going on after 1 of 4 questions", "2 of 4");
        var after = lab.get("/api/prefer/question?set=both").json();
        assertThat(after.path("answered").asInt()).isEqualTo(2);
        assertThat(after.path("question").path("prompt").asString()).isEqualTo("prompt 2");
        assertThat(lab.post("/api/prefer/undo", "{\"set\":\"both\"}").json().path("question"))
                .isEqualTo(next.path("question"));
        var reward = after.path("reward_models").path(0);
        assertThat(reward.path("command").asString())
                .startsWith("./loglog tune ")
                .contains("/first --method reward-model --pairs ", "both.jsonl", "--name first-reward-model-both-");
        assertThat(reward.path("running").asBoolean()).isFalse();
        assertThat(lab.post("/api/prefer/reward", "{\"set\":\"both\",\"model\":\"../first\"}")
                        .sentence())
                .isEqualTo("model: found \"../first\", expected one of first, other");
    }

    @Test
    void oneModelAnswersTwiceAndHasNoElo() {
        var begun = begin("alone", "[\"first\"]", 2).json();
        assertThat(begun.path("wanted").asInt()).isEqualTo(2);
        var question = begun.path("question");
        assertThat(question.path("left")).isNotEqualTo(question.path("right"));
        var next = choose("alone", question, "skip").json();
        assertThat(lab.post("/api/prefer/reward", "{\"set\":\"alone\",\"model\":\"first\"}")
                        .sentence())
                .isEqualTo("set: found no pair in alone, expected a choice between two answers");
        assertThat(next.path("answered").asInt()).isEqualTo(1);
        assertThat(next.path("standing").isNull()).isTrue();
        assertThat(lab.get("/api/prefer/elo?set=alone").json()).isEmpty();
        assertThat(lab.get("/api/prefer/sets").json().path("sets").toString()).contains("alone");
    }

    @Test
    void aSetsNameIsNeverAPath() {
        for (var name : new String[] {"../out", "a/b", "", ".hidden", "x".repeat(60)}) {
            assertThat(begin(name, "[\"first\"]", 1).sentence()).as(name).startsWith("name: found ");
            assertThat(lab.get("/api/prefer/question?set=" + (name.isEmpty() ? "%20" : name))
                            .status())
                    .as(name)
                    .isEqualTo(404);
        }
        assertThat(begin("none", "[]", 1).sentence()).startsWith("models: found 0, expected 1 to 6");
        assertThat(begin("none", "[\"nobody\"]", 1).sentence()).startsWith("models: found \"nobody\"");
        assertThat(begin("none", "[\"first\"]", 0).sentence()).startsWith("prompts: found 0");
        assertThat(lab.post("/api/prefer/undo", "[]").sentence()).startsWith("body: ");
        assertThat(folder.resolve("out.json")).doesNotExist();
    }

    @Test
    void plansAndChipsAreThoseOfTheCommands() {
        var page = lab.post("/api/questions/published?budget=1e23&law=besiroglu", "")
                .json();
        var typed = Cli.run("published", "--budget", "1e23", "--law", "besiroglu", "--json");
        assertThat(page.path("answer").path("plans"))
                .isEqualTo(JsonMapper.shared().readTree(typed.out()).path("plans"));
        assertThat(page.path("command").asString()).isEqualTo("./loglog published --law=besiroglu --budget=1e23");
        assertThat(lab.get("/api/chips").json().path("chips").toString()).contains("\"h100\"", "bf16");
        assertThat(lab.post("/api/questions/published?budget=1e23&html=x", "").sentence())
                .startsWith("query: found html");
    }

    @Test
    void aProblemIsSolvedAsInATerminalAndTheTreeHasEachSampleOnce() {
        assertThat(lab.get("/api/tasks").json().path("runs").toString()).isEqualTo("[\"" + PlayedLab.SOLVER + "\"]");
        var problem = lab.get("/api/tasks/problem?number=3&run=" + PlayedLab.SOLVER)
                .json()
                .path("problem")
                .asString();
        var encoded = java.net.URLEncoder.encode(problem, StandardCharsets.UTF_8);
        var page = lab.post("/api/think?samples=20&problem=" + encoded + "&run=" + PlayedLab.SOLVER, "")
                .json();
        var typed = Cli.run("think", lab.runs().resolve(PlayedLab.SOLVER), problem, "--samples", 20, "--json");
        assertThat(typed.status()).as(typed.err()).isZero();
        var json = JsonMapper.shared().readTree(typed.out());
        assertThat(page.path("answer").path("votes")).isEqualTo(json.path("votes"));
        assertThat(page.path("answer").path("tree")).isEqualTo(json.path("tree"));
        int samples = json.path("tree_others").asInt();
        int right = 0;
        for (var branch : json.path("tree")) {
            samples += branch.path("samples").asInt();
            right += branch.path("right").asInt();
        }
        assertThat(samples).isEqualTo(20);
        assertThat(right).isLessThanOrEqualTo(json.path("samples_right").asInt());
        for (var wrong : List.of("@/etc/passwd", "--samples=9", "9")) {
            assertThat(lab.post("/api/think?problem=%s&run=%s".formatted(wrong, PlayedLab.SOLVER), "")
                            .sentence())
                    .startsWith("PROBLEM: ");
        }
        assertThat(lab.post("/api/think?problem=1%2B1=&run=" + PlayedLab.PLAYER, "")
                        .sentence())
                .startsWith("run: found no model of a task");
    }

    @Test
    void theDescriptionHasEachOfTheseQuestions() {
        assertThat(lab.get("/api/openapi.json").json().path("paths").propertyNames())
                .contains(
                        "/api/hex/agents",
                        "/api/hex/thought",
                        "/api/hex/truth",
                        "/api/prefer/sets",
                        "/api/prefer/question",
                        "/api/prefer/choice",
                        "/api/prefer/undo",
                        "/api/prefer/elo",
                        "/api/prefer/reward",
                        "/api/questions/published",
                        "/api/chips",
                        "/api/tasks",
                        "/api/think");
    }
}
