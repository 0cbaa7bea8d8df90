package loglog.web.openai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's API over trained runs. As theirs, with what evaluation harnesses need and other servers leave out: {@code echo} with the
 * log-probabilities of the prompt's tokens, and prompts as tokens.
 *
 * @param models that answer
 * @param plainChat whether chats are answered, their messages put one behind the other as a text: no run has a template for them
 */
public record OpenAiServer(ModelShelf models, boolean plainChat) {
    /** Where a stream's parts go. */
    public interface Parts {
        /** Sends a part at once; fails where the client has gone. */
        void send(String data) throws IOException;
    }

    /** {@code GET /v1/models}. */
    public ObjectNode list() {
        var json = JsonNodeFactory.instance.objectNode().put("object", "list");
        var data = json.putArray("data");
        for (var run : models.models()) {
            data.addObject()
                    .put("id", run.name())
                    .put("object", "model")
                    .put("created", run.updated().getEpochSecond())
                    .put("owned_by", run.study() == null ? "loglog" : run.study());
        }
        return json;
    }

    /** {@code GET /v1/models/NAME}. */
    public ObjectNode one(String name) {
        for (var model : list().path("data")) {
            if (model.path("id").asString("").equals(name)) {
                return (ObjectNode) model;
            }
        }
        throw RequestProblem.noModel(
                "model: found no model \"%s\", expected one of those that /v1/models lists".formatted(name));
    }

    /** A request that was read and can be carried out. */
    public static final class Ready {
        private final CompletionRequest request;
        private final boolean isChat;

        private Ready(CompletionRequest request, boolean isChat) {
            this.request = request;
            this.isChat = isChat;
        }

        /** Whether the answer comes in parts. */
        public boolean streams() {
            return request.stream();
        }
    }

    /** Reads a request of {@code POST /v1/completions} or {@code /v1/chat/completions}. */
    public Ready read(byte[] body, boolean isChat) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw RequestProblem.saying("body", "body: is no valid JSON: " + Json.finding(e));
        }
        if (isChat && !plainChat) {
            throw RequestProblem.saying(
                    "messages",
                    "messages: these models have no template for chats; ask /v1/completions, or start the server with --chat plain,"
                            + " which puts the messages one behind the other as a text");
        }
        return new Ready(isChat ? CompletionRequest.readChat(json) : CompletionRequest.read(json), isChat);
    }

    /** The whole answer. */
    public ObjectNode answer(Ready ready) {
        var request = ready.request;
        return models.ask(request.model(), model -> {
            var prompts = prompts(request, model);
            var json = head(request, ready.isChat, false);
            var choices = json.putArray("choices");
            long asked = 0;
            long generated = 0;
            for (int p = 0; p < prompts.size(); p++) {
                asked += prompts.get(p).length;
                for (int sample = 0; sample < request.count(); sample++) {
                    var text = CompletedText.of(request, model, prompts.get(p), sample, _ -> true);
                    generated += text.generated();
                    var choice = choices.addObject().put("index", p * request.count() + sample);
                    if (ready.isChat) {
                        choice.putObject("message")
                                .put("role", "assistant")
                                .put("content", text.text().toString());
                    } else {
                        choice.put("text", text.text().toString());
                    }
                    choice.set("logprobs", logProbabilities(request, ready, text, 0));
                    choice.put("finish_reason", text.finish());
                }
            }
            json.set("usage", usage(asked, generated));
            return json;
        });
    }

    /** The answer in parts, the last one {@code [DONE]}; ends where the client goes. */
    public void stream(Ready ready, Parts parts) {
        var request = ready.request;
        models.ask(request.model(), model -> {
            var prompts = prompts(request, model);
            var head = head(request, ready.isChat, true);
            long asked = 0;
            long generated = 0;
            try {
                for (int p = 0; p < prompts.size(); p++) {
                    asked += prompts.get(p).length;
                    for (int sample = 0; sample < request.count(); sample++) {
                        int index = p * request.count() + sample;
                        if (ready.isChat) {
                            var first = chunk(head, index);
                            ((ObjectNode) first.path("choices").path(0))
                                    .putNull("finish_reason")
                                    .putObject("delta")
                                    .put("role", "assistant")
                                    .put("content", "");
                            parts.send(first.toString());
                        }
                        var sending = new Sending(request, ready, head, index, parts);
                        var text = CompletedText.of(request, model, prompts.get(p), sample, sending::fresh);
                        sending.end(text);
                        generated += text.generated();
                    }
                }
                if (request.usageInStream()) {
                    var last = head.deepCopy();
                    last.putArray("choices");
                    last.set("usage", usage(asked, generated));
                    parts.send(last.toString());
                }
                parts.send("[DONE]");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return null;
        });
    }

    private static ObjectNode chunk(ObjectNode head, int index) {
        var chunk = head.deepCopy();
        chunk.putArray("choices").addObject().put("index", index);
        return chunk;
    }

    /** Sends what is new of one text. */
    private static final class Sending {
        private final CompletionRequest request;
        private final Ready ready;
        private final ObjectNode head;
        private final int index;
        private final Parts parts;
        private int sent;
        private int tokens;

        Sending(CompletionRequest request, Ready ready, ObjectNode head, int index, Parts parts) {
            this.request = request;
            this.ready = ready;
            this.head = head;
            this.index = index;
            this.parts = parts;
        }

        boolean fresh(CompletedText text) {
            // A token whose text is not whole yet waits for the rest of it.
            if (text.text().length() > sent) {
                send(text, null);
            }
            return true;
        }

        void end(CompletedText text) {
            send(text, text.finish());
        }

        private void send(CompletedText text, String finish) {
            var chunk = chunk(head, index);
            var choice = (ObjectNode) chunk.path("choices").path(0);
            var piece = text.text().substring(sent);
            if (ready.isChat) {
                var delta = choice.putObject("delta");
                if (!piece.isEmpty()) {
                    delta.put("content", piece);
                }
            } else {
                choice.put("text", piece);
            }
            choice.set("logprobs", logProbabilities(request, ready, text, tokens));
            choice.put("finish_reason", finish);
            sent = text.text().length();
            tokens = text.tokens();
            try {
                parts.send(chunk.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static JsonNode logProbabilities(CompletionRequest request, Ready ready, CompletedText text, int from) {
        if (!request.logProbabilities()) {
            return JsonNodeFactory.instance.nullNode();
        }
        return ready.isChat ? text.chatLogProbabilities(from) : text.logProbabilities(from);
    }

    private static List<int[]> prompts(CompletionRequest request, ModelShelf.Loaded model) {
        var prompts = new ArrayList<int[]>();
        for (var prompt : request.prompts()) {
            var tokens =
                    prompt instanceof int[] given ? given : model.tokenizer().encode((String) prompt);
            for (int token : tokens) {
                if (token >= model.vocabulary()) {
                    throw RequestProblem.of("prompt", "token " + token, "one below " + model.vocabulary());
                }
            }
            if (tokens.length + (long) request.maxTokens() > CompletionRequest.MOST_TOKENS * 4L) {
                throw RequestProblem.of(
                        "prompt", tokens.length + " tokens", "at most " + CompletionRequest.MOST_TOKENS * 3);
            }
            prompts.add(tokens);
        }
        return prompts;
    }

    private static ObjectNode head(CompletionRequest request, boolean isChat, boolean isPart) {
        var bytes = new byte[12];
        ThreadLocalRandom.current().nextBytes(bytes);
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", (isChat ? "chatcmpl-" : "cmpl-") + HexFormat.of().formatHex(bytes))
                .put("object", isChat ? isPart ? "chat.completion.chunk" : "chat.completion" : "text_completion")
                .put("created", Instant.now().getEpochSecond())
                .put("model", request.model());
    }

    private static ObjectNode usage(long asked, long generated) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", asked)
                .put("completion_tokens", generated)
                .put("total_tokens", asked + generated);
    }
}
