package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Surprise;
import loglog.runs.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenAI's API over a model of bytes with random weights. */
class OpenAiServerTest {
    private static final String TEXT = "Grüße, said the cat";

    @TempDir
    static Path folder;

    private static SomeLab lab;

    @BeforeAll
    static void open() {
        lab = SomeLab.open(folder, null);
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static JsonNode complete(String fields) {
        var answer = lab.post("/v1/completions", "{\"model\":\"%s\",%s}".formatted(SomeLab.MODEL, fields));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    /** The events of a stream, its last one taken off. */
    private static List<JsonNode> stream(String path, String fields) {
        var answer = lab.post(path, "{\"model\":\"%s\",\"stream\":true,%s}".formatted(SomeLab.MODEL, fields));
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        var data = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
        assertThat(data.getLast()).isEqualTo("[DONE]");
        return data.subList(0, data.size() - 1).stream()
                .map(Json.MAPPER::readTree)
                .toList();
    }

    @Test
    void runsWithACheckpointAreTheModels() {
        var list = Json.MAPPER.readTree(lab.get("/v1/models").body());
        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data")).hasSize(1);
        assertThat(list.path("data").get(0).path("id").asString()).isEqualTo(SomeLab.MODEL);
        assertThat(Json.MAPPER
                        .readTree(lab.get("/v1/models/" + SomeLab.MODEL).body())
                        .path("object")
                        .asString())
                .isEqualTo("model");
    }

    @Test
    void echoedLogProbabilitiesAreTheSurpriseOfTheText() {
        var choice = complete("\"prompt\":\"%s\",\"max_tokens\":0,\"echo\":true,\"logprobs\":3".formatted(TEXT))
                .path("choices")
                .get(0);
        var logProbabilities = choice.path("logprobs");
        Surprise surprise;
        try (var model = LanguageModel.load(folder.resolve("runs/" + SomeLab.MODEL), 1)) {
            surprise = Surprise.of(model, TEXT, 3);
        }
        assertThat(choice.path("text").asString()).isEqualTo(TEXT);
        assertThat(logProbabilities.path("tokens")).hasSize(surprise.tokens().size());
        assertThat(logProbabilities.path("token_logprobs").get(0).isNull())
                .as("nothing stands before it")
                .isTrue();
        assertThat(logProbabilities.path("top_logprobs").get(0).isNull()).isTrue();
        for (int i = 1; i < surprise.tokens().size(); i++) {
            var token = surprise.tokens().get(i);
            assertThat(logProbabilities.path("token_logprobs").get(i).asDouble())
                    .isCloseTo(-token.bits() * Math.log(2), within(1e-9));
            var best = logProbabilities.path("top_logprobs").get(i);
            assertThat(best).hasSize(3);
            for (var candidate : token.alternatives()) {
                assertThat(Math.exp(best.path(candidate.text()).asDouble()))
                        .isCloseTo(candidate.probability(), within(1e-9));
            }
            int offset = logProbabilities.path("text_offset").get(i).asInt();
            assertThat(offset).isBetween(0, TEXT.length());
        }
    }

    @Test
    void harnessesRequestsOfTokensInBatchesAreAnsweredInTheirOrder() {
        var json = complete(
                "\"prompt\":[[97,98,99],[100,101]],\"max_tokens\":1,\"echo\":true,\"logprobs\":1,\"temperature\":0,\"seed\":1234");
        assertThat(json.path("choices")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            var choice = json.path("choices").get(i);
            assertThat(choice.path("index").asInt()).isEqualTo(i);
            assertThat(choice.path("logprobs").path("token_logprobs")).hasSize(i == 0 ? 4 : 3);
            // Harnesses tell a greedy continuation by the equality of these two numbers.
            int last = choice.path("logprobs").path("token_logprobs").size() - 1;
            assertThat(choice.path("logprobs")
                            .path("top_logprobs")
                            .get(last)
                            .iterator()
                            .next()
                            .asDouble())
                    .isEqualTo(choice.path("logprobs")
                            .path("token_logprobs")
                            .get(last)
                            .asDouble());
        }
        assertThat(json.path("choices").get(0).path("text").asString()).startsWith("abc");
        assertThat(json.path("usage").path("prompt_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void theSameSeedGivesTheSameTextsAndSeveralDiffer() {
        var fields = "\"prompt\":\"cat\",\"max_tokens\":12,\"n\":3,\"seed\":%d";
        var one = complete(fields.formatted(5)).path("choices");
        assertThat(complete(fields.formatted(5)).path("choices")).isEqualTo(one);
        assertThat(complete(fields.formatted(6)).path("choices")).isNotEqualTo(one);
        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> one.get(i).path("text").asString())
                        .distinct())
                .hasSize(3);
    }

    @Test
    void clientsAtTheSameTimeGetTheirOwnSeeds() throws Exception {
        var alone = new ArrayList<JsonNode>();
        for (int seed = 0; seed < 6; seed++) {
            alone.add(complete("\"prompt\":\"a\",\"max_tokens\":20,\"seed\":" + seed)
                    .path("choices"));
        }
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var together = IntStream.range(0, 6)
                    .mapToObj(
                            seed -> clients.submit(() -> complete("\"prompt\":\"a\",\"max_tokens\":20,\"seed\":" + seed)
                                    .path("choices")))
                    .toList();
            for (int seed = 0; seed < 6; seed++) {
                assertThat(together.get(seed).get()).isEqualTo(alone.get(seed));
            }
        }
    }

    @Test
    void aStreamIsTheSameTextInWholeCharacters() {
        var fields = "\"prompt\":\"%s\",\"max_tokens\":40,\"seed\":3,\"echo\":true,\"logprobs\":1".formatted(TEXT);
        var whole = complete(fields).path("choices").get(0);
        var parts = stream("/v1/completions", fields + ",\"stream_options\":{\"include_usage\":true}");
        var text = new StringBuilder();
        var tokens = new ArrayList<String>();
        String finish = null;
        for (var part : parts.subList(0, parts.size() - 1)) {
            var choice = part.path("choices").get(0);
            text.append(choice.path("text").asString());
            choice.path("logprobs").path("tokens").forEach(t -> tokens.add(t.asString()));
            finish = choice.path("finish_reason").asString(null);
        }
        assertThat(text).hasToString(whole.path("text").asString());
        assertThat(tokens).hasSize(whole.path("logprobs").path("tokens").size());
        assertThat(finish).isEqualTo(whole.path("finish_reason").asString());
        assertThat(parts.getLast().path("usage").path("completion_tokens").asInt())
                .isEqualTo(40);
        assertThat(parts.getLast().path("choices")).isEmpty();
    }

    @Test
    void aTextEndsBeforeTheFirstOfItsStops() {
        var free = complete("\"prompt\":\"x\",\"max_tokens\":60,\"seed\":9")
                .path("choices")
                .get(0)
                .path("text")
                .asString();
        var plain = Pattern.compile("[!#-Z^-~]{2}").matcher(free);
        assertThat(plain.find(free.length() / 3)).as(free).isTrue();
        var stop = plain.group();
        var body = "\"prompt\":\"x\",\"max_tokens\":60,\"seed\":9,\"logprobs\":0,\"stop\":%s"
                .formatted(Json.MAPPER.writeValueAsString(List.of(stop, "never there")));
        var cut = complete(body).path("choices").get(0);
        assertThat(cut.path("text").asString()).isEqualTo(free.substring(0, free.indexOf(stop)));
        assertThat(cut.path("finish_reason").asString()).isEqualTo("stop");
        var streamed = new StringBuilder();
        stream("/v1/completions", body)
                .forEach(p ->
                        streamed.append(p.path("choices").get(0).path("text").asString()));
        assertThat(streamed)
                .as("no part of the stop is ever sent")
                .hasToString(cut.path("text").asString());
    }

    @Test
    void chatsPutTheirMessagesOneBehindTheOther() {
        var body =
                "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"hello\"}],"
                                .formatted(SomeLab.MODEL)
                        + "\"max_tokens\":8,\"seed\":2,\"logprobs\":true,\"top_logprobs\":2}";
        var chat = Json.MAPPER.readTree(lab.post("/v1/chat/completions", body).body());
        var plain = complete("\"prompt\":\"be brief\\nhello\\n\",\"max_tokens\":8,\"seed\":2")
                .path("choices")
                .get(0);
        var choice = chat.path("choices").get(0);
        assertThat(choice.path("message").path("content").asString())
                .isEqualTo(plain.path("text").asString());
        assertThat(choice.path("logprobs").path("content")).hasSize(8);
        assertThat(choice.path("logprobs").path("content").get(0).path("top_logprobs"))
                .hasSize(2);
        var streamed = new StringBuilder();
        stream(
                        "/v1/chat/completions",
                        "\"messages\":[{\"role\":\"user\",\"content\":\"be brief\\nhello\"}],\"max_tokens\":8,\"seed\":2")
                .forEach(p -> streamed.append(
                        p.path("choices").get(0).path("delta").path("content").asString("")));
        assertThat(streamed).hasToString(plain.path("text").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"max_tokens\":-1",
                "\"max_tokens\":1e9",
                "\"n\":0",
                "\"n\":1000",
                "\"temperature\":-1",
                "\"temperature\":\"hot\"",
                "\"top_p\":0",
                "\"prompt\":{}",
                "\"prompt\":[[256]]",
                "\"prompt\":[-1]",
                "\"prompt\":[]",
                "\"stop\":[1]",
                "\"echo\":1",
                "\"logprobs\":1000",
                "\"seed\":\"x\"",
                "\"suffix\":\"x\"",
                "\"logit_bias\":{\"5\":3}",
                "\"best_of\":4",
                "\"frequency_penalty\":0.5"
            })
    void whatCannotBeDoneIsRefusedInOpenAisWords(String field) {
        var answer = lab.post("/v1/completions", "{\"model\":\"%s\",%s}".formatted(SomeLab.MODEL, field));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        var error = Json.MAPPER.readTree(answer.body()).path("error");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asString()).contains("expected");
        assertThat(error.path("param").asString()).isEqualTo(field.substring(1, field.indexOf('"', 1)));
    }

    @Test
    void anUnknownModelIsNotFound() {
        var answer = lab.post("/v1/completions", "{\"model\":\"gpt-5\",\"prompt\":\"a\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("model_not_found");
        assertThat(lab.post("/v1/completions", "{\"model\":\"study/plain\",\"stream\":true}")
                        .status())
                .as("a run without a checkpoint")
                .isEqualTo(404);
    }
}
