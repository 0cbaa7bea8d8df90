package loglog.lab.watch;

import java.util.Locale;
import java.util.OptionalLong;
import loglog.laws.TrainingCurve.Kind;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One departure of a run's training loss, as {@code flags.jsonl} of its folder has it.
 *
 * @param number in the file, from 1; a later line of the same number stands in place of the earlier
 * @param kind what happened
 * @param fromStep its first step, as far as the noise tells
 * @param fromTokens seen by then
 * @param certainStep the step at which it was certain
 * @param certainTokens seen by then
 * @param untilStep the step at which it was over; empty while it lasts
 * @param untilTokens seen by then; empty while it lasts
 * @param percent how far the loss is above what was expected (below 0: under it); NaN where it diverged
 * @param against what it was expected from, to end the clause "off what ..."
 */
public record Flag(
        int number,
        Kind kind,
        long fromStep,
        long fromTokens,
        long certainStep,
        long certainTokens,
        OptionalLong untilStep,
        OptionalLong untilTokens,
        double percent,
        String against) {
    /** The kind in a word. */
    public String word() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The flag in a sentence about a run. */
    public String sentence(String run) {
        return switch (kind) {
            case DIVERGED -> "%s: diverged at step %d".formatted(run, fromStep);
            default ->
                "%s: %s since step %d%s, certain at step %d: loss %.1f%% %s %s"
                        .formatted(
                                run,
                                percent < 0 ? "loss lower than it should be" : word(),
                                fromStep,
                                untilStep.isPresent() ? " until step " + untilStep.getAsLong() : "",
                                certainStep,
                                Math.abs(percent),
                                percent < 0 ? "below" : "above",
                                against);
        };
    }

    /** The sentence when it is over. */
    String backSentence(String run) {
        return "%s: the %s since step %d is over at step %d"
                .formatted(run, word(), fromStep, untilStep.orElse(certainStep));
    }

    /** Whether two flags can be of one departure: their stretches share a point. */
    boolean meets(Flag other) {
        return (kind == Kind.DIVERGED) == (other.kind == Kind.DIVERGED)
                && fromTokens <= other.untilTokens.orElse(Long.MAX_VALUE)
                && other.fromTokens <= untilTokens.orElse(Long.MAX_VALUE);
    }

    Flag numbered(int n) {
        return new Flag(
                n, kind, fromStep, fromTokens, certainStep, certainTokens, untilStep, untilTokens, percent, against);
    }

    /** What is known now of a flag that was raised before: it was certain then, as a spike that did not come back was. */
    Flag after(Flag before) {
        boolean earlier = before.certainTokens < certainTokens;
        return new Flag(
                before.number,
                kind,
                Math.min(fromStep, before.fromStep),
                Math.min(fromTokens, before.fromTokens),
                earlier ? before.certainStep : certainStep,
                earlier ? before.certainTokens : certainTokens,
                untilStep,
                untilTokens,
                percent,
                against);
    }

    ObjectNode json() {
        var json = Json.MAPPER.createObjectNode().put("flag", number).put("kind", word());
        json.put("from_step", fromStep).put("from_tokens", fromTokens);
        json.put("certain_step", certainStep).put("certain_tokens", certainTokens);
        untilStep.ifPresent(step -> json.put("until_step", step));
        untilTokens.ifPresent(tokens -> json.put("until_tokens", tokens));
        if (Double.isFinite(percent)) {
            json.put("percent", percent);
        }
        return json.put("against", against);
    }

    /** @throws loglog.runs.DataException where the line is none; {@code place} names it */
    static Flag of(String place, JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            throw new DataException("%s: found %s, expected a flag".formatted(place, Json.kind(json)));
        }
        var fields = Fields.of(place, object);
        return new Flag(
                fields.integer("flag", 1),
                fields.choice("kind", Kind.class),
                fields.whole("from_step"),
                fields.whole("from_tokens"),
                fields.whole("certain_step"),
                fields.whole("certain_tokens"),
                optional(fields, "until_step"),
                optional(fields, "until_tokens"),
                fields.number("percent", Double.NaN),
                fields.text("against", "what was expected"));
    }

    private static OptionalLong optional(Fields fields, String key) {
        return fields.has(key) ? OptionalLong.of(fields.whole(key)) : OptionalLong.empty();
    }
}
