package loglog.app.laws;

import java.util.List;
import loglog.app.UserError;
import loglog.laws.Bootstrap;
import loglog.laws.Chinchilla;
import loglog.laws.Criterion;
import loglog.laws.Draws;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Penalty;
import loglog.laws.SumOfPowers;
import picocli.CommandLine.Option;

/** How to fit, and how to tell what the fit is worth. */
final class FitOptions {
    private static final int LINEARISED_DRAWS = 2000;

    enum PenaltyName {
        huber,
        squared,
        absolute
    }

    enum ResidualName {
        log,
        linear
    }

    enum ResampleName {
        rows,
        groups,
        residuals
    }

    @Option(
            names = "--law",
            paramLabel = "LAW",
            description = "the law; chinchilla where the rows have params and tokens, else power-floor. One of power,"
                    + " power-floor, exponential, logarithmic, quadratic, broken, broken2, broken3, sigmoid, kaplan,"
                    + " chinchilla, shared-exponent, data-constrained, repeated-tokens, or sum:AXIS,AXIS,...")
    String law;

    @Option(
            names = "--axis",
            paramLabel = "AXIS",
            description = "the scale of a law of one: flops (default), params, tokens, or any column")
    String axis;

    @Option(names = "--penalty", description = "of residuals: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    PenaltyName penalty = PenaltyName.huber;

    @Option(
            names = "--delta",
            paramLabel = "D",
            description = "where Huber's penalty turns linear (default: ${DEFAULT-VALUE})")
    double delta = 1e-3;

    @Option(
            names = "--residuals",
            description = "${COMPLETION-CANDIDATES}; linear for accuracies and ratings (default: ${DEFAULT-VALUE})")
    ResidualName residuals = ResidualName.log;

    @Option(names = "--level", paramLabel = "P", description = "of intervals (default: ${DEFAULT-VALUE})")
    double level = 0.9;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "resamples for the intervals; 0: linearised intervals (default: ${DEFAULT-VALUE})")
    int bootstrap;

    @Option(
            names = "--resample",
            description = "what a resample draws: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    ResampleName resample = ResampleName.rows;

    @Option(names = "--seed", paramLabel = "S", description = "of random numbers (default: ${DEFAULT-VALUE})")
    long seed = 1;

    Criterion criterion() {
        if (!(level > 0 && level < 1)) {
            throw new UserError("--level is %s; expected a share between 0 and 1, for example 0.9".formatted(level));
        }
        if (bootstrap < 0 || bootstrap == 1) {
            throw new UserError("--bootstrap is %d; expected 0 or at least 2 resamples".formatted(bootstrap));
        }
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new UserError("--delta is %s; expected a positive number".formatted(delta));
        }
        var of = switch (penalty) {
            case huber -> new Penalty.Huber(delta);
            case squared -> new Penalty.Squared();
            case absolute -> new Penalty.Absolute();
        };
        return new Criterion(of, residuals == ResidualName.log);
    }

    boolean anyMetric() {
        return residuals == ResidualName.linear;
    }

    /** Columns that are to be read as axes beside params, tokens and flops. */
    List<String> moreAxes() {
        if (law != null && law.startsWith("sum:")) {
            return List.of(law.substring(4).split(",")).stream()
                    .map(String::strip)
                    .filter(a -> !isScale(a))
                    .toList();
        }
        return axis == null || isScale(axis) ? List.of() : List.of(axis);
    }

    private static boolean isScale(String axis) {
        return List.of("params", "tokens", "flops", "unique_tokens").contains(axis);
    }

    /** The law asked for, or the usual one for the rows' scales. */
    Law law(RunsOptions.Read read) {
        if (law == null) {
            return axis == null && read.has("params") && read.has("tokens")
                    ? new Chinchilla()
                    : Laws.named("power-floor", axis(read));
        }
        return named(law, read);
    }

    Law named(String name, RunsOptions.Read read) {
        Law chosen;
        if (name.startsWith("sum:")) {
            var axes = List.of(name.substring(4).split(",")).stream()
                    .map(String::strip)
                    .toList();
            if (axes.stream().anyMatch(String::isEmpty)) {
                throw new UserError("--law %s names no axes; expected for example sum:params,tokens".formatted(name));
            }
            chosen = new SumOfPowers(axes);
        } else if (Laws.NAMES.contains(name)) {
            chosen = Laws.named(name, Laws.ofOneScale(name) ? axis(read) : null);
        } else {
            throw new UserError("--law %s is not known; expected one of %s, or sum:AXIS,AXIS"
                    .formatted(name, String.join(", ", Laws.NAMES)));
        }
        for (var needed : chosen.axes()) {
            if (!read.has(needed)) {
                throw new UserError("the law %s needs %s, and these rows have only %s; name the column with --%s COLUMN"
                        .formatted(chosen.name(), needed, String.join(", ", read.axes()), needed.replace('_', '-')));
            }
        }
        return chosen;
    }

    /** The one axis of a law of one scale. */
    String axis(RunsOptions.Read read) {
        if (axis != null) {
            if (!read.has(axis)) {
                throw new UserError("--axis %s is not among the rows' scales; expected one of %s or another column"
                        .formatted(axis, String.join(", ", read.axes())));
            }
            return axis;
        }
        for (var usual : List.of("flops", "params", "tokens")) {
            if (read.has(usual)) {
                return usual;
            }
        }
        throw new UserError("%s has no column of params, tokens or flops; name the scale with --axis COLUMN"
                .formatted(read.runs().table().source()));
    }

    Fit fit(RunsOptions.Read read) {
        var fit = Laws.fit(law(read), read.observations(), criterion());
        if (!fit.usable()) {
            throw new UserError("%s: %s".formatted(read.runs().table().source(), String.join("; ", fit.warnings())));
        }
        return fit;
    }

    /** The fit's sampling distribution: by bootstrap where asked for, else linearised. */
    Draws draws(Fit fit) {
        return bootstrap == 0 ? Laws.linearised(fit, LINEARISED_DRAWS, seed) : bootstrapped(fit, bootstrap);
    }

    /** The sampling distribution by bootstrap, with a default number of resamples. */
    Draws bootstrapped(Fit fit, int usual) {
        if (resample == ResampleName.groups && fit.observations().groups() == null) {
            throw new UserError("--resample groups needs groups; name their column with --group COLUMN");
        }
        var resampling = switch (resample) {
            case rows -> Bootstrap.Resampling.ROWS;
            case groups -> Bootstrap.Resampling.GROUPS;
            case residuals -> Bootstrap.Resampling.RESIDUALS;
        };
        return Bootstrap.of(fit, resampling, bootstrap == 0 ? usual : bootstrap, seed);
    }

    String saysHow() {
        return bootstrap == 0
                ? "linearised (quick; --bootstrap 4000 assumes less)"
                : "%d resamples of %s".formatted(bootstrap, resample);
    }

    String saysWhat() {
        var of = switch (penalty) {
            case huber -> "Huber's penalty (delta %s)".formatted(loglog.app.text.Format.trim("" + delta));
            case squared -> "squares";
            case absolute -> "absolute deviations";
        };
        return "%s of %s residuals".formatted(of, residuals);
    }
}
