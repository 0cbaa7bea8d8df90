package loglog.app.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.laws.OutputOptions;
import loglog.models.generation.Sampling;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.DataException;
import loglog.tasks.TaskModel;
import loglog.tasks.TaskProblem;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog think}: a model's steps, its answer, its votes, and whether they are right. */
@Command(
        name = "think",
        description = {
            "A model's solution of a problem, step by step, and the votes of many samples; right or wrong.",
            "RUN is one of a study of kind task; a problem is written as the task has it, such as 3+5*2-4="
        })
public final class ThinkCommand implements Runnable {
    private static final int MOST_SAMPLES = 100_000;
    private static final int MOST_VOTES = 5;

    @Parameters(index = "0", paramLabel = "RUN", description = "a run's folder")
    Path run;

    @Parameters(index = "1", paramLabel = "PROBLEM", description = "a problem of the run's task")
    String prompt;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "number of samples that vote (default: ${DEFAULT-VALUE})")
    int samples = 32;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "divisor of the samples' logits (default: ${DEFAULT-VALUE})")
    double temperature = 1;

    @Option(names = "--seed", paramLabel = "S", description = "seed of the samples (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Mixin
    OutputOptions output = new OutputOptions();

    /** What the model wrote. */
    private record Written(String text, boolean right, boolean parsed, String answer, List<String> parts) {}

    @Override
    public void run() {
        if (samples < 1 || samples > MOST_SAMPLES) {
            throw new UserError("--samples: found %d, expected 1 to %d".formatted(samples, MOST_SAMPLES));
        }
        if (!(temperature > 0 && temperature <= 100)) {
            throw new UserError("--temperature: found %s, expected a number above 0, at most 100"
                    .formatted(Format.trim("" + temperature)));
        }
        try (var model = TaskModel.load(run, 1)) {
            var problem = problem(model);
            var first = written(model, problem, 1, new Sampling(0, 0, 1, seed)).getFirst();
            var votes = new LinkedHashMap<String, Integer>();
            var tree = new SampledSteps();
            long right = 0;
            for (var one : written(model, problem, samples, new Sampling(temperature, 0, 1, seed))) {
                votes.merge(one.parsed ? one.answer : "(no answer)", 1, Integer::sum);
                right += one.right ? 1 : 0;
                tree.add(one.parts, one.right);
            }
            var sorted = votes.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .toList();
            var json = json(model, problem, first, sorted, right);
            json.put("tree_others", tree.write(json.putArray("tree"), problem.steps()));
            output.show(sheet(model, problem, first, sorted, right), json);
        }
    }

    private TaskProblem problem(TaskModel model) {
        try {
            return model.task().read(prompt);
        } catch (DataException e) {
            throw new UserError("PROBLEM: " + e.getMessage());
        }
    }

    private static List<Written> written(TaskModel model, TaskProblem problem, int samples, Sampling sampling) {
        var task = model.task();
        var written = new ArrayList<Written>();
        for (var completion : model.sample(List.of(0L), List.of(problem), samples, sampling)
                .completions()
                .getFirst()) {
            var text = model.text(completion);
            var verdict = task.judge(problem, text);
            written.add(new Written(text, verdict.right(), verdict.parsed(), task.answer(text), task.parts(text)));
        }
        return written;
    }

    private static String words(boolean right) {
        return right ? "right" : "wrong";
    }

    private Sheet sheet(
            TaskModel model, TaskProblem problem, Written first, List<Map.Entry<String, Integer>> votes, long right) {
        var sheet = new Sheet("%s of %s".formatted(problem.prompt(), run));
        sheet.text("%s params, task %s, solutions in format %s"
                .formatted(
                        Format.count(model.params()),
                        model.task().name(),
                        model.task().format()));
        if (problem.steps().size() > 1) {
            var table = TextTable.of("step", "written", "reference", "verdict");
            for (int i = 0; i < Math.max(first.parts.size(), problem.steps().size()); i++) {
                var one = i < first.parts.size() ? first.parts.get(i) : "";
                var reference = i < problem.steps().size() ? problem.steps().get(i) : "";
                table.row(i + 1, one, reference, words(one.equals(reference)));
            }
            sheet.table("", table);
        }
        sheet.text(
                first.parsed
                        ? "answer %s: %s%s"
                                .formatted(
                                        first.answer,
                                        words(first.right),
                                        first.right ? "" : " (it is %s)".formatted(problem.answer()))
                        : "no answer: it wrote %s (the answer is %s)".formatted(first.text, problem.answer()));
        var table = TextTable.of("answer", "votes", "share");
        votes.stream()
                .limit(MOST_VOTES)
                .forEach(vote ->
                        table.row(vote.getKey(), vote.getValue(), Format.percent(vote.getValue() / (double) samples)));
        return sheet.table(
                "%s: the vote is %s, and %d %s right"
                        .formatted(
                                Format.of(samples, "sample"),
                                words(votes.getFirst().getKey().equals(problem.answer())),
                                right,
                                right == 1 ? "is" : "are"),
                table);
    }

    private ObjectNode json(
            TaskModel model, TaskProblem problem, Written first, List<Map.Entry<String, Integer>> votes, long right) {
        var json = OutputOptions.MAPPER.createObjectNode();
        json.set(
                "source",
                AnswerSource.ofFiles(List.of(run.toString()), 1, Map.of())
                        .assuming("samples at temperature " + Format.trim("" + temperature))
                        .json());
        json.put("run", run.toString()).put("params", model.params());
        json.put("task", model.task().name()).put("format", model.task().format());
        json.put("prompt", problem.prompt()).put("reference", problem.answer());
        problem.steps().forEach(json.putArray("reference_steps")::add);
        json.put("written", first.text).put("answer", first.answer).put("right", first.right);
        first.parts.forEach(json.putArray("steps")::add);
        json.put("samples", samples).put("samples_right", right);
        var array = json.putArray("votes");
        votes.forEach(vote -> array.addObject().put("answer", vote.getKey()).put("votes", vote.getValue()));
        return json;
    }
}
