package loglog.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import loglog.agents.ChatModel.Message;
import loglog.runs.DataException;
import loglog.runs.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server on this machine that answers what a test tells it. */
class ChatServerTest {
    private record Answer(int status, String body) {}

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var answer = answers.remove();
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ChatModel.Reply reply(String at, String key) {
        return new ChatServer(at, "small", key, 64, Duration.ofSeconds(240))
                .reply(List.of(new Message("system", "be brief"), new Message("user", "2+2?")), 0.5, 7);
    }

    private static final String FOUR =
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"answer: 4\"}}],\"usage\":{\"completion_tokens\":5}}";

    @Test
    void aConversationIsSentAsOpenAiHasItAndTheReplyIsRead() {
        answers.add(new Answer(200, FOUR));
        answers.add(new Answer(200, FOUR));
        var reply = reply(url + "/v1/", "secret");
        assertThat(reply).isEqualTo(new ChatModel.Reply("answer: 4", 5));
        reply(url, null);
        assertThat(asked.get(0)).startsWith("/v1/chat/completions Bearer secret ");
        assertThat(asked.get(1)).startsWith("/v1/chat/completions null ");
        var body = Json.MAPPER.readTree(asked.get(1).substring(asked.get(1).indexOf('{')));
        assertThat(body.path("model").asString("")).isEqualTo("small");
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("seed").asLong()).isEqualTo(7);
        assertThat(body.path("messages").get(1).path("content").asString("")).isEqualTo("2+2?");
    }

    @Test
    void aBusyServerIsAskedAgain() {
        answers.add(new Answer(429, "slow down"));
        answers.add(new Answer(503, ""));
        answers.add(new Answer(200, FOUR));
        assertThat(reply(url, null).text()).isEqualTo("answer: 4");
        assertThat(asked).hasSize(3);
    }

    @Test
    void whatIsNoReplyIsOneSentence() {
        answers.add(new Answer(404, "{\"error\": \"no model\nsmall\"}"));
        assertThatThrownBy(() -> reply(url, null))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        url + "/v1/chat/completions: found status 404 ({\"error\": \"no model small\"}), expected 200");
        answers.add(new Answer(200, "<html>"));
        assertThatThrownBy(() -> reply(url, null)).hasMessageContaining("found \"<html>\", expected JSON");
        answers.add(new Answer(200, "{\"choices\":[]}"));
        assertThatThrownBy(() -> reply(url, null)).hasMessageContaining("expected choices[0].message.content");
        assertThatThrownBy(() -> reply("ftp://x", null)).hasMessageContaining("found \"ftp://x\", expected a URL");
        server.stop(0);
        assertThatThrownBy(() -> reply(url, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found no reply");
    }
}
