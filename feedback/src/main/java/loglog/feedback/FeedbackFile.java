package loglog.feedback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import loglog.engine.KeyedRandom;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Json;
import loglog.words.Format;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Feedback as trl's trainers read it, a JSON object a line: {@code prompt} with {@code completion} (supervised tuning), with {@code
 * chosen} and {@code rejected} (preferences), with {@code completions} and {@code labels} (step-wise), or alone (prompts). Texts only:
 * conversations have to be made texts first, by their model's chat template.
 *
 * @param digest of the file
 * @param lines its objects, blank lines left out
 */
public record FeedbackFile(Path file, String digest, List<Line> lines) {
    private static final long MOST_BYTES = 1L << 31;
    private static final String PROMPT = "prompt";
    private static final String CHOSEN = "chosen";
    private static final String REJECTED = "rejected";
    private static final String COMPLETION = "completion";
    private static final String COMPLETIONS = "completions";
    private static final String MESSAGES = "messages";
    private static final String LABELS = "labels";

    /**
     * Of the prompts, by a hash of each, another one than that of tasks' tests: the same prompt is on the same side wherever it comes
     * up.
     */
    private static final double HELD_OUT = 0.05;

    /** One object, with its number in the file, from 1. */
    public record Line(int number, ObjectNode json) {}

    /**
     * Reads a file.
     *
     * @throws DataException naming the line that is wrong, what was found and what was expected
     */
    public static FeedbackFile read(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw DataException.in(
                        file, "found %d MB, expected at most %d", Files.size(file) >> 20, MOST_BYTES >> 20);
            }
            var bytes = Files.readAllBytes(file);
            var lines = new ArrayList<Line>();
            try (var texts = Files.lines(file)) {
                var number = new int[1];
                texts.forEach(text -> {
                    number[0]++;
                    if (!text.isBlank()) {
                        lines.add(new Line(number[0], object(file, number[0], text)));
                    }
                });
            }
            if (lines.isEmpty()) {
                throw DataException.in(
                        file,
                        "found no lines, expected JSON objects, one a line: {\"prompt\": \"...\", \"completion\": \"...\"} for sft,"
                                + " {\"prompt\": \"...\", \"chosen\": \"...\", \"rejected\": \"...\"} for pairs");
            }
            return new FeedbackFile(
                    file, HexFormat.of().formatHex(Digests.sha256().digest(bytes)), List.copyOf(lines));
        } catch (IOException e) {
            throw DataException.of(file, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(file, e.getCause());
        }
    }

    private static ObjectNode object(Path file, int line, String text) {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw DataException.in(file, "line %d: is no valid JSON: %s", line, Json.complaint(e));
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw DataException.in(file, "line %d: found %s, expected a JSON object", line, Json.kind(node));
    }

    /** Whether its answers are judged step by step. */
    boolean isStepwise() {
        return lines.getFirst().json().has(LABELS) && !lines.getFirst().json().has(CHOSEN);
    }

    private DataException wrong(Line line, String key, String sentence, Object... values) {
        return DataException.in(file, "line %d: %s: %s", line.number(), key, sentence.formatted(values));
    }

    /** A text that has to be there; only prompts may be empty, since a model can begin by itself. */
    private String text(Line line, String key) {
        var node = line.json().path(key);
        if (node.isArray() || node.isMissingNode() && line.json().has(MESSAGES)) {
            throw wrong(
                    line,
                    key,
                    "found messages of a conversation, expected a text: make texts of them with the model's chat template first");
        }
        if (!node.isString()) {
            throw wrong(line, key, "found %s, expected a text", Json.kind(node));
        }
        if (node.stringValue().isEmpty() && !key.equals(PROMPT)) {
            throw wrong(line, key, "found an empty text, expected an answer");
        }
        return node.stringValue();
    }

    /**
     * Examples cut into those that are learned and those that are held out.
     *
     * @param <T> of an example
     */
    public record Split<T>(List<T> training, List<T> heldOut) {}

    /**
     * Pairs of {@code chosen} and {@code rejected}.
     *
     * @param context most tokens of a prompt with its answer
     * @param notes is told what was taken to be meant
     */
    public Split<PreferencePair> pairs(TuningText text, int context, Consumer<String> notes) {
        var split = new Split<PreferencePair>(new ArrayList<>(), new ArrayList<>());
        int implicit = 0;
        for (var line : lines) {
            var chosen = text(line, CHOSEN);
            var rejected = text(line, REJECTED);
            if (chosen.equals(rejected)) {
                throw wrong(line, "chosen and rejected", "found the same text in both, expected two different answers");
            }
            var prompt = "";
            if (line.json().has(PROMPT)) {
                prompt = text(line, PROMPT);
            } else {
                implicit++;
                int common = commonStart(chosen, rejected);
                if (common == 0) {
                    throw wrong(line, PROMPT, "found nothing, and two answers that begin differently, expected a text");
                }
                prompt = chosen.substring(0, common);
                chosen = chosen.substring(common);
                rejected = rejected.substring(common);
            }
            var better = response(line, text, prompt, chosen, CHOSEN, context);
            var worse = response(line, text, prompt, rejected, REJECTED, context);
            if (java.util.Arrays.equals(better.tokens(), worse.tokens())) {
                throw wrong(
                        line, "chosen and rejected", "found the same tokens in both, expected two different answers");
            }
            side(split, prompt).add(new PreferencePair(better, worse));
        }
        if (implicit > 0) {
            notes.accept("%s: %d of %d lines have no prompt: it is what both answers begin with, as in trl"
                    .formatted(file, implicit, lines.size()));
        }
        return used(split);
    }

    /** As trl finds it: up to the first character that differs, or the blank before it. */
    private static int commonStart(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at > 0 && a.charAt(at - 1) == ' ' ? at - 1 : at;
    }

    /** Answers to learn: {@code completion}, or the {@code chosen} of pairs. */
    public Split<Response> examples(TuningText text, int context) {
        var split = new Split<Response>(new ArrayList<>(), new ArrayList<>());
        for (var line : lines) {
            var key = line.json().has(CHOSEN) && !line.json().has(COMPLETION) ? CHOSEN : COMPLETION;
            var prompt = text(line, PROMPT);
            side(split, prompt).add(response(line, text, prompt, text(line, key), key, context));
        }
        return used(split);
    }

    /** Answers in steps, {@code completions}, each with its {@code labels}: true or false. */
    public Split<StepExample> steps(TuningText text, int context) {
        var split = new Split<StepExample>(new ArrayList<>(), new ArrayList<>());
        for (var line : lines) {
            var prompt = text(line, PROMPT);
            var steps = line.json().path(COMPLETIONS);
            var labels = line.json().path(LABELS);
            if (!steps.isArray() || steps.isEmpty() || !labels.isArray() || labels.size() != steps.size()) {
                throw wrong(
                        line,
                        "completions and labels",
                        "found %s and %s, expected as many steps as labels, one or more",
                        Json.kind(line.json().get(COMPLETIONS)),
                        Json.kind(line.json().get(LABELS)));
            }
            var tokens = new ArrayList<Integer>();
            var ends = new int[steps.size()];
            var right = new boolean[steps.size()];
            for (int s = 0; s < ends.length; s++) {
                if (!steps.get(s).isString() || !labels.get(s).isBoolean()) {
                    throw wrong(
                            line,
                            "completions and labels",
                            "found %s and %s as step %d, expected a text and true or false",
                            Json.kind(steps.get(s)),
                            Json.kind(labels.get(s)),
                            s + 1);
                }
                var step = steps.get(s).stringValue();
                for (int token : tokens(line, COMPLETIONS, () -> text.part(step))) {
                    tokens.add(token);
                }
                if (tokens.isEmpty() || s > 0 && ends[s - 1] == tokens.size() - 1) {
                    throw wrong(line, COMPLETIONS, "found an empty text as step %d, expected one to judge", s + 1);
                }
                ends[s] = tokens.size() - 1;
                right[s] = labels.get(s).booleanValue();
            }
            var answer = new Response(
                    tokens(line, PROMPT, () -> text.prompt(prompt)),
                    tokens.stream().mapToInt(Integer::intValue).toArray());
            requireRoom(line, answer, COMPLETIONS, context);
            side(split, prompt).add(new StepExample(answer, ends, right));
        }
        return used(split);
    }

    /**
     * Prompts alone.
     *
     * @param mostTokens that an answer may have beside each
     */
    public List<int[]> prompts(TuningText text, int mostTokens, int context) {
        var prompts = new ArrayList<int[]>();
        for (var line : lines) {
            var prompt = tokens(line, PROMPT, () -> text.prompt(text(line, PROMPT)));
            requireRoom(line, new Response(prompt, new int[mostTokens]), PROMPT, context);
            prompts.add(prompt);
        }
        return prompts;
    }

    private Response response(Line line, TuningText text, String prompt, String answer, String key, int context) {
        var response = new Response(
                tokens(line, PROMPT, () -> text.prompt(prompt)), tokens(line, key, () -> text.answer(answer)));
        requireRoom(line, response, key, context);
        return response;
    }

    private void requireRoom(Line line, Response response, String key, int context) {
        int length = response.prompt().length + response.tokens().length;
        if (length > context) {
            throw wrong(
                    line,
                    key,
                    "found %d tokens, %d of them the prompt's, expected at most the model's context of %d: nothing is cut off",
                    length,
                    response.prompt().length,
                    context);
        }
    }

    /** What a tokenizer or a task says of a text gets its line. */
    private int[] tokens(Line line, String key, Supplier<int[]> encoded) {
        try {
            return encoded.get();
        } catch (DataException e) {
            throw e.getMessage().startsWith(file + ": line") ? e : wrong(line, key, "%s", e.getMessage());
        }
    }

    private <T> List<T> side(Split<T> split, String prompt) {
        return KeyedRandom.of(0, 0, "held out " + prompt).uniform(0) < HELD_OUT ? split.heldOut() : split.training();
    }

    private <T> Split<T> used(Split<T> split) {
        if (split.training().isEmpty()) {
            throw DataException.in(
                    file,
                    "found %s, %s, expected more prompts: a twentieth of them, by their hashes, is measured alone",
                    Format.of(lines.size(), "line"),
                    lines.size() == 1 ? "whose prompt is held out" : "whose prompts are all held out");
        }
        return split;
    }
}
