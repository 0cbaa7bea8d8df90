package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Optional;
import loglog.app.laws.IsoFlopProfiles;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.lab.results.Result;
import loglog.laws.Criterion;
import loglog.laws.IsoFlop;

/** Loss against params at each budget, with parabolas: Chinchilla's approach 2, as a check of the law. */
record IsoFlopFigure(Family family, IsoFlop answer) {
    /** Runs of one budget spend it to within a fortieth each. */
    private static final double TOLERANCE = 1.1;

    private static final int RESAMPLES = 200;

    /** Empty where the runs have no budgets in common. */
    static Optional<IsoFlopFigure> of(Family family, double level) {
        if (!family.hasOptimum()) {
            return Optional.empty();
        }
        var answer = IsoFlop.of(family.rows().observations(), Criterion.DEFAULT, TOLERANCE, RESAMPLES, level, 1);
        return answer.buckets().isEmpty() ? Optional.empty() : Optional.of(new IsoFlopFigure(family, answer));
    }

    Chart chart() {
        return IsoFlopProfiles.chart(
                        family.named("IsoFLOP profiles"),
                        answer,
                        family.rows().observations(),
                        family.names(),
                        Axis.log("validation loss [nats per token]"))
                .with(others());
    }

    /** Runs of no budget with runs enough for a parabola. */
    private Layer others() {
        var others = new ArrayList<>(family.rows().rows());
        answer.buckets().stream()
                .flatMap(b -> b.rows().stream())
                .map(family.rows().rows()::get)
                .forEach(others::remove);
        return new Layer.Points(
                null,
                Family.column(others, Result::params),
                Family.column(others, Result::loss),
                Family.column(others, Result::flops),
                others.stream().map(Result::name).toArray(String[]::new));
    }

    String caption(Object folder) {
        long runs = answer.buckets().stream().mapToLong(b -> b.rows().size()).sum();
        return ("%s, %d of them at %d budgets; parabolas of loss in log params by least squares. Read the minima as a check:"
                        + " parabolas misjudge the optimum where the grid is wide or off its centre or the exponents differ"
                        + " (arXiv 2603.22339); the optimum of the fitted law is to be preferred")
                .formatted(family.source(folder), runs, answer.buckets().size());
    }
}
