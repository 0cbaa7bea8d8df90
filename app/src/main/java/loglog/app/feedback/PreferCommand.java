package loglog.app.feedback;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.app.laws.LevelOption;
import loglog.app.laws.SeedOption;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Sampling;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalText;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog prefer}: a person picks the better of two answers. */
@Command(
        name = "prefer",
        description = {
            "Pick the better of two answers, of one model or of two: 1 (left), 2 (right), tie, skip, undo, quit, each with"
                    + " Enter. Choices can be piped in, a line each.",
            "Every choice is on disk before the next question; the same command goes on where it was. Pairs are in trl's"
                    + " format (prompt, chosen, rejected); of two models the Elo is told as it goes."
        })
public final class PreferCommand implements Runnable, BeforeWork {
    private static final String KEYS = "1 left, 2 right, t tie, s skip, u undo, q quit: ";
    private static final String EXPECTED = "expected 1, 2, tie, skip, undo or quit";

    @Parameters(
            paramLabel = "RUN",
            arity = "1..2",
            description = "folders of one model, for two answers of its own, or of two models to compare")
    List<Path> folders;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            required = true,
            description = "prompts: text, a line each, or .jsonl with a key prompt")
    Path prompts;

    @Option(
            names = "--pairs",
            paramLabel = "FILE",
            description =
                    "where the pairs go; ties and skipped questions go to a file -undecided beside it, and what elo reads"
                            + " to a file -results (default: ${DEFAULT-VALUE})")
    Path pairs = Path.of("pairs.jsonl");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "how often each prompt is asked, with new answers (default: ${DEFAULT-VALUE})")
    int rounds = 1;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "tokens of an answer at most (default: ${DEFAULT-VALUE})")
    int tokens = 100;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "divides the logits; above 0, so that answers differ (default: ${DEFAULT-VALUE})")
    double temperature = 1;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "choose among the fewest likeliest tokens that together reach P (default: ${DEFAULT-VALUE})")
    double topP = 0.95;

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    SeedOption seed = new SeedOption();

    /** Null where answers are lines. */
    private SingleKeys keys;

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final List<LanguageModel> models = new ArrayList<>();
    private PreferenceQuestions questions;

    @Override
    public void check() {
        OutputPath.file("--pairs", pairs);
    }

    @Override
    public void run() {
        level.value();
        if (rounds < 1 || tokens < 1) {
            throw new UserError("--%s: found %d, expected at least 1"
                    .formatted(rounds < 1 ? "rounds" : "tokens", rounds < 1 ? rounds : tokens));
        }
        if (!(temperature > 0)) {
            throw new UserError("--temperature: found %s, expected above 0, so that two answers differ"
                    .formatted(Format.trim("" + temperature)));
        }
        var sampling = new Sampling(temperature, 0, topP, seed.value());
        if (Files.isDirectory(pairs) || pairs.getFileName() == null) {
            throw new UserError("--pairs %s: found a folder, expected a file".formatted(pairs));
        }
        if (folders.size() == 2
                && folders.get(0).normalize().equals(folders.get(1).normalize())) {
            throw new UserError("found %s twice, expected two runs, or one for two answers of its own"
                    .formatted(folders.getFirst()));
        }
        questions = new PreferenceQuestions(
                PreferenceQuestions.names(folders),
                new PreferenceQuestions.Settings(Prompts.read(prompts), rounds, tokens, sampling),
                new ChoiceFiles(pairs),
                (model, prompt, sample) -> questions.answer(models.get(model), prompt, sample));
        try (var terminal = SingleKeys.open()) {
            keys = terminal.isOpen() ? terminal : null;
            for (var folder : folders) {
                var model = LanguageModel.load(folder, 1);
                models.add(model);
                model.notes().forEach(note -> Say.err("loglog: note: " + TerminalText.line(note)));
            }
            ask();
        } finally {
            models.forEach(LanguageModel::close);
        }
    }

    private void ask() {
        int wanted = questions.wanted();
        int before = wanted - questions.left();
        if (before > 0) {
            Say.out("going on after %d of %s".formatted(before, Format.of(wanted, "question")));
        }
        while (true) {
            var question = questions.next();
            if (question == null) {
                Say.out(wanted == 1 ? "the question is answered" : "all %d questions are answered".formatted(wanted));
                if (!isLastTakenBack()) {
                    break;
                }
                continue;
            }
            show(question, wanted - questions.left() + 1, wanted);
            if (!isAnswered(question)) {
                break;
            }
        }
        var files = questions.files();
        int decided = files.decided();
        Say.out("%s in %s".formatted(Format.of(decided, "pair"), pairs));
        if (Files.exists(files.results())) {
            System.out.printf("for ./loglog elo: %s%n", files.results());
        }
    }

    private static void show(ChoiceFiles.Question question, int number, int wanted) {
        var terminal = Terminal.detect();
        System.out.printf(
                "%n%d of %d%n%s%n%n",
                number,
                wanted,
                terminal.wrap(TerminalText.visible(question.prompt()).stripTrailing()));
        System.out.println(SideBySide.of(question.left(), question.right(), terminal.columns(), terminal.unicode()));
    }

    /** Asks until there is an answer; false where the session ends. */
    private boolean isAnswered(ChoiceFiles.Question question) {
        while (true) {
            if (keys != null) {
                keys.forget();
            }
            System.out.print(KEYS);
            System.out.flush();
            var line = keys == null ? line() : keys.next();
            var word = line == null ? "quit" : line.strip().toLowerCase(Locale.ROOT);
            if (keys != null) {
                System.out.println(TerminalText.line(word));
            } else if (line == null || !Terminal.isTerminal()) {
                System.out.println();
            }
            switch (word) {
                case "1", "left", "l" -> {
                    return chosen(question, ChoiceFiles.Verdict.LEFT);
                }
                case "2", "right", "r" -> {
                    return chosen(question, ChoiceFiles.Verdict.RIGHT);
                }
                case "t", "tie", "=" -> {
                    return chosen(question, ChoiceFiles.Verdict.TIE);
                }
                case "s", "skip" -> {
                    return chosen(question, ChoiceFiles.Verdict.SKIP);
                }
                case "u", "undo" -> {
                    if (questions.files().undo() != null) {
                        System.out.println("the last choice is taken back");
                        return true;
                    }
                    System.out.println("found undo, expected a choice first");
                }
                case "q", "quit" -> {
                    return false;
                }
                default ->
                    Say.out("found \"%s\", %s"
                            .formatted(TerminalText.shortened(TerminalText.line(word), 40), EXPECTED));
            }
        }
    }

    /** The last choice may be wrong, too: whether it is taken back, so that there is a question again. */
    private boolean isLastTakenBack() {
        if (keys != null) {
            keys.forget();
        }
        if (keys != null || Terminal.isTerminal()) {
            System.out.print("u undo, q quit: ");
            System.out.flush();
        }
        var line = keys == null ? line() : keys.next();
        var word = line == null ? "quit" : line.strip().toLowerCase(Locale.ROOT);
        if (keys != null) {
            System.out.println(TerminalText.line(word));
        }
        boolean wanted = word.equals("u") || word.equals("undo");
        if (wanted && questions.files().undo() != null) {
            System.out.println("the last choice is taken back");
            return true;
        }
        return false;
    }

    private boolean chosen(ChoiceFiles.Question question, ChoiceFiles.Verdict verdict) {
        questions.choose(question, verdict);
        if (models.size() == 2 && verdict != ChoiceFiles.Verdict.SKIP) {
            Say.out(questions.standing(level.value()));
        }
        return true;
    }

    private String line() {
        try {
            return input.readLine();
        } catch (IOException e) {
            throw new UserError("standard input: %s".formatted(e.getMessage()));
        }
    }
}
