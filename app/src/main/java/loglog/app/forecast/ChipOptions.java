package loglog.app.forecast;

import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.laws.LevelOption;
import loglog.app.laws.SeedOption;
import loglog.forecast.clusters.Accelerator;
import loglog.forecast.clusters.Assumption;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.clusters.NumericFormat;
import loglog.words.Format;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** Which chip, and what a cluster of it is reckoned with. */
final class ChipOptions {
    static final String BUILT_IN = "the built-in table of accelerators";

    private static final String USUAL = " (default: that of the table of accelerators, with its interval and source)";

    @Option(
            names = "--chip",
            paramLabel = "CHIP",
            description = "short name of the chip; loglog cluster chips lists them (default: ${DEFAULT-VALUE})")
    String chip = "h100";

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description =
                    "a table of accelerators of your own; loglog cluster chips --template prints one (default: the built-in one)")
    Path table;

    @Option(
            names = "--utilization",
            paramLabel = "SHARE",
            description = "model FLOP as a share of the chips' peak" + USUAL)
    Double utilization;

    @Option(names = "--pue", paramLabel = "RATIO", description = "power of the site over power of its servers" + USUAL)
    Double pue;

    @Option(names = "--load", paramLabel = "SHARE", description = "average power as a share of peak power" + USUAL)
    Double load;

    @Option(names = "--usd-per-kwh", paramLabel = "USD", description = "price of electricity" + USUAL)
    Double usdPerKwh;

    @Option(
            names = "--system-usd",
            paramLabel = "USD",
            description = "price of a chip with its share of server and network" + USUAL)
    Double systemUsd;

    @Mixin
    SeedOption seed = new SeedOption();

    @Mixin
    LevelOption level = new LevelOption();

    double level() {
        return level.value();
    }

    long seed() {
        return seed.value();
    }

    /** Where the accelerators' figures come from. */
    AnswerSource source() {
        return AnswerSource.ofFile(table, BUILT_IN);
    }

    /** The table of accelerators. */
    Catalog catalog() {
        level.value();
        var catalog = table == null ? Catalog.builtIn() : Catalog.builtIn().with(table);
        catalog = typed(catalog, Assumption.UTILIZATION, "--utilization", utilization, 1);
        catalog = typed(catalog, Assumption.PUE, "--pue", pue, 10);
        catalog = typed(catalog, Assumption.LOAD, "--load", load, 1);
        return typed(catalog, Assumption.USD_PER_KWH, "--usd-per-kwh", usdPerKwh, 100);
    }

    private static Catalog typed(Catalog catalog, Assumption what, String option, Double value, double most) {
        if (value == null) {
            return catalog;
        }
        if (!(value > 0 && value <= most)) {
            throw new UserError("%s: found %s, expected more than 0 and at most %.0f".formatted(option, value, most));
        }
        return catalog.with(what, value);
    }

    Accelerator chip(Catalog catalog) {
        var found = catalog.chip(chip)
                .orElseThrow(() -> new UserError("--chip: found %s, %s".formatted(chip, catalog.hint(chip))));
        if (systemUsd == null) {
            return found;
        }
        if (!(systemUsd > 0 && systemUsd <= 1e9)) {
            throw new UserError("--system-usd: found %s, expected a price above 0".formatted(systemUsd));
        }
        return found.at(systemUsd);
    }

    /** A number format that the chip has. */
    static NumericFormat precision(String typed, Accelerator chip) {
        for (var precision : NumericFormat.values()) {
            if (precision.word().equals(typed.strip().toLowerCase(Locale.ROOT))
                    && chip.peak(precision).isPresent()) {
                return precision;
            }
        }
        throw new UserError("--precision: found %s, expected what %s computes in: %s"
                .formatted(
                        typed,
                        chip.id(),
                        chip.peaks().keySet().stream().map(NumericFormat::word).collect(Collectors.joining(", "))));
    }

    /** The chip and the assumptions with their sources. */
    static SourcesTable sources(Accelerator chip, Catalog catalog, Assumption... used) {
        var sources = new SourcesTable();
        sources.add(
                chip.name(),
                "%s, %s, %s/s, %s W%s"
                        .formatted(
                                chip.peaks().entrySet().stream()
                                        .map(peak -> peak.getKey().word() + " " + Format.flops(peak.getValue()))
                                        .collect(Collectors.joining(", ")),
                                bytes(chip.memory()),
                                bytes(chip.bandwidth()),
                                Format.trimmed(chip.watts(), 4),
                                chip.system()
                                        .map(usd -> ", system USD " + OomsAnswer.written(usd, Format::count))
                                        .or(() -> chip.price()
                                                .map(usd -> ", USD " + OomsAnswer.written(usd, Format::count)))
                                        .orElse(", no price known")),
                chip.source());
        for (var what : used) {
            var fact = catalog.fact(what);
            boolean own = what == Assumption.SERVER_POWER && chip.serverPower().isPresent();
            var value = own ? chip.serverPower().get() : fact.value();
            sources.add(
                    what.word().replace('_', ' '),
                    OomsAnswer.written(value, x -> x >= 1000 ? Format.count(x) : Format.trim(Format.number(x))),
                    own ? chip.source() : fact.source());
        }
        return sources;
    }

    static String bytes(double bytes) {
        return Format.trimmed(bytes / 1e9, 4) + " GB";
    }

    static ArrayNode formats(Accelerator chip) {
        return LawsJson.of(
                chip.peaks().keySet().stream().map(NumericFormat::word).toList());
    }
}
