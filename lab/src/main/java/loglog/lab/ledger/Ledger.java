package loglog.lab.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Predictions written down before their runs are made: {@code ledger.jsonl} in the folder of all runs, append only, a line
 * a forecast or a score. Each line carries the digest of the line before, so that a line that was changed, taken out or put
 * in later shows ({@link #problems}).
 */
public final class Ledger {
    private static final String FILE = "ledger.jsonl";
    private static final String LOCK = ".ledger";
    static final int ID_LENGTH = 10;

    /** How each line begins. */
    private static final String START = "{\"kind\":";

    private final Path runs;

    /** @param runs the folder of all runs */
    public Ledger(Path runs) {
        this.runs = runs;
    }

    public Path file() {
        return runs.resolve(FILE);
    }

    /**
     * A forecast to be written down.
     *
     * @param run the folder of the run that will verify it
     * @param interval for one new run; what lies beyond the metric's limits counts as at them
     * @param law what it was made by, in words
     * @param ceiling the loss below which those laws bend, so that others can make the forecast again; empty for none
     * @param results the observations that it was made from
     */
    public record Prediction(
            String study,
            Path run,
            Map<String, Double> scales,
            Metric metric,
            Interval interval,
            String law,
            OptionalDouble ceiling,
            Results results) {
        public Prediction {
            interval = interval.within(metric.least(), metric.greatest());
        }

        /** A forecast by laws without a ceiling. */
        public Prediction(
                String study,
                Path run,
                Map<String, Double> scales,
                Metric metric,
                Interval interval,
                String law,
                Results results) {
            this(study, run, scales, metric, interval, law, OptionalDouble.empty(), results);
        }
    }

    /**
     * Writes a forecast down and forces it to disk, once for each run.
     *
     * @return the entry; the one that is there where the run has been forecast before: a ledger in which a forecast can be
     *     had again once more is known is none
     * @throws DataException where the ledger cannot be written
     */
    public Entry write(Prediction p) {
        try (var _ = RunLock.await(runs.resolve(LOCK))) {
            var run = runs.toAbsolutePath()
                    .normalize()
                    .relativize(p.run().toAbsolutePath().normalize())
                    .toString();
            for (var entry : entries()) {
                if (entry.run().equals(run)) {
                    return entry;
                }
            }
            var json = Json.MAPPER.createObjectNode().put("kind", "forecast");
            json.put("made", Instant.now().toString()).put("study", p.study()).put("run", run);
            var scales = json.putObject("scales");
            new LinkedHashMap<>(p.scales()).forEach(scales::put);
            json.put("metric", p.metric().name());
            p.metric().write(json.putObject("measure"));
            json.put("value", p.interval().value());
            json.put("low", p.interval().low()).put("high", p.interval().high());
            json.put("level", p.interval().level()).put("law", p.law());
            p.ceiling().ifPresent(ceiling -> json.put("ceiling", ceiling));
            json.put("rows", p.results().size()).put("data_digest", p.results().digest());
            // A folder may be there with a lock in it; a run that has begun has a run.json.
            json.put("in_time", !Files.exists(new RunFolder(p.run()).runFile()));
            append(List.of(json));
            return entries().stream()
                    .filter(e -> e.run().equals(run))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Scores every forecast whose run has finished since; returns those that were. A damaged result waits for its repair. */
    public List<Entry> score() {
        if (newScores(entries()).isEmpty()) {
            return List.of(); // without a lock, which a folder that may not be written to has no place for
        }
        try (var _ = RunLock.await(runs.resolve(LOCK))) {
            var scores = newScores(entries());
            append(scores.entrySet().stream()
                    .map(score -> Json.MAPPER
                            .createObjectNode()
                            .put("kind", "score")
                            .put("forecast", score.getKey())
                            .put("result", score.getValue().result())
                            .put("scored", score.getValue().scored().toString())
                            .put("result_digest", score.getValue().resultDigest()))
                    .toList());
            return entries().stream().filter(e -> scores.containsKey(e.id())).toList();
        }
    }

    /** Scores by the forecast's id, of runs that have finished since. */
    private Map<String, Entry.Score> newScores(List<Entry> entries) {
        var scores = new LinkedHashMap<String, Entry.Score>();
        for (var entry : entries) {
            if (entry.score().isEmpty()) {
                var folder = runs.resolve(entry.run());
                result(folder)
                        .ifPresent(result -> scores.put(
                                entry.id(),
                                new Entry.Score(
                                        result.value(), Instant.now(), digest(new RunFolder(folder).resultFile()))));
            }
        }
        return scores;
    }

    /** All forecasts, as {@link #entries}, with the scores that are not in the ledger yet; writes nothing. */
    public List<Entry> measured() {
        var entries = entries();
        var scores = newScores(entries);
        return entries.stream()
                .map(e -> scores.containsKey(e.id()) ? e.with(scores.get(e.id())) : e)
                .toList();
    }

    private Optional<Result> result(Path folder) {
        try {
            return Results.result(runs.relativize(folder).toString(), folder);
        } catch (DataException _) {
            return Optional.empty(); // of that run alone: whoever reads it says what is wrong with it
        }
    }

    private static String digest(Path file) {
        try {
            return Digests.of(Files.readString(file));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** All forecasts in the order in which they were written, each with its score. */
    public List<Entry> entries() {
        var scores = new LinkedHashMap<String, Entry.Score>();
        var forecasts = new ArrayList<Line>();
        for (var line : lines()) {
            switch (line.json().path("kind").asString("")) {
                case "forecast" -> forecasts.add(line);
                case "score" -> {
                    var fields = fields(line);
                    scores.putIfAbsent(
                            fields.text("forecast"),
                            new Entry.Score(
                                    fields.number("result"), instant(fields, "scored"), fields.text("result_digest")));
                }
                case DatedLines.FORECAST, DatedLines.SCORE -> {} // of the calendar: dated() reads them
                default -> throw fields(line).expected("kind", "forecast or score");
            }
        }
        return forecasts.stream().map(f -> entry(f, scores)).toList();
    }

    private Entry entry(Line line, Map<String, Entry.Score> scores) {
        var fields = fields(line);
        var digest = fields.text("digest");
        var id = digest.substring(0, Math.min(ID_LENGTH, digest.length()));
        return new Entry(
                id,
                instant(fields, "made"),
                fields.text("study"),
                run(fields),
                fields.objectOrEmpty("scales").numbers(),
                metric(fields),
                fields.number("value"),
                fields.number("low"),
                fields.number("high"),
                fields.number("level"),
                fields.text("law"),
                fields.has("ceiling") ? OptionalDouble.of(fields.number("ceiling")) : OptionalDouble.empty(),
                fields.integer("rows", 0),
                fields.text("data_digest"),
                fields.flag("in_time"),
                Optional.ofNullable(scores.get(id)));
    }

    /** Forecasts of before were all of validation losses. */
    private static Metric metric(Fields fields) {
        return fields.has("measure") ? Metric.read(fields.object("measure")) : Metric.VALIDATION_LOSS;
    }

    /** All dated forecasts in the order in which they were written, each with its score. */
    public List<DatedForecast> dated() {
        var lines = lines();
        return DatedLines.read(
                lines.stream().map(Line::json).toList(),
                lines.stream().map(this::fields).toList());
    }

    /**
     * Writes dated forecasts down and forces them to disk, each question once for the same rows.
     *
     * @return the entries; those that are there where the same was asked of the same rows before
     * @throws DataException where the ledger cannot be written
     */
    public List<DatedForecast> writeDated(List<DatedForecast> forecasts) {
        try {
            Files.createDirectories(runs);
        } catch (IOException e) {
            throw DataException.of(runs, e);
        }
        try (var _ = RunLock.await(runs.resolve(LOCK))) {
            var known = dated();
            var added = forecasts.stream()
                    .filter(f -> same(known, f).isEmpty())
                    .map(DatedLines::of)
                    .toList();
            if (!added.isEmpty()) {
                append(added);
            }
            var all = dated();
            return forecasts.stream().map(f -> same(all, f).orElseThrow()).toList();
        }
    }

    private static Optional<DatedForecast> same(List<DatedForecast> entries, DatedForecast asked) {
        return entries.stream()
                .filter(e -> e.question().equals(asked.question())
                        && e.dataDigest().equals(asked.dataDigest())
                        && e.law().equals(asked.law())
                        && e.level() == asked.level())
                .findFirst();
    }

    /**
     * Scores dated forecasts.
     *
     * @param found what came, by the forecast's id; of those that have a score already nothing is written
     */
    public void score(Map<String, DatedForecast.Score> found) {
        try (var _ = RunLock.await(runs.resolve(LOCK))) {
            var open = dated().stream()
                    .filter(f -> f.score().isEmpty())
                    .map(DatedForecast::id)
                    .toList();
            var lines = found.entrySet().stream()
                    .filter(score -> open.contains(score.getKey()))
                    .map(score -> DatedLines.of(score.getKey(), score.getValue()))
                    .toList();
            if (!lines.isEmpty()) {
                append(lines);
            }
        }
    }

    /** What does not add up: lines that were changed, taken out or put in after they were written; a sentence each. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        var previous = "";
        for (var line : lines()) {
            var json = line.json().deepCopy();
            var digest = json.path("digest").asString("");
            json.remove("digest");
            if (!json.path("previous").asString("").equals(previous)) {
                problems.add(
                        "%s, line %d: found a line that does not follow the one before it, expected none taken out or"
                                        .formatted(file(), line.number())
                                + " put in");
            } else if (!Digests.of(json.toString()).equals(digest)) {
                problems.add("%s, line %d: found another digest than its content has, expected it as it was written"
                        .formatted(file(), line.number()));
            }
            previous = digest;
        }
        return problems;
    }

    private record Line(int number, ObjectNode json) {}

    private Fields fields(Line line) {
        return Fields.of("%s, line %d".formatted(file(), line.number()), line.json());
    }

    private static String run(Fields fields) {
        var run = fields.text("run");
        try {
            return Path.of(run).toString();
        } catch (InvalidPathException _) {
            throw fields.expected("run", "a folder's name");
        }
    }

    static Instant instant(Fields fields, String key) {
        try {
            return Instant.parse(fields.text(key));
        } catch (java.time.format.DateTimeParseException _) {
            throw fields.expected(key, "a time");
        }
    }

    private static Optional<ObjectNode> object(String line) {
        try {
            return Json.MAPPER.readTree(line) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private List<Line> lines() {
        var found = new ArrayList<Line>();
        if (!Files.exists(file())) {
            return found;
        }
        try {
            // Bytes that are no UTF-8 make a line that is no JSON: named by its number, or cut off in the middle of a
            // letter.
            var lines = new String(Files.readAllBytes(file()), StandardCharsets.UTF_8).split("\n", -1);
            for (int number = 1; number <= lines.length; number++) {
                var line = lines[number - 1];
                if (line.isEmpty()) {
                    continue;
                }
                var object = object(line);
                if (object.isPresent()) {
                    found.add(new Line(number, object.get()));
                } else if (number < lines.length || !line.startsWith(START)) {
                    throw new DataException("%s, line %d: found no JSON object, expected a forecast or a score"
                            .formatted(file(), number));
                }
                // A kill in the middle of an append: the line was never acknowledged, and the next append ends it.
            }
        } catch (IOException e) {
            throw DataException.of(file(), e);
        }
        return found;
    }

    /** Adds lines, all of them or, where the disk is full, none. */
    private void append(List<ObjectNode> added) {
        var lines = lines();
        var previous =
                lines.isEmpty() ? "" : lines.getLast().json().path("digest").asString("");
        var text = new StringBuilder();
        for (var json : added) {
            json.put("previous", previous);
            previous = Digests.of(json.toString());
            text.append(json.put("digest", previous)).append('\n');
        }
        try (var channel = FileChannel.open(
                file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (endsWithLine(channel, lines)) {
                text.insert(0, '\n'); // an editor that ends no last line: what it left is a line all the same
            } else {
                AtomicFile.truncateToLines(channel);
            }
            long end = channel.size();
            AtomicFile.append(channel, text.toString().getBytes(StandardCharsets.UTF_8));
            try {
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(end); // not on disk, so not written
                throw e;
            }
        } catch (IOException e) {
            throw DataException.of(file(), e);
        }
    }

    /** Whether the last line lacks its end and is whole without. */
    private boolean endsWithLine(FileChannel channel, List<Line> lines) throws IOException {
        if (channel.size() == 0) {
            return false;
        }
        var last = ByteBuffer.allocate(1);
        channel.read(last, channel.size() - 1);
        if (last.get(0) == '\n') {
            return false;
        }
        long number = new String(Files.readAllBytes(file()), StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == '\n')
                .count();
        return !lines.isEmpty() && lines.getLast().number() == number + 1;
    }
}
