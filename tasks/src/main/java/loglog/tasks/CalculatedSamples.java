package loglog.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Samples;
import loglog.models.generation.Samples.Completion;
import loglog.models.generation.Sampling;

/**
 * Samples of solutions: where the format has a calculator, each call is answered by it, and the model goes on. Its results are tokens
 * of the solution that cost the model nothing but to read them; a call that is malformed ends the sample without an answer.
 */
final class CalculatedSamples {
    /** Numbers of prompts, which key their random numbers, are below that. */
    private static final long NUMBERS = 1L << 40;

    /** Tokens to the next call or the end: an operation, an operand, and one of them. */
    private static final int NEXT = 3;

    private CalculatedSamples() {}

    static Samples of(BatchSampler sampler, ExactTask task, List<Prompt> prompts, int samples, Sampling sampling) {
        int end = task.vocabulary().end();
        int most = task.longestSolution();
        if (task.calculator().isEmpty()) {
            return sampler.sample(prompts, samples, most, sampling, task.ends() ? new int[] {end} : new int[0]);
        }
        int call = task.vocabulary().encode(DisplayCalculator.CALL)[0];
        var first = sampler.sample(prompts, samples, most, sampling, end, call);
        var completions = new ArrayList<List<Completion>>();
        first.completions().forEach(of -> completions.add(new ArrayList<>(of)));
        long tokens = first.tokens();
        double flops = first.flops();
        for (int round = 1; ; round++) {
            var waiting = waiting(task, completions, call, most);
            if (waiting.isEmpty()) {
                return new Samples(completions, first.promptTokens(), tokens, flops);
            }
            // By the room that each has, so that no sample depends on those beside it.
            for (int room = 1; room <= NEXT; room++) {
                int own = room;
                var its = waiting.stream()
                        .filter(w -> Math.min(NEXT, most - w.written().length) == own)
                        .toList();
                if (its.isEmpty()) {
                    continue;
                }
                var next = new ArrayList<Prompt>();
                for (var w : its) {
                    var prompt = prompts.get(w.prompt);
                    next.add(new Prompt(
                            ((long) round * samples + w.sample) * NUMBERS + prompt.number(),
                            joined(prompt.tokens(), w.written)));
                }
                var more = sampler.sample(next, 1, room, sampling, end, call);
                tokens += more.tokens() + its.size();
                flops += more.flops();
                for (int i = 0; i < its.size(); i++) {
                    var continued = more.completions().get(i).getFirst();
                    completions
                            .get(its.get(i).prompt)
                            .set(
                                    its.get(i).sample,
                                    new Completion(joined(its.get(i).written, continued.tokens()), continued.end()));
                }
            }
        }
    }

    /** A sample that is to go on after what the calculator showed. */
    private record Waiting(int prompt, int sample, int[] written) {}

    private static List<Waiting> waiting(ExactTask task, List<List<Completion>> completions, int call, int most) {
        var waiting = new ArrayList<Waiting>();
        for (int i = 0; i < completions.size(); i++) {
            for (int j = 0; j < completions.get(i).size(); j++) {
                var completion = completions.get(i).get(j);
                if (completion.end() == call) {
                    var written = shown(task, completion.tokens(), call, most);
                    completions.get(i).set(j, new Completion(written, -1));
                    if (written.length < most && written[written.length - 1] != call) {
                        waiting.add(new Waiting(i, j, written));
                    }
                }
            }
        }
        return waiting;
    }

    /** With the call, and what the calculator shows where it is one. */
    private static int[] shown(ExactTask task, int[] typed, int call, int most) {
        var words = task.vocabulary();
        OptionalInt result = typed.length + 1 < most
                ? task.calculator().orElseThrow().shows(words.decode(typed, 0, typed.length) + DisplayCalculator.CALL)
                : OptionalInt.empty();
        var called = joined(typed, new int[] {call});
        return result.isEmpty() ? called : joined(called, words.encode(Integer.toString(result.getAsInt())));
    }

    private static int[] joined(int[] first, int[] then) {
        var both = Arrays.copyOf(first, first.length + then.length);
        System.arraycopy(then, 0, both, first.length, then.length);
        return both;
    }
}
