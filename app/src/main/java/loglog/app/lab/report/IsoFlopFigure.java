package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Optional;
import loglog.app.answers.IsoFlopProfiles;
import loglog.app.answers.IsoFlopProfiles.Along;
import loglog.lab.results.Result;
import loglog.laws.Criterion;
import loglog.laws.IsoFlop;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;

/** Loss against params at each budget, with parabolas: Chinchilla's approach 2, as a check of the law. */
record IsoFlopFigure(RecipeRuns family, IsoFlop answer) {
    /** Runs of one budget spend it to within a fortieth each. */
    private static final double TOLERANCE = 1.1;

    private static final int RESAMPLES = 200;

    /** Empty where the runs have no budgets in common. */
    static Optional<IsoFlopFigure> of(RecipeRuns family, double level) {
        if (!family.hasOptimum()) {
            return Optional.empty();
        }
        var answer = IsoFlop.of(family.rows().observations(), Criterion.DEFAULT, TOLERANCE, RESAMPLES, level, 1);
        return answer.buckets().isEmpty() ? Optional.empty() : Optional.of(new IsoFlopFigure(family, answer));
    }

    Chart chart(Along along) {
        return IsoFlopProfiles.chart(
                        family.named("IsoFLOP profiles against " + along.axis()),
                        answer,
                        family.rows().observations(),
                        family.names(),
                        Axis.log("validation loss [nats per token]"),
                        along)
                .with(others(along));
    }

    /** Runs of no budget with runs enough for a parabola. */
    private Layer others(Along along) {
        var others = new ArrayList<>(family.rows().rows());
        answer.buckets().stream()
                .flatMap(b -> b.rows().stream())
                .map(family.rows().rows()::get)
                .forEach(others::remove);
        return new Layer.Points(
                        null,
                        RecipeRuns.column(others, along == Along.PARAMS ? Result::params : Result::tokens),
                        RecipeRuns.column(others, Result::value),
                        RecipeRuns.column(others, Result::flops),
                        others.stream().map(Result::name).toArray(String[]::new))
                .more(RecipeRuns.known(others));
    }

    Caption caption(StudyFolder study, double level, Along along) {
        long runs = answer.buckets().stream().mapToLong(b -> b.rows().size()).sum();
        return Caption.of(
                        ("Loss against %s: %s, %d of them at %d budgets; parabolas of loss in log params by least squares (arXiv"
                                        + " 2203.15556, section 3.2), bars: %.0f%% intervals of their minima from %d resamples of"
                                        + " each budget's runs. Read the minima as a check: parabolas misjudge the optimum where"
                                        + " the grid is wide or off its center or the exponents differ (arXiv 2603.22339); the"
                                        + " optimum of the fitted law is to be preferred")
                                .formatted(
                                        along == Along.PARAMS ? "params" : "tokens",
                                        family.source(study),
                                        runs,
                                        answer.buckets().size(),
                                        100 * level,
                                        RESAMPLES))
                .cites("efron1979 efron1981");
    }
}
