package loglog.laws;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import loglog.words.Format;

/**
 * What runs of params and tokens can determine of a law, from the geometry of their scales against their noise. Runs that
 * all lie on one line of log params and log tokens (one size, a fixed ratio, one budget) show the law along that line alone: the
 * shares of its two terms, and with them the exponents of the optimum, can then be anything, however small the intervals
 * that a fit happens to give.
 *
 * <p>It is found at a {@linkplain NeutralLaw neutral law}, not at the fit, whose terms chance has made unequal. The exponents
 * are not determined where the standard error of a = beta / (alpha + beta) or of the optimum is too large there, or where the
 * fit itself has lost a term to a bound; the floor is not where the fit has lost it to 0.
 *
 * @param exponents whether a and b mean something, and with them the optimum
 * @param undetermined parameters of the law whose values mean nothing one by one
 * @param cause what makes it so, a sentence without its full stop; empty where all is determined; it may leave the exponents determined, as where the floor was lost to 0
 * @param line that the runs follow; null for a law that does not read params and tokens
 */
public record Determination(boolean exponents, List<String> undetermined, String cause, RunsLine line) {
    /**
     * Of a. In simulations of ladders and of published designs the 90% intervals of a held in 90 to 96% up to here; beyond,
     * they are as long as half of all that a could be, and it is the bounds of the exponents that decide where they end.
     */
    private static final double WIDEST_A = 0.2;

    /** A standard error of ln(N_opt) amid the runs: its 90% interval is then a factor of seven either way. */
    private static final double WIDEST_OPTIMUM = 1.2;

    /** Of ln(compute): runs that vary less are of one budget, and what they say of others is the law's form alone. */
    private static final double LEAST_SPREAD = 0.06;

    /** A standard error of ln(exponent): its 90% interval is then a factor of five either way. */
    private static final double WIDEST_EXPONENT = 1;

    /** Share of the reducible loss that the floor's standard error may be. */
    private static final double WIDEST_FLOOR = 1;

    private static final Set<String> OF_PARAMS = Set.of("A", "alpha", "N_c", "alpha_N");
    private static final Set<String> OF_TOKENS = Set.of("B", "beta", "D_c", "alpha_D");

    public Determination {
        undetermined = List.copyOf(undetermined);
    }

    /** Of the fit that was asked about last: an answer asks several times, and of a million rows that takes a second. */
    private record Known(WeakReference<Fit> fit, Determination determination) {}

    private static volatile Known last = new Known(new WeakReference<>(null), null);

    /** Looks at the rows of a usable fit. */
    public static Determination of(Fit fit) {
        var known = last;
        if (known.fit().get() != fit) {
            known = new Known(new WeakReference<>(fit), look(fit));
            last = known;
        }
        return known.determination();
    }

    private static Determination look(Fit fit) {
        if (!Exponents.apply(fit.law())) {
            return new Determination(true, List.of(), "", null);
        }
        var runs = fit.observations();
        var line = RunsLine.of(runs);
        var neutral = NeutralLaw.of(fit, line);
        var lost = lost(fit);
        boolean told = neutral.seOfA() <= WIDEST_A
                && neutral.seOfOptimum() <= WIDEST_OPTIMUM
                && line.spreadOfCompute() > LEAST_SPREAD;
        boolean lostParams = lost.stream().anyMatch(OF_PARAMS::contains);
        boolean lostTokens = lost.stream().anyMatch(OF_TOKENS::contains);
        boolean ofParams = lostParams || neutral.losesParams(WIDEST_EXPONENT);
        boolean ofTokens = lostTokens || neutral.losesTokens(WIDEST_EXPONENT);
        boolean shared = fit.law() instanceof SharedExponent;
        var names = new ArrayList<String>();
        for (var name : fit.parameters().keySet()) {
            boolean of = switch (name) {
                case "E" -> lost.contains("E") || neutral.seOfFloor() > WIDEST_FLOOR;
                case "alpha" -> shared ? neutral.losesBoth(WIDEST_EXPONENT) : ofParams;
                default -> OF_PARAMS.contains(name) && ofParams || OF_TOKENS.contains(name) && ofTokens;
            };
            if (of) {
                names.add(name);
            }
        }
        boolean exponents = told && !lostParams && !lostTokens;
        return new Determination(exponents, names, cause(fit, line, told, lost, names), line);
    }

    private static String cause(Fit fit, RunsLine line, boolean told, List<String> lost, List<String> names) {
        if (!told) {
            return geometry(fit.observations(), line, fit) + ": " + cannot(names);
        }
        var terms = lost.stream().filter(name -> !name.equals("E")).toList();
        if (!terms.isEmpty()) {
            return "%s ended at the edge of what the law allows: a and b cannot be told from these runs"
                    .formatted(String.join(", ", terms));
        }
        if (lost.contains("E")) {
            return "E ended at 0: these runs show no loss that more compute would not go below";
        }
        return names.isEmpty()
                ? ""
                : geometry(fit.observations(), line, fit) + ": " + String.join(", ", names) + " are not determined";
    }

    private static String cannot(List<String> names) {
        if (names.containsAll(List.of("alpha", "beta"))) {
            return "alpha and beta, and so a and b, cannot be told apart";
        }
        return names.isEmpty()
                ? "a and b are not determined"
                : "%s, and so a and b, are not determined".formatted(String.join(", ", names));
    }

    /** The floor, and parameters of the two terms, that the fit left at the edge of what they may be. */
    private static List<String> lost(Fit fit) {
        var problem = new Laws.Prepared(fit.law(), fit.observations(), fit.criterion());
        var p = fit.law().internal(fit.values(), problem.unit());
        var bounds = fit.law().bounds(problem.rows());
        var lost = new ArrayList<String>();
        for (int j = 0; j < p.length; j++) {
            var name = fit.law().parameters().get(j).name();
            double slack = 1e-9 * Math.max(1, Math.abs(p[j]));
            boolean known = name.equals("E") || OF_PARAMS.contains(name) || OF_TOKENS.contains(name);
            if (known && (p[j] <= bounds[j][0] + slack || p[j] >= bounds[j][1] - slack)) {
                lost.add(name);
            }
        }
        return lost;
    }

    /** What the runs' scales have in common. */
    private static String geometry(Observations runs, RunsLine line, Fit fit) {
        var params = Arrays.stream(runs.axis("params")).distinct().sorted().toArray();
        var tokens = Arrays.stream(runs.axis("tokens")).distinct().sorted().toArray();
        if (params.length == 1) {
            return "all runs have %s params".formatted(Format.count(params[0]));
        }
        if (tokens.length == 1) {
            return "all runs have %s tokens".formatted(Format.count(tokens[0]));
        }
        double factor = Math.exp(line.across());
        var within = factor < 1.001 ? "" : ", to within %s%%".formatted(Format.trimmed(100 * (factor - 1), 2));
        if (line.across() < 0.1 * line.spread()) {
            double slope = line.alongTokens() / line.alongParams();
            if (Math.abs(slope - 1) < 0.05) {
                return "tokens are %s times params in every run%s"
                        .formatted(Format.trimmed(line.tokens() / line.params(), 3), within);
            }
            if (Math.abs(slope + 1) < 0.05) {
                return "params times tokens are the same in every run (one compute budget)" + within;
            }
            if (Math.abs(slope) > 0.1 && Math.abs(slope) < 10) {
                return "tokens go with params to the power %s in every run%s"
                        .formatted(Format.trimmed(slope, 2), within);
            }
        }
        if (params.length == 2) {
            return "the runs have only two sizes, %s and %s params"
                    .formatted(Format.count(params[0]), Format.count(params[1]));
        }
        if (tokens.length == 2) {
            return "the runs have only two counts of tokens, %s and %s"
                    .formatted(Format.count(tokens[0]), Format.count(tokens[1]));
        }
        return "params and tokens vary too little apart from each other (by a factor of %s, with residuals of %s%%)"
                .formatted(Format.trimmed(factor, 3), Format.trimmed(100 * Covariance.noise(fit), 2));
    }
}
