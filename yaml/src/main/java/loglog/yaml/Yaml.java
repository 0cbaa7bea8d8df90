package loglog.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import loglog.runs.DataException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads a YAML file into {@link Node}s: as text, since what a value should be is known to who asks for it. */
public final class Yaml {
    private static final Pattern POSITION = Pattern.compile("^ in reader, line (\\d+), column (\\d+):");

    /** No person writes more. */
    private static final long MOST_BYTES = 16 << 20;

    private final Path file;
    private final YAMLParser parser;
    private final Map<String, Node> anchors = new HashMap<>();

    private Yaml(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * The file's mapping.
     *
     * @param what it should hold, for the error
     * @throws DataException where it is missing, empty, no YAML, no mapping, more than one document, or names a key twice
     */
    public static Node.Keys read(Path file, String what) {
        String text;
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw DataException.in(file, "found a file of %d MB, expected %s", Files.size(file) / 1_000_000, what);
            }
            text = Files.readString(file);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        return read(file, text, what);
    }

    /**
     * The mapping that a text holds.
     *
     * @param file what errors call it
     * @param what it should hold, for the error
     * @throws DataException where it is empty, no YAML, no mapping, more than one document, or names a key twice
     */
    public static Node.Keys read(Path file, String text, String what) {
        // A byte order mark is left by some editors.
        var unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
        try (var parser = (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), unmarked)) {
            return new Yaml(file, parser).document(what);
        } catch (JacksonException e) {
            throw broken(file, e);
        }
    }

    private Node.Keys document(String what) {
        var first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            throw DataException.in(file, "found an empty file, expected %s", what);
        }
        if (first != JsonToken.START_OBJECT) {
            throw DataException.in(
                    file,
                    "line %d: found %s, expected %s: keys with their values, such as \"name: first\"",
                    line(),
                    first == JsonToken.START_ARRAY ? "a list" : Value.shortened(parser.getString()),
                    what);
        }
        var keys = keys("");
        if (parser.nextToken() != null) {
            throw DataException.in(file, "line %d: found a second document, expected one", line());
        }
        return keys;
    }

    private Node node(String path) {
        int line = line();
        var anchor = parser.getObjectId();
        var node = switch (parser.currentToken()) {
            case START_OBJECT -> keys(path);
            case START_ARRAY -> items(path);
            case VALUE_NULL -> new Node.Nothing(line);
            default -> {
                var text = parser.getString();
                yield parser.isCurrentAlias() ? anchored(path, text, line) : new Node.Text(text, line);
            }
        };
        if (anchor != null) {
            anchors.put(anchor.toString(), node);
        }
        return node;
    }

    private Node anchored(String path, String anchor, int line) {
        var node = anchors.get(anchor);
        if (node == null) {
            throw DataException.in(file, "line %d: %s: found *%s, but no &%s before it", line, path, anchor, anchor);
        }
        return node;
    }

    private Node.Items items(String path) {
        int line = line();
        var items = new ArrayList<Node>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node("%s[%d]".formatted(path, items.size() + 1)));
        }
        return new Node.Items(items, line);
    }

    private Node.Keys keys(String path) {
        int line = line();
        var values = new LinkedHashMap<String, Node>();
        var lines = new HashMap<String, Integer>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var below = path.isEmpty() ? key : path + "." + key;
            var before = lines.put(key, line());
            if (before != null) {
                throw DataException.in(
                        file, "line %d: %s: found it a second time (first in line %d)", line(), below, before);
            }
            parser.nextToken();
            values.put(key, node(below));
        }
        return new Node.Keys(values, lines, line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** The parser's complaint is several lines with excerpts; the last place and what it says there are enough. */
    private static DataException broken(Path file, JacksonException e) {
        var place = "";
        var problem = "unreadable";
        for (var line : e.getOriginalMessage().lines().toList()) {
            var position = POSITION.matcher(line);
            if (position.find()) {
                place = "line %s, column %s: ".formatted(position.group(1), position.group(2));
            } else if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("while ")) {
                problem = line;
            }
        }
        if (place.isEmpty() && e.getLocation() != null && e.getLocation().getLineNr() > 0) {
            place = "line %d: ".formatted(e.getLocation().getLineNr());
        }
        if (problem.contains("(TAB)")) {
            problem = "found a tab, expected spaces before a key";
        } else {
            problem = "this is no YAML: " + problem;
        }
        return new DataException("%s: %s%s".formatted(file, place, problem), e);
    }
}
