package loglog.app.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.app.answers.FitSettings;
import loglog.app.answers.RunsRead;
import loglog.laws.BelowCeiling;
import loglog.laws.Bootstrap;
import loglog.laws.Chinchilla;
import loglog.laws.Criterion;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Penalty;
import loglog.laws.SumOfPowers;
import loglog.tables.Role;
import loglog.words.Format;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to fit, and how to tell what the fit is worth. */
final class FitOptions {
    /** Of memory, with what is computed from each: for several laws, and for several questions at once. */
    private static final int BYTES_OF_RESAMPLE = 2000;

    private static final String SUM = "sum:";
    private static final Map<String, Role> SCALES = Map.of(
            "params", Role.PARAMS, "tokens", Role.TOKENS, "flops", Role.FLOPS, "unique_tokens", Role.UNIQUE_TOKENS);

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
            description =
                    "the law (default: chinchilla where the rows have params and tokens, else power-floor). One of power,"
                            + " power-floor, exponential, logarithmic, quadratic, broken, broken2, broken3, sigmoid, kaplan,"
                            + " chinchilla, shared-exponent, data-constrained, repeated-tokens, or sum:AXIS,AXIS,...")
    String law;

    @Option(
            names = "--ceiling",
            paramLabel = "LOSS",
            description = "the loss of a model that has learned almost nothing; laws bend below it"
                    + " (docs/laws.md; default: none)")
    Double ceiling;

    @Option(
            names = "--axis",
            paramLabel = "AXIS",
            description =
                    "the scale of a law of one: flops, params, tokens, or any column (default: the first there is)")
    String axis;

    @Option(
            names = "--penalty",
            paramLabel = "NAME",
            description = "penalty of the residuals: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    PenaltyName penalty = PenaltyName.huber;

    @Option(
            names = "--delta",
            paramLabel = "D",
            description = "where Huber's penalty turns linear (default: ${DEFAULT-VALUE})")
    double delta = 1e-3;

    @Option(
            names = "--residuals",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}; linear for accuracies and ratings (default: ${DEFAULT-VALUE})")
    ResidualName residuals = ResidualName.log;

    @Mixin
    LevelOption level = new LevelOption();

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            description = "resamples for the intervals (default: enough to read them; 4000 for steadier ends);"
                    + " fit --bootstrap 0: linearized intervals")
    Integer bootstrap;

    @Option(
            names = "--resample",
            paramLabel = "NAME",
            description =
                    "what a resample draws: ${COMPLETION-CANDIDATES} (default: groups where --group names them, else rows)")
    ResampleName resample;

    @Mixin
    SeedOption seed = new SeedOption();

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    private boolean given(String option) {
        var parsed = command.commandLine().getParseResult();
        return parsed != null && parsed.hasMatchedOption(option);
    }

    /** Refuses options that this question would ignore. */
    void refuse(String... options) {
        for (var option : options) {
            if (given(option)) {
                throw new UserError("%s: found with %s, which does not read it, expected without"
                        .formatted(option, command.name()));
            }
        }
    }

    /** More would steady no digit that is shown; and each takes some memory for each law of a forecast. */
    private static long mostResamples() {
        return Math.min(1_000_000, Runtime.getRuntime().maxMemory() / BYTES_OF_RESAMPLE);
    }

    Criterion criterion() {
        level.value();
        if (bootstrap != null && bootstrap > mostResamples()) {
            throw new UserError(
                    "--bootstrap: found %d, expected at most %d resamples".formatted(bootstrap, mostResamples()));
        }
        if (bootstrap != null && (bootstrap < 0 || bootstrap == 1)) {
            throw new UserError("--bootstrap: found %d, expected 0 or at least 2 resamples".formatted(bootstrap));
        }
        if (!(delta > 0) || Double.isInfinite(delta)) {
            throw new UserError("--delta: found %s, expected a positive number".formatted(Format.trim("" + delta)));
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

    /**
     * What a question needs of the table.
     *
     * @param required scales that the laws read
     * @param wanted scales that choose the law where none is named
     * @param columns further columns to be read as scales
     * @param axis whether one axis was named
     */
    record Needs(Set<Role> required, Set<Role> wanted, List<String> columns, boolean axis) {}

    /** What the law asked for, or the usual one, needs. */
    Needs needs() {
        return needs(law == null ? List.of() : List.of(law));
    }

    /** What these laws need; without any, those of the scales that the table has. */
    Needs needs(List<String> laws) {
        var axes = new LinkedHashSet<String>();
        boolean choose = laws.isEmpty() && axis == null;
        for (var name : laws) {
            if (name.startsWith(SUM)) {
                axes.addAll(axesOfSum(name));
            } else if (!known(name)) {
                throw unknown(name);
            } else if (!Laws.ofOneScale(name)) {
                axes.addAll(Laws.named(name, null).axes());
            } else {
                choose |= axis == null;
            }
        }
        if (axis != null) {
            axes.add(axis);
        }
        var required = EnumSet.noneOf(Role.class);
        var columns = new ArrayList<String>();
        for (var name : axes) {
            var role = SCALES.get(name);
            if (role == null) {
                columns.add(name);
            } else {
                required.add(role);
            }
        }
        return new Needs(
                required,
                choose ? EnumSet.of(Role.PARAMS, Role.TOKENS, Role.FLOPS) : Set.of(),
                List.copyOf(columns),
                axis != null);
    }

    private static boolean known(String name) {
        return Laws.NAMES.contains(name);
    }

    private UserError unknown(String name) {
        return new UserError("%s: found %s, expected one of %s, or sum:AXIS,AXIS"
                .formatted(given("--laws") ? "--laws" : "--law", name, String.join(", ", Laws.NAMES)));
    }

    private static List<String> axesOfSum(String name) {
        var axes = Stream.of(name.substring(SUM.length()).split(","))
                .map(String::strip)
                .toList();
        if (axes.stream().anyMatch(String::isEmpty)) {
            throw new UserError(
                    "--law: found %s, which names no axes, expected for example sum:params,tokens".formatted(name));
        }
        return axes;
    }

    /** The law asked for, or the usual one for the rows' scales. */
    Law law(RunsRead read) {
        if (law == null) {
            return below(
                    axis == null && read.has("params") && read.has("tokens")
                            ? new Chinchilla()
                            : Laws.named("power-floor", axis(read)),
                    read);
        }
        return named(law, read);
    }

    /** The law, below the ceiling where one is given. */
    Law below(Law law, RunsRead read) {
        if (ceiling == null) {
            return law;
        }
        if (residuals == ResidualName.linear) {
            throw new UserError("--ceiling: found with --residuals linear, expected without, since it is of losses");
        }
        double greatest = Arrays.stream(read.observations().metric()).max().orElse(0);
        if (!(ceiling > greatest) || Double.isInfinite(ceiling)) {
            throw new UserError("--ceiling: found %s, expected more than the greatest loss of the rows, %s"
                    .formatted(Format.trim("" + ceiling), Format.digits(greatest, 4)));
        }
        return new BelowCeiling(law, ceiling);
    }

    /** The laws, each below the ceiling where one is given. */
    List<Law> below(List<Law> laws, RunsRead read) {
        return laws.stream().map(law -> below(law, read)).toList();
    }

    Law named(String name, RunsRead read) {
        Law chosen;
        if (name.startsWith(SUM)) {
            chosen = new SumOfPowers(axesOfSum(name));
        } else if (known(name)) {
            chosen = Laws.named(name, Laws.ofOneScale(name) ? axis(read) : null);
        } else {
            throw unknown(name);
        }
        requireAxes(chosen, read);
        return below(chosen, read);
    }

    /** Makes sure that the rows have what a law reads. */
    static void requireAxes(Law law, RunsRead read) {
        for (var needed : law.axes()) {
            if (!read.has(needed)) {
                throw new UserError(
                        "law %s: found no %s in %s, only %s, expected its column, named with --%s COLUMN where it has another name"
                                .formatted(
                                        law.name(),
                                        needed,
                                        read.source(),
                                        read.axes().isEmpty() ? "the metric" : String.join(", ", read.axes()),
                                        needed.replace('_', '-')));
            }
        }
    }

    /** The one axis of a law of one scale. */
    String axis(RunsRead read) {
        if (axis != null) {
            return axis;
        }
        for (var usual : List.of("flops", "params", "tokens")) {
            if (read.has(usual)) {
                return usual;
            }
        }
        throw new UserError("%s: found no column of params, tokens or flops, expected one, or --axis COLUMN"
                .formatted(read.source()));
    }

    /** How many resamples, where 0 is no answer. */
    private int resamples(int usual) {
        if (bootstrap != null && bootstrap == 0) {
            throw new UserError("--bootstrap: found 0, expected at least 2 resamples, without which %s has no intervals"
                    .formatted(command.name()));
        }
        return bootstrap == null ? usual : bootstrap;
    }

    /** All of it, for a question that can do without resamples: then intervals are linearized. */
    FitSettings settings(RunsRead read) {
        if (bootstrap == null || bootstrap > 0) {
            return settings(FitSettings.resamples(read), read);
        }
        if (given("--resample")) {
            throw new UserError(
                    "--resample: found %s with no resamples, expected --bootstrap above 0 with it".formatted(resample));
        }
        return new FitSettings(criterion(), level.value(), Bootstrap.Resampling.ROWS, 0, seed.value());
    }

    /** All of it, with a default number of resamples. */
    FitSettings settings(int usual, RunsRead read) {
        if (resample == ResampleName.groups && read.observations().groups() == null) {
            throw new UserError(
                    "--resample: found groups, of which the rows name none, expected --group COLUMN with it");
        }
        boolean grouped = read.observations().groups() != null;
        var resampling = switch (resample) {
            case null -> grouped ? Bootstrap.Resampling.GROUPS : Bootstrap.Resampling.ROWS;
            case rows -> Bootstrap.Resampling.ROWS;
            case groups -> Bootstrap.Resampling.GROUPS;
            case residuals -> Bootstrap.Resampling.RESIDUALS;
        };
        return new FitSettings(criterion(), level.value(), resampling, resamples(usual), seed.value());
    }
}
