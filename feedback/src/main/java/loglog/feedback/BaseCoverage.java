package loglog.feedback;

import java.util.Arrays;
import java.util.stream.LongStream;
import loglog.laws.rates.SampleCounts;
import loglog.laws.rates.SuccessRate;
import loglog.models.generation.Sampling;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.TaskModel;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model does by itself on the test problems that {@link PolicyMeasure} has too, at temperature 1: what there is to learn from.
 *
 * @param samples of each problem
 * @param right first samples whose final answer is right
 * @param whole of each problem the samples that are right in every step, which luck alone does not make
 */
public record BaseCoverage(int samples, long right, long[] whole) {
    /** The most samples that are drawn at once, so that memory does not grow with the problems. */
    private static final int MOST_AT_ONCE = 1 << 15;

    /**
     * Samples.
     *
     * @param problems of the test; a finite task may have fewer
     */
    public static BaseCoverage of(TaskModel model, int problems, int samples, long seed) {
        var task = model.task();
        int count = (int) Math.min(problems, task.count(Side.TEST));
        int part = Math.max(1, MOST_AT_ONCE / samples);
        var whole = new long[count];
        long right = 0;
        for (int from = 0; from < count; from += part) {
            var numbers =
                    LongStream.range(from, Math.min(count, from + part)).boxed().toList();
            var some = numbers.stream().map(i -> task.problem(0, i, Side.TEST)).toList();
            var drawn = model.sample(numbers, some, samples, new Sampling(1, 0, 1, seed))
                    .completions();
            for (int i = 0; i < some.size(); i++) {
                var problem = some.get(i);
                var verdicts = drawn.get(i).stream()
                        .map(c -> task.judge(problem, model.text(c)))
                        .toList();
                right += verdicts.getFirst().right() ? 1 : 0;
                whole[from + i] = verdicts.stream().filter(v -> v.whole()).count();
            }
        }
        return new BaseCoverage(samples, right, whole);
    }

    /** How many problems were asked. */
    public int problems() {
        return whole.length;
    }

    /** The share of problems whose first sample ends right. */
    public SuccessRate passAtOne() {
        return new SuccessRate(right, problems());
    }

    /** Samples that are right in every step, by problem. */
    public SampleCounts counts() {
        var drawn = new long[whole.length];
        Arrays.fill(drawn, samples);
        return SampleCounts.of(drawn, whole);
    }

    /** As a run's folder keeps it. */
    public ObjectNode json() {
        var json = Json.MAPPER.createObjectNode();
        json.put("samples", samples).put("right", right);
        var array = json.putArray("whole");
        for (long count : whole) {
            array.add(count);
        }
        return json;
    }

    /** Reads what {@link #json} wrote. */
    public static BaseCoverage read(Fields of, ObjectNode json) {
        var counts = json.path("whole");
        var whole = new long[counts.size()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = counts.get(i).asLong();
        }
        return new BaseCoverage(of.integer("samples", 1), of.whole("right"), whole);
    }

    /** Whether it is of so many problems and samples, as far as the task has them. */
    public boolean isOf(int problems, int samples, long ofTask) {
        return this.samples == samples && problems() == Math.min(problems, ofTask);
    }
}
