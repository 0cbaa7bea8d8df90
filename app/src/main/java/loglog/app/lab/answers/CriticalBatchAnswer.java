package loglog.app.lab.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.laws.CriticalBatch;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.runs.reader.LossCurve;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a larger batch stops saving steps, by the training curves, at several losses.
 *
 * @param curves one a run
 * @param estimates one a loss, the lowest loss last; none where the curves are of too few batch sizes
 */
record CriticalBatchAnswer(RecipeResults asked, List<CriticalBatch.Curve> curves, List<CriticalBatch> estimates)
        implements StudyAnswer {
    /** Of the way, in log loss, from the highest of the curves' ends to the highest of their beginnings. */
    private static final double[] PLACES = {0.5, 0.3, 0.15, 0.05};

    /** At a loss that fewer reach the batches compared would differ from place to place. */
    private static final int LEAST_CURVES = 3;

    static CriticalBatchAnswer of(RecipeResults asked) {
        var curves = new ArrayList<CriticalBatch.Curve>();
        for (var row : asked.rows()) {
            var losses = LossCurve.read(new RunFolder(row.result().folder()));
            if (losses.size() > 1) {
                curves.add(new CriticalBatch.Curve(row.run().plan().tokensPerStep(), losses.tokens(), losses.loss()));
            }
        }
        boolean enough = curves.stream()
                        .mapToDouble(CriticalBatch.Curve::batch)
                        .distinct()
                        .count()
                >= LEAST_CURVES;
        return new CriticalBatchAnswer(
                asked,
                List.copyOf(curves),
                enough
                        ? targets(curves).stream()
                                .map(loss -> CriticalBatch.at(curves, loss, asked.level()))
                                .toList()
                        : List.of());
    }

    @Override
    public void show(Sheet sheet, String whose) {
        sheet.heading("the critical batch size" + whose);
        if (estimates.isEmpty()) {
            sheet.text("The runs cannot tell: fewer than three batch sizes have a training curve.");
            return;
        }
        var table = TextTable.of(
                "loss",
                "critical batch [tokens]",
                "%.0f%% interval".formatted(100 * asked.level()),
                "fewest tokens",
                "fewest steps",
                "curves",
                "outcome");
        for (var e : estimates) {
            boolean known = e.outcome() == CriticalBatch.Outcome.BRACKETED;
            table.row(
                    Format.digits(e.loss(), 4),
                    known ? Format.count(e.batch().value()) : "",
                    Double.isNaN(e.batch().low())
                            ? ""
                            : Estimates.counts(e.batch()).range(),
                    known ? Format.count(e.tokens().value()) : "",
                    known ? Format.count(e.steps().value()) : "",
                    e.curves(),
                    e.outcome().words());
        }
        sheet.table("where each training curve reaches a loss:", table);
        sheet.text(verdict(estimates));
        if (!asked.runs().stream().allMatch(run -> run.plan().course().isSteady())) {
            sheet.warning("the learning rate was not constant: in the middle of a curve its loss is not that of a run"
                    + " that ends there");
        }
        sheet.warning("one learning rate served all batches: larger ones may want a higher one");
        sheet.figure(chart(curves), asked.source());
    }

    @Override
    public void write(ObjectNode json) {
        var node = json.putObject("critical_batch");
        if (estimates.isEmpty()) {
            node.put("outcome", CriticalBatch.Outcome.TOO_FEW_CURVES.words());
            return;
        }
        var at = node.putArray("at");
        for (var e : estimates) {
            var entry = LawsJson.put(at.addObject(), "loss", e.loss());
            entry.put("outcome", e.outcome().words());
            entry.set("batch", LawsJson.of(e.batch()));
        }
    }

    private static String verdict(List<CriticalBatch> estimates) {
        var last = estimates.getLast();
        return switch (last.outcome()) {
            case BRACKETED ->
                ("At a loss of %s the critical batch is %s tokens (%.0f%% interval %s): beyond it a larger batch"
                                + " saves few steps and costs many tokens.")
                        .formatted(
                                Format.digits(last.loss(), 4),
                                Format.count(last.batch().value()),
                                100 * last.batch().level(),
                                Estimates.counts(last.batch()).range());
            case ALL_BELOW ->
                "At the lowest loss looked at, the batches tried are below the critical one, or may be: larger"
                        + " ones must be tried.";
            case ALL_ABOVE ->
                "At the lowest loss looked at, the batches tried are above the critical one, or may be: smaller"
                        + " ones must be tried.";
            case UNDECIDED, TOO_FEW_CURVES ->
                "The runs cannot tell the critical batch: %s."
                        .formatted(last.outcome().words());
        };
    }

    /** Losses that every curve crosses, descending. */
    private static List<Double> targets(List<CriticalBatch.Curve> curves) {
        double end = curves.stream()
                .mapToDouble(c -> Arrays.stream(c.loss()).min().orElseThrow())
                .max()
                .orElseThrow();
        double start = curves.stream().mapToDouble(c -> c.loss()[0]).min().orElseThrow();
        return Arrays.stream(PLACES)
                .mapToObj(place -> end * Math.pow(Math.max(1, start / end), place))
                .toList();
    }

    private static Chart chart(List<CriticalBatch.Curve> curves) {
        var chart = new Chart("training loss by batch", Axis.log("tokens"), Axis.log("loss [nats per token]"));
        for (var curve : curves) {
            chart = chart.line("%s tokens a step".formatted(Format.count(curve.batch())), curve.tokens(), curve.loss());
        }
        return chart;
    }
}
