package loglog.agents;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A model behind a server that speaks OpenAI's API of chat completions: vLLM, llama.cpp, Ollama, and services. */
public final class ChatServer implements ChatModel {
    private static final int TRIES = 4;
    private static final int TOO_MANY = 429;
    private static final int LONGEST_QUOTE = 200;

    private final URI address;
    private final String model;
    private final String key;
    private final int mostTokens;
    private final Duration patience;
    private final HttpClient client;

    /**
     * A server.
     *
     * @param url its base, such as {@code http://localhost:8000/v1}, or the whole address of its completions
     * @param model the name that the server knows
     * @param key for its header of authorization; null for none
     * @param mostTokens of a reply
     * @throws DataException where the URL is none
     */
    public ChatServer(String url, String model, String key, int mostTokens, Duration patience) {
        this.address = address(url);
        this.model = model;
        this.key = key;
        this.mostTokens = mostTokens;
        this.patience = patience;
        this.client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    }

    private static URI address(String url) {
        var base = url.strip().replaceAll("/+$", "");
        try {
            var uri = new URI(base);
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                var path = uri.getPath();
                return new URI(
                        path.endsWith("/chat/completions")
                                ? base
                                : base + (path.isEmpty() ? "/v1" : "") + "/chat/completions");
            }
        } catch (URISyntaxException _) {
            // worded below, as a URL without a host
        }
        throw new DataException(
                "--server: found \"%s\", expected a URL such as http://localhost:8000/v1".formatted(url));
    }

    @Override
    public Reply reply(List<Message> conversation, double temperature, long seed) {
        var body = Json.MAPPER.createObjectNode();
        body.put("model", model)
                .put("temperature", temperature)
                .put("seed", seed)
                .put("max_tokens", mostTokens);
        var messages = body.putArray("messages");
        for (var message : conversation) {
            messages.addObject().put("role", message.role()).put("content", message.text());
        }
        var request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return read(send(request.build()));
    }

    /** Too many requests and a server's own faults pass: they are tried again, each time later. */
    private String send(HttpRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                var response = client.send(request, HttpResponse.BodyHandlers.ofString());
                int status = response.statusCode();
                if (status == 200) {
                    return response.body();
                }
                if (attempt == TRIES || status != TOO_MANY && status < 500) {
                    throw new DataException("%s: found status %d (%s), expected 200"
                            .formatted(address, status, quoted(response.body())));
                }
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new DataException("%s: found no reply (%s), expected one within %d s"
                            .formatted(
                                    address,
                                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                                    patience.toSeconds()));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new DataException("%s: was interrupted".formatted(address));
            }
            pause(attempt);
        }
    }

    private void pause(int attempt) {
        try {
            Thread.sleep(Duration.ofMillis(250L << attempt));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DataException("%s: was interrupted".formatted(address));
        }
    }

    private Reply read(String body) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (JacksonException _) {
            throw new DataException("%s: found \"%s\", expected JSON".formatted(address, quoted(body)));
        }
        var choice = json.path("choices").path(0);
        var text = choice.path("message").path("content");
        if (!text.isString()) {
            throw new DataException(
                    "%s: found \"%s\", expected choices[0].message.content, a text".formatted(address, quoted(body)));
        }
        return new Reply(
                text.stringValue(), json.path("usage").path("completion_tokens").asLong(0));
    }

    private static String quoted(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
    }
}
