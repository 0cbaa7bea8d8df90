package loglog.app.lab;

import java.nio.file.Path;
import java.util.List;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.app.lab.report.StudyReport;
import loglog.app.laws.FigureOptions;
import loglog.lab.experiment.Experiment;
import loglog.lab.experiment.ModelChoice;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.watch.Watch;
import loglog.lab.work.Limits;
import loglog.lab.work.Pace;
import loglog.models.language.LanguageTask;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.tables.Numbers;
import loglog.training.Survey;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog quickstart}: from nothing to a prediction that is written down first and verified after. */
@Command(
        name = "quickstart",
        description = {
            "Train a family of small models, fit the law that their losses obey, write down what the best model"
                    + " for ten times"
                    + " the compute will reach, train it, and compare.",
            "After Ctrl-C or a kill, the same command continues. Exit status 1: a run failed."
        })
public final class QuickstartCommand implements Runnable, IExitCodeGenerator, BeforeWork {
    private static final int INCOMPLETE = 1;

    @Option(names = "--corpus", paramLabel = "NAME", description = "europarl, jdk, or files (default: europarl)")
    String corpus = "europarl";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of the weights and the data order (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "minutes that the whole command may take on this machine (default: 8)")
    double minutes = 8;

    @Option(
            names = "--budget",
            paramLabel = "FLOP",
            description = "compute of the largest runs of the family, such as 1e13 (default: what --minutes allows)")
    String budget;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "the report (default: report.html in the study's folder)")
    Path html;

    @Mixin
    FigureOptions figures = new FigureOptions();

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void check() {
        OutputPath.folders("--runs", runs);
        OutputPath.file("--html", html);
    }

    @Override
    public void run() {
        if (!(minutes > 0) || minutes > 100_000) {
            throw new UserError("--minutes: found %s, expected a positive number of minutes, at most 100000"
                    .formatted(Format.trim(Format.number(minutes))));
        }
        long began = System.nanoTime();
        try (var stop = new Stop()) {
            var text = StudyWork.survey(new LanguageTask(corpus, null, 256, 1));
            var quickstart = Quickstart.begun(runs, corpus, seed, minutes).orElse(null);
            var pace = new Pace();
            int cores = Runtime.getRuntime().availableProcessors();
            if (quickstart == null && budget != null) {
                quickstart = Quickstart.ofBudget(corpus, seed, minutes, budget(), cores, text.tokens());
                quickstart.write(runs);
            } else if (quickstart == null) {
                say("measuring how fast this machine trains");
                pace = Pace.probe(cores, Quickstart.probes(), Math.clamp(minutes / 4, 0.25, 2));
                quickstart = Quickstart.plan(corpus, seed, minutes, pace, cores, text.tokens());
                quickstart.shortfall(pace).ifPresent(this::say);
                quickstart.write(runs);
            }
            carryOut(quickstart, pace, text, stop, began);
        }
    }

    private double budget() {
        var number = Numbers.parse(budget);
        if (number.isEmpty() || !(number.getAsDouble() >= 1e9) || number.getAsDouble() > 1e24) {
            throw new UserError("--budget: found %s, expected FLOP of training from 1e9 to 1e24".formatted(budget));
        }
        return number.getAsDouble();
    }

    private void carryOut(Quickstart quickstart, Pace pace, Survey text, Stop stop, long began) {
        var family = quickstart.runs();
        double flops = family.stream().mapToDouble(PlannedRun::ownFlops).sum();
        say("%d models of %s to %s params, budgets from %s to %s FLOP, %s FLOP in all; then one of %s FLOP%s"
                .formatted(
                        family.size(),
                        Format.count(family.stream()
                                .mapToLong(PlannedRun::params)
                                .min()
                                .orElseThrow()),
                        Format.count(family.stream()
                                .mapToLong(PlannedRun::params)
                                .max()
                                .orElseThrow()),
                        Format.flops(quickstart.budgets().getFirst()),
                        Format.flops(quickstart.largestBudget()),
                        Format.flops(flops),
                        Format.flops(Quickstart.FACTOR * quickstart.largestBudget()),
                        pace.isKnown() ? "; " + Format.about(quickstart.seconds(pace)) : ""));
        var study = quickstart.study();
        var board = new Board(false);
        var limits = new Limits(quickstart.cores(), Limits.ofThisMachine().memoryBytes());
        try (var watch = new Watch(runs.resolve(study.name()), board);
                var experiment = new Experiment(study, runs, limits, pace, watch, stop)) {
            var work = new StudyWork(experiment, board, this::say);
            boolean trained = work.train(family);
            exitCode = work.isComplete() ? 0 : INCOMPLETE;
            if (!trained) {
                return;
            }
            var results = experiment.results(family);
            var choice = choice(results, quickstart, text);
            var verification =
                    choice.verification("verification", "llama", Quickstart.settings(), seed, quickstart.cores());
            var scored = work.verify(verification, choice.forecast(), results, "the best model");
            exitCode = work.isComplete() ? 0 : INCOMPLETE;
            if (scored.isEmpty()) {
                return;
            }
            var all = new java.util.ArrayList<>(family);
            all.add(verification);
            report(experiment, scored.get(), all, (System.nanoTime() - began) * 1e-9);
        }
    }

    private ModelChoice choice(Results results, Quickstart quickstart, Survey text) {
        return ModelChoice.forBudget(
                        results,
                        text.ceiling(),
                        List.copyOf(Quickstart.family()),
                        Quickstart.settings(),
                        Quickstart.FACTOR * quickstart.largestBudget(),
                        text.tokens(),
                        StudyWork.LEVEL,
                        seed)
                .orElseThrow(
                        why -> new UserError("corpus %s: no forecast: %s, expected more text, or a smaller --budget"
                                .formatted(corpus, why)));
    }

    private void report(Experiment experiment, Entry entry, List<PlannedRun> all, double seconds) {
        var file = html != null ? html : experiment.folder().resolve("report.html");
        var answer = StudyReport.of(experiment.folder());
        var sheet = answer.sheet(true);
        ReportCommand.write(sheet, experiment.folder(), file, figures);
        if (json) {
            System.out.println(loglog.app.laws.OutputOptions.MAPPER.writeValueAsString(
                    json(entry, all, seconds).set("source", answer.source().json())));
            return;
        }
        TerminalStream.styled(System.out, sheet.forTerminal(Terminal.detect()));
        say("\nreport: " + file);
        say(StudyWork.comparison(entry));
    }

    private static ObjectNode json(Entry entry, List<PlannedRun> all, double seconds) {
        return StudyWork.json(entry)
                .put("seconds", seconds)
                .put("runs", all.size())
                .put("flops", all.stream().mapToDouble(PlannedRun::ownFlops).sum());
    }

    private void say(String text) {
        var terminal = json ? Terminal.detectError() : Terminal.detect();
        (json ? System.err : System.out).println(terminal.wrap(text));
        System.out.flush();
    }
}
