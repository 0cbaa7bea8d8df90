package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Which package knows which: {@code module-info.java} keeps the arrows between rooms, this test keeps those inside of them, by what the
 * compiled classes name.
 */
class ArrowsTest {
    private static final Path PROJECT = Path.of("..");

    /** The packages of a room, each with those that its classes name; none where the room has not been compiled. */
    private static Map<String, Set<String>> arrows(String room) throws IOException {
        var arrows = new TreeMap<String, Set<String>>();
        var classes = PROJECT.resolve(room).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            return arrows;
        }
        try (var files = Files.walk(classes.resolve("loglog"))) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                var read = ClassFile.of().parse(file);
                var own = read.thisClass().asInternalName();
                var from = own.substring(0, own.lastIndexOf('/'));
                var known = arrows.computeIfAbsent(from, _ -> new TreeSet<>());
                // Names of classes stand alone, in descriptors and in signatures.
                for (var entry : read.constantPool()) {
                    if (entry instanceof Utf8Entry text) {
                        CLASS.matcher(text.stringValue())
                                .results()
                                .map(found -> found.group(1))
                                .filter(to -> !to.equals(from))
                                .forEach(known::add);
                    }
                }
            }
        }
        arrows.values().forEach(known -> known.retainAll(arrows.keySet()));
        return arrows;
    }

    private static final Pattern CLASS = Pattern.compile("(?:^|[L\\[;(])(loglog(?:/[a-z]+)+)/[A-Z]");

    /** The table below a heading of docs/rooms.md: of each package, those that it may know. */
    private static Map<String, Set<String>> documented(String heading, String prefix) throws IOException {
        var table = new TreeMap<String, Set<String>>();
        boolean inside = false;
        for (var line : Files.readAllLines(PROJECT.resolve("docs/rooms.md"))) {
            inside = line.startsWith("## ") ? line.equals(heading) : inside;
            if (inside && line.startsWith("| `")) {
                var cells = List.of(line.substring(1).split("\\|"));
                var known = new TreeSet<String>();
                Pattern.compile("`([a-z]+)`")
                        .matcher(cells.getLast())
                        .results()
                        .forEach(name -> known.add(prefix + name.group(1)));
                table.put(prefix + cells.getFirst().strip().replace("`", ""), known);
            }
        }
        return table;
    }

    @Test
    void packagesOfTheLabKnowThoseThatTheDocsName() throws IOException {
        var arrows = arrows("lab");
        assertThat(arrows).isNotEmpty();
        assertThat(arrows).isEqualTo(documented("## Inside `lab`", "loglog/lab/"));
    }

    @Test
    void noPackagesOfARoomKnowEachOtherInACircle() throws IOException {
        try (var rooms = Files.list(PROJECT)) {
            for (var room : rooms.filter(r -> Files.exists(r.resolve("src/main/java/module-info.java")))
                    .map(r -> r.getFileName().toString())
                    .filter(r -> !r.equals("app"))
                    .toList()) {
                assertThat(circle(arrows(room)))
                        .as("packages of %s in a circle", room)
                        .isEmpty();
            }
        }
    }

    @Test
    void aCircleIsFound() {
        assertThat(circle(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a", "d"), "d", Set.of())))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    /** What is left when packages that know none, or are known by none, are taken away again and again. */
    private static Set<String> circle(Map<String, Set<String>> arrows) {
        var left = new TreeSet<>(arrows.keySet());
        while (left.removeIf(one -> arrows.get(one).stream().noneMatch(left::contains)
                || left.stream().noneMatch(other -> arrows.get(other).contains(one)))) {}
        return left;
    }
}
