package loglog.app.laws;

import java.util.List;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Ranking;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog which}: which form do the runs follow, and can they tell? */
@Command(
        name = "which",
        description = "Rank the forms a law may have, by information criteria and by extrapolation: fit the cheap runs,"
                + " score on the expensive ones.")
public final class WhichCommand implements Runnable {
    private static final List<String> OF_ONE_SCALE =
            List.of("power", "power-floor", "exponential", "logarithmic", "quadratic", "broken", "sigmoid");
    private static final List<String> OF_TWO = List.of("chinchilla", "shared-exponent", "kaplan");

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--laws",
            split = ",",
            paramLabel = "LAW",
            description =
                    "the laws to rank (default: the laws of params and tokens, or with --axis those of one scale)")
    List<String> laws;

    @Override
    public void run() {
        var criterion = fitting.criterion();
        fitting.refuse("--law", "--bootstrap", "--resample");
        var read = runs.read(fitting.anyMetric(), fitting.needs(laws == null ? List.of() : laws));
        var names = laws != null
                ? laws
                : fitting.axis == null && read.has("params") && read.has("tokens") ? OF_TWO : OF_ONE_SCALE;
        List<Law> forms =
                names.stream().map(name -> fitting.named(name.strip(), read)).toList();
        boolean oneScale = forms.stream().allMatch(law -> law.axes().size() == 1);
        var axis = oneScale ? forms.getFirst().axes().getFirst() : "flops";
        fitting.atLeastOne(forms, read);
        var ranking = Ranking.of(
                read.observations(),
                forms,
                criterion,
                axis,
                axis.equals("flops") ? Figures.flops(read) : read.axis(axis));

        var table = TextTable.of(
                        "law", "AICc above best", "BIC above best", "weight", "held-out error", "cuts", "status")
                .sparing("BIC above best");
        double leastAicc = ranking.entries().getFirst().aicc();
        double leastBic =
                ranking.entries().stream().mapToDouble(Ranking.Entry::bic).min().orElseThrow();
        var json = Json.object();
        var array = json.putArray("laws");
        for (var entry : ranking.entries()) {
            var law = entry.fit().law();
            table.row(
                    law.name(),
                    Format.number(entry.aicc() - leastAicc),
                    Format.number(entry.bic() - leastBic),
                    Format.weight(entry.weight()),
                    criterion.logResiduals()
                            ? Format.percent(entry.heldOutError())
                            : Format.number(entry.heldOutError()),
                    entry.rehearsals(),
                    entry.fit().status().words());
            var node = array.addObject();
            node.put("law", law.name());
            node.put("equation", law.equation());
            Json.put(node, "aicc", entry.aicc());
            Json.put(node, "bic", entry.bic());
            Json.put(node, "weight", entry.weight());
            Json.put(node, "held_out_error", entry.heldOutError());
            node.put("cuts", entry.rehearsals());
            node.put("status", entry.fit().status().words());
        }
        json.put("axis", axis);
        json.put("n", read.observations().size());
        json.put("verdict", ranking.verdict());
        var best = ranking.entries().getFirst().fit();
        var warnings = Soundness.causes(best);
        json.set("warnings", Json.of(warnings));

        var sheet = new Sheet("which law do %s follow?".formatted(read.titled()));
        if (!read.notes().isEmpty()) {
            sheet.text(String.join("; ", read.notes()));
        }
        sheet.table(
                ranking.cuts() == 0
                        ? "no held-out error: too few levels of %s to fit below a cut and look above it".formatted(axis)
                        : "held-out error: fitted below each of %d cuts on %s, mean error above it"
                                .formatted(ranking.cuts(), axis),
                table);
        sheet.text(ranking.verdict() + ".");
        sheet.warnings(warnings);
        sheet.figure(
                Figures.fit(read, best, Laws.linearized(best, 500, fitting.seed), fitting.level),
                Figures.caption(
                        "Runs and the law with the lowest AICc",
                        read,
                        best,
                        fitting.saysWhat(),
                        "band: %s interval of the law, linearized".formatted(fitting.percent())));
        output.show(sheet, json, read);
    }
}
