package loglog.app.forecast;

import java.nio.file.Path;
import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.OutputOptions;
import loglog.forecast.clusters.Catalog;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.Scenario;
import loglog.forecast.scenarios.ScenarioFile;
import loglog.runs.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog ooms}: the ledger of orders of magnitude. */
@Command(
        name = "ooms",
        description = {
            "Effective compute as the sum of physical compute, algorithmic efficiency and unhobbling: each a dated, sourced entry or a"
                    + " rate with its uncertainty; when a jump such as GPT-2 to GPT-4 happens again, and which assumption moves that most.",
            "Entries and their sources: docs/ooms.md."
        })
public final class OomsCommand implements Runnable {
    private static final double MOST_DAYS = 3660;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "a scenario of your own (default: the built-in one, of public figures)")
    Path file;

    @Option(
            names = "--set",
            paramLabel = "ENTRY=VALUE",
            description =
                    "an entry of the scenario by its name, known exactly: FLOP of a model, OOM a year of a rate, OOM of a"
                            + " step; several times if need be (default: none)")
    List<String> set = List.of();

    @Option(names = "--template", description = "print the built-in scenario, with comments, as a file to edit")
    boolean template;

    @Option(names = "--schema", description = "print the JSON Schema of scenarios, with which editors check them")
    boolean schema;

    @Option(
            names = "--chip",
            paramLabel = "CHIP",
            description = "what the next run would need is counted in this chip (default: ${DEFAULT-VALUE})")
    String chip = "h100";

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "days that the next run would take (default: ${DEFAULT-VALUE})")
    double days = 90;

    @Mixin
    DrawOptions drawing = new DrawOptions();

    @Mixin
    LedgerOptions ledger = new LedgerOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        if (template || schema) {
            System.out.print(template ? ScenarioFile.template() : ScenarioFile.schema());
            return;
        }
        drawing.check();
        if (!(days > 0 && days <= MOST_DAYS)) {
            throw new UserError("--days: found %s, expected more than 0 and at most %.0f".formatted(days, MOST_DAYS));
        }
        var catalog = Catalog.builtIn();
        var type = catalog.chip(chip)
                .orElseThrow(() -> new UserError("--chip: found %s, %s".formatted(chip, catalog.hint(chip))));
        var scenario = file == null ? ScenarioFile.builtIn() : ScenarioFile.read(file);
        drawing.check(scenario.entries().size());
        var projection = Projection.of(changed(scenario), drawing.draws, drawing.seed(), drawing.level());
        var answer = new OomsAnswer(projection, scenario, drawing, new OomsAnswer.Machine(type, catalog, days));
        var written = ledger.write(projection, source(), answer.dates());
        output.show(new ReadyAnswer(
                AnswerSource.ofFile(file, "the built-in scenario"), answer.sheet(written), answer.json(written)));
    }

    private Scenario changed(Scenario scenario) {
        for (var entry : SetInputs.of(set, "ENTRY=NUMBER, such as GPT-4=3e25").entrySet()) {
            try {
                scenario = scenario.with(entry.getKey(), entry.getValue());
            } catch (DataException e) {
                throw new UserError("--set: " + e.getMessage());
            }
        }
        return scenario;
    }

    private String source() {
        return (file == null ? "built-in scenario" : file.getFileName().toString())
                + (set.isEmpty() ? "" : " with " + String.join(", ", set));
    }
}
