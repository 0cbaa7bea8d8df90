package loglog.feedback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.tasks.ExactTask;
import loglog.tasks.HashSplit;
import loglog.tasks.TaskKind;
import loglog.training.Job;
import loglog.training.Progress;
import loglog.training.Size;
import loglog.training.Task;
import loglog.training.Trainer;
import loglog.yaml.Section;
import loglog.yaml.SectionStack;
import loglog.yaml.Yaml;

/** A run on a small task, of a model that has learned a little, and feedback on it. */
final class SmallTask {
    private SmallTask() {}

    private static Section section(String text) {
        return new Section(Path.of("test"), "", Yaml.read(Path.of("test"), text, "a test"), 1);
    }

    static void train(Path folder) {
        var kind = new TaskKind();
        Task task = kind.task(section("task: {chain: {steps: [2, 3], modulus: 3}}\ntest_problems: 10"), false);
        var settings = kind.settings(new SectionStack(List.of(section("batch: 64\nlr: 8e-3"))), task, false);
        var plan = settings.plan(settings.model(new Size.Shape(16, 1)), 60_000, 1, 1);
        try (var runner = kind.open()) {
            runner.carryOut(
                    new Job(
                            folder,
                            plan,
                            task,
                            0,
                            Optional.empty(),
                            Set.of(),
                            Json.MAPPER.createObjectNode(),
                            new Trainer.BuiltIn()),
                    Progress.QUIET,
                    _ -> {});
        }
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
                GroupAdvantages.Scaling.GROUP,
                0,
                3e-3,
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
