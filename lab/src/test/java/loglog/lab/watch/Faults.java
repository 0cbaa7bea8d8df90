package loglog.lab.watch;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.function.Consumer;
import loglog.engine.KeyedRandom;
import loglog.models.training.Data;
import loglog.models.training.Sequences;
import loglog.models.training.TrainingRun;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.Progress;
import tools.jackson.databind.node.ObjectNode;

/** Real runs with a fault from their middle on. */
final class Faults {
    private Faults() {}

    /** Trains a run whose targets, from a sequence on, are any tokens in a share of the places. */
    static Data wrongLabels(Data data, long fromSequence, double share, int vocabulary) {
        var right = (Sequences) data.training();
        Sequences wrong = (first, rows, tokens, targets) -> {
            right.fill(first, rows, tokens, targets);
            long places = targets.byteSize() / Integer.BYTES;
            for (long i = 0; i < places && first >= fromSequence; i++) {
                var random = KeyedRandom.of(1, first, "wrong labels");
                if (random.uniform(2 * i) < share) {
                    targets.setAtIndex(ValueLayout.JAVA_INT, i, (int) (random.uniform(2 * i + 1) * vocabulary));
                }
            }
        };
        return new Data(wrong, data.validation(), data.validationSequences(), data.bytesPerToken(), data.description());
    }

    /** Stops a run at a step, multiplies the learning rate that its folder asks for, and goes on. */
    static Outcome wrongRate(
            Path folder,
            loglog.models.training.Plan plan,
            Data data,
            TrainingRun.Options options,
            long step,
            double factor,
            Consumer<Progress.Row> rows) {
        TrainingRun.start(folder, plan, data, options, progress(rows, step));
        var run = new RunFolder(folder);
        var asked = run.read(run.runFile());
        ((ObjectNode) asked.required("recipe")).put("rate", plan.recipe().rate() * factor);
        run.write(run.runFile(), asked);
        return TrainingRun.resume(folder, data, options, progress(rows, Long.MAX_VALUE));
    }

    static Progress progress(Consumer<Progress.Row> rows, long stop) {
        return new Progress() {
            private boolean due;

            @Override
            public void logged(Row row) {
                due = row.step() >= stop;
                rows.accept(row);
            }

            @Override
            public boolean stop() {
                return due;
            }
        };
    }

    static ObjectNode none() {
        return Json.MAPPER.createObjectNode();
    }
}
