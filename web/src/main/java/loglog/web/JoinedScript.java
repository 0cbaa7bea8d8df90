package loglog.web;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page's module and those that it imports, as one: a browser would ask for each in turn, and each answer waits behind the others. Every
 * module becomes a block, in which its imports are constants and from which its exports are handed to the blocks behind it. It knows
 * what the modules here use (named imports of neighbors, exports before declarations that never change) and refuses all else.
 */
final class JoinedScript {
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:\\{([^}]*)\\} from )?'\\./([\\w.-]+)';\\R", Pattern.MULTILINE);
    private static final Pattern EXPORT =
            Pattern.compile("^export ((?:const|(?:async )?function|class) (\\w+))", Pattern.MULTILINE);
    private static final Pattern LEFT = Pattern.compile("^(?:import\\b(?!\\()|export\\b).*", Pattern.MULTILINE);
    private static final Pattern RENAMED = Pattern.compile("\\bas\\b");

    private final UnaryOperator<String> sources;
    private final Set<String> begun = new LinkedHashSet<>();
    private final List<String> blocks = new ArrayList<>();

    private JoinedScript(UnaryOperator<String> sources) {
        this.sources = sources;
    }

    /**
     * Joins a module and what it imports, each once, in the order in which a browser would run them; it exports what the module does.
     *
     * @param sources the text of a module by its name
     * @throws IllegalStateException where one imports or exports in a way that is not known here
     */
    static String of(String entry, UnaryOperator<String> sources) {
        var joined = new JoinedScript(sources);
        joined.add(entry);
        var names = exports(sources.apply(entry));
        return "const modules = {};\n" + String.join("\n", joined.blocks)
                + (names.isEmpty()
                        ? ""
                        : "\nexport const {" + String.join(", ", names) + "} = modules['" + entry + "'];");
    }

    private void add(String name) {
        if (!begun.add(name)) {
            return;
        }
        var source = sources.apply(name);
        IMPORT.matcher(source).results().map(found -> found.group(2)).forEach(this::add);
        var exported = exports(source);
        var body = EXPORT.matcher(IMPORT.matcher(source).replaceAll(JoinedScript::constants))
                .replaceAll("$1");
        var left = LEFT.matcher(body);
        if (left.find()) {
            throw new IllegalStateException(name + ": cannot be joined: " + left.group());
        }
        if (exported.isEmpty() && !body.contains("modules['")) {
            blocks.add(body); // a library: its name is for all behind it
            return;
        }
        blocks.add("{\n" + body + "\nmodules['" + name + "'] = {" + String.join(", ", exported) + "};\n}");
    }

    private static List<String> exports(String source) {
        return EXPORT.matcher(source).results().map(found -> found.group(2)).toList();
    }

    private static String constants(MatchResult found) {
        if (found.group(1) == null) {
            return "\n";
        }
        var names = RENAMED.matcher(found.group(1))
                .replaceAll(":")
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(" "));
        return Matcher.quoteReplacement("const {" + names + "} = modules['" + found.group(2) + "'];\n");
    }
}
