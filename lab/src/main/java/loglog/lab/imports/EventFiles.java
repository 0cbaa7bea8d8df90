package loglog.lab.imports;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One folder's event files as TensorBoard shows them: merged in the order of their first event's time, a later value of a
 * step in place of an earlier one. Where a process started again, what its predecessor had measured from there on is
 * void: from the step of a session's start, or from the first step of which a later file has a tag's value anew.
 */
final class EventFiles {
    private static final int FAILURE = 2;

    /** Beyond the tags that can matter, only names are kept: event files hold millions of values. */
    private final Set<String> mapped;

    private final Map<String, NavigableMap<Long, Double>> scalars = new TreeMap<>();
    private final Map<String, Boolean> matters = new HashMap<>();
    private final Set<String> others = new TreeSet<>();
    private final Map<String, String> plugins = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final ObjectNode hparams = Json.MAPPER.createObjectNode();
    private final List<Path> files = new ArrayList<>();
    private boolean failed;

    private EventFiles(Collection<String> mapped) {
        this.mapped = Set.copyOf(mapped);
    }

    /** @throws DataException where a file is damaged */
    static EventFiles read(List<Path> files, Collection<String> mapped) {
        var merged = new EventFiles(mapped);
        record Begun(Path file, double wallTime) {}
        files.stream()
                .map(file -> new Begun(file, firstTime(file)))
                .sorted(Comparator.comparingDouble(Begun::wallTime).thenComparing(Begun::file))
                .forEach(begun -> merged.read(begun.file()));
        return merged;
    }

    private static double firstTime(Path file) {
        try (var records = new TfRecords(file)) {
            var data = records.next();
            return data == null ? 0 : event(file, 1, data).wallTime();
        }
    }

    private void read(Path file) {
        files.add(file);
        var seen = new TreeSet<String>(); // tags of this file
        try (var records = new TfRecords(file)) {
            for (var data = records.next(); data != null; data = records.next()) {
                var event = event(file, records.number(), data);
                if (records.number() == 1 && event.version().isEmpty()) {
                    throw DataException.in(file, "record 1 names no version, expected a TensorBoard event file");
                }
                if (event.restart()) {
                    scalars.values().forEach(s -> s.tailMap(event.step(), true).clear());
                }
                for (var value : event.values()) {
                    take(event.step(), value, seen);
                }
            }
            if (records.cutOff()) {
                notes.add("%s ends within record %d, as a crash leaves it: read up to there"
                        .formatted(file.getFileName(), records.number() + 1));
            }
        } catch (Proto.Malformed e) {
            throw DataException.in(file, "%s, expected a TensorBoard event file", e.getMessage());
        }
    }

    private static Event event(Path file, long number, byte[] data) {
        try {
            return Event.read(data);
        } catch (Proto.Malformed e) {
            throw DataException.in(
                    file,
                    "record %d is no event (found %s), expected a TensorBoard event file",
                    number,
                    e.getMessage());
        }
    }

    private void take(long step, Event.Value value, Set<String> seen) {
        var plugin = value.plugin().isEmpty() ? plugins.getOrDefault(value.tag(), "") : value.plugin();
        plugins.put(value.tag(), plugin);
        if (plugin.equals(Event.HPARAMS)) {
            if (value.content() != null) {
                hparams(new Proto(bytes(value.content())));
            }
            return;
        }
        if (!value.isScalar() || !(plugin.isEmpty() || plugin.equals(Event.SCALARS))) {
            return;
        }
        if (!matters.computeIfAbsent(value.tag(), this::mayMatter)) {
            others.add(value.tag());
            return;
        }
        var series = scalars.computeIfAbsent(value.tag(), t -> new TreeMap<>());
        if (seen.add(value.tag()) && !series.tailMap(step, true).isEmpty()) {
            // A restart: what this file has not measured again by its end is void as well.
            series.tailMap(step, true).clear();
            scalars.forEach((tag, values) -> {
                if (!seen.contains(tag)) {
                    values.tailMap(step, true).clear();
                }
            });
        }
        series.put(step, value.scalar());
    }

    private boolean mayMatter(String tag) {
        if (mapped.contains(tag)) {
            return true;
        }
        for (var quantity : Quantity.values()) {
            if (quantity.rank(tag) >= 0) {
                return true;
            }
        }
        return Quantity.plain(tag).contains("loss");
    }

    /** The hparams plugin's record of a session: its settings, and whether it failed (tensorboard/plugins/hparams). */
    private void hparams(Proto data) {
        for (int field = data.next(); field != 0; field = data.next()) {
            switch (field) {
                case 3 -> {
                    var start = data.message();
                    for (int inner = start.next(); inner != 0; inner = start.next()) {
                        if (inner == 1) {
                            setting(start.message());
                        } else {
                            start.skip();
                        }
                    }
                }
                case 4 -> {
                    var end = data.message();
                    for (int inner = end.next(); inner != 0; inner = end.next()) {
                        if (inner == 1) {
                            // PyTorch writes success before the run has begun; failure is written at its end.
                            failed = end.varint() == FAILURE;
                        } else {
                            end.skip();
                        }
                    }
                }
                default -> data.skip();
            }
        }
    }

    private void setting(Proto entry) {
        var key = "";
        for (int field = entry.next(); field != 0; field = entry.next()) {
            switch (field) {
                case 1 -> key = entry.text();
                case 2 -> {
                    var value = entry.message();
                    for (int kind = value.next(); kind != 0; kind = value.next()) {
                        switch (kind) {
                            case 2 -> Values.put(hparams, key, value.float64());
                            case 3 -> hparams.put(key, value.text());
                            case 4 -> hparams.put(key, value.varint() != 0);
                            default -> value.skip();
                        }
                    }
                }
                default -> entry.skip();
            }
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Tag to its values by step, of the tags that can matter. */
    Map<String, NavigableMap<Long, Double>> scalars() {
        return scalars;
    }

    /** All tags of scalars. */
    Set<String> tags() {
        var all = new TreeSet<>(scalars.keySet());
        all.addAll(others);
        return all;
    }

    List<String> notes() {
        return notes;
    }

    ObjectNode hparams() {
        return hparams;
    }

    /** In the order in which they were read. */
    List<Path> files() {
        return files;
    }

    boolean failed() {
        return failed;
    }
}
