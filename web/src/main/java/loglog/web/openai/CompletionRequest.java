package loglog.web.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import loglog.models.generation.Sampling;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks for, checked.
 *
 * @param model a run's name
 * @param prompts texts ({@link String}) or tokens ({@code int[]}), at least one
 * @param count texts of each prompt
 * @param logProbabilities whether the tokens' are wanted
 * @param likeliest tokens to name at each place
 * @param echo whether the prompt is part of the text
 * @param stop texts at the first of which a text ends; at most 16
 * @param usageInStream whether a stream ends with the numbers of tokens
 */
record CompletionRequest(
        String model,
        List<Object> prompts,
        int maxTokens,
        int count,
        Sampling sampling,
        boolean logProbabilities,
        int likeliest,
        boolean echo,
        List<String> stop,
        boolean stream,
        boolean usageInStream) {
    static final int MOST_PROMPTS = 1024;
    static final int MOST_COUNT = 128;
    static final int MOST_TOKENS = 65_536;
    static final int MOST_LIKELIEST = 100;
    private static final int MOST_STOPS = 16;

    /** Completions' own default. */
    private static final int USUAL_TOKENS = 16;

    private static final int USUAL_CHAT_TOKENS = 256;

    /** What would change the text and is not done here: refused where it asks for something. */
    private static final Set<String> PENALTIES = Set.of("presence_penalty", "frequency_penalty");

    private static final Set<String> NOT_HERE =
            Set.of("suffix", "logit_bias", "tools", "functions", "response_format", "grammar");

    /** A request for completions. */
    static CompletionRequest read(JsonNode body) {
        var asked = new Reader(body);
        asked.refuse();
        int count = asked.whole("n", 1, 1, MOST_COUNT);
        if (asked.whole("best_of", count, 1, MOST_COUNT) != count) {
            throw RequestProblem.saying(
                    "best_of",
                    "best_of: found a choice among texts, which is not made here, expected it as n, or left out");
        }
        int likeliest = asked.whole("logprobs", -1, 0, MOST_LIKELIEST);
        return new CompletionRequest(
                asked.text("model"),
                asked.prompts(),
                asked.whole("max_tokens", USUAL_TOKENS, 0, MOST_TOKENS),
                count,
                asked.sampling(),
                likeliest >= 0,
                Math.max(0, likeliest),
                asked.flag("echo"),
                asked.stops(),
                asked.flag("stream"),
                asked.usageInStream());
    }

    /** A request for a chat, whose messages are put one behind the other as a text. */
    static CompletionRequest readChat(JsonNode body) {
        var asked = new Reader(body);
        asked.refuse();
        int most = asked.whole("max_tokens", USUAL_CHAT_TOKENS, 0, MOST_TOKENS);
        return new CompletionRequest(
                asked.text("model"),
                List.of(asked.messages()),
                asked.whole("max_completion_tokens", most, 0, MOST_TOKENS),
                asked.whole("n", 1, 1, MOST_COUNT),
                asked.sampling(),
                asked.flag("logprobs"),
                asked.whole("top_logprobs", 0, 0, MOST_LIKELIEST),
                false,
                asked.stops(),
                asked.flag("stream"),
                asked.usageInStream());
    }

    /** Reads the parameters one by one. */
    private record Reader(JsonNode body) {
        private JsonNode at(String name) {
            return body.path(name);
        }

        private boolean isGiven(String name) {
            return !at(name).isMissingNode() && !at(name).isNull();
        }

        void refuse() {
            if (!body.isObject()) {
                throw RequestProblem.of("body", Json.kind(body), "a JSON object");
            }
            for (var name : PENALTIES) {
                if (isGiven(name) && number(name, 0, -2, 2) != 0) {
                    throw RequestProblem.saying(
                            name, name + ": found a penalty, of which there is none here, expected 0, or left out");
                }
            }
            for (var name : NOT_HERE) {
                if (isGiven(name)
                                && !at(name).isEmpty()
                                && !"text".equals(at(name).path("type").asString(""))
                        || at(name).isString() && !at(name).stringValue().isEmpty()) {
                    throw RequestProblem.saying(name, name + ": found what is not done here, expected it left out");
                }
            }
        }

        String text(String name) {
            if (!at(name).isString()) {
                throw RequestProblem.of(name, Json.kind(at(name)), "a text");
            }
            return at(name).stringValue();
        }

        boolean flag(String name) {
            if (isGiven(name) && !at(name).isBoolean()) {
                throw RequestProblem.of(name, Json.kind(at(name)), "true or false");
            }
            return at(name).asBoolean(false);
        }

        int whole(String name, int usual, int least, int most) {
            if (!isGiven(name)) {
                return usual;
            }
            var node = at(name);
            if (!node.isIntegralNumber()
                    || !node.canConvertToInt()
                    || node.intValue() < least
                    || node.intValue() > most) {
                throw RequestProblem.of(name, Json.kind(node), "a whole number from %d to %d".formatted(least, most));
            }
            return node.intValue();
        }

        double number(String name, double usual, double least, double most) {
            if (!isGiven(name)) {
                return usual;
            }
            var node = at(name);
            double value = node.isNumber() ? node.doubleValue() : Double.NaN;
            if (!(value >= least && value <= most)) {
                throw RequestProblem.of(name, Json.kind(node), "a number from %s to %s".formatted(least, most));
            }
            return value;
        }

        Sampling sampling() {
            var seed = at("seed");
            if (isGiven("seed") && !(seed.isIntegralNumber() && seed.canConvertToLong())) {
                throw RequestProblem.of("seed", Json.kind(seed), "a whole number");
            }
            try {
                return new Sampling(
                        number("temperature", 1, 0, 100),
                        whole("top_k", 0, 0, Integer.MAX_VALUE),
                        number("top_p", 1, 0, 1),
                        isGiven("seed")
                                ? seed.longValue()
                                : ThreadLocalRandom.current().nextLong());
            } catch (DataException e) {
                throw RequestProblem.saying("top_p", e.getMessage());
            }
        }

        List<String> stops() {
            var stop = at("stop");
            if (!isGiven("stop")) {
                return List.of();
            }
            var texts = new ArrayList<String>();
            if (stop.isString()) {
                texts.add(stop.stringValue());
            } else if (stop.isArray() && stop.size() <= MOST_STOPS) {
                for (var text : stop) {
                    if (!text.isString()) {
                        throw RequestProblem.of("stop", Json.kind(text), "texts");
                    }
                    texts.add(text.stringValue());
                }
            } else {
                throw RequestProblem.of("stop", Json.kind(stop), "a text, or at most %d".formatted(MOST_STOPS));
            }
            texts.removeIf(String::isEmpty);
            return List.copyOf(texts);
        }

        boolean usageInStream() {
            return at("stream_options").path("include_usage").asBoolean(false);
        }

        List<Object> prompts() {
            var prompt = at("prompt");
            if (!isGiven("prompt")) {
                return List.of("");
            }
            if (prompt.isString()) {
                return List.of(prompt.stringValue());
            }
            if (!prompt.isArray() || prompt.isEmpty()) {
                throw RequestProblem.of("prompt", Json.kind(prompt), "a text, texts, tokens, or lists of tokens");
            }
            if (prompt.get(0).isNumber()) {
                return List.of(tokens(prompt));
            }
            if (prompt.size() > MOST_PROMPTS) {
                throw RequestProblem.of("prompt", prompt.size() + " of them", "at most " + MOST_PROMPTS);
            }
            var prompts = new ArrayList<Object>();
            for (var one : prompt) {
                prompts.add(one.isString() ? one.stringValue() : tokens(one));
            }
            return prompts;
        }

        private static int[] tokens(JsonNode list) {
            if (!list.isArray()) {
                throw RequestProblem.of("prompt", Json.kind(list), "a text, texts, tokens, or lists of tokens");
            }
            var tokens = new int[list.size()];
            for (int i = 0; i < tokens.length; i++) {
                var token = list.get(i);
                if (!token.isIntegralNumber() || !token.canConvertToInt() || token.intValue() < 0) {
                    throw RequestProblem.of("prompt", Json.kind(token), "a token's number");
                }
                tokens[i] = token.intValue();
            }
            return tokens;
        }

        String messages() {
            var messages = at("messages");
            if (!messages.isArray() || messages.isEmpty()) {
                throw RequestProblem.of("messages", Json.kind(messages), "a list of messages");
            }
            var text = new StringBuilder();
            for (var message : messages) {
                var content = message.path("content");
                if (!content.isString()) {
                    throw RequestProblem.of("messages", Json.kind(content), "a content that is a text in each");
                }
                text.append(content.stringValue());
                if (!content.stringValue().endsWith("\n")) {
                    text.append('\n');
                }
            }
            return text.toString();
        }
    }
}
