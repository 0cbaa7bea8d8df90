package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What README.md and docs/ tell a reader to type can be typed, and what they name is there. */
class DocsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** A command in a block, or between backticks, where a line's end may come between its words. */
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^(?: {4}|)\\./loglog( .*)?$|`(?:\\./)?loglog(\\s[^`]*)`");

    /** Names of other programs and of keys in files. */
    private static final Set<String> NO_CLASSES = Set.of(
            "None",
            "NaN",
            "Infinity",
            "Title",
            "Subject",
            "Keywords",
            "Description",
            "Software",
            "Double",
            "LlamaForSequenceClassification");

    @TempDir
    Path folder;

    private record Typed(String page, String text) {
        @Override
        public String toString() {
            return page + ": " + text;
        }
    }

    private static List<Path> pages() {
        try (var docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("examples/README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Typed> commands() {
        return pages().stream().flatMap(page -> {
            var found = COMMAND.matcher(read(page));
            var typed = new ArrayList<Typed>();
            while (found.find()) {
                var text = found.group(1) != null ? found.group(1) : found.group(2);
                typed.add(new Typed(
                        ROOT.relativize(page).toString(),
                        text == null ? "" : text.replaceAll("\\s+", " ").strip()));
            }
            return typed.stream();
        });
    }

    /** A line's words as a shell takes them, up to a comment or a redirection. */
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean any = false;
        char quote = 0;
        for (char c : (line + " ").toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                any = true;
            } else if (c != ' ') {
                word.append(c);
            } else if (any || !word.isEmpty()) {
                if (!any && (word.charAt(0) == '#' || word.charAt(0) == '>' || word.charAt(0) == '|')) {
                    return words;
                }
                words.add(word.toString());
                word.setLength(0);
                any = false;
            }
        }
        return words;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void commandsAndTheirOptionsExist(Typed typed) {
        boolean usage = typed.text().contains("["); // what may be left out stands in brackets
        var words = words(typed.text().replaceAll("[\\[\\]]", "").replace("...", ""));
        if (!words.isEmpty() && words.getFirst().equals("COMMAND")) {
            return;
        }
        var line = Main.line();
        var deepest = line;
        for (var word : words) {
            if (!deepest.getSubcommands().containsKey(word)) {
                break;
            }
            deepest = deepest.getSubcommands().get(word);
        }
        assertThat(deepest == line && !words.isEmpty() && !words.getFirst().startsWith("-"))
                .as("there is a command %s", words)
                .isFalse();
        for (var word : words) {
            if (word.startsWith("--")) {
                assertThat(deepest.getCommandSpec().optionsMap()).containsKey(word.replaceFirst("=.*", ""));
            }
        }
        boolean named = words.size() <= 2 && words.stream().noneMatch(word -> word.matches("[A-Z]+|.*[./].*"));
        if (!usage && !named && !typed.text().endsWith("--html")) {
            try {
                line.parseArgs(words.toArray(String[]::new));
            } catch (CommandLine.ParameterException e) {
                fail(typed + " is not understood: " + Complaint.of(e));
            }
        }
    }

    static Stream<Typed> commandsOnExamples() {
        return commands()
                .map(typed -> new Typed(typed.page(), typed.text().replaceAll("\\bRUNS\\b", "examples/runs.csv")))
                .filter(typed -> typed.text().contains("examples/runs.csv")
                        && !typed.text().contains("--by"))
                .distinct();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commandsOnExamples")
    void commandsOnTheExamplesRun(Typed typed) {
        var words = new ArrayList<String>();
        for (var word : words(typed.text())) {
            boolean written =
                    !words.isEmpty() && Set.of("--html", "--png", "--figures").contains(words.getLast());
            words.add(
                    written
                            ? folder.resolve(word).toString()
                            : word.replaceFirst("^examples/", ROOT.resolve("examples") + "/"));
        }
        var result = Cli.run(words.toArray());
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).isNotBlank();
    }

    @Test
    void everyOptionThatDocsNameExists() {
        var options = new HashSet<String>();
        options(Main.line(), options);
        var option = Pattern.compile("`(--[a-z][a-z0-9-]*)");
        var missing = new TreeSet<String>();
        for (var page : pages()) {
            var found = option.matcher(read(page));
            while (found.find()) {
                if (!options.contains(found.group(1))) {
                    missing.add(ROOT.relativize(page) + ": " + found.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static void options(CommandLine line, Set<String> options) {
        options.addAll(line.getCommandSpec().optionsMap().keySet());
        line.getSubcommands().values().forEach(sub -> options(sub, options));
    }

    @Test
    void everyClassThatDocsNameExists() {
        var sources = new StringBuilder();
        var names = new HashSet<String>(NO_CLASSES);
        var declared = Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z]\\w*)");
        try (var files = Files.walk(ROOT, 12)) {
            files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/"))
                    .forEach(file -> {
                        var text = read(file);
                        sources.append(text);
                        declared.matcher(text).results().forEach(found -> names.add(found.group(1)));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var mentioned = Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.([a-z]\\w*))?(?:\\(\\))?`");
        var missing = new TreeSet<String>();
        for (var page : pages()) {
            mentioned.matcher(read(page)).results().forEach(found -> {
                var method = found.group(2);
                if (!names.contains(found.group(1))
                        || method != null
                                && !NO_CLASSES.contains(found.group(1))
                                && sources.indexOf(" " + method + "(") < 0) {
                    missing.add(ROOT.relativize(page) + ": " + found.group());
                }
            });
        }
        assertThat(missing).isEmpty();
    }
}
