package loglog.app.forecast;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.app.answers.LawsJson;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.forecast.clusters.Accelerator;
import loglog.forecast.clusters.BuildOut;
import loglog.forecast.clusters.BuildOutFile;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.clusters.ClusterRun;
import loglog.forecast.clusters.NumericFormat;
import loglog.forecast.facts.Citation;
import loglog.forecast.facts.Uncertain;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.Scenario;
import loglog.forecast.scenarios.Scenario.Part;
import loglog.pages.report.Page.Fact;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a scenario says, for people and programs. */
final class OomsAnswer {
    /** What the next run would be trained on. */
    record Machine(Accelerator chip, Catalog catalog, double days) {}

    /** Tokens for each param of a compute-optimal model: Hoffmann et al. 2022, arXiv 2203.15556. */
    private static final double TOKENS_PER_PARAM = 20;

    private static final double FLOPS_PER_PARAM_AND_TOKEN = 6;
    private static final int BUILD_OUT_DRAWS = 10_000;

    private final Projection projection;
    private final Scenario scenario;
    private final Scenario before;
    private final DrawOptions drawing;
    private final Machine machine;
    private final String jump;
    private final Estimate again;
    private final Estimate flops;
    private final List<Projection.Influence> influences;

    /** @param before the scenario without what was set */
    OomsAnswer(Projection projection, Scenario before, DrawOptions drawing, Machine machine) {
        this.projection = projection;
        this.scenario = projection.scenario();
        this.before = before;
        this.drawing = drawing;
        this.machine = machine;
        this.jump = scenario.from().name() + " to " + scenario.to().name();
        this.again = projection.again();
        this.flops = projection.flopsAgain();
        this.influences = projection.influences();
    }

    /** @param written what went into the ledger */
    Sheet sheet(List<String> written) {
        var sheet = new Sheet("%s again: %s".formatted(jump, scenario.name()));
        if (!scenario.description().isEmpty()) {
            sheet.text(scenario.description());
        }
        var whole = projection.jump();
        var facts = new ArrayList<Fact>();
        facts.add(new Fact(jump, Shown.oom(whole.value()) + " OOM", interval(Shown.range(whole, Shown::oom))));
        facts.add(new Fact(
                "as much again by",
                Shown.month(again.value(), scenario.until()),
                interval(again.low() == again.high() ? "" : Shown.months(again, scenario.until()))));
        facts.add(new Fact(
                "by " + month(scenario.until()),
                Math.round(100 * projection.sharePast(scenario.until())) + "%",
                "of draws"));
        sheet.facts(facts);
        sheet.table("orders of magnitude of effective compute from %s, by part".formatted(jump), parts());
        run().ifPresent(table -> sheet.table(
                "the run of that date: its FLOP, a compute-optimal model (20 tokens a param) and %s, %s days"
                        .formatted(machine.chip().name(), Format.trim(Format.number(machine.days()))),
                table));
        var figures = new OomsFigures(projection, drawing);
        sheet.figure(figures.fan(), figures.fanCaption());
        sheet.table(
                "orders of magnitude since %s (%s)"
                        .formatted(scenario.from().name(), month(scenario.from().date())),
                years().sparing("unhobbling", "algorithms", "compute"));
        if (!influences.isEmpty()) {
            sheet.table(
                    "which assumption moves the date most: each at the ends of its %s interval, all others at their medians (%s)"
                            .formatted(drawing.percent(), Shown.month(projection.againAtMedians(), scenario.until())),
                    sensitivity().sparing("rank correlation", "low", "high"));
            sheet.pageFigure(figures.tornado(influences), figures.tornadoCaption());
        }
        sheet.table(
                "entries; %d draws, seed %d".formatted(projection.draws(), drawing.seed()),
                entries().table().sparing("dated"));
        written.forEach(sheet::text);
        return sheet;
    }

    private String interval(String range) {
        return range.isEmpty() ? null : drawing.percent() + " interval " + range;
    }

    private static String month(double date) {
        return Shown.month(date, date);
    }

    private TextTable parts() {
        var table = TextTable.of("part", "OOM", drawing.percent() + " interval", "times");
        projection.jumpByPart().forEach((part, oom) -> row(table, part.word(), oom));
        row(table, "together", projection.jump());
        return table;
    }

    private static void row(TextTable table, String name, Estimate oom) {
        table.row(name, Shown.oom(oom.value()), Shown.range(oom, Shown::oom), Format.count(Math.pow(10, oom.value())));
    }

    /** What the run that completes the second jump would be; empty where it comes too late in all draws. */
    private Optional<TextTable> run() {
        if (Double.isNaN(flops.value())) {
            return Optional.empty();
        }
        var table = TextTable.of("quantity", "median", drawing.percent() + " interval");
        table.row("FLOP", Format.flops(flops.value()), Shown.range(flops, Format::flops));
        var params = optimal(1 / Math.sqrt(FLOPS_PER_PARAM_AND_TOKEN * TOKENS_PER_PARAM));
        var tokens = optimal(Math.sqrt(TOKENS_PER_PARAM / FLOPS_PER_PARAM_AND_TOKEN));
        table.row("params", Format.count(params.value()), Shown.range(params, Format::count));
        table.row("tokens", Format.count(tokens.value()), Shown.range(tokens, Format::count));
        var run = cluster();
        table.row("chips", Format.count(run.chips().value()), Shown.range(run.chips(), Format::count));
        table.row("site [MW]", Format.count(run.siteMw().value()), Shown.range(run.siteMw(), Format::count));
        if (!Double.isNaN(run.systemUsd().value())) {
            table.row(
                    "systems [USD]",
                    Format.count(run.systemUsd().value()),
                    Shown.range(run.systemUsd(), Format::count));
        }
        buildable()
                .ifPresent(added -> table.row(
                        "all that can be added in %d [H100 equivalents]"
                                .formatted(Dates.date(again.value()).getYear()),
                        Format.count(added.value()),
                        Shown.range(added, Format::count)));
        return Optional.of(table);
    }

    /** H100 equivalents that all makers can add in the year of the second jump, as far as the build-out's figures go. */
    private Optional<Estimate> buildable() {
        var plan = BuildOutFile.builtIn();
        if (!Dates.isOnCalendar(again.value())) {
            return Optional.empty();
        }
        int year = Dates.date(again.value()).getYear();
        if (year < plan.from() || year > plan.until()) {
            return Optional.empty();
        }
        var alone = new BuildOut.Plan(plan.name(), plan.description(), year, year, plan.resources());
        return Optional.of(BuildOut.of(alone, BUILD_OUT_DRAWS, drawing.seed(), drawing.level())
                .getFirst()
                .added());
    }

    /** A power of half the run's FLOP. */
    private Estimate optimal(double factor) {
        return new Estimate(
                factor * Math.sqrt(flops.value()), factor * Math.sqrt(flops.low()), factor * Math.sqrt(flops.high()));
    }

    private ClusterRun cluster() {
        var uncertain =
                new Uncertain(flops.value(), flops.low(), flops.high(), drawing.level(), flops.low() < flops.high());
        return ClusterRun.of(
                new ClusterRun.Asked(Optional.of(uncertain), Optional.of(machine.days()), Optional.empty()),
                machine.chip(),
                NumericFormat.BF16,
                machine.catalog(),
                drawing.seed(),
                drawing.level());
    }

    /** The first days of years after the first model, and the end. */
    List<Double> dates() {
        var dates = new ArrayList<Double>();
        int first = Dates.date(scenario.from().date()).getYear() + 1;
        for (int year = first; Dates.years(LocalDate.of(year, 1, 1)) <= scenario.until(); year++) {
            dates.add(Dates.years(LocalDate.of(year, 1, 1)));
        }
        return dates;
    }

    private TextTable years() {
        var table = TextTable.of(
                "on",
                "OOM",
                drawing.percent() + " interval",
                "compute",
                "algorithms",
                "unhobbling",
                "largest run [FLOP]");
        for (double date : dates()) {
            var oom = projection.oom(date);
            table.row(
                    Dates.text(date),
                    Shown.oom(oom.value()),
                    Shown.range(oom, Shown::oom),
                    Shown.oom(projection.oom(Part.COMPUTE, date).value()),
                    Shown.oom(projection.oom(Part.ALGORITHMS, date).value()),
                    Shown.oom(projection.oom(Part.UNHOBBLING, date).value()),
                    Format.flops(projection.flops(date).value()));
        }
        return table;
    }

    private TextTable sensitivity() {
        var table = TextTable.of(
                "assumption", "low", "high", "date at low", "date at high", "years between", "rank correlation");
        for (var influence : influences) {
            table.row(
                    influence.input(),
                    Shown.oom(influence.low()),
                    Shown.oom(influence.high()),
                    Shown.month(influence.dateAtLow(), scenario.until()),
                    Shown.month(influence.dateAtHigh(), scenario.until()),
                    Double.isInfinite(influence.swing()) ? "n/a" : Shown.oom(influence.swing()),
                    Shown.oom(influence.rankCorrelation()));
        }
        return table;
    }

    private SourcesTable entries() {
        var table = new SourcesTable();
        for (var entry : scenario.entries()) {
            Citation source = entry.source();
            switch (entry) {
                case Scenario.Model model ->
                    table.add(
                            model.name(),
                            "%s FLOP on %s".formatted(written(model.flops(), Format::flops), Dates.text(model.date())),
                            source);
                case Scenario.Growth growth ->
                    table.add(
                            growth.name(),
                            "%s: %s OOM a year%s"
                                    .formatted(
                                            growth.part().word(),
                                            written(growth.oomPerYear(), Format::number),
                                            growth.weight() == 1
                                                    ? ""
                                                    : ", weight " + Format.trim(Format.number(growth.weight()))),
                            source);
                case Scenario.Step step ->
                    table.add(
                            step.name(),
                            "%s: %s OOM on %s"
                                    .formatted(
                                            step.part().word(),
                                            written(step.oom(), Format::number),
                                            Dates.text(step.date())),
                            source);
            }
        }
        return table;
    }

    /** "0.45 (0.258 to 0.722 at 95%)". */
    static String written(Uncertain number, java.util.function.DoubleFunction<String> write) {
        return number.isExact()
                ? write.apply(number.value())
                : "%s (%s to %s at %s)"
                        .formatted(
                                write.apply(number.value()),
                                write.apply(number.low()),
                                write.apply(number.high()),
                                Shown.percent(number.level()));
    }

    ObjectNode json(List<String> written) {
        var json = LawsJson.object();
        json.put("scenario", scenario.name());
        json.put("from", scenario.from().name());
        json.put("to", scenario.to().name());
        json.put("until", Dates.text(scenario.until()));
        json.put("level", drawing.level());
        json.put("draws", projection.draws());
        json.put("seed", drawing.seed());
        var parts = json.putObject("jump_oom");
        parts.set("together", Shown.json(projection.jump()));
        projection.jumpByPart().forEach((part, oom) -> parts.set(part.word(), Shown.json(oom)));
        var date = json.putObject("again");
        date.set("date", Shown.jsonDate(again));
        date.put("share_by_until", projection.sharePast(scenario.until()));
        date.set("flops", Shown.json(flops));
        if (!Double.isNaN(flops.value())) {
            var run = cluster();
            date.put("chip", machine.chip().id());
            date.put("days", machine.days());
            date.set("chips", Shown.json(run.chips()));
            date.set("site_mw", Shown.json(run.siteMw()));
            date.set("systems_usd", Shown.json(run.systemUsd()));
            buildable().ifPresent(added -> date.set("buildable_h100_equivalents", Shown.json(added)));
        }
        var years = json.putArray("by_year");
        for (double at : dates()) {
            var node = years.addObject();
            node.put("date", Dates.text(at));
            node.set("oom", Shown.json(projection.oom(at)));
            for (var part : Part.values()) {
                node.set(part.word(), Shown.json(projection.oom(part, at)));
            }
            node.set("flops", Shown.json(projection.flops(at)));
        }
        var sensitivity = json.putArray("sensitivity");
        for (var influence : influences) {
            var node = sensitivity.addObject();
            node.put("assumption", influence.input());
            LawsJson.put(node, "low", influence.low());
            LawsJson.put(node, "high", influence.high());
            Shown.putDate(node, "date_at_low", influence.dateAtLow());
            Shown.putDate(node, "date_at_high", influence.dateAtHigh());
            LawsJson.put(node, "years_between", influence.swing());
            LawsJson.put(node, "rank_correlation", influence.rankCorrelation());
        }
        json.set("entries", entries().json());
        assumptions(json.putArray("assumptions"));
        if (!written.isEmpty()) {
            json.set("ledger", LawsJson.of(written));
        }
        return json;
    }

    /** What can be set, as it is in the scenario. */
    private void assumptions(ArrayNode array) {
        for (var entry : before.entries()) {
            var figure = switch (entry) {
                case Scenario.Model model -> model.flops();
                case Scenario.Growth growth -> growth.oomPerYear();
                case Scenario.Step step -> step.oom();
            };
            var unit = switch (entry) {
                case Scenario.Model _ -> "FLOP";
                case Scenario.Growth _ -> "OOM/year";
                case Scenario.Step _ -> "OOM";
            };
            var node = array.addObject().put("name", entry.name()).put("unit", unit);
            LawsJson.put(node, "value", figure.value());
            LawsJson.put(node, "low", figure.low());
            LawsJson.put(node, "high", figure.high());
            node.put("source", entry.source().text());
        }
    }
}
