package loglog.app.forecast;

import java.nio.file.Path;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.Dates;
import loglog.forecast.clusters.Accelerator;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.clusters.NumericFormat;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog cluster chips}. */
@Command(
        name = "chips",
        description = "The table of accelerators: peak by number format, memory, power, price, each with its source.")
final class ChipsCommand implements Runnable {
    private static final double TERA = 1e12;
    private static final double GIGA = 1e9;

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description = "accelerators of your own, before the built-in ones (default: none)")
    Path table;

    @Option(names = "--template", description = "print the built-in table as a file to edit")
    boolean template;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        if (template) {
            System.out.print(Catalog.template());
            return;
        }
        var catalog = table == null ? Catalog.builtIn() : Catalog.builtIn().with(table);
        var rows = TextTable.of(
                "chip",
                "released",
                "bf16 [T/s]",
                "fp8",
                "int8",
                "fp4",
                "memory [GB]",
                "[GB/s]",
                "[W]",
                "chip [USD]",
                "system [USD]");
        var sources = new SourcesTable();
        var json = LawsJson.object();
        var array = json.putArray("chips");
        for (var chip : catalog.chips()) {
            rows.row(
                    chip.id(),
                    Dates.text(chip.released()).substring(0, 7),
                    peak(chip, NumericFormat.BF16),
                    peak(chip, NumericFormat.FP8),
                    peak(chip, NumericFormat.INT8),
                    peak(chip, NumericFormat.FP4),
                    Format.trimmed(chip.memory() / GIGA, 4),
                    Format.trimmed(chip.bandwidth() / GIGA, 4),
                    Format.trimmed(chip.watts(), 4),
                    chip.price().map(usd -> Format.count(usd.value())).orElse(null),
                    chip.system().map(usd -> Format.count(usd.value())).orElse(null));
            sources.add(chip.id(), chip.name(), chip.source());
            var node = array.addObject();
            node.put("id", chip.id());
            node.put("name", chip.name());
            node.put("released", Dates.text(chip.released()));
            var peaks = node.putObject("peak");
            chip.peaks().forEach((precision, value) -> peaks.put(precision.word(), value));
            node.put("memory_bytes", chip.memory());
            node.put("bytes_per_second", chip.bandwidth());
            node.put("watts", chip.watts());
            chip.price().ifPresent(usd -> node.put("price_usd", usd.value()));
            chip.system().ifPresent(usd -> node.put("system_usd", usd.value()));
            node.put("source", chip.source().text());
            node.put("url", chip.source().url());
            node.put("dated", chip.source().date());
        }
        var sheet = new Sheet("accelerators: dense peaks in T(FL)OP/s; no price that is not public");
        sheet.table("", rows.sparing("chip [USD]", "int8", "released", "fp4", "system [USD]", "fp8"));
        sheet.pageFigure(
                chart(catalog),
                "Peak FLOP/s in bf16 for each watt of %d accelerators, by release"
                        .formatted(catalog.chips().size()));
        sheet.table("sources", sources.table().sparing("dated"));
        output.show(new ReadyAnswer(AnswerSource.ofFile(table, ChipOptions.BUILT_IN), sheet, json));
    }

    private static String peak(Accelerator chip, NumericFormat precision) {
        var peak = chip.peak(precision);
        return peak.isEmpty() ? null : Format.trimmed(peak.getAsDouble() / TERA, 4);
    }

    private static Chart chart(Catalog catalog) {
        var chips = catalog.chips().stream()
                .filter(chip -> chip.peak(NumericFormat.BF16).isPresent())
                .toList();
        return new Chart("what a watt gives", Axis.linear("released [year]"), Axis.log("peak bf16 [FLOP/s per watt]"))
                .with(new Layer.Points(
                        "chips",
                        chips.stream().mapToDouble(Accelerator::released).toArray(),
                        chips.stream()
                                .mapToDouble(
                                        chip -> chip.peak(NumericFormat.BF16).orElseThrow() / chip.watts())
                                .toArray(),
                        null,
                        chips.stream().map(Accelerator::name).toArray(String[]::new)));
    }
}
