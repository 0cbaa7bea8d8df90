package loglog.lab.imports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A {@code trainer_state.json}, read entry by entry: its history may hold millions. */
final class TrainerHistory {
    /** Python writes NaN and Infinity into JSON, which has neither. */
    private static final ObjectMapper MAPPER = Json.MAPPER
            .rebuild()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final String ENTRIES = "log_history";

    final Path file;

    /** All but the history. */
    final ObjectNode header = Json.MAPPER.createObjectNode();

    /** What was logged, by key. */
    final Log log = new Log();

    final Set<String> keys = new LinkedHashSet<>();

    private final Collection<String> mapped;
    private boolean hasHistory;
    private long step;
    private long entries;
    private long closedAt = -1;

    private TrainerHistory(Path file, Collection<String> mapped) {
        this.file = file;
        this.mapped = mapped;
    }

    /**
     * Reads a state.
     *
     * @param mapped keys that the user named
     * @throws DataException where it is none
     */
    static TrainerHistory read(Path file, Collection<String> mapped) {
        var state = new TrainerHistory(file, mapped);
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                var parser = MAPPER.createParser(in)) {
            state.read(parser);
        } catch (JacksonException e) {
            throw new DataException("%s: the file is no valid JSON: %s".formatted(file, Json.finding(e)), e);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        return state;
    }

    private void read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw DataException.in(file, "found no JSON object, expected a state of Hugging Face's Trainer");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(ENTRIES)) {
                hasHistory = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    entries++;
                    entry(parser.readValueAsTree());
                }
            } else {
                header.set(name, (JsonNode) parser.readValueAsTree());
            }
        }
        if (parser.nextToken() != null) {
            throw DataException.in(file, "found more after its JSON object, expected nothing");
        }
        if (!hasHistory) {
            throw DataException.in(
                    file, "log_history: found %s, expected a list of what was logged", Json.kind(header.get(ENTRIES)));
        }
        step = Fields.of(file, header).whole("global_step", 0, Long.MAX_VALUE);
    }

    private void entry(JsonNode node) {
        if (!(node instanceof ObjectNode entry)) {
            throw expected(node, "", "a JSON object");
        }
        long at = Fields.of("%s: %s, entry %d".formatted(file, ENTRIES, entries), entry)
                .whole("step", 0, Long.MAX_VALUE);
        if (isClosing(entry)) {
            closedAt = at;
            return;
        }
        entry.forEachEntry((key, value) -> {
            if (key.equals("step") || value.isNull()) {
                return;
            }
            if (value.isNumber()) {
                double number = value.doubleValue(Double.NaN); // of an integer beyond a double's range, too
                if (Double.isNaN(number) && value.isIntegralNumber()) {
                    throw expected(value, key, "a number that a double holds");
                }
                // Without include_num_input_tokens_seen the Trainer counts none and writes 0.
                if (number != 0 || Quantity.TOKENS.rank(key) < 0) {
                    keys.add(key);
                    log.add(key, at, number);
                }
            } else if (mapped.contains(key) || TrainerState.WANTED.stream().anyMatch(q -> q.rank(key) >= 0)) {
                throw expected(value, key, "a number");
            }
        });
    }

    /**
     * Whether an entry is the summary at the end, whose {@code train_loss} is a mean over the whole training. That it has
     * the training's runtime does not say so: where the Trainer counts tokens, every entry of the training has.
     */
    private static boolean isClosing(ObjectNode entry) {
        return entry.has("train_runtime") && (entry.has("total_flos") || entry.has("train_loss") && !entry.has("loss"));
    }

    private DataException expected(JsonNode found, String key, String what) {
        return DataException.in(
                file,
                "%s, entry %d%s: found %s, expected %s",
                ENTRIES,
                entries,
                key.isEmpty() ? "" : ": " + key,
                Json.kind(found),
                what);
    }

    /** Steps of training that are done. */
    long step() {
        return step;
    }

    /** The number of entries. */
    long entries() {
        return entries;
    }

    /** Whether the training ended by itself. */
    boolean isClosed() {
        return closedAt == step
                || Fields.of(file, header).whole("max_steps", 0) > 0
                        && step >= Fields.of(file, header).whole("max_steps", 0);
    }
}
