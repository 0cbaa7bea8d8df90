package loglog.app.lab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.AnswerViews;
import loglog.app.answers.IsoFlopProfiles;
import loglog.app.hex.BoardLaws;
import loglog.app.hex.NextBoard;
import loglog.lab.results.Result;
import loglog.laws.Determination;
import loglog.laws.Equation;
import loglog.laws.Forecast;
import loglog.pages.report.Page.Fact;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.reader.StoredRun;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a study found, with its figures. All is read from the run folders and the ledger, so that the page is the same right
 * after the training and years later.
 */
public final class StudyReport implements AnswerViews {
    private final Findings findings;
    private final StudyFolder study;
    private Sheet sheet;

    private StudyReport(Findings findings) {
        this.findings = findings;
        study = findings.study();
    }

    /**
     * Reads a study's folder; the ledger is looked for in it and in the folder that it is in.
     *
     * @throws loglog.app.UserError where there is no such folder, or no run in it
     */
    public static StudyReport of(Path folder) {
        return new StudyReport(Findings.in(folder));
    }

    @Override
    public AnswerSource source() {
        return study.source();
    }

    /** The same for programs. */
    @Override
    public ObjectNode json() {
        var json = StudyJson.of(findings);
        DesignSections.add(study.folder(), study.results(), new Sheet(""), json);
        BoardLaws.of(study.folder()).ifPresent(boards -> boards.write(json));
        return json;
    }

    /** The page; the terminal shows its numbers, its laws and its first figure. */
    @Override
    public Sheet sheet(boolean withPage) {
        sheet = new Sheet("study " + study.name());
        sheet.facts(facts());
        sheet.text(Story.of(findings));
        warnings();
        var boards = BoardLaws.of(
                study.folder()); // runs of one compute each, whose ratings on the way have figures of their own
        if (!findings.families().isEmpty() && boards.isEmpty()) {
            sheet.figure(PredictionFigure.of(findings), PredictionFigure.caption(findings));
        }
        if (ManyForecasts.are(study.forecasts())) {
            sheet.folded(Format.of(study.forecasts().size(), "forecast"), ManyForecasts.table(study.forecasts()));
        }
        laws();
        DesignSections.add(study.folder(), study.results(), sheet, Json.MAPPER.createObjectNode());
        boards.ifPresent(found -> found.show(sheet));
        sheet.heading("How the runs were trained");
        CurvesFigure.of(findings)
                .ifPresentOrElse(
                        chart -> sheet.pageFigure(chart, CurvesFigure.caption(findings)),
                        () -> sheet.text(
                                study.results().metric().equals(Metric.VALIDATION_LOSS)
                                        ? "no run has written a training loss"
                                        : "these runs have no training curve to draw"));
        sheet.folded(Format.of(study.stored().size(), "run"), RunsTable.of(study));
        if (findings.families().stream().anyMatch(RecipeRuns::hasOptimum)) {
            sheet.heading("Which model is best for a budget");
        }
        findings.families().forEach(this::optimum);
        if (!ResidualFigure.fitted(findings).isEmpty()) {
            sheet.heading("What the law misses");
            sheet.pageFigure(ResidualFigure.againstCompute(findings), ResidualFigure.caption(findings));
            sheet.pageFigure(ResidualFigure.againstParams(findings), ResidualFigure.caption(findings));
        }
        sheet.heading("What this was made from");
        return sheet.folded("corpus, code and machine", RunOrigins.of(study));
    }

    /** The comparison; without a forecast, what there is. */
    private List<Fact> facts() {
        if (ManyForecasts.are(study.forecasts())) {
            return ManyForecasts.facts(study.forecasts());
        }
        var facts = new ArrayList<Fact>();
        boolean several = study.forecasts().size() > 1;
        for (var e : study.forecasts()) {
            var of = several ? " (" + Path.of(e.run()).getFileName() + ")" : "";
            facts.add(new Fact(
                    "predicted" + of, Format.digits(e.value(), 4), e.metric().unit()));
            facts.add(new Fact(
                    "%.0f%% interval".formatted(100 * e.level()) + of,
                    "%s to %s".formatted(Format.digits(e.low(), 4), Format.digits(e.high(), 4)),
                    "for one new run"));
            facts.add(new Fact(
                    "measured" + of,
                    e.score().map(s -> Format.digits(s.result(), 4)).orElse("not yet"),
                    e.inside()
                            .map(inside -> inside ? "inside the interval" : "outside the interval")
                            .orElse(null)));
            if (e.score().isPresent()) {
                facts.add(new Fact(
                        "error" + of,
                        Measured.error(e),
                        "%s half-widths of the interval".formatted(Format.digits(Math.abs(e.errorInIntervals()), 2))));
            }
        }
        if (facts.isEmpty()) {
            var finished = study.results().rows();
            facts.add(
                    new Fact("runs", String.valueOf(study.stored().size()), "%d finished".formatted(finished.size())));
            var metric = study.results().metric();
            boolean low = metric.better() == Metric.Better.LOW;
            finished.stream()
                    .mapToDouble(r -> low ? r.value() : -r.value())
                    .min()
                    .ifPresent(best -> facts.add(new Fact(
                            (low ? "lowest " : "highest ") + Measured.name(metric),
                            Format.digits(low ? best : -best, 4),
                            metric.unit())));
            facts.add(new Fact(
                    "compute in all",
                    Format.flops(finished.stream().mapToDouble(Result::flops).sum()),
                    "FLOP"));
        }
        return facts;
    }

    private void warnings() {
        study.problems().forEach(sheet::warning);
        var failed = new TreeMap<String, List<String>>(study.stored().stream()
                .filter(run -> !run.status().equals("finished"))
                .collect(Collectors.groupingBy(
                        StoredRun::status, Collectors.mapping(StoredRun::name, Collectors.toList()))));
        failed.forEach((status, runs) -> sheet.warning("%d of %s %s %s, and %s no part in the laws: %s"
                .formatted(
                        runs.size(),
                        Format.of(study.stored().size(), "run"),
                        runs.size() == 1 ? "is" : "are",
                        status,
                        runs.size() == 1 ? "has" : "have",
                        String.join(", ", runs))));
        var corpora = RunOrigins.values(study, "data_corpus");
        if (RunOrigins.values(study, "data_digest").size() > 1) {
            sheet.warning("the runs have read several texts (%s), and one law does not hold for all of them"
                    .formatted(String.join(", ", corpora)));
        }
        for (var family : findings.families()) {
            if (!family.why().isEmpty()) {
                sheet.warning(
                        family.named("no law is fitted") + ": " + study.names().told(family.why()));
            }
        }
        once(family -> family.rows().rows().stream()
                        .anyMatch(r -> r.uniqueTokens().isPresent())
                ? List.of("runs read few unique tokens again and again, and these laws take each token for a new one")
                : List.of());
        var late = study.forecasts().stream().filter(e -> !e.inTime()).toList();
        if (!late.isEmpty()) {
            sheet.warning(
                    late.size() == 1
                            ? "the forecast for %s was written after its run had begun"
                                    .formatted(late.getFirst().run())
                            : "%d forecasts were written after their runs had begun: %s"
                                    .formatted(late.size(), ManyForecasts.runs(late)));
        }
        findings.families().forEach(this::warnings);
        once(family ->
                family.forecast().isPresent() && !findings.forecasts(family).isEmpty()
                        ? family.forecast().get().warnings()
                        : List.of());
    }

    /** What holds for the runs of each recipe is said once, and what holds for some with their names. */
    private void once(Function<RecipeRuns, List<String>> warnings) {
        var said = new LinkedHashMap<String, List<RecipeRuns>>();
        for (var family : findings.families()) {
            warnings.apply(family)
                    .forEach(warning -> said.computeIfAbsent(warning, _ -> new ArrayList<>())
                            .add(family));
        }
        said.forEach((warning, families) -> {
            if (families.size() == findings.families().size()) {
                sheet.warning(warning);
            } else {
                families.forEach(family -> sheet.warning(family.named(warning)));
            }
        });
    }

    private void warnings(RecipeRuns family) {
        var others = findings.forecasts(family).stream()
                .filter(e -> !findings.isMadeFrom(e, family))
                .toList();
        if (!others.isEmpty()) {
            boolean one = others.size() == 1;
            sheet.warning(
                    ("the %d runs%s here are not those that the forecast%s for %s %s made from (%d, by the digest in the"
                                    + " ledger): laws and bands are of the runs here, the prediction%s the ledger's")
                            .formatted(
                                    findings.rows(others.getFirst(), family).size(),
                                    NextBoard.boards(others.getFirst()).isEmpty() ? "" : " of the smaller boards",
                                    one ? "" : "s",
                                    ManyForecasts.runs(others),
                                    one ? "was" : "were",
                                    others.getFirst().rows(),
                                    one ? " is" : "s are"));
        }
        var without = findings.forecasts(family).stream()
                .filter(e -> e.ceiling().isEmpty() && e.law().contains("-below-ceiling"))
                .toList();
        if (!without.isEmpty()) {
            sheet.warning(
                    ("the ledger does not tell the ceiling of the laws behind the forecast%s for %s: the laws here"
                                    + " have none")
                            .formatted(without.size() == 1 ? "" : "s", ManyForecasts.runs(without)));
        }
    }

    private void laws() {
        for (var family : findings.families()) {
            family.forecast().ifPresent(forecast -> laws(family, forecast));
        }
    }

    private void laws(RecipeRuns family, Forecast forecast) {
        var table = TextTable.of("law", "weight", "its own forecast", "error when tried", "cuts");
        var fitted = TextTable.of("law", "equation", "parameters", "status");
        for (var form : forecast.forms()) {
            var fit = form.fit();
            var undetermined = Determination.of(fit).undetermined();
            table.row(
                    fit.law().name(),
                    Format.weight(form.weight()),
                    Format.digits(form.value(), 4),
                    Format.percent(form.heldOutError()),
                    form.rehearsals());
            fitted.row(
                    fit.law().name(),
                    Equation.plain(fit),
                    fit.parameters().entrySet().stream()
                            .map(p -> p.getKey() + " "
                                    + (undetermined.contains(p.getKey())
                                            ? "not determined"
                                            : Format.digits(p.getValue(), 4)))
                            .collect(Collectors.joining(", ")),
                    fit.status().words());
        }
        var weighed = forecast.forms().stream().allMatch(form -> form.rehearsals() == 0)
                ? "weighed by how well they fit: too few levels to try forecasts"
                : "weighed by how well they forecast expensive runs from cheaper ones";
        var what = findings.forecasts(family).isEmpty()
                ? "the laws, %s; with their forecasts of the best model for ten times the largest run's compute"
                        .formatted(weighed)
                : "the laws behind the forecast, " + weighed;
        sheet.table(family.named(what) + ":", table);
        sheet.folded(family.named("these laws and their parameters"), fitted);
    }

    private void optimum(RecipeRuns family) {
        if (!family.hasOptimum()) {
            return;
        }
        var determination = Determination.of(family.fit().orElseThrow());
        if (!determination.exponents()) {
            sheet.warning(family.named("no optimum is shown") + ": " + determination.cause());
            return;
        }
        var optima = new OptimaFigure(findings, family);
        sheet.table(
                family.named("by %s, with %.0f%% intervals"
                                .formatted(family.fit().orElseThrow().law().name(), 100 * findings.level()))
                        + ":",
                optima.table());
        SurfaceFigure.of(findings, family)
                .ifPresent(chart -> sheet.pageFigure(chart, SurfaceFigure.caption(findings, family)));
        Optional<IsoFlopFigure> profiles = IsoFlopFigure.of(family, findings.level());
        profiles.ifPresent(p -> {
            for (var along : IsoFlopProfiles.Along.values()) {
                sheet.pageFigure(p.chart(along), p.caption(study, findings.level(), along));
            }
            sheet.warnings(p.answer().warnings());
        });
        sheet.pageFigure(optima.chart(profiles), optima.caption(profiles));
    }
}
