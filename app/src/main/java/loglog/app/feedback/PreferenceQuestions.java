package loglog.app.feedback;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import loglog.laws.ratings.ChoicesToSeparate;
import loglog.laws.ratings.RatingSettings;
import loglog.laws.ratings.Ratings;
import loglog.models.generation.Generator;
import loglog.models.generation.LanguageModel;
import loglog.models.generation.Sampling;
import loglog.words.Format;

/**
 * The questions that a person is asked, in their order, and what became of them: each prompt, in each round, with answers of each
 * two of the models, or with two of one model. The same settings give the same answers, so that whoever goes on later, at a terminal
 * or in a browser, is asked what is left.
 */
final class PreferenceQuestions {
    /** One model is asked so often for a second answer that is not the first. */
    private static final int ATTEMPTS = 8;

    /**
     * What is asked.
     *
     * @param prompts each once
     * @param rounds how often each is asked, with new answers
     * @param tokens of an answer at most
     */
    record Settings(List<String> prompts, int rounds, int tokens, Sampling sampling) {}

    /** Writes an answer. */
    interface Writer {
        /**
         * An answer to a prompt.
         *
         * @param model its place among the names
         */
        String write(int model, String prompt, long sample);
    }

    /** Two models by their places, and which pair of models it is. */
    private record Pair(int number, int one, int other) {}

    private final List<String> names;
    private final Settings settings;
    private final ChoiceFiles files;
    private final Writer writer;
    private final List<Pair> pairs = new ArrayList<>();

    /** @param names of the models, one or more, all different */
    PreferenceQuestions(List<String> names, Settings settings, ChoiceFiles files, Writer writer) {
        this.names = List.copyOf(names);
        this.settings = settings;
        this.files = files;
        this.writer = writer;
        if (names.size() == 1) {
            pairs.add(new Pair(0, 0, 0));
        }
        for (int one = 0; one < names.size(); one++) {
            for (int other = one + 1; other < names.size(); other++) {
                pairs.add(new Pair(pairs.size(), one, other));
            }
        }
    }

    /** Models are named by their folders, with the folders above where two of those are the same. */
    static List<String> names(List<Path> folders) {
        var last = folders.stream()
                .map(folder ->
                        String.valueOf(folder.toAbsolutePath().normalize().getFileName()))
                .toList();
        return Set.copyOf(last).size() == folders.size()
                ? last
                : folders.stream().map(folder -> folder.normalize().toString()).toList();
    }

    /** One model's answer to a prompt. */
    String answer(LanguageModel model, String prompt, long sample) {
        return new Generator(model, prompt, settings.tokens)
                .generate(settings.sampling, sample, _ -> {})
                .text();
    }

    ChoiceFiles files() {
        return files;
    }

    /** How many questions there are. */
    int wanted() {
        return settings.prompts.size() * settings.rounds * pairs.size();
    }

    /** How many of them are not answered yet. */
    int left() {
        var answered = files.answered();
        int left = 0;
        for (int round = 0; round < settings.rounds; round++) {
            for (var prompt : settings.prompts) {
                for (var pair : pairs) {
                    left += answered.contains(key(prompt, round, pair)) ? 0 : 1;
                }
            }
        }
        return left;
    }

    private List<Object> key(String prompt, int round, Pair pair) {
        return ChoiceFiles.key(prompt, round, names.get(pair.one), names.get(pair.other));
    }

    /** The first question that is not answered; null where all are. Where two answers are the same, nobody is asked. */
    ChoiceFiles.Question next() {
        var answered = files.answered();
        for (int round = 0; round < settings.rounds; round++) {
            for (var prompt : settings.prompts) {
                for (var pair : pairs) {
                    if (answered.contains(key(prompt, round, pair))) {
                        continue;
                    }
                    var question = question(prompt, round, pair);
                    if (!question.left().equals(question.right())) {
                        return question;
                    }
                    files.add(question, ChoiceFiles.Verdict.SAME, now());
                }
            }
        }
        return null;
    }

    private ChoiceFiles.Question question(String prompt, int round, Pair pair) {
        boolean two = pair.one != pair.other;
        var one = writer.write(pair.one, prompt, two ? round : 2L * round);
        var other = "";
        if (two) {
            other = writer.write(pair.other, prompt, round);
        } else {
            for (int attempt = 0; attempt < ATTEMPTS && (attempt == 0 || other.equals(one)); attempt++) {
                other = writer.write(pair.one, prompt, 2L * round + 1 + 2L * settings.rounds * attempt);
            }
        }
        // Which answer stands left is by lot, of the prompt and not of how many were asked before it.
        long key = settings.sampling.seed() * 0x9E3779B97F4A7C15L
                + 31L * prompt.hashCode()
                + round
                + 0x632BE59BD9B4E019L * pair.number;
        boolean turned = new SplittableRandom(key).nextBoolean();
        return turned
                ? new ChoiceFiles.Question(prompt, round, other, one, names.get(pair.other), names.get(pair.one))
                : new ChoiceFiles.Question(prompt, round, one, other, names.get(pair.one), names.get(pair.other));
    }

    /** Writes a choice; it is on disk when this returns. */
    void choose(ChoiceFiles.Question question, ChoiceFiles.Verdict verdict) {
        files.add(question, verdict, now());
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * How two models stand, over all choices between them, in a sentence.
     *
     * @param level of the interval
     */
    String standing(double level) {
        var games = files.games();
        var ratings = Ratings.of(games, RatingSettings.usual().level(level));
        boolean isAhead = ratings.difference(names.get(0), names.get(1)).value() >= 0;
        var better = names.get(isAhead ? 0 : 1);
        var other = names.get(isAhead ? 1 : 0);
        var found = ChoicesToSeparate.of(ratings, better, other, level);
        var percent = Format.share(level, 4);
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
}
