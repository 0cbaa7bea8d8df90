package loglog.lab.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of {@code sh} whose placeholders become references to variables. A value never becomes part of the command's
 * text, so that nothing in it can be read as a command; where a reference stands (in quotes of either kind, in a here-document,
 * in a substitution) decides how it is written, so that the value stays one word.
 */
final class ShellText {
    private static final String WORD_ENDS = " \t\n;&|()<>`";

    /** What the shell reads at a place: commands, or text with quotes of some kind around it. */
    private enum Mode {
        COMMAND('\0'),
        /** Between parentheses: of a subshell, or of {@code $(...)}. */
        PARENTHESES(')'),
        BACKQUOTES('`'),
        DOUBLE('"'),
        /** In {@code \\"} of backquotes that stand in double quotes themselves. */
        ESCAPED_DOUBLE('\0'),
        SINGLE('\''),
        /** Within {@code ${...}}, outside of double quotes. */
        BRACES('}'),
        /** Within {@code ${...}}, in double quotes or a here-document. */
        QUOTED_BRACES('}'),
        ARITHMETIC(')'),
        COMMENT('\n'),
        /** A here-document in which variables are replaced. */
        HERE_DOCUMENT('\0'),
        /** One whose delimiter is quoted: all of it is text. */
        LITERAL_DOCUMENT('\0');

        private final char end;

        Mode(char end) {
            this.end = end;
        }

        boolean isCommand() {
            return this == COMMAND || this == PARENTHESES || this == BACKQUOTES;
        }

        boolean isText() {
            return this == SINGLE || this == COMMENT || this == LITERAL_DOCUMENT;
        }
    }

    /** How a value's place is written. */
    enum Place {
        /** Outside of quotes. */
        WORD,
        /** In double quotes, or where they mean nothing. */
        QUOTED,
        /** In single quotes. */
        SINGLE_QUOTED,
        /** In a here-document that is text alone: there is no reference to anything. */
        LITERAL,
        /** In {@code $((...))}, where the shell computes with a value. */
        ARITHMETIC
    }

    private record Document(String delimiter, boolean tabs, boolean literal) {}

    private final String text;
    private final Pattern name;
    private final BiFunction<Matcher, Place, String> written;
    private final Matcher placeholder;
    private final StringBuilder out = new StringBuilder();
    private final Deque<Mode> modes = new ArrayDeque<>();
    private final Deque<Document> documents = new ArrayDeque<>();
    private int at;

    private ShellText(String text, Pattern name, BiFunction<Matcher, Place, String> written) {
        this.text = text;
        this.name = name;
        this.written = written;
        placeholder = name.matcher(text);
    }

    /**
     * Fills a command in.
     *
     * @param name finds a placeholder
     * @param written what to write for it at such a place
     */
    static String fill(String command, Pattern name, BiFunction<Matcher, Place, String> written) {
        return new ShellText(command, name, written).filled(Mode.COMMAND);
    }

    private String filled(Mode first) {
        modes.push(first);
        while (at < text.length()) {
            step();
        }
        return out.toString();
    }

    private void step() {
        boolean own = at == 0 || text.charAt(at - 1) != '$'; // ${name} is the shell's
        if (own && placeholder.region(at, text.length()).lookingAt()) {
            out.append(written.apply(placeholder, place()));
            at = placeholder.end();
        } else {
            read();
        }
    }

    private Place place() {
        return switch (modes.peek()) {
            case COMMAND, PARENTHESES, BACKQUOTES, BRACES -> Place.WORD;
            case DOUBLE, ESCAPED_DOUBLE, QUOTED_BRACES, HERE_DOCUMENT, COMMENT -> Place.QUOTED;
            case SINGLE -> Place.SINGLE_QUOTED;
            case LITERAL_DOCUMENT -> Place.LITERAL;
            case ARITHMETIC -> Place.ARITHMETIC;
        };
    }

    private void read() {
        var mode = modes.peek();
        char c = text.charAt(at);
        if (c == mode.end && c != '\0') {
            modes.pop();
            if (mode == Mode.COMMENT) {
                return; // the line's end is the command's
            }
            take(1);
        } else if (mode.isText()) {
            take(1);
        } else if (c == '\\') {
            escaped(mode);
        } else if (text.startsWith("$((", at)) {
            open(Mode.ARITHMETIC, 2);
            open(Mode.ARITHMETIC, 1);
        } else if (text.startsWith("$(", at)) {
            open(Mode.PARENTHESES, 2);
        } else if (text.startsWith("${", at)) {
            boolean quoted = !mode.isCommand() && mode != Mode.BRACES;
            open(quoted ? Mode.QUOTED_BRACES : Mode.BRACES, 2);
        } else if (c == '`') {
            open(Mode.BACKQUOTES, 1);
        } else if (c == '(' && mode == Mode.ARITHMETIC) {
            open(mode, 1);
        } else if (c == '"' && mode != Mode.HERE_DOCUMENT) {
            open(Mode.DOUBLE, 1);
        } else if (mode.isCommand()) {
            command(c);
        } else if (c == '\'' && mode == Mode.BRACES) {
            open(Mode.SINGLE, 1);
        } else {
            take(1);
        }
    }

    private void escaped(Mode mode) {
        boolean quote = text.startsWith("\\\"", at);
        if (quote && mode == Mode.ESCAPED_DOUBLE) {
            modes.pop();
        } else if (quote
                && mode == Mode.BACKQUOTES
                && modes.stream().skip(1).findFirst().orElseThrow() == Mode.DOUBLE) {
            modes.push(Mode.ESCAPED_DOUBLE);
        }
        take(2);
    }

    private void command(char c) {
        switch (c) {
            case '\'' -> open(Mode.SINGLE, 1);
            case '(' -> open(Mode.PARENTHESES, 1);
            case '#' -> {
                if (at == 0 || WORD_ENDS.indexOf(text.charAt(at - 1)) >= 0) {
                    open(Mode.COMMENT, 1);
                } else {
                    take(1);
                }
            }
            case '<' -> hereDocument();
            case '\n' -> {
                take(1);
                while (!documents.isEmpty()) {
                    body(documents.removeFirst());
                }
            }
            default -> {
                if (isCase()) {
                    caseWords();
                } else {
                    take(1);
                }
            }
        }
    }

    private void open(Mode mode, int length) {
        take(length);
        modes.push(mode);
    }

    private void take(int length) {
        int end = Math.min(text.length(), at + length);
        out.append(text, at, end);
        at = end;
    }

    /** {@code <<} and its delimiter; the body begins with the next line. */
    private void hereDocument() {
        if (!text.startsWith("<<", at) || text.startsWith("<<<", at)) {
            take(text.startsWith("<<<", at) ? 3 : 1);
            return;
        }
        boolean tabs = text.startsWith("<<-", at);
        take(tabs ? 3 : 2);
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            take(1);
        }
        var delimiter = new StringBuilder();
        boolean literal = false;
        char quote = 0;
        while (at < text.length() && (quote != 0 || WORD_ENDS.indexOf(text.charAt(at)) < 0)) {
            char c = text.charAt(at);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                literal = true;
            } else if (quote == 0 && c == '\\') {
                literal = true;
            } else {
                delimiter.append(c);
            }
            take(1);
        }
        documents.add(new Document(delimiter.toString(), tabs, literal));
    }

    private void body(Document document) {
        UnaryOperator<String> plain = line -> document.tabs() ? line.replaceFirst("^\t+", "") : line;
        int end = at;
        while (end < text.length()) {
            int next = text.indexOf('\n', end);
            var line = text.substring(end, next < 0 ? text.length() : next);
            if (plain.apply(line).equals(document.delimiter())) {
                break;
            }
            end = next < 0 ? text.length() : next + 1;
        }
        out.append(new ShellText(text.substring(at, end), name, written)
                .filled(document.literal() ? Mode.LITERAL_DOCUMENT : Mode.HERE_DOCUMENT));
        // The delimiter is no command.
        int line = text.indexOf('\n', end);
        at = end;
        take((line < 0 ? text.length() : line) - end);
        if (line >= 0 && !documents.isEmpty()) {
            take(1);
        }
    }

    /** Whether a {@code case} begins here, whose patterns end in parentheses that nothing opened. */
    private boolean isCase() {
        if (!text.startsWith("case", at) || !isSpace(at + 4)) {
            return false;
        }
        int before = at - 1;
        while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
            before--;
        }
        return before < 0
                || "\n;&|(`{".indexOf(text.charAt(before)) >= 0
                || text.substring(0, before + 1).matches("(?s).*\\b(do|then|else)");
    }

    private boolean isSpace(int place) {
        return place < text.length() && Character.isWhitespace(text.charAt(place));
    }

    /** Reads to its {@code esac} as commands. */
    private void caseWords() {
        take(4);
        modes.push(Mode.COMMAND);
        int depth = modes.size();
        while (at < text.length() && !(modes.size() == depth && isEsac())) {
            step();
        }
        while (modes.size() >= depth) {
            modes.pop();
        }
    }

    private boolean isEsac() {
        return text.startsWith("esac", at) && WORD_ENDS.indexOf(text.charAt(at - 1)) >= 0;
    }
}
