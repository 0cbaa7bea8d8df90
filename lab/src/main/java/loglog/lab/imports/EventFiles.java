package loglog.lab.imports;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One folder's event files: merged in the order of their first event's time. Files whose times overlap were written at the
 * same time, by several processes of one run: a tag that several of them have is taken from one. A later file that has
 * steps again is a process that started again, see {@link Log}.
 */
final class EventFiles {
    private static final int FAILURE = 2;

    /** Beyond the tags that can matter, only names are kept: event files hold millions of values. */
    private final Set<String> mapped;

    private final UnaryOperator<String> named;

    /** When a file's events were written, in seconds, and what it has. */
    private record Written(Path file, double from, double until, Set<String> tags) {}

    private final Log log = new Log();
    private final List<Written> written = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>(); // a file's tag to the run's
    private final Map<String, Boolean> matters = new HashMap<>();
    private final Set<String> others = new TreeSet<>();
    private final Map<String, String> plugins = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final ObjectNode hparams = Json.MAPPER.createObjectNode();
    private final List<Path> files = new ArrayList<>();
    private boolean failed;

    private EventFiles(Collection<String> mapped, UnaryOperator<String> named) {
        this.mapped = Set.copyOf(mapped);
        this.named = named;
    }

    /**
     * Reads a folder's files.
     *
     * @param mapped tags that the user named
     * @param named what a tag in these files is called in the run
     * @throws DataException where a file is damaged
     */
    static EventFiles read(List<Path> files, Collection<String> mapped, UnaryOperator<String> named) {
        var merged = new EventFiles(mapped, named);
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
        log.file(file.getFileName().toString());
        var seen = new TreeSet<String>(); // tags of this file
        double from = Double.POSITIVE_INFINITY;
        double until = Double.NEGATIVE_INFINITY;
        try (var records = new TfRecords(file)) {
            for (var data = records.next(); data != null; data = records.next()) {
                var event = event(file, records.number(), data);
                if (records.number() == 1 && event.version().isEmpty()) {
                    throw DataException.in(file, "record 1: found no version, expected a TensorBoard event file");
                }
                from = Math.min(from, event.wallTime());
                until = Math.max(until, event.wallTime());
                if (event.restart()) {
                    log.restart(event.step());
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
        written.add(new Written(file, from, until, seen));
    }

    // ---- several writers at the same time

    /**
     * Decides which values are the run's.
     *
     * @param wanted the tags that are
     * @throws DataException where the user names a writer that there is not
     */
    Log.Settled settle(Collection<String> wanted, ImportRules rules) {
        var told = new LinkedHashMap<
                List<Path>, List<String>>(); // writers to the tags that they share, the taken one first
        for (var tag : new TreeSet<>(wanted)) {
            for (var together : together(tag)) {
                if (together.size() > 1) {
                    var taken = taken(together, rules.writer());
                    log.leaveOut(
                            tag,
                            together.stream()
                                    .filter(w -> w != taken)
                                    .map(written::indexOf)
                                    .collect(Collectors.toSet()));
                    var order = new ArrayList<>(List.of(taken.file()));
                    together.stream().filter(w -> w != taken).forEach(w -> order.add(w.file()));
                    told.computeIfAbsent(order, o -> new ArrayList<>()).add(tag);
                }
            }
        }
        var settled = log.settle(wanted, rules);
        var all = new ArrayList<String>();
        told.forEach((order, tags) -> all.add(
                "%d files write %s at the same time, as the processes of one run do: taken from %s, not from %s (--writer NAME takes another's)"
                        .formatted(
                                order.size(),
                                String.join(", ", tags),
                                order.getFirst().getFileName(),
                                TagChoice.list(order.stream()
                                        .skip(1)
                                        .map(f -> f.getFileName().toString())
                                        .toList()))));
        all.addAll(settled.notes());
        return new Log.Settled(settled.series(), all);
    }

    /** The files that have a tag, in order, those together whose times overlap. */
    private List<List<Written>> together(String tag) {
        var groups = new ArrayList<List<Written>>();
        double until = Double.NEGATIVE_INFINITY;
        for (var each : written) {
            if (!each.tags().contains(tag)) {
                continue;
            }
            if (groups.isEmpty() || each.from() >= until) {
                groups.add(new ArrayList<>());
                until = each.until();
            }
            groups.getLast().add(each);
            until = Math.max(until, each.until());
        }
        return groups;
    }

    /** The user's writer, or the one with most tags: the first process usually writes what the others do not. */
    private static Written taken(List<Written> together, String writer) {
        if (writer == null) {
            return together.stream()
                    .max(Comparator.comparingInt(w -> w.tags().size()))
                    .filter(most ->
                            most.tags().size() > together.getFirst().tags().size())
                    .orElse(together.getFirst());
        }
        var named = together.stream()
                .filter(w -> w.file().getFileName().toString().contains(writer))
                .toList();
        if (named.size() != 1) {
            throw DataException.in(
                    together.getFirst().file(),
                    "--writer: found %s files with %s in their names, expected one of %s",
                    named.isEmpty() ? "no" : named.size(),
                    writer,
                    TagChoice.list(together.stream()
                            .map(w -> w.file().getFileName().toString())
                            .toList()));
        }
        return named.getFirst();
    }

    private static TensorBoardEvent event(Path file, long number, byte[] data) {
        try {
            return TensorBoardEvent.read(data);
        } catch (Proto.Malformed e) {
            throw DataException.in(
                    file,
                    "record %d is no event (found %s), expected a TensorBoard event file",
                    number,
                    e.getMessage());
        }
    }

    private void take(long step, TensorBoardEvent.Value value, Set<String> seen) {
        var plugin = value.plugin().isEmpty() ? plugins.getOrDefault(value.tag(), "") : value.plugin();
        plugins.put(value.tag(), plugin);
        if (plugin.equals(TensorBoardEvent.HPARAMS)) {
            if (value.content() != null) {
                hparams(new Proto(bytes(value.content())));
            }
            return;
        }
        if (!value.isScalar() || !(plugin.isEmpty() || plugin.equals(TensorBoardEvent.SCALARS))) {
            return;
        }
        var tag = names.computeIfAbsent(value.tag(), named);
        seen.add(tag);
        if (matters.computeIfAbsent(tag, this::mayMatter)) {
            log.add(tag, step, value.scalar());
        } else {
            others.add(tag);
        }
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

    /** Whether there is any scalar. */
    boolean isEmpty() {
        return tags().isEmpty();
    }

    /** Whether a tag has another name in the run than in the files. */
    boolean isRenamed() {
        return names.entrySet().stream().anyMatch(name -> !name.getKey().equals(name.getValue()));
    }

    /** All tags of scalars. */
    Set<String> tags() {
        var all = new TreeSet<>(log.tags());
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
