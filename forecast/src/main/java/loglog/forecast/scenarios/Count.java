package loglog.forecast.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import loglog.forecast.scenarios.Scenario.Growth;
import loglog.forecast.scenarios.Scenario.Part;

/**
 * The sum itself: effective compute in orders of magnitude since the scenario's first model, for one value of each input.
 *
 * <p>Physical compute is the training FLOP of the models, straight in log FLOP between their dates, and grows by its rate after the last;
 * the other parts grow by their rates all along; steps are added at their dates (of compute only those after the last model).
 */
final class Count {
    /** A rate over a period, with its views. */
    private record Rate(List<Growth> views) {
        Part part() {
            return views.getFirst().part();
        }

        double years(double from, double to) {
            return Math.max(
                    0,
                    Math.min(to, views.getFirst().until())
                            - Math.max(from, views.getFirst().from()));
        }
    }

    private final Scenario scenario;
    private final List<Rate> rates;
    private final double[] bends;

    Count(Scenario scenario) {
        this.scenario = scenario;
        var grouped = new ArrayList<Rate>();
        for (var growth : scenario.growths()) {
            grouped.stream()
                    .filter(rate -> rate.views().getFirst().isSamePeriod(growth))
                    .findFirst()
                    .ifPresentOrElse(
                            rate -> rate.views().add(growth),
                            () -> grouped.add(new Rate(new ArrayList<>(List.of(growth)))));
        }
        this.rates = List.copyOf(grouped);
        this.bends = bends(scenario);
    }

    /** The dates between which the sum is straight, up to the scenario's end, which is the last. */
    private static double[] bends(Scenario scenario) {
        var dates = new TreeSet<Double>();
        scenario.models().forEach(model -> dates.add(model.date()));
        scenario.steps().forEach(step -> dates.add(step.date()));
        scenario.growths().forEach(growth -> dates.addAll(List.of(growth.from(), growth.until())));
        dates.add(scenario.until());
        return dates.headSet(scenario.until(), true).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The inputs' names: a model's FLOP, a rate, a step. */
    List<String> inputs() {
        var names = new ArrayList<String>();
        scenario.models().forEach(model -> names.add("FLOP of " + model.name()));
        for (var rate : rates) {
            var first = rate.views().getFirst();
            var period = Double.isInfinite(first.from()) && Double.isInfinite(first.until())
                    ? ""
                    : Double.isInfinite(first.until())
                            ? " from " + year(first.from())
                            : Double.isInfinite(first.from())
                                    ? " until " + year(first.until())
                                    : " from %s to %s".formatted(year(first.from()), year(first.until()));
            names.add("growth of " + rate.part().word() + period);
        }
        scenario.steps().forEach(step -> names.add(step.name()));
        return List.copyOf(names);
    }

    private static String year(double date) {
        return loglog.forecast.Dates.text(date).substring(0, 4);
    }

    /**
     * One value of each input.
     *
     * @param z an input's place in its distribution, as a standard normal number, by the input
     * @param u which of a rate's views is followed, uniform in (0, 1), by the input
     */
    double[] values(java.util.function.IntToDoubleFunction z, java.util.function.IntToDoubleFunction u) {
        int models = scenario.models().size();
        var values = new double[models + rates.size() + scenario.steps().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < models
                    ? Math.log10(scenario.models().get(i).flops().at(z.applyAsDouble(i)))
                    : i < models + rates.size()
                            ? view(rates.get(i - models), u.applyAsDouble(i))
                                    .oomPerYear()
                                    .at(z.applyAsDouble(i))
                            : scenario.steps()
                                    .get(i - models - rates.size())
                                    .oom()
                                    .at(z.applyAsDouble(i));
        }
        return values;
    }

    private static Growth view(Rate rate, double u) {
        double all = rate.views().stream().mapToDouble(Growth::weight).sum();
        double passed = 0;
        for (var view : rate.views()) {
            passed += view.weight();
            if (u * all < passed) {
                return view;
            }
        }
        return rate.views().getLast();
    }

    /** Orders of magnitude of one part since the first model. */
    double oom(Part part, double date, double[] values) {
        double start = scenario.from().date();
        if (part == Part.COMPUTE) {
            return level(date, values) - level(start, values);
        }
        return grown(part, start, date, values);
    }

    /** Orders of magnitude of all parts since the first model. */
    double oom(double date, double[] values) {
        double sum = 0;
        for (var part : Part.values()) {
            sum += oom(part, date, values);
        }
        return sum;
    }

    /** log10 FLOP of the largest run. */
    double level(double date, double[] values) {
        var models = scenario.models();
        int last = models.size() - 1;
        if (date >= models.get(last).date()) {
            return values[last] + grown(Part.COMPUTE, models.get(last).date(), date, values);
        }
        int i = 0;
        while (i + 1 < last && models.get(i + 1).date() <= date) {
            i++;
        }
        double part = (date - models.get(i).date())
                / (models.get(i + 1).date() - models.get(i).date());
        return values[i] + part * (values[i + 1] - values[i]);
    }

    /** What rates and steps give from one date to another. */
    private double grown(Part part, double from, double to, double[] values) {
        double sum = 0;
        int i = scenario.models().size();
        for (var rate : rates) {
            if (rate.part() == part) {
                sum += values[i] * rate.years(from, to);
            }
            i++;
        }
        for (var step : scenario.steps()) {
            if (step.part() == part && step.date() > from && step.date() <= to) {
                sum += values[i];
            }
            i++;
        }
        return sum;
    }

    /** The orders of magnitude from the first of the two models to the second. */
    double jump(double[] values) {
        return oom(scenario.to().date(), values);
    }

    /**
     * When the jump has happened once more, counted from the second model; infinite where it has not by the scenario's end.
     */
    double again(double[] values) {
        double goal = 2 * jump(values);
        double at = scenario.to().date();
        for (double next : bends) {
            if (next <= at) {
                continue;
            }
            // Straight from here to just before the next date, where a step may come on top.
            double here = oom(at, values);
            double before = oom(Math.nextDown(next), values);
            if (before >= goal) {
                return at + (goal - here) / (before - here) * (next - at);
            }
            if (oom(next, values) >= goal) {
                return next;
            }
            at = next;
        }
        return Double.POSITIVE_INFINITY;
    }
}
