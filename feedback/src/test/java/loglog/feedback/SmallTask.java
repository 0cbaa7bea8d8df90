package loglog.feedback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.tasks.ArithmeticChain;
import loglog.tasks.ExactTask;
import loglog.tasks.HashSplit;
import loglog.tasks.TaskKind;
import loglog.tasks.TrainedTask;
import loglog.training.Progress;
import loglog.training.Size;

/** A run on a small task, of a model that has learned a little, and feedback on it. */
final class SmallTask {
    private SmallTask() {}

    static void train(Path folder) {
        var task = new TrainedTask(new ArithmeticChain(List.of(2, 3), 3, 1), 10, Optional.empty());
        TaskKind.train(folder, task, "batch: 64\nlr: 8e-3", new Size.Shape(16, 1), 60_000, 1);
    }

    /** Solutions with their steps against answers alone. */
    static Path pairs(Path folder, ExactTask task, int count) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            var problem = task.problem(9, i, HashSplit.Side.TRAINING);
            var solution = problem.solution();
            var wrong = problem.answer() + ".";
            lines.append(Json.MAPPER
                            .createObjectNode()
                            .put("prompt", problem.prompt())
                            .put("chosen", solution)
                            .put("rejected", wrong))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("pairs.jsonl"), lines);
    }

    /** Solutions step by step, with every other one wrong from its second step on. */
    static Path steps(Path folder, ExactTask task, int count) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            var problem = task.problem(9, i, HashSplit.Side.TRAINING);
            var line = Json.MAPPER.createObjectNode().put("prompt", problem.prompt());
            var steps = line.putArray("completions");
            var labels = line.putArray("labels");
            for (int s = 0; s < problem.steps().size(); s++) {
                int value = Integer.parseInt(problem.steps().get(s));
                boolean wrong = i % 2 == 1 && s > 0;
                steps.add((wrong ? (value + 1) % 3 : value)
                        + (s + 1 == problem.steps().size() ? "." : ";"));
                labels.add(!wrong);
            }
            lines.append(line).append('\n');
        }
        return Files.writeString(folder.resolve("steps.jsonl"), lines);
    }

    /** What is usual, for a run of a second. */
    static TuningRequest request(TuningName method, Path base, Path data, Path reward, long rounds) {
        return new TuningRequest(
                method,
                base,
                Optional.ofNullable(data),
                Optional.empty(),
                Optional.ofNullable(reward),
                new PreferenceLoss(PreferenceLoss.Form.DPO, 0.1),
                new ClippedObjective(0.2, 0.2, 0.02, ClippedObjective.Normalization.GRPO, 1),
                new GroupAdvantages.Rule(GroupAdvantages.Scaling.GROUP),
                0,
                3e-3,
                method.schedule(),
                16,
                16,
                8,
                2,
                2,
                rounds,
                1,
                0,
                20,
                3,
                1,
                2);
    }

    static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(
                new RunFolder(run).newestCheckpoint().orElseThrow().resolve("model.safetensors"));
    }

    /** Tunes in a process of its own, to be killed: the folder and the base. */
    public static void main(String[] args) {
        TuningRun.carryOut(
                Path.of(args[0]),
                request(TuningName.GRPO, Path.of(args[1]), null, null, 30),
                0,
                _ -> {},
                Progress.QUIET);
    }
}
