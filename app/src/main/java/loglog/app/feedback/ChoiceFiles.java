package loglog.app.feedback;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import loglog.laws.ratings.GameResults;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person's choices on disk. Each is a line that is there before the next question is asked: one with a better answer in the file
 * of pairs, in trl's format ({@code prompt}, {@code chosen}, {@code rejected}) with models and time in keys of their own; ties and
 * skipped questions in a file beside it. Lines that others wrote into the file of pairs stay as they are.
 */
final class ChoiceFiles {
    private static final String SUFFIX = ".jsonl";

    /** What became of a question. */
    enum Verdict {
        LEFT,
        RIGHT,
        TIE,
        SKIP,
        /** Both answers were the same, and nobody was asked. */
        SAME
    }

    /** Two answers to a prompt, as they are shown. */
    record Question(String prompt, int round, String left, String right, String leftModel, String rightModel) {}

    /** A line, and where it stands. */
    private record Line(Path file, String text, long number, JsonNode json) {}

    private final Path pairs;
    private final Path undecided;
    private final Path results;
    private final List<Line> lines = new ArrayList<>();

    /**
     * Reads what is there.
     *
     * @param pairs the file of pairs; it need not exist
     * @throws DataException for lines that are no JSON
     */
    ChoiceFiles(Path pairs) {
        var name = pairs.getFileName().toString();
        var stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        this.pairs = pairs;
        undecided = pairs.resolveSibling(stem + "-undecided" + SUFFIX);
        results = pairs.resolveSibling(stem + "-results.csv");
        read(pairs);
        read(undecided);
        lines.sort(Comparator.comparingLong(Line::number));
    }

    private void read(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            var all = Files.readAllLines(file, StandardCharsets.UTF_8);
            endLastLine(file, all);
            for (int i = 0; i < all.size(); i++) {
                if (!all.get(i).isBlank()) {
                    lines.add(line(file, i + 1, all.get(i)));
                }
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** A last line without an end is ended where it is whole, and taken out where a power failure cut it. */
    private static void endLastLine(Path file, List<String> all) throws IOException {
        var text = Files.readString(file);
        if (text.isEmpty() || text.endsWith("\n")) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (isWhole(all.getLast())) {
                AtomicFile.append(channel, new byte[] {'\n'});
            } else {
                AtomicFile.truncateToLines(channel);
                all.removeLast();
            }
        }
    }

    private static boolean isWhole(String line) {
        try {
            return Json.MAPPER.readTree(line).isObject();
        } catch (JacksonException _) {
            return false;
        }
    }

    private static Line line(Path file, int place, String text) {
        try {
            var json = Json.MAPPER.readTree(text);
            return new Line(file, text, json.path("choice_number").asLong(0), json);
        } catch (JacksonException e) {
            throw DataException.in(file, "line %d: %s", place, Json.complaint(e));
        }
    }

    Path undecided() {
        return undecided;
    }

    Path results() {
        return results;
    }

    /** Questions that were answered, skipped or not asked, each as {@link #key}. */
    Set<List<Object>> answered() {
        var keys = new HashSet<List<Object>>();
        for (var line : lines) {
            if (line.number > 0) {
                keys.add(key(
                        line.json.path("prompt").asString(""),
                        line.json.path("round").asInt(),
                        model(line, "left"),
                        model(line, "right")));
            }
        }
        return keys;
    }

    private static String model(Line line, String side) {
        return line.json.path(side + "_model").asString("");
    }

    /** What makes two questions the same: prompt, round, and the models whichever stood left. */
    static List<Object> key(String prompt, int round, String one, String other) {
        boolean turned = one.compareTo(other) > 0;
        return List.of(prompt, round, turned ? other : one, turned ? one : other);
    }

    /** How many pairs this and earlier sessions have decided. */
    int decided() {
        return (int) lines.stream()
                .filter(line -> line.number > 0 && line.file.equals(pairs))
                .count();
    }

    /** Writes a choice; it is on disk when this returns. */
    void add(Question question, Verdict verdict, String time) {
        boolean isDecided = verdict == Verdict.LEFT || verdict == Verdict.RIGHT;
        var json = JsonNodeFactory.instance.objectNode().put("prompt", question.prompt);
        if (isDecided) {
            boolean left = verdict == Verdict.LEFT;
            json.put("chosen", left ? question.left : question.right)
                    .put("rejected", left ? question.right : question.left)
                    .put("chosen_model", left ? question.leftModel : question.rightModel)
                    .put("rejected_model", left ? question.rightModel : question.leftModel)
                    .put("chosen_side", left ? "left" : "right");
        } else {
            json.put("left", question.left)
                    .put("right", question.right)
                    .put("verdict", verdict.name().toLowerCase(Locale.ROOT));
        }
        json.put("left_model", question.leftModel).put("right_model", question.rightModel);
        json.put("round", question.round).put("time", time);
        json.put("choice_number", lines.stream().mapToLong(Line::number).max().orElse(0) + 1);
        append(isDecided ? pairs : undecided, json);
    }

    private void append(Path file, ObjectNode json) {
        var text = Json.MAPPER.writeValueAsString(json).replace("\n", "");
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(channel.size());
            AtomicFile.append(channel, (text + "\n").getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        lines.add(new Line(file, text, json.path("choice_number").asLong(), json));
        writeResults();
    }

    /**
     * Takes the last choice back, of this session or an earlier one; what nobody was asked is no choice.
     *
     * @return its prompt; null where there is none
     */
    String undo() {
        for (int i = lines.size() - 1; i >= 0; i--) {
            var last = lines.get(i);
            if (last.number > 0 && !last.json.path("verdict").asString("").equals("same")) {
                lines.remove(i);
                var rest = new StringBuilder();
                lines.stream()
                        .filter(line -> line.file.equals(last.file))
                        .forEach(line -> rest.append(line.text).append('\n'));
                AtomicFile.write(last.file, rest.toString().getBytes(StandardCharsets.UTF_8));
                writeResults();
                return last.json.path("prompt").asString("");
            }
        }
        return null;
    }

    /** Who was preferred to whom, over all sessions; a tie is a draw. Pairs of one model are no games. */
    GameResults games() {
        var games = new GameResults();
        for (var line : lines) {
            var left = model(line, "left");
            var right = model(line, "right");
            var verdict = line.json.path("verdict").asString("");
            if (line.number == 0 || left.equals(right) || verdict.equals("skip")) {
                continue;
            }
            var chosen = line.json.path("chosen_model").asString("");
            boolean turned = left.compareTo(right) > 0; // so that the first player does not hang on a side
            var a = turned ? right : left;
            var b = turned ? left : right;
            games.addInAnyOrder(a, b, chosen.equals(a) ? 1 : 0, chosen.equals(b) ? 1 : 0, chosen.isEmpty() ? 1 : 0);
        }
        return games;
    }

    /** The table that {@code elo} reads, one row a choice between two models. */
    private void writeResults() {
        var table = new StringBuilder();
        for (var line : lines) {
            var left = model(line, "left");
            var right = model(line, "right");
            var verdict = line.json.path("verdict").asString("");
            if (line.number > 0 && !left.equals(right) && !verdict.equals("skip")) {
                var chosen = line.json.path("chosen_model").asString("tie");
                table.append(cell(left))
                        .append(',')
                        .append(cell(right))
                        .append(',')
                        .append(cell(chosen));
                table.append('\n');
            }
        }
        if (!table.isEmpty() || Files.exists(results)) {
            AtomicFile.write(results, ("model_a,model_b,winner\n" + table).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String cell(String text) {
        return text.matches("[^\",\n\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
