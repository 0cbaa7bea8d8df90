package loglog.web.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import loglog.models.generation.Completer.Step;
import loglog.models.generation.Generator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One text under way: its tokens, where each one's text begins, and why it ended. */
final class CompletedText {
    /** A token with the place of its text in the whole one, in characters. */
    private record Placed(Step step, int offset, boolean isFirst) {}

    private final CompletionRequest request;
    private final StringBuilder text = new StringBuilder();
    private final List<Placed> tokens = new ArrayList<>();
    private String finish;
    private int generated;

    private CompletedText(CompletionRequest request) {
        this.request = request;
    }

    /**
     * Writes one text.
     *
     * @param fresh takes what is new of the text each time, and whether it goes on; false ends it
     */
    static CompletedText of(
            CompletionRequest request,
            ModelShelf.Loaded model,
            int[] prompt,
            long sample,
            Predicate<CompletedText> fresh) {
        var text = new CompletedText(request);
        if (request.echo()) {
            text.echo(model, prompt);
            fresh.test(text);
        }
        text.goOn(model, prompt, sample, fresh);
        return text;
    }

    private void echo(ModelShelf.Loaded model, int[] prompt) {
        var decoder = model.tokenizer().decoder();
        if (!request.logProbabilities()) {
            text.append(model.tokenizer().decode(prompt));
            return;
        }
        for (var step : model.completer().judge(prompt, request.likeliest())) {
            tokens.add(new Placed(step, text.length(), tokens.isEmpty()));
            text.append(decoder.next(step.token()));
        }
        text.append(decoder.finish());
    }

    private void goOn(ModelShelf.Loaded model, int[] prompt, long sample, Predicate<CompletedText> fresh) {
        if (request.maxTokens() == 0) {
            finish = "length";
            return;
        }
        var stops = new StopStrings(request.stop());
        var decoder = model.tokenizer().decoder();
        for (int i = Math.max(0, prompt.length - 16); i < prompt.length; i++) {
            decoder.next(prompt[i]); // what comes next may depend on it
        }
        var end = model.completer()
                .goOn(
                        prompt,
                        request.maxTokens(),
                        request.sampling(),
                        sample,
                        request.logProbabilities() ? request.likeliest() : 0,
                        step -> {
                            generated++;
                            tokens.add(new Placed(step, text.length() + stops.heldBack(), false));
                            text.append(stops.next(decoder.next(step.token())));
                            return fresh.test(this) && !stops.ended();
                        });
        if (!stops.ended()) {
            text.append(stops.next(decoder.finish()));
            text.append(stops.finish());
        }
        if (stops.ended()) { // tokens that are none of the text's
            tokens.removeIf(token -> token.offset >= text.length());
        }
        finish = end == Generator.End.DOCUMENT || stops.ended() ? "stop" : "length";
    }

    /** What there is of the text so far. */
    StringBuilder text() {
        return text;
    }

    /** Tokens so far, those of the prompt among them where it is echoed. */
    int tokens() {
        return tokens.size();
    }

    int generated() {
        return generated;
    }

    /** {@code stop} or {@code length}; null while it goes on. */
    String finish() {
        return finish;
    }

    /** Log-probabilities of the tokens from one on, as completions have them; null for the prompt's first token. */
    ObjectNode logProbabilities(int from) {
        var json = JsonNodeFactory.instance.objectNode();
        var words = json.putArray("tokens");
        var values = json.putArray("token_logprobs");
        var likeliest = json.putArray("top_logprobs");
        var offsets = json.putArray("text_offset");
        for (var placed : tokens.subList(from, tokens.size())) {
            words.add(placed.step.text());
            offsets.add(placed.offset);
            if (placed.isFirst) {
                values.addNull();
                likeliest.addNull();
                continue;
            }
            values.add(placed.step.logProbability());
            var best = likeliest.addObject();
            Map<String, Integer> named = new HashMap<>();
            for (var likely : placed.step.likeliest()) {
                if (named.putIfAbsent(likely.text(), likely.token())
                        == null) { // of tokens that read alike the likeliest
                    best.put(likely.text(), likely.logProbability());
                }
            }
        }
        return json;
    }

    /** Log-probabilities of the tokens from one on, as chats have them. */
    ObjectNode chatLogProbabilities(int from) {
        var json = JsonNodeFactory.instance.objectNode();
        var content = json.putArray("content");
        for (var placed : tokens.subList(from, tokens.size())) {
            var entry = content.addObject();
            put(entry, placed.step.text(), placed.step.logProbability());
            var best = entry.putArray("top_logprobs");
            placed.step.likeliest().forEach(l -> put(best.addObject(), l.text(), l.logProbability()));
        }
        return json;
    }

    private static void put(ObjectNode entry, String token, double logProbability) {
        entry.put("token", token).put("logprob", logProbability);
        var bytes = entry.putArray("bytes");
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
    }
}
