package loglog.app.forecast;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.Dates;
import loglog.forecast.clusters.BuildOut;
import loglog.forecast.clusters.BuildOutFile;
import loglog.forecast.clusters.SupplyCurve;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog cluster build-out}: which resource limits what can be built, by year. */
@Command(
        name = "build-out",
        description =
                "How many H100 equivalents chips, power, packaging, memory and money allow in each year, and which of them binds; each supply"
                        + " is a curve of dated, sourced figures.")
final class BuildOutCommand implements Runnable {
    private static final int LAST_YEAR = 2100;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "supplies of your own (default: the built-in ones, of public figures)")
    Path file;

    @Option(names = "--template", description = "print the built-in supplies as a file to edit")
    boolean template;

    @Option(names = "--until", paramLabel = "YEAR", description = "the last year (default: the scenario's)")
    Integer until;

    @Mixin
    DrawOptions drawing = new DrawOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        if (template) {
            System.out.print(BuildOutFile.template());
            return;
        }
        drawing.check();
        var plan = file == null ? BuildOutFile.builtIn() : BuildOutFile.read(file);
        if (until != null) {
            if (until < plan.from() || until > LAST_YEAR) {
                throw new UserError(
                        "--until: found %d, expected a year from %d to %d".formatted(until, plan.from(), LAST_YEAR));
            }
            plan = new BuildOut.Plan(plan.name(), plan.description(), plan.from(), until, plan.resources());
        }
        drawing.check(plan.resources().size());
        var years = BuildOut.of(plan, drawing.draws, drawing.seed(), drawing.level());
        output.show(new ReadyAnswer(
                AnswerSource.ofFile(file, "the built-in plan of resources"), sheet(plan, years), json(plan, years)));
    }

    private Sheet sheet(BuildOut.Plan plan, List<BuildOut.Year> years) {
        var percent = drawing.percent();
        var sheet = new Sheet("what limits the build-out: " + plan.name());
        if (!plan.description().isEmpty()) {
            sheet.text(plan.description());
        }
        var names = plan.resources().stream().map(BuildOut.Resource::name).toList();
        var header = new ArrayList<>(List.of("year", "H100 equivalents", percent + " interval", "binds"));
        names.forEach(name -> header.add(name + " binds"));
        var table = TextTable.of(header.toArray(String[]::new));
        for (var year : years) {
            var row = new ArrayList<Object>(List.of(
                    year.year(),
                    Format.count(year.added().value()),
                    Shown.range(year.added(), Format::count),
                    year.binding()));
            names.forEach(name -> row.add(Math.round(100 * year.binds().get(name)) + "%"));
            table.row(row.toArray());
        }
        sheet.table("what can be added in a year, and in which share of draws each resource is the least", table);
        var allowed = new ArrayList<>(List.of("year"));
        allowed.addAll(names);
        var each = TextTable.of(allowed.toArray(String[]::new));
        for (var year : years) {
            var row = new ArrayList<Object>(List.of(year.year()));
            names.forEach(name -> row.add("%s (%s)"
                    .formatted(
                            Format.count(year.allowed().get(name).value()),
                            Shown.range(year.allowed().get(name), Format::count))));
            each.row(row.toArray());
        }
        sheet.table("what each resource alone would allow: median (%s interval)".formatted(percent), each);
        sheet.figure(
                chart(years, names),
                "H100 equivalents that each resource allows in a year, by \"%s\": medians of %d draws; band: %s interval of the least"
                        .formatted(plan.name(), drawing.draws, percent));
        sheet.table(
                "supplies and needs; %d draws, seed %d".formatted(drawing.draws, drawing.seed()),
                entries(plan).table().sparing("dated"));
        return sheet;
    }

    private Chart chart(List<BuildOut.Year> years, List<String> names) {
        var x = years.stream().mapToDouble(BuildOut.Year::year).toArray();
        var chart = new Chart(
                        "what each resource allows", Axis.linear("date [year]"), Axis.log("H100 equivalents a year"))
                .band(
                        "all together",
                        x,
                        years.stream().mapToDouble(year -> year.added().low()).toArray(),
                        years.stream().mapToDouble(year -> year.added().high()).toArray())
                .line(
                        "all together",
                        x,
                        years.stream().mapToDouble(year -> year.added().value()).toArray());
        for (var name : names) {
            chart = chart.dashed(
                    name,
                    x,
                    years.stream()
                            .mapToDouble(year -> year.allowed().get(name).value())
                            .toArray());
        }
        return chart;
    }

    private static SourcesTable entries(BuildOut.Plan plan) {
        var sources = new SourcesTable();
        for (var resource : plan.resources()) {
            add(sources, resource.name(), resource.unit(), resource.supply());
            add(sources, resource.name() + " for each", resource.unit(), resource.needs());
        }
        return sources;
    }

    private static void add(SourcesTable sources, String name, String unit, SupplyCurve curve) {
        for (var point : curve.points()) {
            sources.add(
                    "%s, %s".formatted(name, Dates.text(point.date()).substring(0, 7)),
                    OomsAnswer.written(point.value(), Format::count) + " " + unit,
                    point.source());
        }
        curve.growth()
                .ifPresent(rate -> sources.add(
                        name + ", then",
                        OomsAnswer.written(rate.timesPerYear(), x -> Format.trim(Format.number(x))) + " times a year",
                        rate.source()));
    }

    private ObjectNode json(BuildOut.Plan plan, List<BuildOut.Year> years) {
        var json = LawsJson.object();
        json.put("scenario", plan.name());
        json.put("level", drawing.level());
        json.put("draws", drawing.draws);
        json.put("seed", drawing.seed());
        var array = json.putArray("years");
        for (var year : years) {
            var node = array.addObject();
            node.put("year", year.year());
            node.set("h100_equivalents", Shown.json(year.added()));
            node.put("binding", year.binding());
            var resources = node.putObject("resources");
            year.allowed().forEach((name, allowed) -> {
                var resource = resources.putObject(name);
                resource.set("h100_equivalents", Shown.json(allowed));
                resource.put("binds", year.binds().get(name));
            });
        }
        json.set("entries", entries(plan).json());
        return json;
    }
}
