package loglog.app.feedback;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import loglog.app.UserError;
import loglog.app.laws.LevelOption;
import loglog.app.laws.SeedOption;
import loglog.laws.ratings.ChoicesToSeparate;
import loglog.laws.ratings.RatingSettings;
import loglog.laws.ratings.Ratings;
import loglog.models.generation.Generator;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Sampling;
import loglog.pages.plot.Terminal;
import loglog.pages.text.Format;
import loglog.pages.text.TerminalText;
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
public final class PreferCommand implements Runnable {
    /** One model is asked so often for a second answer that is not the first. */
    private static final int ATTEMPTS = 8;

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

    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final List<String> names = new ArrayList<>();
    private final List<LanguageModel> models = new ArrayList<>();
    private ChoiceFiles files;

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
        new Sampling(temperature, 0, topP, seed.value());
        if (Files.isDirectory(pairs) || pairs.getFileName() == null) {
            throw new UserError("--pairs %s: found a folder, expected a file".formatted(pairs));
        }
        if (folders.size() == 2
                && folders.get(0).normalize().equals(folders.get(1).normalize())) {
            throw new UserError("found %s twice, expected two runs, or one for two answers of its own"
                    .formatted(folders.getFirst()));
        }
        var all = Prompts.read(prompts);
        files = new ChoiceFiles(pairs);
        name();
        try {
            for (var folder : folders) {
                var model = LanguageModel.load(folder, 1);
                models.add(model);
                model.notes().forEach(note -> System.err.println("loglog: note: " + TerminalText.line(note)));
            }
            ask(all);
        } finally {
            models.forEach(LanguageModel::close);
        }
    }

    /** Models are named by their folders, with the folders above where those are the same. */
    private void name() {
        folders.forEach(folder ->
                names.add(String.valueOf(folder.toAbsolutePath().normalize().getFileName())));
        if (names.size() == 2 && names.get(0).equals(names.get(1))) {
            names.clear();
            folders.forEach(folder -> names.add(folder.normalize().toString()));
        }
        if (names.size() == 1) {
            names.add(names.getFirst());
        }
    }

    private void ask(List<String> all) {
        int wanted = all.size() * rounds;
        int before = wanted - left(all);
        if (before > 0) {
            System.out.printf("going on behind %d of %d questions%n", before, wanted);
        }
        while (true) {
            var question = next(all);
            if (question == null) {
                System.out.printf("all %d questions are answered%n", wanted);
                break;
            }
            if (question.left().equals(question.right())) {
                files.add(question, ChoiceFiles.Verdict.SAME, now());
                continue;
            }
            show(question, wanted - left(all) + 1, wanted);
            if (!isAnswered(question)) {
                break;
            }
        }
        int decided = files.decided();
        System.out.printf("%d %s in %s%n", decided, decided == 1 ? "pair" : "pairs", pairs);
        if (Files.exists(files.results())) {
            System.out.printf("for ./loglog elo: %s%n", files.results());
        }
    }

    private int left(List<String> all) {
        var answered = files.answered();
        int left = 0;
        for (int round = 0; round < rounds; round++) {
            for (var prompt : all) {
                left += answered.contains(ChoiceFiles.key(prompt, round, names.get(0), names.get(1))) ? 0 : 1;
            }
        }
        return left;
    }

    /** The first question that is not answered; null where all are. */
    private ChoiceFiles.Question next(List<String> all) {
        var answered = files.answered();
        for (int round = 0; round < rounds; round++) {
            for (var prompt : all) {
                if (!answered.contains(ChoiceFiles.key(prompt, round, names.get(0), names.get(1)))) {
                    return question(prompt, round);
                }
            }
        }
        return null;
    }

    private ChoiceFiles.Question question(String prompt, int round) {
        var sampling = new Sampling(temperature, 0, topP, seed.value());
        boolean two = models.size() == 2;
        var one = answer(models.getFirst(), prompt, sampling, two ? round : 2L * round);
        var other = "";
        if (two) {
            other = answer(models.getLast(), prompt, sampling, round);
        } else {
            for (int attempt = 0; attempt < ATTEMPTS && (attempt == 0 || other.equals(one)); attempt++) {
                other = answer(models.getFirst(), prompt, sampling, 2L * round + 1 + 2L * rounds * attempt);
            }
        }
        // Which answer stands left is by lot, of the prompt and not of how many were asked before it.
        long key = seed.value() * 0x9E3779B97F4A7C15L + 31L * prompt.hashCode() + round;
        boolean turned = new SplittableRandom(key).nextBoolean();
        return turned
                ? new ChoiceFiles.Question(prompt, round, other, one, names.get(1), names.get(0))
                : new ChoiceFiles.Question(prompt, round, one, other, names.get(0), names.get(1));
    }

    private String answer(LanguageModel model, String prompt, Sampling sampling, long sample) {
        return new Generator(model, prompt, tokens)
                .generate(sampling, sample, _ -> {})
                .text();
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
            System.out.print(KEYS);
            System.out.flush();
            var line = line();
            var word = line == null ? "quit" : line.strip().toLowerCase(Locale.ROOT);
            if (line == null || !Terminal.isTerminal()) {
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
                    if (files.undo() != null) {
                        System.out.println("the last choice is taken back");
                        return true;
                    }
                    System.out.println("found undo, expected a choice first");
                }
                case "q", "quit" -> {
                    return false;
                }
                default ->
                    System.out.printf(
                            "found \"%s\", %s%n", TerminalText.shortened(TerminalText.line(word), 40), EXPECTED);
            }
        }
    }

    private boolean chosen(ChoiceFiles.Question question, ChoiceFiles.Verdict verdict) {
        files.add(question, verdict, now());
        if (models.size() == 2 && verdict != ChoiceFiles.Verdict.SKIP) {
            System.out.println(Terminal.detect().wrap(standing()));
        }
        return true;
    }

    /** How the two models stand, over all choices between them. */
    private String standing() {
        var games = files.games();
        var ratings = Ratings.of(games, RatingSettings.usual().level(level.value()));
        boolean isAhead = ratings.difference(names.get(0), names.get(1)).value() >= 0;
        var better = names.get(isAhead ? 0 : 1);
        var other = names.get(isAhead ? 1 : 0);
        var found = ChoicesToSeparate.of(ratings, better, other, level.value());
        var percent = Format.trim(Format.digits(100 * level.value(), 4)) + "%";
        var difference = Format.estimate(
                found.difference().value(),
                found.difference().low(),
                found.difference().high());
        var more = found.more();
        var stand = found.difference().value() == 0
                ? "%s and %s stand equal".formatted(better, other)
                : "%s is %s Elo above %s".formatted(better, difference.value(), other);
        return "%s (%s interval %s) after %s; %s"
                .formatted(
                        stand,
                        percent,
                        difference.range(),
                        games.games() == 1 ? "1 choice" : Format.count(games.games()) + " choices",
                        more.isEmpty()
                                ? "they are too near each other to be told apart"
                                : more.getAsLong() == 0
                                        ? "they are told apart"
                                        : "about %s more would tell them apart, if that is the difference"
                                                .formatted(Format.count(more.getAsLong())));
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String line() {
        try {
            return input.readLine();
        } catch (IOException e) {
            throw new UserError("standard input: %s".formatted(e.getMessage()));
        }
    }
}
