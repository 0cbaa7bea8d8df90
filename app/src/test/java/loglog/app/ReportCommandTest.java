package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import loglog.app.lab.Quickstart;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Results;
import loglog.words.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code loglog report}, on folders as trainers leave them. */
class ReportCommandTest {
    private static final Pattern ROW =
            Pattern.compile("<tr><td>([^<]*)</td><td class=\"n\">([^<]*)</td><td class=\"n\">([^<]*)</td>"
                    + "(?:<td class=\"n\">([^<]*)</td><td class=\"n\">([^<]*)</td>)?.*?</tr>");

    @TempDir
    Path runs;

    private String page(Path study) throws IOException {
        var file = runs.resolve("page.html");
        var result = Cli.run("report", study, "--html", file);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("written: " + file + "\n");
        var html = PageOfEachCommandTest.words(Files.readString(file));
        assertThat(html.substring(html.indexOf("<main>"), html.indexOf("</main>")))
                .doesNotContain("NaN", "n/a n/a", "undefined", "Infinity", "%s", "%d");
        assertThat(html).contains("<code>./loglog report " + study.getFileName() + " --html " + file.getFileName());
        return html;
    }

    /** {@code tune} puts its runs beside their bases, which are a study's: their losses are of other data. */
    @Test
    void runsThatWereTunedFromOthersHaveNoPartInAStudysLaw() throws IOException {
        var study = SomeStudy.twoRecipes(runs);
        var before = Cli.run("report", study).out();
        Path base;
        try (var folders = Files.list(study)) {
            base = folders.sorted().findFirst().orElseThrow();
        }
        var tuned = Files.createDirectories(study.resolve("tuned"));
        Files.writeString(tuned.resolve("run.json"), """
                {"tuning": {"method": "sft"}, "tokens": 5000, "params": 8000, "steps": 9, "seed": 1,
                 "format": 4, "kind": "language", "trainer": "loglog"}
                """);
        Files.copy(base.resolve("metrics.jsonl"), tuned.resolve("metrics.jsonl"));
        Files.copy(base.resolve("result.json"), tuned.resolve("result.json"));
        var after = Cli.run("report", study);
        assertThat(after.status()).as(after.err()).isZero();
        assertThat(before.replaceAll("\\s+", " "))
                .contains("50 models", "with the recipes muon and plain, each")
                .doesNotContain("tuned");
        assertThat(after.out().replaceAll("\\s+", " "))
                .contains("1 of 51 runs left out: 1 tuned from others by feedback");
        assertThat(after.out().substring(after.out().indexOf("lowest loss")))
                .isEqualTo(before.substring(before.indexOf("lowest loss")));
    }

    /** A figure from its title to its end. */
    private static String figure(String html, String title) {
        int from = html.indexOf(">" + title + "</h");
        assertThat(from).as(title).isPositive();
        return html.substring(from, html.indexOf("</figure>", from));
    }

    /** A row of a figure's table of data. */
    private record Row(String series, double x, double y, String low, String high) {}

    private static List<Row> rows(String figure) {
        var rows = new ArrayList<Row>();
        var matcher = ROW.matcher(figure);
        while (matcher.find()) {
            rows.add(new Row(
                    matcher.group(1),
                    number(matcher.group(2)),
                    number(matcher.group(3)),
                    matcher.group(4),
                    matcher.group(5)));
        }
        return rows;
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    private static List<Row> rows(String figure, String series) {
        return rows(figure).stream().filter(r -> r.series.equals(series)).toList();
    }

    private static double round(double value) {
        return Double.parseDouble(Format.digits(value, 5));
    }

    @Test
    void thePageBeginsWithTheComparisonAndEveryFigureNamesItsRuns() throws IOException {
        var study = SomeStudy.forecast(runs);
        var entry = new Ledger(runs).entries().getFirst();
        var html = page(study);
        double result = Results.result("verification", study.resolve("verification"))
                .orElseThrow()
                .value();
        var facts = html.substring(html.indexOf("<h1>"), html.indexOf("</dl>"));
        assertThat(facts)
                .containsSubsequence(
                        "<dt>predicted</dt><dd>" + Format.digits(entry.value(), 4) + "</dd>",
                        "<dt>90% interval</dt><dd>" + Format.digits(entry.low(), 4) + " to "
                                + Format.digits(entry.high(), 4) + "</dd>",
                        "<dt>measured</dt><dd>" + Format.digits(result, 4) + "</dd>",
                        "<dt>error</dt><dd>" + (entry.value() > result ? "+" : "")
                                + Format.percent(entry.value() / result - 1) + "</dd>");
        var captions = html.split("<figcaption>", -1);
        assertThat(captions).hasSize(9);
        for (int i = 1; i < captions.length; i++) {
            assertThat(captions[i].split("</figcaption>")[0])
                    .matches("(?s).*\\b2[56] runs of the study first.*")
                    .doesNotContain(study.toString());
        }
        assertThat(html)
                .contains("25 models of ", "before that model&#39;s training had begun", "the laws behind the forecast")
                .contains("<summary>26 runs</summary>", "c81c67c2", "0123abc", "a CPU", "a JVM");
        assertThat(html).doesNotContain("class=\"warning\" role=\"note\"><strong>Note.</strong> the 25 runs");
    }

    /** As {@code ./loglog quickstart} leaves its folder: its own sizes at its own budgets, its forecast and the run that verified it. */
    @Test
    void theReportOfAQuickstartSaysWhatItWasForAndHoldsItsWholeFamily() throws IOException {
        var quickstart = Quickstart.of("europarl", 1, 8, SomeStudy.LARGEST, 2);
        quickstart.write(runs);
        var study = new SomeStudy(runs, quickstart.name());
        var family = quickstart.runs();
        family.forEach(study::finished);
        study.predict(Double.NaN);
        study.verify();
        var html = page(study.folder());
        var story = html.substring(html.indexOf("<h1>"), html.indexOf("<h2>"));
        assertThat(story)
                .contains(family.size() + " models of ", "<dt>predicted</dt>", "<dt>measured</dt>", "<dt>error</dt>");
        var first = figure(html, "prediction against result");
        assertThat(family)
                .allSatisfy(run -> assertThat(rows(first, run.name()))
                        .singleElement()
                        .satisfies(row -> assertThat(row.x).isEqualTo(round(run.ownFlops()))));
        assertThat(rows(first, "measured: " + quickstart.name() + "/verification"))
                .hasSize(1);
        var profiles = figure(html, "IsoFLOP profiles against params (llama)");
        assertThat(family)
                .allSatisfy(run -> assertThat(rows(profiles, run.name()))
                        .singleElement()
                        .satisfies(row -> assertThat(row.x).isCloseTo(run.params(), within(1e-4 * run.params()))));
        assertThat(html).contains("<summary>%d runs</summary>".formatted(family.size() + 1));
    }

    @Test
    void theFirstFigureHoldsRunsPredictionAndResultAndItsLawRunsIntoThePrediction() throws IOException {
        var study = SomeStudy.forecast(runs);
        var entry = new Ledger(runs).entries().getFirst();
        var html = page(study);
        assertThat(html.indexOf("<h2>")).isEqualTo(html.indexOf("<h2>prediction against result</h2>"));
        var figure = figure(html, "prediction against result");
        for (var run : Results.read(study).observed().rows()) {
            var row = rows(figure, run.name());
            assertThat(row).hasSize(1);
            assertThat(row.getFirst().x).isEqualTo(round(run.flops()));
            assertThat(row.getFirst().y).isEqualTo(round(run.value()));
        }
        var predicted = rows(figure, "predicted").getFirst();
        assertThat(predicted.y).isEqualTo(round(entry.value()));
        assertThat(predicted.low).isEqualTo(Format.digits(entry.low(), 5));
        assertThat(predicted.high).isEqualTo(Format.digits(entry.high(), 5));
        var measured = rows(figure, "measured: first/verification").getFirst();
        assertThat(measured.x).isEqualTo(predicted.x);
        assertThat(measured.y).isCloseTo(predicted.y, within(0.03));
        var law = rows(figure, "law, best model for the compute");
        assertThat(law.getLast().x).isEqualTo(predicted.x);
        assertThat(law.getLast().y).isCloseTo(predicted.y, within(1e-4));
        for (int i = 1; i < law.size(); i++) {
            assertThat(law.get(i).y).isLessThan(law.get(i - 1).y);
        }
        var band = rows(figure, "90% interval of the law");
        assertThat(band).hasSameSizeAs(law);
        for (int i = 0; i < band.size(); i++) {
            assertThat(number(band.get(i).low)).isLessThan(law.get(i).y);
            assertThat(number(band.get(i).high)).isGreaterThan(law.get(i).y);
        }
    }

    @Test
    void theOtherFiguresShowTheTruthBehindTheRuns() throws IOException {
        var html = page(SomeStudy.forecast(runs));
        var optima = figure(html, "optimal params and tokens against compute");
        for (var row : rows(optima, "N_opt [params]")) {
            assertThat(row.y / truth(row.x)).isBetween(0.6, 1.7);
        }
        // Of the table, which the terminal shows, too: the largest budget, and what was forecast.
        var last = rows(optima, "N_opt [params]").stream()
                .filter(r -> r.low.isEmpty())
                .toList()
                .getLast();
        assertThat(html).contains(">N_opt [params]</th>").contains(">" + Format.count(last.y) + " [");
        assertThat(rows(optima, "N_opt [params]").stream().filter(r -> !r.low.isEmpty()))
                .hasSize(5);
        for (var along : List.of("params", "tokens")) {
            var profiles = figure(html, "IsoFLOP profiles against " + along);
            var minima = rows(profiles, "parabolas&#39; minima");
            assertThat(minima).hasSize(5);
            for (var row : minima) {
                assertThat(number(row.low)).isLessThanOrEqualTo(row.x);
                assertThat(number(row.high)).isGreaterThanOrEqualTo(row.x);
            }
            assertThat(profiles).contains("arXiv 2603.22339", "90% intervals of their minima");
        }

        var residuals = figure(html, "error of the law against compute");
        var errors = rows(residuals).stream()
                .filter(r -> r.series.startsWith("plain-"))
                .toList();
        assertThat(errors).hasSize(25).allMatch(r -> Math.abs(r.y) < 1.5);
        assertThat(errors.stream().mapToDouble(r -> r.y).average().orElseThrow())
                .isCloseTo(0, within(0.3));
        assertThat(rows(residuals, "verification")).hasSize(1).allMatch(r -> Math.abs(r.y) < 2);

        var surface = figure(html, "loss over params and tokens");
        assertThat(rows(surface, "compute-optimal frontier")).isNotEmpty();
        for (var row : rows(surface, "loss of the law: 2.2")) {
            assertThat(SomeStudy.loss(row.x, row.y)).isCloseTo(2.2, within(0.15));
        }
        assertThat(surface).contains("first/verification: predicted ");
    }

    /** The truth's best size, by trying all. */
    private static double truth(double flops) {
        double best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (double params = 1e3; params < 1e8; params *= 1.01) {
            double loss = SomeStudy.loss(params, flops / SomeStudy.PER_TOKEN / params);
            best = loss < least ? params : best;
            least = Math.min(loss, least);
        }
        return best;
    }

    @Test
    void curvesOfAllRunsLieOnOrAboveTheirEnvelope() throws IOException {
        var html = page(SomeStudy.forecast(runs));
        var figure = figure(html, "training curves against compute");
        assertThat(rows(figure, "verification")).isNotEmpty();
        var envelope = rows(figure, "lower envelope").stream()
                .filter(r -> !Double.isNaN(r.y))
                .toList();
        for (int i = 1; i < envelope.size(); i++) {
            assertThat(envelope.get(i).y).isLessThanOrEqualTo(envelope.get(i - 1).y);
        }
        var curves = rows(figure).stream()
                .filter(r -> !Double.isNaN(r.y) && !r.series.equals("lower envelope"))
                .toList();
        assertThat(curves.stream().map(Row::series).distinct()).hasSize(26);
        var names = Results.read(runs).rows().stream()
                .map(r -> round(r.flops()) + " " + round(r.value()))
                .toList();
        var touched = new java.util.TreeSet<String>();
        for (var row : curves) {
            if (!names.contains(row.x + " " + row.y)) { // a training loss, not the validation loss at the end
                double lowest = envelope.stream()
                        .filter(e -> e.x >= row.x)
                        .mapToDouble(e -> e.y)
                        .max()
                        .orElse(0);
                assertThat(row.y).isGreaterThan(lowest - 1e-3);
                if (row.y < lowest + 1e-3) {
                    touched.add(row.series);
                }
            }
        }
        assertThat(touched).hasSizeGreaterThan(2);
    }

    @Test
    void thePageIsTheSameBytesAgainAndNeedsNoScoreInTheLedger() throws IOException {
        var study = SomeStudy.forecast(runs);
        var before = page(study);
        assertThat(page(study)).isEqualTo(before);
        new Ledger(runs).score();
        assertThat(Files.readAllLines(runs.resolve("ledger.jsonl"))).hasSize(2);
        assertThat(page(study)).isEqualTo(before);
    }

    @Test
    void lawsWithACeilingAreMadeAgainFromTheLedger() throws IOException {
        var study = new SomeStudy(runs, "first").isoFlop("plain", 1);
        study.predict(5.5);
        var html = page(study.folder());
        assertThat(html).contains("kaplan-below-ceiling", "(5.5^-2 + (", "not yet", "It has not been measured yet.");
        var figure = figure(html, "prediction against result");
        assertThat(rows(figure, "law, best model for the compute").getLast().y)
                .isCloseTo(rows(figure, "predicted").getFirst().y, within(1e-4));
    }

    @Test
    void aStudyWithoutAForecastHasItsLawAndItsFigures() throws IOException {
        var study = new SomeStudy(runs, "plain").isoFlop("plain", 1).folder();
        var html = page(study);
        assertThat(html).contains("<dt>lowest loss</dt>", ">loss against compute</h");
        assertThat(html).doesNotContain("predicted", "ledger");
        assertThat(rows(figure(html, "loss against compute"), "law, best model for the compute"))
                .isNotEmpty();
        assertThat(html).contains(">loss over params and tokens</h3>", ">error of the law against params</h3>");
    }

    @Test
    void runsThatFailedAreNamedAndShownAndHaveNoPartInTheLaw() throws IOException {
        var study = new SomeStudy(runs, "failed").isoFlop("plain", 1);
        study.asked("exploded", "plain", "observation", 1e5, 1e6);
        study.result("exploded", "diverged", 1e5, 1e6, 50);
        study.asked("killed", "plain", "observation", 1e5, 2e6);
        study.asked("damaged", "plain", "observation", 1e5, 3e6);
        study.write("damaged", "run.json", "{\"recipe\": ");
        var html = page(study.folder());
        assertThat(html)
                .contains("1 of 27 runs is diverged, and has no part in the laws: exploded")
                .contains("1 of 27 runs is unfinished, and has no part in the laws: killed")
                .containsOnlyOnce("damaged/run.json");
        assertThat(rows(figure(html, "loss against compute"))).noneMatch(r -> r.series.equals("exploded"));
        assertThat(rows(figure(html, "training curves against compute"))).anyMatch(r -> r.series.equals("killed"));
        assertThat(html).contains("25 runs of the study failed");
    }

    @Test
    void twoRecipesHaveEachTheirLawTheirShapeAndTheirFigures() throws IOException {
        var html = page(SomeStudy.twoRecipes(runs));
        var first = figure(html, "loss against compute");
        assertThat(rows(first, "law, best model for the compute (plain)")).isNotEmpty();
        assertThat(rows(first, "law, best model for the compute (muon)")).isNotEmpty();
        var svg = first.substring(first.indexOf("<svg class=\"chart wide\""));
        svg = svg.substring(0, svg.indexOf("</svg>"));
        assertThat(Pattern.compile("<path[^>]*m-3.5 0a3.5 3.5").matcher(svg).results())
                .hasSize(25);
        assertThat(Pattern.compile("<path[^>]*m-3.2-3.2h6.4").matcher(svg).results())
                .hasSize(25);
        var curves = figure(html, "training curves against compute");
        assertThat(rows(curves, "lower envelope (plain)")).isNotEmpty();
        assertThat(rows(curves, "lower envelope (muon)")).isNotEmpty();
        for (var recipe : List.of("plain", "muon")) {
            assertThat(figure(html, "IsoFLOP profiles against params (" + recipe + ")"))
                    .contains("25 " + recipe + " runs of ");
            figure(html, "loss over params and tokens (" + recipe + ")");
        }
        assertThat(html).contains("with the recipes muon and plain", "<th scope=\"col\">recipe</th>");
    }

    /** What was forecast by a law of params and tokens is not told by one of tokens alone. */
    @Test
    void twoSizesAreToldByTheLawThatTheirForecastWasMadeBy() throws IOException {
        var study = new SomeStudy(runs, "first");
        for (double params : new double[] {2e4, 8e4}) {
            for (double tokens = 5e5; tokens < 1e7; tokens *= 2) {
                study.finished("plain", params, tokens, 1);
            }
        }
        study.predict(5.5);
        study.verify();
        var entry = new Ledger(runs).entries().getFirst();
        var html = page(study.folder());
        var figure = figure(html, "prediction against result");
        assertThat(rows(figure, "law, best model for the compute").getLast().y)
                .isCloseTo(entry.value(), within(1e-4 * entry.value()));
        assertThat(html).contains("kaplan-below-ceiling").doesNotContain("power-floor");
        assertThat(figure).contains("predicted " + Format.digits(entry.value(), 4) + " (90%: ", ">measured ");
    }

    @Test
    void fewRunsAreDrawnWithoutALaw() throws IOException {
        var study = new SomeStudy(runs, "few").finished("plain", 1e5, 1e6, 1).finished("plain", 2e5, 1e6, 1);
        var html = page(study.folder());
        assertThat(html).contains("no law is fitted: found results at 2 places along params, expected at least 3");
        assertThat(rows(figure(html, "loss against compute"))).hasSize(2);
        assertThat(html).doesNotContain("IsoFLOP profiles", "error of the law");
    }

    @Test
    void sizesAtOneNumberOfTokensHaveALawOfParams() throws IOException {
        var study = new SomeStudy(runs, "kaplan");
        for (double params = 1e4; params < 1e6; params *= 1.7) {
            study.finished("plain", Math.rint(params), 4e6, 1);
        }
        var html = page(study.folder());
        var figure = figure(html, "loss against params");
        var law = rows(figure, "law");
        assertThat(law.getFirst().x).isEqualTo(1e4);
        for (var row : law) {
            assertThat(row.y / SomeStudy.loss(row.x, 4e6)).isCloseTo(1, within(0.03));
        }
        assertThat(html).doesNotContain("Which model is best for a budget");
    }

    @Test
    void aStudyUnderWayIsShownAsFarAsItCame() throws IOException {
        var study = new SomeStudy(runs, "begun");
        study.asked("one", "plain", "observation", 1e5, 1e6);
        var html = page(study.folder());
        assertThat(html).contains("none has finished yet", ">training curves against compute</h");
    }

    @Test
    void rowsThatAreNotTheForecastsAreSaid() throws IOException {
        var study = new SomeStudy(runs, "first").isoFlop("plain", 1);
        study.predict(Double.NaN);
        study.finished("plain", 1.5e5, 2e6, 1);
        assertThat(page(study.folder()))
                .contains("the 26 runs here are not those that the forecast for first/verification was made from (25,");
    }

    @Test
    void theTerminalShowsTheComparisonAndTheFirstFigureAlone() {
        var out = Cli.run("report", SomeStudy.forecast(runs)).out();
        assertThat(out)
                .startsWith("study first\n25 runs of ")
                .contains("\n\npredicted ")
                .contains("\nmeasured ", "prediction against result");
        assertThat(out).doesNotContain("IsoFLOP profiles", "What the law misses", "training curves");
    }

    @Test
    void programsGetForecastsAndLaws() {
        var json = Cli.run("report", SomeStudy.forecast(runs), "--json").json();
        assertThat(json.path("runs").asInt()).isEqualTo(26);
        assertThat(json.path("forecasts").path(0).path("result").asDouble()).isPositive();
        assertThat(json.path("laws").path(0).path("parameters").size()).isPositive();
    }

    @Test
    void eachFigureIsAPicture() {
        var figures = runs.resolve("figures");
        var result = Cli.run("report", SomeStudy.forecast(runs), "--png", figures);
        assumeFalse(result.err().contains("PNG: found no fonts"), result.err());
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(figures.toFile().list((_, name) -> name.endsWith(".png")))
                .containsExactlyInAnyOrder(
                        "prediction-against-result.png",
                        "training-curves-against-compute.png",
                        "loss-over-params-and-tokens.png",
                        "isoflop-profiles-against-params.png",
                        "isoflop-profiles-against-tokens.png",
                        "optimal-params-and-tokens-against-compute.png",
                        "error-of-the-law-against-compute.png",
                        "error-of-the-law-against-params.png");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing|found no such folder, expected the folder of a study's runs",
                "file|found a file, expected the folder of a study's runs",
                "empty|found no run, expected folders with a run.json",
            })
    void whatIsNoStudyIsOneSentence(String name, String sentence) throws IOException {
        Files.writeString(runs.resolve("file"), "");
        Files.createDirectories(runs.resolve("empty"));
        assertThat(Cli.run("report", runs.resolve(name)).complaint()).isEqualTo(runs.resolve(name) + ": " + sentence);
    }

    @Test
    void withoutABestModelNoLawIsFittedAndItIsSaid() {
        var study = new SomeStudy(runs, "flat");
        for (double params : new double[] {8240, 21600}) {
            for (double tokens : new double[] {19968, 39936, 59904}) {
                var run = "%.0f-%.0f".formatted(params, tokens);
                study.asked(run, "plain", "observation", params, tokens);
                study.result(run, "finished", params, tokens, Math.rint(1e6 * (2.5 + 256 / tokens)) / 1e6);
            }
        }
        var report = Cli.run("report", study.folder());
        assertThat(report.status()).as(report.err()).isZero();
        assertThat(report.out().replaceAll("\\s+", " "))
                .contains("no law is fitted: ", "has no best model for a budget");
    }
}
