package loglog.app.lab;

import java.nio.file.Path;
import java.util.List;
import loglog.app.UserError;
import loglog.app.models.Reading;
import loglog.app.sheet.SheetPage;
import loglog.app.text.Format;
import loglog.lab.experiment.Choice;
import loglog.lab.experiment.Experiment;
import loglog.lab.experiment.Quickstart;
import loglog.lab.ledger.Entry;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.watch.Watch;
import loglog.lab.work.Limits;
import loglog.lab.work.Pace;
import loglog.lab.work.RunState;
import loglog.lab.work.Summary;
import loglog.models.training.CorpusData;
import loglog.tables.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog quickstart}: from nothing to a prediction that is written down first and verified after. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = {
            "Train a family of small models, fit the law that their losses obey, write down what the best model for ten times"
                    + " the compute will reach, train it, and compare.",
            "Stopped by Ctrl-C or killed, the same command goes on. Exit status 1: a run failed."
        })
public final class QuickstartCommand implements Runnable, IExitCodeGenerator {
    private static final double LEVEL = 0.9;
    private static final int INCOMPLETE = 1;

    @Option(names = "--corpus", paramLabel = "NAME", description = "europarl, jdk, or files (default: europarl)")
    String corpus = "europarl";

    @Option(names = "--seed", paramLabel = "N", description = "of weights and data order (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "that all may take, on this machine (default: ${DEFAULT-VALUE})")
    double minutes = 8;

    @Option(
            names = "--budget",
            paramLabel = "FLOP",
            description = "of the largest runs of the family, instead of what --minutes allows")
    String budget;

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = Path.of("runs");

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "the report (default: report.html in the study's folder)")
    Path html;

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    private int exitCode;

    @Override
    public int getExitCode() {
        return exitCode;
    }

    @Override
    public void run() {
        if (!(minutes > 0) || minutes > 100_000) {
            throw new UserError("--minutes: found %s, expected a positive number of minutes".formatted(minutes));
        }
        long began = System.nanoTime();
        try (var stop = new Stop()) {
            var text = text();
            var quickstart = Quickstart.begun(runs, corpus, seed, minutes).orElse(null);
            var pace = new Pace();
            int cores = Runtime.getRuntime().availableProcessors();
            if (quickstart == null && budget != null) {
                quickstart = new Quickstart(corpus, seed, minutes, budget(), cores);
                quickstart.write(runs);
            } else if (quickstart == null) {
                say("measuring how fast this machine trains");
                pace = Pace.probe(cores, Quickstart.probes());
                quickstart = Quickstart.plan(corpus, seed, minutes, pace, cores, text.tokens());
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

    /**
     * What the study must know of its corpus.
     *
     * @param tokens to train on
     * @param entropy of single tokens, in nats: the loss of a model that has learnt almost nothing
     */
    private record Text(long tokens, double entropy) {}

    /** Reads the corpus, which is then there for the workers. */
    private Text text() {
        var reading = new Reading(corpus);
        try (var data = CorpusData.open(corpus, null, reading)) {
            reading.endLine();
            if (data.sides().validation().tokens() == 0) {
                throw new UserError(
                        "--corpus %s: found too little text to set any aside for a validation loss, expected more"
                                .formatted(corpus));
            }
            return new Text(
                    data.sides().training().tokens(),
                    data.sides().validation().entropy(data.tokenizer().vocabulary()));
        }
    }

    private void carryOut(Quickstart quickstart, Pace pace, Text text, Stop stop, long began) {
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
                        pace.isKnown() ? "; about " + Format.duration(quickstart.seconds(pace)) : ""));
        var study = quickstart.study();
        var board = new Board(false);
        var limits = new Limits(quickstart.cores(), Limits.ofThisMachine().memoryBytes());
        var watch = new Watch(runs.resolve(study.name()), board);
        try (var experiment = new Experiment(study, runs, limits, pace, watch, stop)) {
            var trained = experiment.train(family);
            board.clear();
            if (stopped(trained, experiment) || !enough(trained, family)) {
                return;
            }
            var results = experiment.results(family);
            var choice = Choice.forBudget(
                    results,
                    text.entropy(),
                    "llama",
                    Quickstart.recipe(),
                    study.vocabulary(),
                    Quickstart.FACTOR * quickstart.largestBudget(),
                    text.tokens(),
                    LEVEL,
                    seed);
            var verification =
                    choice.verification("verification", "llama", Quickstart.recipe(), seed, quickstart.cores());
            var entry = experiment.predict(verification, choice.forecast(), results);
            say("the best model for %s FLOP: %s params, %s tokens; its loss will be %s (90%% interval %s to %s)"
                    .formatted(
                            Format.flops(choice.flops()),
                            Format.count(verification.params()),
                            Format.count(verification.tokens()),
                            Format.digits(entry.value(), 4),
                            Format.digits(entry.low(), 4),
                            Format.digits(entry.high(), 4)));
            say("written into the ledger as %s, before that model is trained".formatted(entry.id()));
            var verified = experiment.train(List.of(verification));
            board.clear();
            if (stopped(verified, experiment) || !enough(verified, List.of(verification))) {
                return;
            }
            var scored = experiment.entry(verification).orElseThrow();
            var all = new java.util.ArrayList<>(family);
            all.add(verification);
            report(experiment, quickstart, results, choice, scored, all, (System.nanoTime() - began) * 1e-9);
        }
    }

    private boolean stopped(Summary summary, Experiment experiment) {
        if (summary.isStopped()) {
            System.err.println(
                    "loglog: stopped; the same command goes on from the checkpoints in " + experiment.folder());
            return true;
        }
        return false;
    }

    /** Names the runs that failed; a family that lacks a few still has a law. */
    private boolean enough(Summary summary, List<PlannedRun> planned) {
        var failed = summary.states().entrySet().stream()
                .filter(e -> !(e.getValue() instanceof RunState.Finished))
                .map(e -> e.getKey().name())
                .toList();
        if (!failed.isEmpty()) {
            exitCode = INCOMPLETE;
            System.err.println("loglog: %d of %d runs did not finish: %s; the same command tries them again"
                    .formatted(failed.size(), planned.size(), String.join(", ", failed)));
        }
        return failed.isEmpty() || planned.size() - failed.size() >= 3 * planned.size() / 4;
    }

    private void report(
            Experiment experiment,
            Quickstart quickstart,
            Results results,
            Choice choice,
            Entry entry,
            List<PlannedRun> all,
            double seconds) {
        var file = html != null ? html : experiment.folder().resolve("report.html");
        var sheet = StudyReport.of(quickstart.study(), results, choice, entry, seed);
        SheetPage.write(sheet, command(), file);
        if (json) {
            System.out.println(loglog.app.laws.OutputOptions.MAPPER.writeValueAsString(json(entry, all, seconds)));
            return;
        }
        System.out.print(sheet.forTerminal(loglog.app.plot.Terminal.detect()));
        System.out.println("\nreport: " + file);
        System.out.println(comparison(entry));
    }

    /** The last line: what was predicted, what came. */
    static String comparison(Entry entry) {
        var score = entry.score().orElseThrow();
        return "predicted %s, 90%% interval %s to %s, measured %s, error %s%s: %s the interval"
                .formatted(
                        Format.digits(entry.value(), 4),
                        Format.digits(entry.low(), 4),
                        Format.digits(entry.high(), 4),
                        Format.digits(score.result(), 4),
                        entry.relativeError() > 0 ? "+" : "",
                        Format.percent(entry.relativeError()),
                        entry.inside().orElseThrow() ? "inside" : "outside");
    }

    private static ObjectNode json(Entry entry, List<PlannedRun> all, double seconds) {
        var node = JsonNodeFactory.instance.objectNode();
        node.putObject("forecast")
                .put("value", entry.value())
                .put("low", entry.low())
                .put("high", entry.high());
        return node.put("result", entry.score().orElseThrow().result())
                .put("relative_error", entry.relativeError())
                .put("inside", entry.inside().orElseThrow())
                .put("seconds", seconds)
                .put("runs", all.size())
                .put("flops", all.stream().mapToDouble(PlannedRun::ownFlops).sum());
    }

    private String command() {
        return "./loglog quickstart --corpus %s --seed %d --minutes %s --runs %s"
                .formatted(corpus, seed, minutes, runs);
    }

    private void say(String text) {
        (json ? System.err : System.out).println(text);
        System.out.flush();
    }
}
