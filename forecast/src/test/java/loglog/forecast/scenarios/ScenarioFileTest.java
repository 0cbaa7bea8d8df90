package loglog.forecast.scenarios;

import static loglog.forecast.scenarios.Scenarios.SOURCE;
import static loglog.forecast.scenarios.Scenarios.growth;
import static loglog.forecast.scenarios.Scenarios.twoModels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import loglog.runs.DataException;
import loglog.runs.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema, which editors read, and the reader accept and refuse the same. */
class ScenarioFileTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ScenarioFile.schema());

    @TempDir
    Path folder;

    @Test
    void theTemplateIsTheBuiltInScenarioAndFitsTheSchema() {
        assertThat(SCHEMA.validate(ScenarioFile.template(), InputFormat.YAML)).isEmpty();
        assertThat(Scenarios.read(folder, ScenarioFile.template())).isEqualTo(ScenarioFile.builtIn());
    }

    @Test
    void theSchemaKnowsTheReadersKeys() {
        var schema = Json.MAPPER.readTree(ScenarioFile.schema());
        assertThat(keys(schema, "/properties")).isEqualTo(new TreeSet<>(ScenarioFile.KEYS));
        assertThat(keys(schema, "/$defs/model/properties")).isEqualTo(new TreeSet<>(ScenarioFile.MODEL_KEYS));
        assertThat(keys(schema, "/$defs/growth/properties")).isEqualTo(new TreeSet<>(ScenarioFile.GROWTH_KEYS));
        assertThat(keys(schema, "/$defs/step/properties")).isEqualTo(new TreeSet<>(ScenarioFile.STEP_KEYS));
    }

    private static TreeSet<String> keys(tools.jackson.databind.JsonNode schema, String path) {
        return new TreeSet<>(schema.at(path).propertyNames());
    }

    @Test
    void ratesMayBeWrittenInThreeWays() {
        var scenario = Scenarios.read(
                folder,
                twoModels("growth:\n" + growth("compute", "times_per_year: [4, 5]")
                        + growth("algorithms", "doubling_months: [5, 8, 14], interval: 0.95")
                        + growth("unhobbling", "oom_per_year: [-0.1, 0.3]")));
        var rates = scenario.growths().stream().map(Scenario.Growth::oomPerYear).toList();
        assertThat(rates.get(0).low()).isCloseTo(Math.log10(4), within(1e-12));
        assertThat(rates.get(1).value()).isCloseTo(1.5 * Math.log10(2), within(1e-12));
        assertThat(rates.get(1).level()).isEqualTo(0.95);
        assertThat(rates.get(2).value()).isCloseTo(0.1, within(1e-12));
    }

    /** What {@code loglog compare --json} printed of a user's own runs is a step. */
    @Test
    void aMeasuredMultiplierIsAStep() throws Exception {
        Files.writeString(folder.resolve("compare.json"), """
                {"law": "power", "level": 0.9, "recipes": ["old", "new"], "compute_multipliers": [
                  {"value": 1.5, "low": 1.2, "high": 1.9, "se": 0.2, "flops": 1.0E18},
                  {"value": 1.8, "low": 1.3, "high": 2.4, "se": 0.3, "flops": 1.0E20}]}
                """);
        var steps =
                "steps:\n  - {name: ours, part: algorithms, date: 2025-06, compare: compare.json, standing: measured, "
                        + SOURCE + "}\n";
        var step = Scenarios.read(folder, twoModels(steps)).steps().getFirst();
        assertThat(step.oom().value()).isCloseTo(Math.log10(1.8), within(1e-12));
        assertThat(step.oom().high()).isCloseTo(Math.log10(2.4), within(1e-12));
        assertThat(SCHEMA.validate(twoModels(steps), InputFormat.YAML)).isEmpty();
    }

    static Stream<Arguments> wrong() {
        var model = "  - {name: C, date: 2025, flops: 1e25, %s}\n";
        return Stream.of(
                Arguments.of("name: x\n", "line 1: models: the key is missing"),
                Arguments.of(
                        "models:\n" + model.formatted(SOURCE),
                        "line 1: models: found one model, expected at least two"),
                Arguments.of(twoModels(model.formatted("dated: 2025")), "line 4: models[3].source: the key is missing"),
                Arguments.of(twoModels(model.formatted("source: x")), "line 4: models[3].dated: the key is missing"),
                Arguments.of(
                        twoModels("growth:\n" + growth("compute", "oom_per_year: fast")),
                        "line 5: growth[1].oom_per_year: found fast, expected orders of magnitude a year, such as 0.5"),
                Arguments.of(
                        twoModels("growth:\n" + growth("computing", "oom_per_year: 1")),
                        "growth[1].part: found computing, expected compute, algorithms or unhobbling"),
                Arguments.of(
                        twoModels("growth:\n" + growth("compute", "oom_per_year: 1, times_per_year: 10")),
                        "growth[1].times_per_year: found it beside oom_per_year, expected one of them"),
                Arguments.of(
                        twoModels("growth:\n" + growth("compute", "weight: 1")),
                        "growth[1].oom_per_year: the key is missing, expected one of oom_per_year, times_per_year or"
                                + " doubling_months"),
                Arguments.of(
                        twoModels("growth:\n" + growth("compute", "times_per_year: [1, 2, 3, 4]")),
                        "growth[1].times_per_year: found 4 numbers, expected how many times a year"),
                Arguments.of(twoModels("color: red\n"), "line 4: color: there is no such key"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void whatIsWrongIsNamedWithItsLineAndTheSchemaRefusesItToo(String yaml, String sentence) {
        assertThatThrownBy(() -> Scenarios.read(folder, yaml))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(sentence)
                .hasMessageStartingWith(folder.resolve("mine.yaml") + ": line ");
        assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isNotEmpty();
    }

    /** What no schema can say. */
    @Test
    void whatContradictsItselfIsNamedWithItsLine() {
        for (var wrong : List.of(
                List.of("from: B\nto: A\n", "to: found A, which is not after B"),
                List.of("to: C\n", "to: found C, expected A or B"),
                List.of(
                        "until: 2020\n",
                        "until: found 2020, expected a date after the last model's, 2024-01-01, and at most 100 years"),
                List.of(
                        "growth:\n" + growth("compute", "oom_per_year: 1, from: 2025")
                                + growth("compute", "oom_per_year: 2"),
                        "growth[2]: found a period that overlaps that of \"compute\""),
                List.of(
                        "growth:\n" + growth("compute", "oom_per_year: 1, from: 2030, until: 2026"),
                        "growth[1].until: found 2026, expected a date after from"),
                List.of(
                        "growth:\n" + growth("compute", "oom_per_year: [0.6, 0.5]"),
                        "found numbers that fall, expected them to rise"),
                List.of(
                        "growth:\n" + growth("compute", "oom_per_year: 1e5"),
                        "found more than 100 orders of magnitude"),
                List.of(
                        "steps:\n  - {name: s, part: compute, date: 2025-13-40, oom: 1, " + SOURCE + "}\n",
                        "steps[1].date: found 2025-13-40, expected a date such as 2024-03-14"),
                List.of(
                        "steps:\n  - {name: s, part: compute, date: 2025, compare: none.json, " + SOURCE + "}\n",
                        "none.json: there is no such file"))) {
            assertThatThrownBy(() -> Scenarios.read(folder, twoModels(wrong.getFirst())))
                    .as(wrong.getFirst())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(wrong.getLast());
        }
    }

    @Test
    void aSentenceQuotesTheBeginningsOfLongNames() {
        var yaml = twoModels("to: C\n").replace("name: A", "name: " + "A".repeat(5000));
        assertThatThrownBy(() -> Scenarios.read(folder, yaml))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("to: found C, expected AAAA")
                .hasMessageEndingWith("A... or B")
                .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(400));
    }
}
