package loglog.app.models;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;

/** The steps that samples of one problem wrote, as a tree: samples that begin alike share their way. */
final class SampledSteps {
    /** Branches that are told of each node; the rest is counted. */
    private static final int MOST_BRANCHES = 6;

    private final Map<String, SampledSteps> next = new LinkedHashMap<>();
    private int samples;
    private int right;

    /**
     * Adds a sample.
     *
     * @param steps that it wrote, its answer the last of them
     * @param isRight whether its answer is right
     */
    void add(List<String> steps, boolean isRight) {
        samples++;
        right += isRight ? 1 : 0;
        if (!steps.isEmpty()) {
            next.computeIfAbsent(steps.getFirst(), _ -> new SampledSteps())
                    .add(steps.subList(1, steps.size()), isRight);
        }
    }

    /**
     * Writes the branches below this node, the most frequent first.
     *
     * @param reference the right steps from here on; empty where the way here has left them
     * @return samples of branches that are not told
     */
    int write(ArrayNode to, List<String> reference) {
        int untold = 0;
        var sorted = next.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, SampledSteps> e) -> -e.getValue().samples)
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        for (int i = 0; i < sorted.size(); i++) {
            var branch = sorted.get(i).getValue();
            if (i >= MOST_BRANCHES) {
                untold += branch.samples;
                continue;
            }
            var step = sorted.get(i).getKey();
            boolean isCorrect = !reference.isEmpty() && reference.getFirst().equals(step);
            var node = to.addObject().put("step", step).put("samples", branch.samples);
            node.put("right", branch.right).put("correct", isCorrect);
            int more =
                    branch.write(node.putArray("next"), isCorrect ? reference.subList(1, reference.size()) : List.of());
            node.put("others", more);
        }
        return untold;
    }
}
