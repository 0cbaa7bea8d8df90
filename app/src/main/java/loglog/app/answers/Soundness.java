package loglog.app.answers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import loglog.laws.Determination;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.Outliers;
import loglog.words.Format;

/**
 * What a reader of numbers from a fit should know of them: what the runs do not determine, and which runs stand off.
 *
 * @param spots where each row of the fit stood, for people
 * @param determination of the law's parameters by the runs
 * @param outliers runs off the trend and the fit without them
 */
record Soundness(IntFunction<String> spots, Fit fit, Determination determination, Optional<Outliers> outliers) {
    private static final int NAMED = 8;

    /** What is shown in the place of a number that means nothing. */
    static final String NOTHING = "not determined";

    static Soundness of(RunsRead read, Fit fit) {
        return of(read.spots(), fit);
    }

    static Soundness of(IntFunction<String> spots, Fit fit) {
        return new Soundness(spots, fit, Determination.of(fit), Outliers.of(fit));
    }

    /** Whether a parameter's value means something. */
    boolean determines(String parameter) {
        return !determination.undetermined().contains(parameter);
    }

    /** Whether a and b mean something. */
    boolean exponents() {
        return determination.exponents();
    }

    /** A sentence where parameters mean nothing. */
    List<String> causes() {
        return causes(determination);
    }

    /** What the fit itself warns of and why parameters mean nothing: the cause alone where it is known. */
    List<String> warningsOfFit() {
        var warnings = new ArrayList<String>();
        for (var warning : fit.warnings()) {
            if (determination.cause().isEmpty() || !warning.startsWith(Fit.UNDETERMINED)) {
                warnings.add(warning);
            }
        }
        warnings.addAll(causes());
        return warnings;
    }

    /** The same of a fit alone. */
    static List<String> causes(Fit fit) {
        return causes(Determination.of(fit));
    }

    /** The same of several laws: each cause once, with the laws that it is about. */
    static List<String> causes(List<Fit> fits) {
        var byCause = new LinkedHashMap<String, List<String>>();
        for (var fit : fits) {
            causes(fit)
                    .forEach(cause -> byCause.computeIfAbsent(cause, _ -> new ArrayList<>())
                            .add(fit.law().name()));
        }
        return byCause.entrySet().stream()
                .map(of -> String.join(", ", of.getValue()) + ": " + of.getKey())
                .toList();
    }

    private static List<String> causes(Determination determination) {
        return determination.cause().isEmpty() ? List.of() : List.of(determination.cause());
    }

    /**
     * A sentence about the outliers, where there are any.
     *
     * @param change what leaving them out does to the answer, for example "E is 1.8 instead of 1.7"
     */
    List<String> outliers(Function<Fit, String> change) {
        if (outliers.isEmpty()) {
            return List.of();
        }
        var of = outliers.get();
        int n = of.rows().size();
        var places = of.rows().stream().limit(NAMED).map(spots::apply).collect(Collectors.joining("; "));
        var size = fit.criterion().logResiduals() ? Format.percent(of.largest()) : Format.number(of.largest());
        return List.of("%d of %s %s off the law by more than %s robust standard deviations, %s %s: %s%s; without %s %s"
                .formatted(
                        n,
                        Format.of(fit.n(), "run"),
                        n == 1 ? "stands" : "stand",
                        Format.digits(Outliers.deviations(fit.n()), 2),
                        n == 1 ? "by" : "the farthest by",
                        size,
                        places,
                        n > NAMED ? " and %d more".formatted(n - NAMED) : "",
                        n == 1 ? "it" : "them",
                        change.apply(of.without())));
    }

    /** What a fit itself loses by its outliers: the floor and the exponents, or all parameters of a small law. */
    String changeOfParameters(Fit without) {
        var changes = new ArrayList<String>();
        for (var name : fit.parameters().keySet()) {
            boolean coefficient = List.of("A", "B", "N_c", "D_c").contains(name);
            if (determines(name) && !coefficient) {
                var now = Format.digits(without.parameter(name), 4);
                var then = Format.digits(fit.parameter(name), 4);
                if (!now.equals(then)) {
                    changes.add("%s is %s instead of %s".formatted(name, now, then));
                }
            }
        }
        return changes.isEmpty() ? "the law is the same to four digits" : String.join(", ", changes);
    }

    /** A sentence where the interval of the floor reaches down to none. */
    List<String> noFloor(Function<String, Interval> intervals) {
        boolean has = fit.parameters().containsKey("E") && determines("E");
        return has && intervals.apply("E").low() <= 0
                ? List.of(
                        "the interval of E reaches 0: these runs do not show that there is a loss that none goes below")
                : List.of();
    }

    /** A sentence where an interval of the metric reaches below what the law does not go below. */
    List<String> belowFloor(Interval interval, String of) {
        var floor = fit.parameters().get("E");
        if (floor == null || !determines("E") || !(interval.low() < floor)) {
            return List.of();
        }
        return List.of("%s below %s, the loss that no run goes below by the fitted %s (E)"
                .formatted(
                        interval.value() < floor
                                ? "the forecast itself, %s, lies".formatted(Format.digits(interval.value(), 4))
                                : of + " reaches",
                        Format.digits(floor, 4),
                        fit.law().name()));
    }
}
