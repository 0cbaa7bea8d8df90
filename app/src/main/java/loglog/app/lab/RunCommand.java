package loglog.app.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.hex.BoardLaws;
import loglog.app.hex.NextBoard;
import loglog.app.lab.answers.Answers;
import loglog.app.lab.report.DesignSections;
import loglog.app.lab.report.LossAndAccuracy;
import loglog.app.lab.report.StudyReport;
import loglog.app.laws.OutputOptions;
import loglog.lab.experiment.Experiment;
import loglog.lab.experiment.ModelChoice;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.experiment.StudyLaw;
import loglog.lab.experiment.Verification;
import loglog.lab.launch.Cancellation;
import loglog.lab.launch.SlurmOptions;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.lab.study.StudyFile;
import loglog.lab.watch.Watch;
import loglog.lab.work.Limits;
import loglog.lab.work.Workers;
import loglog.laws.Fitted;
import loglog.pages.plot.Terminal;
import loglog.pages.sheet.Sheet;
import loglog.runs.AtomicFile;
import loglog.runs.Problem;
import loglog.tasks.TrainedTask;
import loglog.training.Survey;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog run}: a study from its plan to its answer. */
@Command(
        name = "run",
        description = {
            "Run a study: show the plan, train its runs, report what they answer; where a forecast is asked for, write it"
                    + " down, train the run that verifies it, and compare.",
            "After Ctrl-C or a kill, the same command continues; two of them on one folder share the work."
                    + " --on slurm hands the runs over to Slurm's queue, where they go on after Ctrl-C (docs/slurm.md)."
                    + " Exit status 1: a"
                    + " run failed or diverged, or the results allow no forecast."
        })
public final class RunCommand implements Runnable, IExitCodeGenerator, BeforeWork {
    private static final int INCOMPLETE = 1;

    /** For jobs to save checkpoints and leave the queue. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "the study file (default: ${DEFAULT-VALUE})")
    Path file = Path.of(StudyFile.NAME_OF_FILE);

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Option(names = "--cores", paramLabel = "N", description = "cores to train on (default: this machine's)")
    int cores = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--on",
            paramLabel = "PLACE",
            description =
                    "where to carry the runs out: local or slurm (default: as the study's executor says, else local)")
    String on;

    @Option(
            names = "--detach",
            description = "hand the runs over to Slurm and end; the same command without it finds them again")
    boolean detach;

    @Option(
            names = "--cancel",
            description = "end the study's jobs in Slurm, at checkpoints, instead of carrying anything out")
    boolean cancel;

    @Option(names = "--dry-run", description = "show the plan and stop")
    boolean dryRun;

    @Option(
            names = "--retry-diverged",
            description = {
                "train diverged runs again; their old folders are set aside",
                "(Loglog's own trainer gives the same bits on the same kind of machine, so that the same settings diverge"
                        + " again; on another machine, or with a program of yours, they may not)"
            })
    boolean retryDiverged;

    @Mixin
    OutputOptions output = new OutputOptions();

    /** How to hand runs over to Slurm; empty for processes of this machine. */
    private Optional<SlurmOptions> slurm = Optional.empty();

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void check() {
        if (!dryRun && !cancel) {
            OutputPath.folders("--runs", runs);
        }
    }

    @Override
    public void run() {
        if (cores < 1) {
            throw new UserError("--cores: found %d, expected at least 1".formatted(cores));
        }
        long began = System.nanoTime();
        var study = StudyFile.read(file);
        slurm = ExecutorChoice.of(on, study, StudyFile.executor(file), detach || cancel);
        if (slurm.filter(s -> s.cores() > 0).isPresent()) {
            cores = slurm.get().cores();
        }
        if (cancel) {
            cancel(study);
            return;
        }
        try (var stop = new Stop()) {
            // What is too large for this machine is refused before anything is written.
            var first = PlannedStudy.of(study, runs, cores, true);
            if (!dryRun && slurm.isEmpty()) {
                Affordable.check(first, cores);
            }
            if (retryDiverged && !dryRun) {
                setAside(first);
            }
            var estimate = RunEstimate.of(first, runs, cores, slurm.isPresent(), this::say);
            if (!dryRun) {
                Affordable.check(study, estimate.seconds(), cores);
            }
            var planned = dryRun ? first : PlannedStudy.of(study, runs, cores, false);
            first.changed().ifPresent(sentence -> Say.err("loglog: " + sentence));
            if (dryRun && output.json) {
                System.out.println(OutputOptions.MAPPER.writeValueAsString(estimate.json()));
                return;
            }
            say(estimate.text(output.terminal()));
            if (!dryRun) {
                carryOut(planned, estimate, stop, began);
            }
        }
    }

    private void cancel(Study study) {
        try (var stop = new Stop();
                var executor = Workers.slurm(runs.resolve(study.name()), study.name(), slurm.orElseThrow())) {
            var ended = Cancellation.of(executor, PATIENCE, stop);
            say(
                    ended.tasks() == 0
                            ? "no run of the study is under way in Slurm"
                            : ended.left() == 0
                                    ? "%d %s under way, and ended at the last checkpoints; without --cancel the same command goes on"
                                            .formatted(ended.tasks(), ended.tasks() == 1 ? "run was" : "runs were")
                                    : "%d of %d runs were asked to end and have not yet; squeue shows their jobs"
                                            .formatted(ended.left(), ended.tasks()));
            exitCode = ended.left() == 0 ? 0 : INCOMPLETE;
        }
    }

    private void setAside(PlannedStudy planned) {
        for (var folder : planned.setDivergedAside()) {
            say("set aside: " + folder);
        }
    }

    /** A recipe's forecast and what came of it. */
    private record Forecasted(ModelChoice choice, Results results, Entry entry) {}

    private void carryOut(PlannedStudy planned, RunEstimate estimate, Stop stop, long began) {
        var plan = planned.plan();
        var study = plan.study();
        var text = study.hasProgram() ? Survey.UNKNOWN : StudyWork.survey(study.task());
        warnOfRepeats(plan.runs(), text);
        var board = new Board(false);
        var limits = new Limits(cores, Limits.ofThisMachine().memoryBytes());
        BooleanSupplier until = () -> stop.getAsBoolean() || detach && board.isBegun();
        try (var watch = new Watch(planned.folder(), board);
                var experiment = slurm.isPresent()
                        ? new Experiment(
                                study,
                                runs,
                                Workers.slurm(planned.folder(), study.name(), slurm.get()),
                                estimate.pace(),
                                watch,
                                until)
                        : new Experiment(study, runs, limits, estimate.pace(), watch, stop)) {
            var work = new StudyWork(experiment, board, this::say);
            var next = NextBoard.of(plan);
            if (next.isPresent()) {
                forecast(next.get(), planned, experiment, work);
                if (work.isStopped()) {
                    return;
                }
            }
            boolean enough = work.train(plan.runs());
            if (work.isStopped()) {
                return;
            }
            var results = experiment.results(plan.runs());
            var rounding = RoundingWork.of(study, runs, cores, this::say);
            rounding.ifPresent(after -> after.measure(results, stop));
            var forecasts = new LinkedHashMap<String, Forecasted>();
            var remarks = new ArrayList<>(
                    results.problems().stream().map(Problem::sentence).toList());
            if (study.forecast().isPresent() && !enough) {
                remarks.add("too few runs finished for a forecast");
            } else if (study.forecast().isPresent()) {
                for (var recipe : study.recipes().keySet()) {
                    forecast(planned, experiment, work, rounding, recipe, text, forecasts, remarks);
                    if (work.isStopped()) {
                        return;
                    }
                }
            }
            AfterTraining.carryOut(planned, runs, results, cores, this::say, stop);
            if (stop.getAsBoolean()) {
                Say.err(
                        "loglog: stopped; the runs are trained, and the same command goes on with what comes after them");
                return;
            }
            exitCode = work.isComplete() && remarks.isEmpty() ? 0 : INCOMPLETE;
            remarks.forEach(remark -> Say.err("loglog: " + remark));
            report(planned, results, forecasts, remarks, (System.nanoTime() - began) * 1e-9);
        }
    }

    /** Trains all boards but the largest, and writes down what they say of it. */
    private void forecast(NextBoard next, PlannedStudy planned, Experiment experiment, StudyWork work) {
        if (!work.train(next.smaller())) {
            return;
        }
        var entry = next.predict(
                planned.plan().study().name(), planned.folder(), experiment.results(next.smaller()), StudyWork.LEVEL);
        say(entry.map(e ->
                        "%s will be rated %s Elo (90%% interval %s to %s), by the other boards; in the ledger as %s%s"
                                .formatted(
                                        Path.of(e.run()).getFileName(),
                                        Format.digits(e.value(), 4),
                                        Format.digits(e.low(), 4),
                                        Format.digits(e.high(), 4),
                                        e.id(),
                                        e.inTime() ? ", before it is trained" : ""))
                .orElse("no forecast of the largest board: too few ratings of the others rise with compute"));
    }

    private void forecast(
            PlannedStudy planned,
            Experiment experiment,
            StudyWork work,
            Optional<RoundingWork> rounding,
            String recipe,
            Survey text,
            Map<String, Forecasted> forecasts,
            List<String> remarks) {
        var study = planned.plan().study();
        var of = planned.plan().runs().stream()
                .filter(r -> r.recipe().equals(recipe))
                .toList();
        var results = experiment.results(of);
        var law = StudyLaw.of(study, of);
        switch (Verification.choose(planned, law, recipe, results, text, StudyWork.LEVEL)) {
            case Fitted.None(var why) ->
                remarks.add("no forecast%s: %s".formatted(study.recipes().size() > 1 ? " for " + recipe : "", why));
            case Fitted.Found(var verification) -> {
                rounding.ifPresent(after -> after.predict(verification.run(), results));
                verify(verification, study, experiment, work, recipe, results, forecasts);
                rounding.ifPresent(after -> after.verify(verification.run()));
            }
        }
    }

    private void verify(
            Verification verification,
            Study study,
            Experiment experiment,
            StudyWork work,
            String recipe,
            Results results,
            Map<String, Forecasted> forecasts) {
        var what = verification.isOptimal() ? "the best model" : "the model";
        if (study.recipes().size() > 1) {
            what += " of " + recipe;
        }
        var byLoss = study.task() instanceof TrainedTask task && task.forecastByLoss()
                ? LossAndAccuracy.of(results.observed())
                        .forecast(verification.run().flops(), StudyWork.LEVEL)
                : Optional.<LossAndAccuracy.InTwoSteps>empty();
        var entry = byLoss.isPresent()
                ? work.verify(
                        verification.run(),
                        experiment.predict(
                                verification.run(),
                                byLoss.get().interval(),
                                byLoss.get().words(),
                                results),
                        what)
                : work.verify(verification.run(), verification.choice().forecast(), results, what);
        entry.ifPresent(of -> forecasts.put(recipe, new Forecasted(verification.choice(), results, of)));
    }

    private void warnOfRepeats(List<PlannedRun> planned, Survey text) {
        planned.stream()
                .filter(r -> r.uniqueTokens() == 0 && r.tokens() > text.tokens())
                .max(java.util.Comparator.comparingLong(PlannedRun::tokens))
                .ifPresent(r -> Say.err(
                        "loglog: %s reads the corpus' %s training tokens %s times: repeated tokens are worth less"
                                .formatted(
                                        r.name(),
                                        Format.count(text.tokens()),
                                        Format.number(r.tokens() / (double) text.tokens()))));
    }

    private void report(
            PlannedStudy planned,
            Results results,
            Map<String, Forecasted> forecasts,
            List<String> remarks,
            double seconds) {
        var study = planned.plan().study();
        var sheet = sheet(planned, results).warnings(remarks);
        var json = StudySheet.json(planned, results, seconds);
        var answers = Answers.of(planned, results, StudyWork.LEVEL);
        answers.show(sheet);
        json.set("answers", answers.json());
        if (!remarks.isEmpty()) {
            remarks.forEach(json.putArray("warnings")::add);
        }
        forecasts.forEach((recipe, f) -> {
            ObjectNode node = StudyWork.json(f.entry())
                    .put("recipe", recipe)
                    .put("run", f.entry().run());
            json.withArray("/forecasts").add(node);
        });
        DesignSections.add(planned.folder(), Results.read(planned.folder()), new Sheet(""), json);
        BoardLaws.of(planned.folder()).ifPresent(boards -> {
            boards.write(json);
            AtomicFile.write(
                    planned.folder().resolve("strength.csv"), boards.csv().getBytes());
        });
        output.show(new ReadyAnswer(answers.source(), sheet, json));
        if (!output.json) {
            forecasts.forEach((recipe, f) ->
                    Say.out((study.recipes().size() > 1 ? recipe + ": " : "") + StudyWork.comparison(f.entry())));
        }
    }

    /** The report, made from the folders as {@code loglog report} makes it. */
    private static Sheet sheet(PlannedStudy planned, Results results) {
        return results.size() == 0
                ? new Sheet("study " + planned.plan().study().name())
                : StudyReport.of(planned.folder()).sheet(true);
    }

    private void say(String text) {
        var terminal = output.json ? Terminal.detectError() : Terminal.detect();
        (output.json ? System.err : System.out).println(terminal.wrap(text));
        System.out.flush();
    }
}
