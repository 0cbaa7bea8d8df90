package loglog.lab.experiment;

import java.util.List;
import java.util.stream.Stream;
import loglog.laws.BelowCeiling;
import loglog.laws.Chinchilla;
import loglog.laws.Criterion;
import loglog.laws.DataConstrained;
import loglog.laws.Fitted;
import loglog.laws.Forecaster;
import loglog.laws.Kaplan;
import loglog.laws.Law;
import loglog.laws.Logarithmic;
import loglog.laws.Observations;
import loglog.laws.PowerLaw;
import loglog.laws.PowerLawWithFloor;
import loglog.laws.Sigmoid;
import loglog.runs.Metric;

/**
 * Which laws may describe a metric, and how their misfit is counted: by its scale, for runs, reports and pages alike.
 *
 * <p>On a logarithmic scale: power laws, of params and tokens too, by shares of the metric. On others: straight lines in the
 * logarithm of one scale, sigmoids and powers, by plain differences. No law of two scales is known for those, so that runs
 * which vary both params and tokens are laid along compute.
 */
public record MetricLaws(Metric metric) {
    /** What makes one fit better than another. */
    public Criterion criterion() {
        return isLog() ? Criterion.DEFAULT : Criterion.SQUARES;
    }

    /** Whether the metric is positive and its errors are shares of it. */
    public boolean isLog() {
        return metric.scale() == Metric.Scale.LOG;
    }

    /** The axes of a law where runs vary these. */
    List<String> axes(List<String> varied) {
        return isLog() || varied.size() == 1 ? varied : List.of("flops");
    }

    /** The form that plans are made by. */
    Law form(List<String> axes) {
        if (!isLog()) {
            return metric.scale() == Metric.Scale.LOGIT
                    ? new Sigmoid(axes.getFirst())
                    : new Logarithmic(axes.getFirst());
        }
        return switch (axes.size()) {
            case 1 -> new PowerLawWithFloor(axes.getFirst());
            case 2 -> new Chinchilla();
            default -> new DataConstrained(false);
        };
    }

    /** The forms along one scale that an answer fits, the richest first: it takes the first that the runs determine. */
    public List<Law> along(String axis) {
        return isLog()
                ? List.of(new PowerLawWithFloor(axis), new PowerLaw(axis))
                : metric.scale() == Metric.Scale.LOGIT
                        ? List.of(new Sigmoid(axis), new Logarithmic(axis))
                        : List.of(new Logarithmic(axis));
    }

    /**
     * The forms that a forecast weighs.
     *
     * <p>Near the ceiling no run can tell a floor, and laws with one bend away from where losses go: on two studies of
     * development they forecast 3 to 8% too much at ten times the compute, Kaplan's law below the ceiling 0.5% too
     * little and 1.4% too much (docs/quickstart.md).
     *
     * @param ceiling the loss of a model that has learned almost nothing; NaN where it is not known
     */
    public List<Law> forms(List<String> axes, double ceiling) {
        boolean bends = isLog() && !Double.isNaN(ceiling);
        return switch (axes.size()) {
            case 1 -> {
                var forms = Forecaster.formsOf(axes.getFirst(), criterion());
                yield bends
                        ? Stream.concat(forms.stream(), forms.stream().map(form -> new BelowCeiling(form, ceiling)))
                                .toList()
                        : forms;
            }
            case 2 -> bends ? List.of(new BelowCeiling(new Kaplan(), ceiling)) : Forecaster.formsOfParamsAndTokens();
            default -> List.of(new DataConstrained(false));
        };
    }

    /**
     * Fits the forms to observations and weighs them.
     *
     * @return none where none can be fitted
     */
    Fitted<Forecaster> forecaster(Observations rows, List<Law> forms, int draws, long seed) {
        var forecaster = Forecaster.of(rows, forms, criterion(), draws, seed);
        return isLog() || (Double.isInfinite(metric.least()) && Double.isInfinite(metric.greatest()))
                ? forecaster
                : forecaster.map(of -> of.within(metric.least(), metric.greatest()));
    }
}
