package loglog.laws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A law with the parameters that fit some observations best.
 *
 * @param law the family
 * @param observations what it was fitted to
 * @param criterion what was minimized
 * @param status how the fit ended; the parameters are NaN where nothing could be fitted
 * @param parameters natural parameters by name, in the law's order
 * @param objective the sum of penalties over the rows
 * @param warnings what a reader of the parameters should know, a sentence each
 */
public record Fit(
        Law law,
        Observations observations,
        Criterion criterion,
        Status status,
        Map<String, Double> parameters,
        double objective,
        List<String> warnings) {

    /** How the warning begins that names what the rows do not determine; {@link Determination} may say why. */
    public static final String UNDETERMINED = "these rows do not determine";

    public Fit {
        parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        warnings = List.copyOf(warnings);
    }

    /** The number of rows. */
    public int n() {
        return observations.size();
    }

    /** Whether there are parameters to compute with. */
    public boolean usable() {
        return status != Status.TOO_FEW_POINTS && Double.isFinite(objective);
    }

    /**
     * The value of a parameter.
     *
     * @throws IllegalArgumentException where the law has none of that name
     */
    public double parameter(String name) {
        var value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("No parameter %s in %s".formatted(name, law.equation()));
        }
        return value;
    }

    /** The natural parameters in the law's order. */
    public double[] values() {
        return parameters.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The law's value at scales given in the order of its axes. */
    public double at(double... scales) {
        return law.value(values(), scales);
    }

    /** Residuals of all rows as the criterion measures them, law minus observation: positive where the run did better. */
    public double[] residuals() {
        var fitted = fitted();
        var residuals = new double[n()];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = criterion.residual(fitted[i], observations.metric(i));
        }
        return residuals;
    }

    /**
     * How far each observation lies above the law, as people are told it: observed / law - 1 where the criterion measures
     * relative errors, else observed minus law. The one definition of tables and figures.
     */
    public double[] errors() {
        return errorsAt(observations);
    }

    /** The same of other observations. */
    public double[] errorsAt(Observations other) {
        var fitted = valuesAt(other);
        var errors = new double[other.size()];
        for (int i = 0; i < errors.length; i++) {
            double observed = other.metric(i);
            errors[i] = criterion.logResiduals() ? observed / fitted[i] - 1 : observed - fitted[i];
        }
        return errors;
    }

    /** The residuals, each over how noisy its row is beside the middle one, where the rows have standard errors. */
    double[] standardized() {
        var residuals = residuals();
        var noisiness = observations.noisiness(criterion.logResiduals());
        for (int i = 0; noisiness != null && i < residuals.length; i++) {
            residuals[i] /= noisiness[i];
        }
        return residuals;
    }

    /** The law's value at every row. */
    public double[] fitted() {
        return valuesAt(observations);
    }

    /** The law's value at every row of other observations. */
    public double[] valuesAt(Observations other) {
        var scales = other.scales(law.axes());
        var unit = law.units(observations.scales(law.axes()));
        var value = new double[other.size()];
        law.evaluate(law.internal(values(), unit), Scales.of(scales, unit), value, null);
        return value;
    }
}
