package loglog.app.lab.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.lab.results.Result;
import loglog.laws.rates.PassAtK;
import loglog.laws.rates.SampleCounts;
import loglog.tasks.TaskKind;
import loglog.tasks.Thinker;
import loglog.tasks.Thought;

/** A model, and what it made of the problems that it was asked. */
record AskedModel(Result result, Thought thought) {
    /** Whether its solutions show steps. */
    boolean hasSteps() {
        return Thinker.hasSteps(TaskKind.taskOf(result.folder()));
    }

    /** In which its solutions are written. */
    String format() {
        return TaskKind.taskOf(result.folder()).format();
    }

    /** The share of problems that at least one of k samples solves in every step. */
    double coverage(long k) {
        return Arrays.stream(thought.whole())
                .mapToDouble(c -> PassAtK.of(thought.known(), c, k))
                .average()
                .orElse(Double.NaN);
    }

    /** Samples of each problem with every step right. */
    SampleCounts counts() {
        var samples = new long[thought.problems()];
        Arrays.fill(samples, thought.known());
        return SampleCounts.of(samples, thought.whole());
    }

    /** In the order in which formats come. */
    static Map<String, List<AskedModel>> byFormat(List<AskedModel> models) {
        var byFormat = new LinkedHashMap<String, List<AskedModel>>();
        for (var one : models) {
            byFormat.computeIfAbsent(one.format(), _ -> new java.util.ArrayList<>())
                    .add(one);
        }
        return byFormat;
    }
}
