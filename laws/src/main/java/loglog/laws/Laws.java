package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The room's front door: {@code Fit fit = Laws.fit(new Chinchilla(), observations)}. */
public final class Laws {
    private Laws() {}

    /** Least eigenvalue of the parameters' correlation matrix at which they are still told apart. */
    private static final double LEAST_EIGENVALUE = 1e-9;

    /** Fits with Huber's penalty, delta 1e-3, on log residuals. */
    public static Fit fit(Law law, Observations observations) {
        return fit(law, observations, Criterion.DEFAULT);
    }

    /**
     * Fits a law: global search over its shapes, coefficients solved for, the best starts polished.
     *
     * @throws IllegalArgumentException where the observations lack an axis of the law
     */
    public static Fit fit(Law law, Observations observations, Criterion criterion) {
        checkPositive(observations, criterion);
        return tooFew(law, observations, criterion).orElseGet(() -> {
            var problem = new Prepared(law, observations, criterion);
            var search = new GlobalSearch(law, criterion, problem.rows(), problem.metric(), problem.noisiness());
            return problem.finish(search.run(), search.solver());
        });
    }

    /**
     * Fits the law of a fit to other rows of the same kind, such as a part of its own, from its parameters and from starts
     * around them, without the global search.
     */
    static Fit refit(Fit near, Observations observations) {
        var law = near.law();
        var criterion = near.criterion();
        return tooFew(law, observations, criterion).orElseGet(() -> {
            var problem = new Prepared(law, observations, criterion);
            var search = new GlobalSearch(law, criterion, problem.rows(), problem.metric(), problem.noisiness());
            var start = law.internal(near.values(), problem.unit());
            boolean finite = Arrays.stream(start).allMatch(Double::isFinite);
            return problem.finish(finite ? search.near(start) : search.run(), search.solver());
        });
    }

    private static void checkPositive(Observations observations, Criterion criterion) {
        if (criterion.logResiduals()) {
            for (int i = 0; i < observations.size(); i++) {
                if (!(observations.metric(i) > 0)) {
                    throw new IllegalArgumentException("metric of row %d is %s; log residuals need it positive"
                            .formatted(i, observations.metric(i)));
                }
            }
        }
    }

    private static Optional<Fit> tooFew(Law law, Observations observations, Criterion criterion) {
        var names = law.parameters().stream().map(LawParameter::name).toList();
        int m = names.size();
        int distinct = observations.distinct(law.axes(), m);
        return distinct >= m
                ? Optional.empty()
                : Optional.of(new Fit(
                        law,
                        observations,
                        criterion,
                        Status.TOO_FEW_POINTS,
                        named(names, filled(m, Double.NaN)),
                        Double.NaN,
                        List.of("%d distinct %s cannot determine the %d parameters of %s"
                                .formatted(distinct, distinct == 1 ? "point" : "points", m, law.equation()))));
    }

    /**
     * Uncertainty at a glance: draws from the linearized sampling distribution of a fit, in milliseconds. A
     * {@link Bootstrap} assumes less.
     *
     * @throws IllegalArgumentException where the fit is not usable
     */
    public static Draws linearized(Fit fit, int draws, long seed) {
        if (!fit.usable()) {
            throw new IllegalArgumentException(
                    "Cannot draw from a fit that is " + fit.status().words());
        }
        return new Covariance(fit).draws(draws, seed);
    }

    /**
     * A law that commands know by its name.
     *
     * @param of makes it, for an axis where it is a law of one scale; others take no notice of the axis
     */
    public record Named(String name, boolean ofOneScale, Function<String, Law> of) {
        private static Named ofOne(String name, Function<String, Law> of) {
            return new Named(name, true, of);
        }

        private static Named ofSeveral(String name, Supplier<Law> of) {
            return new Named(name, false, _ -> of.get());
        }
    }

    /** All that there are, as lists name them. */
    public static final List<Named> NAMED = List.of(
            Named.ofOne("power", PowerLaw::new),
            Named.ofOne("power-floor", PowerLawWithFloor::new),
            Named.ofOne("exponential", Exponential::new),
            Named.ofOne("logarithmic", Logarithmic::new),
            Named.ofOne("quadratic", LogLogQuadratic::new),
            Named.ofOne("broken", axis -> new BrokenPowerLaw(axis, 1)),
            Named.ofOne("broken2", axis -> new BrokenPowerLaw(axis, 2)),
            Named.ofOne("broken3", axis -> new BrokenPowerLaw(axis, 3)),
            Named.ofOne("sigmoid", Sigmoid::new),
            Named.ofSeveral("kaplan", Kaplan::new),
            Named.ofSeveral("chinchilla", Chinchilla::new),
            Named.ofSeveral("shared-exponent", SharedExponent::new),
            Named.ofSeveral("data-constrained", () -> new DataConstrained(true)),
            Named.ofSeveral("repeated-tokens", () -> new DataConstrained(false)));

    /** Their names. */
    public static final List<String> NAMES = NAMED.stream().map(Named::name).toList();

    /** A law by its name on the command line, for the given axis where it is a law of one scale. */
    public static Law named(String name, String axis) {
        return find(name).of().apply(axis);
    }

    /** Whether a name of {@link #named} is a law of one scale, which needs its axis. */
    public static boolean ofOneScale(String name) {
        return find(name).ofOneScale();
    }

    private static Named find(String name) {
        return NAMED.stream()
                .filter(law -> law.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "No law is called %s; there are %s".formatted(name, String.join(", ", NAMES))));
    }

    private static double[] filled(int m, double value) {
        var values = new double[m];
        Arrays.fill(values, value);
        return values;
    }

    static Map<String, Double> named(List<String> names, double[] values) {
        var named = new LinkedHashMap<String, Double>();
        for (int j = 0; j < values.length; j++) {
            named.put(names.get(j), values[j]);
        }
        return named;
    }

    /** Observations in a law's internal units. */
    record Prepared(
            Law law,
            Observations observations,
            Criterion criterion,
            double[] unit,
            Scales rows,
            double[] metric,
            double[] noisiness) {
        Prepared(Law law, Observations observations, Criterion criterion) {
            this(law, observations, criterion, law.units(observations.scales(law.axes())));
        }

        private Prepared(Law law, Observations observations, Criterion criterion, double[] unit) {
            this(
                    law,
                    observations,
                    criterion,
                    unit,
                    Scales.of(observations.scales(law.axes()), unit),
                    observations.metric(),
                    observations.noisiness(criterion.logResiduals()));
        }

        /** A solver with all rows. */
        Solver solver() {
            var solver = new Solver(law, criterion.penalty(), criterion.logResiduals(), rows.n());
            solver.load(rows, criterion.target(metric), Solver.ones(rows.n()), noisiness, law.bounds(rows));
            return solver;
        }

        Fit finish(GlobalSearch.Minimum minimum, Solver solver) {
            var parameters = law.parameters();
            int m = parameters.size();
            var p = minimum.p();
            var warnings = new ArrayList<String>();
            var status = Status.CONVERGED;
            if (!Double.isFinite(minimum.objective())) {
                status = Status.NOT_CONVERGED;
                warnings.add("No parameters of %s give positive values at every row".formatted(law.equation()));
                p = filled(m, Double.NaN);
            } else {
                if (!minimum.converged()) {
                    status = Status.NOT_CONVERGED;
                    warnings.add("The iterations ran out before the minimum; the parameters are not the best");
                }
                var bounds = law.bounds(rows);
                var atBound = new ArrayList<String>();
                for (int j = 0; j < m; j++) {
                    double slack = 1e-9 * Math.max(1, Math.abs(p[j]));
                    if (p[j] <= bounds[j][0] + slack || p[j] >= bounds[j][1] - slack) {
                        atBound.add(parameters.get(j).name());
                    }
                }
                if (!atBound.isEmpty()) {
                    status = Status.AT_BOUND;
                    warnings.add("%s ended at the edge of what the law allows".formatted(String.join(", ", atBound)));
                }
                var undetermined = Identifiability.undetermined(law, p, rows, solver, LEAST_EIGENVALUE);
                undetermined.removeAll(atBound);
                if (!undetermined.isEmpty()) {
                    status = Status.NOT_IDENTIFIABLE;
                    warnings.add(Fit.UNDETERMINED
                            + " %s: other values fit as well".formatted(String.join(", ", undetermined)));
                }
            }
            var names = parameters.stream().map(LawParameter::name).toList();
            return new Fit(
                    law,
                    observations,
                    criterion,
                    status,
                    named(names, law.natural(p, unit)),
                    minimum.objective(),
                    warnings);
        }
    }
}
