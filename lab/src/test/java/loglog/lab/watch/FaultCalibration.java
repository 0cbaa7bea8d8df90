package loglog.lab.watch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import loglog.lab.results.Results;
import loglog.lab.watch.FinishedCurves.Finished;
import loglog.models.training.CorpusData;
import loglog.models.training.Data;
import loglog.models.training.Plan;
import loglog.models.training.TrainingRun;
import loglog.training.Progress;

/**
 * Trains runs of a real study again, each with a fault from its middle on, and says when the watch finds it. Arguments: the
 * study's folder, an empty folder, and names of runs. Not a test.
 */
final class FaultCalibration {
    private FaultCalibration() {}

    private interface Training {
        void of(Path folder, Plan plan, Data data, Consumer<Progress.Row> rows);
    }

    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        var study = Path.of(args[0]);
        var options = new TrainingRun.Options(20, 1e9, 0, 0);
        try (var corpus = CorpusData.open("europarl", null, _ -> {})) {
            for (int i = 2; i < args.length; i++) {
                var name = args[i];
                var plan = TrainingRun.plan(study.resolve(name));
                var data = corpus.data("europarl", plan.recipe().context(), plan.seed(), 0, 100_000);
                long half = plan.steps() / 2 / 20 * 20;
                int batch = plan.recipe().batch();
                Training healthy =
                        (f, p, d, rows) -> TrainingRun.start(f, p, d, options, Faults.progress(rows, Long.MAX_VALUE));
                watch(study, args[1], name, "healthy", plan, data, healthy);
                for (double share : new double[] {0.02, 0.1, 1}) {
                    watch(
                            study,
                            args[1],
                            name,
                            "labels wrong in " + share,
                            plan,
                            data,
                            (f, p, d, rows) -> TrainingRun.start(
                                    f,
                                    p,
                                    Faults.wrongLabels(d, half * batch, share, 256),
                                    options,
                                    Faults.progress(rows, Long.MAX_VALUE)));
                }
                for (double factor : new double[] {1e-9, 0.1, 3, 10, 30}) {
                    watch(
                            study,
                            args[1],
                            name,
                            "rate times " + factor,
                            plan,
                            data,
                            (f, p, d, rows) -> Faults.wrongRate(f, p, d, options, half, factor, rows));
                }
            }
        }
    }

    private static void watch(Path study, String to, String name, String what, Plan plan, Data data, Training training)
            throws Exception {
        var finished = new ArrayList<Finished>();
        double params = 0;
        try (var folders = Files.list(study)) {
            for (var folder : folders.sorted().toList()) {
                var result = Results.result(folder.getFileName().toString(), folder.toRealPath());
                if (result.isPresent() && !folder.getFileName().toString().equals(name)) {
                    var r = result.get();
                    finished.add(new Finished(WatchedCurve.read(r.folder(), r.params(), r.tokens()), r.value()));
                } else if (result.isPresent()) {
                    params = result.get().params();
                }
            }
        }
        long perStep = plan.recipe().tokensPerStep();
        double planned = plan.steps() * perStep;
        var flags = new ArrayList<Flag>();
        var watch = new RunWatch(params, planned, perStep, List.of(), flags::add, f -> {});
        watch.expect(FinishedCurves.of(finished, 0.02).orElseThrow().expected(params, planned));
        var folder = Path.of(to).resolve(name + "-" + what.replace(' ', '-'));
        var last = new double[1];
        training.of(folder, plan, data, row -> {
            watch.add(row.tokens(), row.value("loss"));
            last[0] = row.value("loss");
        });
        watch.end();
        System.out.printf("%s, %s: last loss %.3f, %d steps%n", name, what, last[0], plan.steps());
        watch.flags()
                .forEach(f -> System.out.printf(
                        "    raised at %.0f%% of the run: %s%n",
                        100.0 * f.certainStep() / plan.steps(), f.sentence("it")));
    }
}
