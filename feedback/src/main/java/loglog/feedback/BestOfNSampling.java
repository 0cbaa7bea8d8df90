package loglog.feedback;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import loglog.laws.rates.BestOfN;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;

/**
 * Best of n: of n answers to a prompt, the one with the highest reward. Nothing is trained. The chosen answers go to a file of lines
 * with {@code prompt}, {@code completion} and {@code reward}, which supervised tuning reads. A round is some prompts.
 */
public final class BestOfNSampling implements TuningMethod {
    /**
     * Settings.
     *
     * @param prompts of a round
     * @param n answers to each
     * @param most prompts in all
     */
    public record Settings(int prompts, int n, long most, double temperature, long seed) {
        public Settings {
            if (prompts < 1 || n < 1 || most < 1) {
                throw new IllegalArgumentException("%d prompts a round, %d in all, n = %d".formatted(prompts, most, n));
            }
        }
    }

    private final Settings settings;
    private final LongFunction<int[]> problems;
    private final AnswerSampler sampler;
    private final ResponseScorer scorer;
    private final RewardFunction reward;
    private final Map<String, RewardFunction> watched;
    private final TuningText text;
    private final Path file;

    /**
     * A choice that goes to a file.
     *
     * @param scorer of the policy, for its entropy
     * @param reward that decides
     * @param watched other rewards by name, of which it is measured what the choice is worth by them
     * @param file for the chosen answers; a run that goes on cuts it to the rounds before
     */
    public BestOfNSampling(
            Settings settings,
            LongFunction<int[]> problems,
            AnswerSampler sampler,
            ResponseScorer scorer,
            RewardFunction reward,
            Map<String, RewardFunction> watched,
            TuningText text,
            Path file) {
        this.settings = settings;
        this.problems = problems;
        this.sampler = sampler;
        this.scorer = scorer;
        this.reward = reward;
        this.watched = watched;
        this.text = text;
        this.file = file;
    }

    @Override
    public Round round(long number) {
        var prompts = new ArrayList<Prompt>();
        long first = number * settings.prompts();
        for (long i = first; i < Math.min(settings.most(), first + settings.prompts()); i++) {
            prompts.add(new Prompt(i, problems.apply(i)));
        }
        int n = settings.n();
        var answered = sampler.sample(prompts, n, new Sampling(settings.temperature(), 0, 1, settings.seed()));
        var answers = answered.answers();
        var rewards = reward.of(prompts, answers);
        var figures = new LinkedHashMap<String, Double>();
        var orders = IntStream.range(0, prompts.size())
                .mapToObj(p -> rising(rewards, p * n, n))
                .toList();
        put(figures, "reward", rewards, orders);
        watched.forEach((name, other) -> put(figures, name, other.of(prompts, answers), orders));
        figures.put("kl_bound", BestOfN.kl(n));
        figures.put(
                "entropy",
                scorer.distributions(answers.subList(0, Math.min(answers.size(), 256)))
                        .entropyOfTokens());
        figures.put("length", answered.length());
        figures.put("groups_without_signal", silent(rewards, n) / (double) prompts.size());
        append(first, prompts, answers, rewards, orders);
        return new Round(figures, answered.tokens(), answered.flops());
    }

    private static int silent(double[] rewards, int n) {
        return GroupAdvantages.of(rewards, n, GroupAdvantages.Scaling.NONE).groupsWithoutSignal();
    }

    /** Places in rising order of reward; among equal ones, as they were sampled. */
    private static int[] rising(double[] rewards, int from, int n) {
        return IntStream.range(from, from + n)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> rewards[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** What the best of 1, 2, 4, ... n is worth, by the unbiased estimate from all n. */
    private void put(Map<String, Double> figures, String name, double[] values, List<int[]> orders) {
        for (int m = 1; m < 2 * settings.n(); m *= 2) {
            int best = Math.min(m, settings.n());
            double mean = 0;
            for (var order : orders) {
                mean += BestOfN.mean(
                                IntStream.of(order).mapToDouble(i -> values[i]).toArray(), best)
                        / orders.size();
            }
            figures.put(best == settings.n() ? name : name + "_at_" + best, mean);
        }
    }

    private void append(
            long first, List<Prompt> prompts, List<Response> answers, double[] rewards, List<int[]> orders) {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(endOfLine(first));
            var lines = new StringBuilder();
            for (int p = 0; p < prompts.size(); p++) {
                int best = orders.get(p)[settings.n() - 1];
                var prompt = prompts.get(p).tokens();
                lines.append(Json.MAPPER
                                .createObjectNode()
                                .put("prompt", text.text(prompt))
                                .put("completion", text.text(answers.get(best).tokens()))
                                .put("reward", rewards[best]))
                        .append('\n');
            }
            AtomicFile.append(channel, lines.toString().getBytes(StandardCharsets.UTF_8));
            channel.force(false);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** Bytes of the first {@code lines} lines. */
    private long endOfLine(long lines) throws IOException {
        var bytes = Files.readAllBytes(file);
        int at = 0;
        for (long line = 0; line < lines; line++) {
            while (at < bytes.length && bytes[at] != '\n') {
                at++;
            }
            if (at == bytes.length) {
                throw DataException.in(file, "found %d lines, expected %d of the rounds before", line, lines);
            }
            at++;
        }
        return at;
    }

    @Override
    public ResponseTrainer trainer() {
        return null;
    }

    @Override
    public Map<String, Double> measure() {
        return Map.of();
    }
}
