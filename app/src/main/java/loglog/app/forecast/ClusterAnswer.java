package loglog.app.forecast;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import loglog.app.answers.LawsJson;
import loglog.forecast.Estimate;
import loglog.forecast.clusters.Accelerator;
import loglog.forecast.clusters.Assumption;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.clusters.ClusterRun;
import loglog.forecast.clusters.NumericFormat;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Page.Fact;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** A training run on a cluster, for people and programs. */
record ClusterAnswer(
        ClusterRun run,
        ClusterRun.Asked asked,
        Accelerator chip,
        NumericFormat precision,
        Catalog catalog,
        ChipOptions options) {
    /** Where the curve of chips against days begins and ends. */
    private static final double[] DAYS = {20, 30, 45, 60, 90, 120, 180, 270, 365};

    private static final Assumption[] USED = {
        Assumption.UTILIZATION,
        Assumption.SERVER_POWER,
        Assumption.LOAD,
        Assumption.PUE,
        Assumption.BUILDING_USD_PER_MW,
        Assumption.USD_PER_KWH,
        Assumption.DEPRECIATION
    };

    Sheet sheet() {
        var percent = Shown.percent(options.level());
        var sheet = new Sheet("%s FLOP on %s in %s, %s"
                .formatted(
                        Format.flops(run.flops().value()),
                        chip.name(),
                        precision.word(),
                        run.days().value() == 1
                                ? "1 day"
                                : Format.trim(Format.number(run.days().value())) + " days"));
        sheet.facts(List.of(
                fact("chips", run.chips(), Format::count),
                fact("site", run.siteMw(), mw -> Format.count(mw) + " MW"),
                fact("systems and building", run.capitalUsd(), usd -> "USD " + Format.count(usd)),
                fact("cost of the run", run.runUsd(), usd -> "USD " + Format.count(usd))));
        var table = TextTable.of("quantity", "value", percent + " interval");
        row(table, "FLOP of the run", run.flops(), Format::flops);
        row(table, "days", run.days(), Format::count);
        row(table, "chips", run.chips(), Format::count);
        row(table, "power of the site, most [MW]", run.siteMw(), Format::count);
        row(table, "power during the run [MW]", run.averageMw(), Format::count);
        row(table, "energy [GWh]", run.energyGwh(), Format::count);
        row(table, "chips, servers, network [USD]", run.systemUsd(), Format::count);
        row(table, "building [USD]", run.buildingUsd(), Format::count);
        row(table, "electricity of the run [USD]", run.energyUsd(), Format::count);
        row(table, "loss of the systems' value [USD]", run.depreciationUsd(), Format::count);
        sheet.table("", table);
        if (Double.isNaN(run.systemUsd().value())) {
            sheet.warning("no price of %s is known; --system-usd gives one".formatted(chip.name()));
        }
        sheet.figure(
                chart(),
                "Chips of %s for %s FLOP in %s against the days of the run; band: %s interval of 4,000 draws of what is not known exactly"
                        .formatted(chip.name(), Format.flops(run.flops().value()), precision.word(), percent));
        sheet.table(
                "what was taken (%s intervals of 4,000 draws, seed %d)".formatted(percent, options.seed()),
                sources().table().sparing("dated"));
        return sheet;
    }

    private Fact fact(String label, Estimate estimate, DoubleFunction<String> write) {
        var range = Shown.range(estimate, write);
        return new Fact(
                label,
                write.apply(estimate.value()),
                range.isEmpty() ? null : Shown.percent(options.level()) + " interval " + range);
    }

    private static void row(TextTable table, String name, Estimate estimate, DoubleFunction<String> write) {
        table.row(name, write.apply(estimate.value()), Shown.range(estimate, write));
    }

    private Chart chart() {
        var low = new double[DAYS.length];
        var middle = new double[DAYS.length];
        var high = new double[DAYS.length];
        var flops = new ClusterRun.Asked(
                Optional.of(loglog.forecast.facts.Uncertain.exactly(run.flops().value())),
                Optional.of(1.0),
                Optional.empty());
        // Chips fall as days rise, in proportion.
        var oneDay = ClusterRun.of(flops, chip, precision, catalog, options.seed(), options.level())
                .chips();
        for (int i = 0; i < DAYS.length; i++) {
            low[i] = oneDay.low() / DAYS[i];
            middle[i] = oneDay.value() / DAYS[i];
            high[i] = oneDay.high() / DAYS[i];
        }
        return new Chart("chips against days", Axis.log("days"), Axis.log("chips"))
                .band(Shown.percent(options.level()) + " interval", DAYS, low, high)
                .line(chip.id() + ", " + precision.word(), DAYS, middle)
                .points("this run", new double[] {run.days().value()}, new double[] {
                    run.chips().value()
                });
    }

    private SourcesTable sources() {
        return ChipOptions.sources(chip, catalog, USED);
    }

    ObjectNode json() {
        var json = LawsJson.object();
        json.put("chip", chip.id());
        json.put("precision", precision.word());
        json.put("level", options.level());
        json.put("seed", options.seed());
        json.set("flops", Shown.json(run.flops()));
        json.set("days", Shown.json(run.days()));
        json.set("chips", Shown.json(run.chips()));
        json.set("site_mw", Shown.json(run.siteMw()));
        json.set("average_mw", Shown.json(run.averageMw()));
        json.set("energy_gwh", Shown.json(run.energyGwh()));
        json.set("systems_usd", Shown.json(run.systemUsd()));
        json.set("building_usd", Shown.json(run.buildingUsd()));
        json.set("capital_usd", Shown.json(run.capitalUsd()));
        json.set("electricity_usd", Shown.json(run.energyUsd()));
        json.set("depreciation_usd", Shown.json(run.depreciationUsd()));
        json.set("run_usd", Shown.json(run.runUsd()));
        json.set("entries", sources().json());
        return json;
    }
}
