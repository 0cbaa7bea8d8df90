package loglog.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;
import loglog.models.transformer.Model;

/** Answers of a policy to many prompts at once. Takes its memory once; the weights may change between calls. */
public final class AnswerSampler {
    private final BatchSampler sampler;
    private final int mostTokens;
    private final int end;

    /**
     * Takes the memory.
     *
     * @param vocabulary tokens that may be chosen: those below it
     * @param longest tokens of a prompt and its answer together
     * @param mostTokens of an answer
     * @param end token that ends an answer; negative for none
     */
    public AnswerSampler(Model model, int vocabulary, int longest, int mostTokens, int end) {
        sampler = new BatchSampler(model, vocabulary, longest);
        this.mostTokens = mostTokens;
        this.end = end;
    }

    /**
     * Answers.
     *
     * @param answers as many to each prompt, one prompt after another
     * @param tokens written, the ends included
     * @param flops of it
     */
    public record Answered(List<Response> answers, long tokens, double flops) {
        /** Mean tokens of an answer. */
        double length() {
            return answers.isEmpty() ? Double.NaN : tokens / (double) answers.size();
        }
    }

    /** The problems of a round, which no other round has: of the numbers that follow those of the rounds before. */
    static List<Prompt> prompts(LongFunction<int[]> problems, long round, int count) {
        return LongStream.range(round * count, (round + 1) * count)
                .mapToObj(number -> new Prompt(number, problems.apply(number)))
                .toList();
    }

    /** Answers of each prompt: a function of the weights, the prompt, its number and the seed. */
    public Answered sample(List<Prompt> prompts, int each, Sampling sampling) {
        var ends = end < 0 ? new int[0] : new int[] {end};
        var samples = sampler.sample(prompts, each, mostTokens, sampling, ends);
        var answers = new ArrayList<Response>();
        for (int i = 0; i < prompts.size(); i++) {
            for (var completion : samples.completions().get(i)) {
                answers.add(Response.of(prompts.get(i), completion, end));
            }
        }
        return new Answered(answers, samples.tokens(), samples.flops());
    }
}
