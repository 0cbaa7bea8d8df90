package loglog.app.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import loglog.app.lab.report.WeakToStrongSection;
import loglog.app.lab.report.WeakToStrongSection.Way;
import loglog.feedback.GreedyAnswers;
import loglog.feedback.TuningName;
import loglog.feedback.TuningRequest;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.TaskKind;
import loglog.tasks.TaskModel;
import loglog.tasks.TaskProblem;
import loglog.tasks.WeakToStrong;

/**
 * Lets a study's models learn from the answers of weaker ones, and from the truth, once they are trained. What is there already is not
 * done again, and what was begun goes on.
 */
final class WeakToStrongWork {
    /** Of the problems that are labeled: others than runs are trained on, whose seeds are small. */
    private static final long LABELED = 0x7765616b;

    private final Path study;
    private final WeakToStrong how;
    private final Consumer<String> say;

    WeakToStrongWork(Path study, WeakToStrong how, Consumer<String> say) {
        this.study = study;
        this.how = how;
        this.say = say;
    }

    /** Until it is told to stop. */
    void carryOut(Results results, int cores, BooleanSupplier stop) {
        var rows = results.observed().rows();
        try (var progress = new PhaseProgress("asking and labeling", 2 * rows.size(), say)) {
            TuningPool.each(rows, cores, stop, result -> {
                ask(result.folder());
                progress.done(1);
            });
            TuningPool.each(rows, cores, stop, result -> {
                label(result);
                progress.done(1);
            });
        }
        var students = new ArrayList<Student>();
        for (var pair : WeakToStrongSection.pairs(results)) {
            students.add(new Student(pair.weak(), pair.strong(), Way.NAIVE));
            students.add(new Student(pair.weak(), pair.strong(), Way.CONFIDENT));
        }
        for (var strong : WeakToStrongSection.strong(results)) {
            students.add(new Student(strong, strong, Way.TRUTH));
        }
        try (var progress = new PhaseProgress("teaching students", students.size(), say)) {
            TuningPool.each(students, cores, stop, student -> {
                teach(student, progress, stop);
                progress.done(1);
            });
        }
    }

    /** Who learns, and from whom; of the truth both are the same. */
    private record Student(Result weak, Result strong, Way way) {}

    private void teach(Student of, PhaseProgress progress, BooleanSupplier stop) {
        var folder = WeakToStrongSection.runOf(study, of.weak, of.strong, of.way);
        var request = TuningRequest.usual(
                        TuningName.SFT, of.strong.folder(), Optional.of(labels(of)), 1, how.problems())
                .learning(TuningName.SFT.rate(), TuningName.SFT.batch(), how.epochs());
        if (TuningPool.tune(folder, request, progress, stop).isPresent()) {
            ask(folder);
        }
    }

    private void ask(Path run) {
        var problems = GreedyAnswers.test(TaskKind.taskOf(run), how.problems());
        if (WeakToStrongSection.read(run)
                .filter(a -> a.right().length == problems.size())
                .isEmpty()) {
            try (var model = TaskModel.load(run, 1)) {
                new RunFolder(run)
                        .writeSealed(
                                WeakToStrongSection.file(run),
                                GreedyAnswers.of(model, problems).json());
            }
        }
    }

    private Path file(String name) {
        return WeakToStrongSection.folderOf(study).resolve("%s-%d.jsonl".formatted(name, how.labels()));
    }

    private Path labels(Student of) {
        return switch (of.way) {
            case NAIVE -> file("labels-of-" + of.weak.folder().getFileName());
            case TRUTH -> truth(of.strong);
            case CONFIDENT -> confident(of);
        };
    }

    private List<TaskProblem> problems(Result of) {
        var task = TaskKind.taskOf(of.folder());
        return LongStream.range(0, how.labels())
                .mapToObj(i -> task.problem(LABELED, i, Side.TRAINING))
                .toList();
    }

    private void label(Result weak) {
        var file = file("labels-of-" + weak.folder().getFileName());
        if (!Files.exists(file)) {
            var problems = problems(weak);
            try (var model = TaskModel.load(weak.folder(), 1)) {
                write(file, problems, GreedyAnswers.solutions(model, problems));
            }
        }
    }

    private Path truth(Result strong) {
        var file = file("truth-for-" + strong.folder().getFileName());
        if (!Files.exists(file)) {
            var problems = problems(strong);
            write(file, problems, problems.stream().map(TaskProblem::solution).toList());
        }
        return file;
    }

    /** Every other label is the strong model's own: it trusts its teacher and itself by half (arXiv 2312.09390, appendix A.4). */
    private Path confident(Student of) {
        var file = file("labels-of-%s-and-%s"
                .formatted(of.weak.folder().getFileName(), of.strong.folder().getFileName()));
        if (!Files.exists(file)) {
            var teacher = completions(file("labels-of-" + of.weak.folder().getFileName()));
            var own = completions(file("labels-of-" + of.strong.folder().getFileName()));
            var problems = problems(of.strong);
            var mixed = new ArrayList<String>();
            for (int i = 0; i < problems.size(); i++) {
                mixed.add((i % 2 == 0 ? teacher : own)
                        .getOrDefault(problems.get(i).prompt(), ""));
            }
            write(file, problems, mixed);
        }
        return file;
    }

    private static Map<String, String> completions(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(Json.MAPPER::readTree)
                    .collect(Collectors.toMap(
                            line -> line.path("prompt").asString(""),
                            line -> line.path("completion").asString(""),
                            (one, _) -> one));
        } catch (java.io.IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** What came to no end is no label. */
    private static void write(Path file, List<TaskProblem> problems, List<String> solutions) {
        var text = new StringBuilder();
        for (int i = 0; i < solutions.size(); i++) {
            if (solutions.get(i).isEmpty()) {
                continue;
            }
            text.append(Json.MAPPER
                            .createObjectNode()
                            .put("prompt", problems.get(i).prompt())
                            .put("completion", solutions.get(i)))
                    .append('\n');
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (java.io.IOException e) {
            throw DataException.of(file.getParent(), e);
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
