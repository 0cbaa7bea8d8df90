package loglog.app.forecast;

import java.util.ArrayList;
import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.clusters.Accelerator;
import loglog.forecast.clusters.Assumption;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.clusters.Fleet;
import loglog.forecast.clusters.NumericFormat;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Page.Fact;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog cluster fleet}: chips that decode. */
@Command(
        name = "fleet",
        description = {
            "A fleet of chips that serves a model: from tokens a day, workers at a time or chips the other two, and what low precision saves.",
            "The usual model is Llama 3.1 405B (arXiv 2407.21783)."
        })
final class FleetCommand implements Runnable {
    /** Keys and values of 126 layers, 8 heads of 128, 2 bytes each: Llama 3.1 405B, arXiv 2407.21783, table 3. */
    private static final double KV_BYTES = 2 * 126 * 8 * 128 * 2;

    private static final int MOST_DOMAIN = 1 << 16;
    private static final double MOST_SPEED = 1e6;

    @Option(
            names = "--tokens-per-day",
            paramLabel = "N",
            description = "tokens to decode per day (default: computed from the others)")
    String tokensPerDay;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "sequences at a time, each at --speed (default: computed from the others)")
    String workers;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "number of chips, such as 100K (default: computed from the others)")
    String count;

    @Option(names = "--params", paramLabel = "N", description = "params of the model (default: ${DEFAULT-VALUE})")
    String params = "405B";

    @Option(
            names = "--active",
            paramLabel = "N",
            description = "params that a token is computed with, of a mixture of experts (default: all)")
    String active;

    @Option(
            names = "--kv-bytes-per-token",
            paramLabel = "N",
            description =
                    "bytes per token of keys and values in 16 bits: 2 x layers x heads x their width x 2 (default: 516,096, of Llama 3.1 405B)")
    String kvBytes;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "tokens per sequence, on average (default: ${DEFAULT-VALUE})")
    String context = "8K";

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "tokens a second of each worker (default: ${DEFAULT-VALUE})")
    double speed = 20;

    @Option(
            names = "--occupancy",
            paramLabel = "SHARE",
            description = "share of the time in which the fleet decodes (default: ${DEFAULT-VALUE})")
    double occupancy = 1;

    @Option(
            names = "--domain",
            paramLabel = "N",
            description = "the most chips that hold one copy of the model (default: ${DEFAULT-VALUE})")
    int domain = 16;

    @Mixin
    ChipOptions chips = new ChipOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        var size = size();
        if (!(speed > 0 && speed <= MOST_SPEED)) {
            throw new UserError("--speed: found %s, expected tokens a second above 0".formatted(speed));
        }
        if (!(occupancy > 0 && occupancy <= 1)) {
            throw new UserError("--occupancy: found %s, expected a share above 0 and at most 1".formatted(occupancy));
        }
        if (domain < 1 || domain > MOST_DOMAIN) {
            throw new UserError("--domain: found %d, expected 1 to %d chips".formatted(domain, MOST_DOMAIN));
        }
        var model = model();
        var use = use(speed);
        var catalog = chips.catalog();
        var chip = chips.chip(catalog);
        var fleets = new ArrayList<Fleet>();
        var cannot = new ArrayList<String>();
        for (var precision : formats(chip)) {
            Fleet.of(model, use, size, chip, precision, catalog, chips.seed(), chips.level())
                    .ifPresentOrElse(fleets::add, () -> cannot.add(precision.word()));
        }
        if (fleets.isEmpty()) {
            throw new UserError(
                    "found %d %s, which cannot decode %s params at %s tokens a second in %s, expected a larger --domain, a lower --speed or another --chip"
                            .formatted(
                                    domain,
                                    chip.id(),
                                    params,
                                    Format.trim(Format.number(speed)),
                                    String.join(" or ", cannot)));
        }
        output.show(new ReadyAnswer(
                chips.source(), sheet(fleets, cannot, chip, catalog), json(fleets, cannot, chip, catalog)));
    }

    private Fleet.Model model() {
        double all = DrawOptions.positive("--params", params, "405B");
        double used = active == null ? all : DrawOptions.positive("--active", active, "37B");
        if (used > all) {
            throw new UserError("--active: found %s, expected at most the %s params".formatted(active, params));
        }
        return new Fleet.Model(
                all,
                used,
                kvBytes == null ? KV_BYTES : DrawOptions.positive("--kv-bytes-per-token", kvBytes, "516096"));
    }

    /** With this many tokens a second for each worker. */
    private Fleet.Use use(double tokensPerSecond) {
        return new Fleet.Use(DrawOptions.positive("--context", context, "8K"), tokensPerSecond, occupancy, domain);
    }

    /** The chip's number formats; int8 only where it is another thing than fp8, or the only one of 8 bits. */
    private static List<NumericFormat> formats(Accelerator chip) {
        return chip.peaks().keySet().stream()
                .filter(format -> format != NumericFormat.INT8
                        || !chip.peak(NumericFormat.FP8).equals(chip.peak(NumericFormat.INT8)))
                .toList();
    }

    private Fleet.Size size() {
        int given = (tokensPerDay == null ? 0 : 1) + (workers == null ? 0 : 1) + (count == null ? 0 : 1);
        if (given != 1) {
            throw new UserError("found %s of --tokens-per-day, --workers and --count, expected one of them"
                    .formatted(given == 0 ? "none" : "several"));
        }
        return tokensPerDay != null
                ? new Fleet.Size.TokensPerDay(DrawOptions.positive("--tokens-per-day", tokensPerDay, "1e12"))
                : workers != null
                        ? new Fleet.Size.Workers(DrawOptions.positive("--workers", workers, "1M"))
                        : new Fleet.Size.Chips(DrawOptions.positive("--count", count, "100K"));
    }

    private Sheet sheet(List<Fleet> fleets, List<String> cannot, Accelerator chip, Catalog catalog) {
        var percent = Shown.percent(chips.level());
        var first = fleets.getFirst();
        var best = best(fleets);
        var sheet = new Sheet("%s params decoded on %s, %s tokens a second each"
                .formatted(params, chip.name(), Format.trim(Format.number(speed))));
        sheet.facts(List.of(
                fact(
                        "chips, " + best.precision().word(),
                        Format.count(best.chips().value()),
                        Shown.range(best.chips(), Format::count)),
                fact(
                        "tokens a day",
                        Format.count(best.tokensPerDay().value()),
                        Shown.range(best.tokensPerDay(), Format::count)),
                fact(
                        "workers at a time",
                        Format.count(best.workers().value()),
                        Shown.range(best.workers(), Format::count))));
        var table = TextTable.of(
                "format",
                "chips a copy",
                "batch",
                "tokens/s a chip",
                "chips",
                "tokens a day",
                "workers",
                "site [MW]",
                "USD per million tokens",
                "chips saved");
        for (var fleet : fleets) {
            double saved = 1
                    - first.tokensPerSecond().value() / fleet.tokensPerSecond().value();
            table.row(
                    fleet.precision().word(),
                    fleet.chipsPerCopy(),
                    Format.count(Math.floor(fleet.batch())),
                    Format.number(fleet.tokensPerSecond().value()),
                    Format.count(fleet.chips().value()),
                    Format.count(fleet.tokensPerDay().value()),
                    Format.count(fleet.workers().value()),
                    Format.count(fleet.siteMw().value()),
                    Format.number(fleet.usdPerMillion().value()),
                    fleet == first ? null : Format.percent(saved));
        }
        sheet.table(
                "by number format of the weights; saved: of the chips that %s takes for the same tokens"
                        .formatted(first.precision().word()),
                table.sparing("batch", "workers", "tokens a day"));
        var ranges = TextTable.of("format", "tokens/s a chip", "chips", "USD per million tokens");
        for (var fleet : fleets) {
            ranges.row(
                    fleet.precision().word(),
                    Shown.range(fleet.tokensPerSecond(), Format::number),
                    Shown.range(fleet.chips(), Format::count),
                    Shown.range(fleet.usdPerMillion(), Format::number));
        }
        sheet.table(percent + " intervals", ranges);
        if (!cannot.isEmpty()) {
            sheet.warning("in %s no copy on at most %d chips is so fast".formatted(String.join(", ", cannot), domain));
        }
        sheet.pageFigure(
                chart(chip, catalog),
                "Tokens a second of each chip against the speed of each worker, by number format, with everything at its median: %s"
                        .formatted(chip.name()));
        sheet.table(
                "what was taken (%s intervals of 4,000 draws, seed %d)".formatted(percent, chips.seed()),
                sources(chip, catalog).table().sparing("dated"));
        return sheet;
    }

    private Fact fact(String label, String value, String range) {
        return new Fact(label, value, range.isEmpty() ? null : Shown.percent(chips.level()) + " interval " + range);
    }

    /** The one with most tokens a chip. */
    private static Fleet best(List<Fleet> fleets) {
        return fleets.stream()
                .max(java.util.Comparator.comparingDouble(
                        fleet -> fleet.tokensPerSecond().value()))
                .orElseThrow();
    }

    private Chart chart(Accelerator chip, Catalog catalog) {
        var chart = new Chart(
                "what speed costs",
                Axis.log("tokens a second of each worker"),
                Axis.log("tokens a second of each chip"));
        var model = model();
        for (var precision : formats(chip)) {
            var x = new double[25];
            var y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = speed * Math.pow(10, -1 + 2.0 * i / (x.length - 1));
                y[i] = Fleet.median(model, use(x[i]), chip, precision, catalog).orElse(Double.NaN);
            }
            chart = chart.line(precision.word(), x, y);
        }
        return chart.vertical("asked", speed);
    }

    private static SourcesTable sources(Accelerator chip, Catalog catalog) {
        return ChipOptions.sources(
                chip,
                catalog,
                Assumption.DECODE_BANDWIDTH,
                Assumption.UTILIZATION,
                Assumption.SERVER_POWER,
                Assumption.LOAD,
                Assumption.PUE,
                Assumption.USD_PER_KWH,
                Assumption.DEPRECIATION);
    }

    private ObjectNode json(List<Fleet> fleets, List<String> cannot, Accelerator chip, Catalog catalog) {
        var json = LawsJson.object();
        json.put("chip", chip.id());
        json.put("level", chips.level());
        json.put("seed", chips.seed());
        json.put("speed", speed);
        var array = json.putArray("formats");
        for (var fleet : fleets) {
            var node = array.addObject();
            node.put("precision", fleet.precision().word());
            node.put("chips_per_copy", fleet.chipsPerCopy());
            node.put("batch", Math.floor(fleet.batch()));
            node.set("tokens_per_second_per_chip", Shown.json(fleet.tokensPerSecond()));
            node.set("chips", Shown.json(fleet.chips()));
            node.set("tokens_per_day", Shown.json(fleet.tokensPerDay()));
            node.set("workers", Shown.json(fleet.workers()));
            node.set("site_mw", Shown.json(fleet.siteMw()));
            node.set("usd_per_million_tokens", Shown.json(fleet.usdPerMillion()));
        }
        json.set("too_slow", LawsJson.of(cannot));
        json.set("entries", sources(chip, catalog).json());
        return json;
    }
}
