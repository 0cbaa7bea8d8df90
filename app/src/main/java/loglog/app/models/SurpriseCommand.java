package loglog.app.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.app.laws.OutputOptions;
import loglog.models.generation.Surprise;
import loglog.pages.plot.Terminal;
import loglog.pages.report.Page.Mark;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loglog surprise}: how likely each word of a text is to a model, and what it would have found likelier. */
@Command(
        name = "surprise",
        description = "How likely each word or token of a text is to a model, and what it expected instead.")
public final class SurpriseCommand implements Runnable, BeforeWork {
    /** Upper ends of the shades, in bits; the last shade has none. */
    private static final double[] WORD_BITS = {2, 5, 10, 15, 20};

    private static final double[] TOKEN_BITS = {0.5, 1, 2, 4, 8};

    /** What the rows are. */
    enum By {
        word,
        token
    }

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            required = true,
            description = "a run's folder, one in Hugging Face's layout, or a GGUF file")
    Path folder;

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "the text; several words make one text")
    List<String> words;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "rows of the table: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    By by = By.word;

    @Option(
            names = "--alternatives",
            paramLabel = "K",
            description = "how many likelier tokens to name at each place (default: ${DEFAULT-VALUE})")
    int alternatives = 5;

    @Mixin
    KvCacheOption cache;

    @Spec
    CommandSpec command;

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "also write a self-contained page (default: none)")
    Path html;

    @Override
    public void check() {
        OutputPath.file("--html", html);
    }

    @Override
    public void run() {
        if (alternatives < 0) {
            throw new UserError("--alternatives: found %d, expected 0 or more".formatted(alternatives));
        }
        var text = String.join(" ", words);
        Surprise surprise;
        try (var model = Show.model(folder, 1)) {
            cache.set(model, folder);
            surprise = Surprise.of(model, text, alternatives);
        }
        var sheet = sheet(surprise);
        if (html != null) {
            var words = command.commandLine().getParseResult().originalArgs();
            OutputOptions.writePage(sheet, OutputOptions.line(words.toArray(String[]::new)), html);
        }
        if (json) {
            Show.json(SurpriseJson.of(folder.toString(), text, surprise));
        } else {
            TerminalStream.styled(System.out, sheet.forTerminal(Terminal.detect()));
            if (html != null) {
                System.out.println("\nwritten: " + html);
            }
        }
    }

    private Sheet sheet(Surprise surprise) {
        var sheet = new Sheet("surprise of " + folder);
        sheet.text("%s bits in all, %s a byte; loss %s nats per token over %d tokens"
                .formatted(
                        Format.digits(surprise.bits(), 4),
                        Format.number(surprise.bitsPerByte()),
                        Format.digits(surprise.loss(), 4),
                        surprise.tokens().size()));
        var limits = by == By.word ? WORD_BITS : TOKEN_BITS;
        sheet.marked(marks(surprise, limits), legend(limits));
        return by == By.word
                ? sheet.table("a word's probability is that of its tokens, one after another", wordTable(surprise))
                : sheet.table("", tokenTable(surprise));
    }

    private List<Mark> marks(Surprise surprise, double[] limits) {
        var marks = new ArrayList<Mark>();
        if (by == By.word) {
            for (var word : surprise.words()) {
                marks.add(new Mark(word.text(), level(word.bits(), limits), note(word.bits(), "")));
            }
        } else {
            for (var token : surprise.tokens()) {
                var note = note(token.bits(), ", rank " + token.rank());
                marks.add(new Mark(token.text(), level(token.bits(), limits), note));
            }
        }
        return marks;
    }

    private static String note(double bits, String more) {
        return Format.number(bits) + " bits" + more;
    }

    private static int level(double bits, double[] limits) {
        int level = 0;
        while (level < limits.length && bits >= limits[level]) {
            level++;
        }
        return level;
    }

    private static List<String> legend(double[] limits) {
        var legend = new ArrayList<String>();
        for (int i = 0; i <= limits.length; i++) {
            legend.add(
                    i == 0
                            ? "below " + Format.trim(Format.number(limits[0])) + " bits"
                            : i == limits.length
                                    ? Format.trim(Format.number(limits[i - 1])) + " and more"
                                    : "to " + Format.trim(Format.number(limits[i])));
        }
        return legend;
    }

    private TextTable wordTable(Surprise surprise) {
        var table = TextTable.of("word", "probability", "bits", "tokens", "likeliest first tokens");
        for (var word : surprise.words()) {
            table.row(
                    Show.quoted(word.text()),
                    Format.number(word.probability()),
                    Format.number(word.bits()),
                    word.to() - word.from(),
                    candidates(surprise.tokens().get(word.from())));
        }
        return table;
    }

    private TextTable tokenTable(Surprise surprise) {
        var table = TextTable.of("token", "probability", "bits", "rank", "likeliest tokens");
        for (var token : surprise.tokens()) {
            table.row(
                    Show.quoted(token.text()),
                    Format.number(token.probability()),
                    Format.number(token.bits()),
                    token.rank(),
                    candidates(token));
        }
        return table;
    }

    private static String candidates(Surprise.Token token) {
        return token.alternatives().stream()
                .map(c -> Show.quoted(c.text()) + " " + Format.number(c.probability()))
                .collect(Collectors.joining("  "));
    }
}
