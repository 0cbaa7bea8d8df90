package loglog.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the rows that were read into columns, and says in notes what was assumed on the way. */
record RunsResult(
        Table table,
        RunsQuery query,
        int[] column,
        int[] axes,
        int[] rows,
        double[][] values,
        double[] factors,
        boolean perplexity,
        List<String> curves,
        int[] derived,
        String[] unusable,
        Map<String, Integer> skipped,
        Map<String, Integer> leftOut) {

    Runs build() {
        var notes = new ArrayList<>(curves);
        var assumptions = new ArrayList<>(curves);
        var warnings = new ArrayList<String>();
        var named = new LinkedHashMap<String, String>();
        var roles = new EnumMap<Role, String>(Role.class);
        var arrays = new EnumMap<Role, double[]>(Role.class);
        for (var role : Role.values()) {
            int i = role.ordinal();
            var array = values[i];
            boolean complete = complete(array);
            if (complete) {
                arrays.put(role, array);
            }
            if (column[i] >= 0 && complete && derived[i] < rows.length) {
                var name = table.columns().get(column[i]);
                roles.put(role, role == Role.LOSS && perplexity ? Perplexity.metric(name) : name);
                named.put(role.label().replace(' ', '_'), name);
                if (!Columns.plain(name).equals(Columns.plain(role.label()))) {
                    notes.add(role.label() + " from column " + name + inUnit(i));
                }
                if (factors[i] != 1) {
                    assumptions.add("%s are column %s%s".formatted(role.label(), name, inUnit(i)));
                }
            }
            if (role == Role.LOSS && perplexity) {
                var logarithm = Perplexity.says(table.columns().get(column[i]));
                notes.add(logarithm);
                assumptions.add(logarithm);
            }
            if (complete && derived[i] > 0) {
                warnOfFractions(role, array, warnings);
                var formula = formula(role)
                        + (derived[i] == rows.length ? "" : " in " + derived[i] + " of " + rows.length + " rows");
                notes.add(formula);
                assumptions.add(formula);
            } else if (column[i] >= 0 && !complete) {
                var unused = "column " + table.columns().get(column[i]) + " is not used as " + role.label()
                        + (unusable[i] == null ? "" : " (" + unusable[i] + ")");
                notes.add(unused);
                assumptions.add(unused);
            }
        }
        ownFlops(arrays, warnings).ifPresent(own -> {
            notes.add(own);
            assumptions.add(own);
        });
        var extra = new LinkedHashMap<String, double[]>();
        for (int a = 0; a < axes.length; a++) {
            extra.put(query.axes().get(a), values[Role.values().length + a]);
            named.put(query.axes().get(a), table.columns().get(axes[a]));
        }
        return new Runs(
                arrays.get(Role.PARAMS),
                arrays.get(Role.TOKENS),
                arrays.get(Role.FLOPS),
                arrays.get(Role.LOSS),
                arrays.containsKey(Role.GROUP) ? groups() : null,
                arrays.get(Role.SIGMA),
                arrays.get(Role.UNIQUE_TOKENS),
                Collections.unmodifiableMap(extra),
                rows,
                table,
                Collections.unmodifiableMap(roles),
                List.copyOf(notes),
                List.copyOf(warnings),
                Collections.unmodifiableMap(skipped),
                new RunsOrigin(table.rows(), named, leftOut, assumptions));
    }

    /** ", times 1e+06": the unit that the column's name has. */
    private String inUnit(int role) {
        return factors[role] == 1 ? "" : ", times " + factor(factors[role]);
    }

    /** Less than one token, or a model of less than one parameter: the scales that it follows from are in other units. */
    private void warnOfFractions(Role role, double[] array, List<String> warnings) {
        double least = Double.POSITIVE_INFINITY;
        for (double x : array) {
            least = Math.min(least, x);
        }
        if (least < 1) {
            warnings.add("%s is as low as %s; %s".formatted(formula(role), Mismatch.digits(least, 2), Mismatch.ADVICE));
        }
    }

    private static String factor(double factor) {
        long power = Math.round(Math.log10(factor));
        return factor == Math.pow(10, power) ? "1e" + power : Mismatch.digits(factor, 3);
    }

    private static boolean complete(double[] array) {
        if (array == null) {
            return false;
        }
        for (double x : array) {
            if (Double.isNaN(x)) {
                return false;
            }
        }
        return true;
    }

    private String[] groups() {
        var groups = new String[rows.length];
        for (int r = 0; r < groups.length; r++) {
            groups[r] = table.text(rows[r], column[Role.GROUP.ordinal()]);
        }
        return groups;
    }

    private String formula(Role role) {
        var k = query.flopsPerToken().factor();
        return switch (role) {
            case PARAMS -> "params = flops / (" + k + " tokens)";
            case TOKENS -> "tokens = flops / (" + k + " params)";
            default -> "flops = " + k + " params tokens";
        };
    }

    /** Where a table has all three scales, its own flops are kept, and need not be k params tokens. */
    private Optional<String> ownFlops(Map<Role, double[]> arrays, List<String> warnings) {
        if (arrays.get(Role.FLOPS) == null || arrays.get(Role.PARAMS) == null || arrays.get(Role.TOKENS) == null) {
            return Optional.empty();
        }
        if (derived[Role.PARAMS.ordinal()] + derived[Role.TOKENS.ordinal()] + derived[Role.FLOPS.ordinal()] > 0) {
            return Optional.empty();
        }
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        for (int r = 0; r < rows.length; r++) {
            double k = arrays.get(Role.FLOPS)[r] / (arrays.get(Role.PARAMS)[r] * arrays.get(Role.TOKENS)[r]);
            low = Math.min(low, k);
            high = Math.max(high, k);
        }
        var unit = Mismatch.of(Math.sqrt(low * high) / query.flopsPerToken().k());
        if (unit != null && high / low < 10) {
            warnings.add(unit);
        }
        return Optional.of(
                high / low < 1.01
                        ? "flops are the table's own, %s params tokens".formatted(Mismatch.digits((low + high) / 2, 3))
                        : "flops are the table's own, %s to %s times params tokens"
                                .formatted(Mismatch.digits(low, 3), Mismatch.digits(high, 3)));
    }
}
