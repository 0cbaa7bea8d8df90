package loglog.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import loglog.lab.design.DesignKind;
import loglog.models.language.Language;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.yaml.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The schema, which editors read, and the reader accept and refuse the same. */
class StudySchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(StudySchema.text());

    @TempDir
    Path folder;

    private static List<Error> errors(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    @ParameterizedTest
    @MethodSource("loglog.lab.study.Studies#designs")
    void acceptsEachTemplate(DesignKind kind) {
        assertThat(errors(StudyTemplate.of(kind, "study.yaml", StudySchema.FILE)))
                .isEmpty();
    }

    @Test
    void acceptsWhatTheReaderReads() {
        for (var yaml : new String[] {
            "recipe:\nrecipes: {a: , b: {from: a, bf16: true, schedule: wsd, decay: 0.1}}\n"
                    + "design: {kind: ladder, sizes: {from: 30K, to: 1M, count: 3}, tokens_per_param: 1e1}\n"
                    + "seeds: [0, 3]\nforecast: {flops: 1e12}\nvalidation_tokens: 1.5M\n",
            "design: {kind: ladder, sizes: 30K}\nexecutor: {kind: slurm, partition: 'a,b', account: x.y, qos: high,"
                    + " time: 1.5 h, memory: 8G, cores: 4, runs_per_job: 2, jobs: 9, sbatch: [--gres=gpu:1, -C avx512],"
                    + " setup: \"module load a\\nexport B=1\"}",
            "design: {kind: ladder, sizes: 30K}\nexecutor: {kind: slurm, sbatch: --exclusive}",
            "design: {kind: grid, sizes: 64 x 4, tokens: 5M}\nforecast: {params: 1M, tokens: 20000000}\nseeds: 2",
            "vocabulary: 0.3K\ntrainer: {command: 'x {lr}', metrics: {pattern: '(?P<loss>.)'}, environment: {A: 1},"
                    + " cores: 2, memory: 512MB}\n"
                    + "design: {kind: learning-rates, sizes: [30K], tokens: 1M, rates: {from: 1e-3, to: 1e-2, count: 4}}"
        }) {
            assertThat(Studies.read(folder, yaml)).isNotNull();
            assertThat(errors(yaml)).as(yaml).isEmpty();
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("loglog.lab.study.BadStudyTest#structural")
    void refusesWhatTheReaderRefuses(String yaml, String sentence) {
        assertThat(errors(yaml)).as(sentence).isNotEmpty();
    }

    @Test
    void knowsTheSameKeys() {
        var schema = Json.MAPPER.readTree(StudySchema.text());
        var language = new Language();
        var study = schema.at("/$defs/" + StudySchema.definition(language.name()));
        assertThat(keys(study)).containsExactlyInAnyOrderElementsOf(Key.names(StudyFileKeys.of(language)));
        var recipeKeys = Key.names(language.recipeKeys());
        assertThat(keys(study.at("/properties/recipe"))).containsExactlyInAnyOrderElementsOf(recipeKeys);
        var settings = new ArrayList<>(recipeKeys);
        settings.add("from");
        assertThat(keys(study.at("/properties/recipes/additionalProperties")))
                .containsExactlyInAnyOrderElementsOf(settings);
        assertThat(keys(study.at("/properties/trainer")))
                .containsExactlyInAnyOrderElementsOf(Key.names(TrainerReader.keys(new Language())));
        assertThat(keys(study.at("/properties/trainer/properties/metrics")))
                .containsExactlyInAnyOrderElementsOf(Key.names(TrainerReader.metricsKeys(new Language())));
        assertThat(keys(study.at("/properties/executor")))
                .containsExactlyInAnyOrderElementsOf(Key.names(ExecutorReader.KEYS));
        for (var kind : Studies.designs()) {
            var keys = new ArrayList<>(Key.names(kind.keys()));
            keys.add("kind");
            var design = schema.at("/$defs/" + kind.word());
            assertThat(keys(design)).as(kind.word()).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(design.at("/properties/kind/const").asString()).isEqualTo(kind.word());
            assertThat(study.at("/properties/design/oneOf").toString()).contains("#/$defs/" + kind.word() + "\"");
            // What the schema requires is what the reader misses.
            for (var key : design.path("required")) {
                var without = new StringBuilder("design: {kind: " + kind.word());
                var full = examples(kind);
                full.remove(key.asString());
                full.forEach(
                        (k, v) -> without.append(", ").append(k).append(": ").append(v));
                if (!key.asString().equals("kind")) {
                    var e = catchThrowableOfType(
                            DataException.class,
                            () -> Studies.read(folder, without.append("}").toString()));
                    assertThat(e).hasMessageContaining("design." + key.asString() + ": the key is missing");
                }
            }
            var least = new StringBuilder("design: {kind: " + kind.word());
            var full = examples(kind);
            design.path("required").forEach(key -> {
                if (full.containsKey(key.asString())) {
                    least.append(", ").append(key.asString()).append(": ").append(full.get(key.asString()));
                }
            });
            assertThat(Studies.read(folder, least.append("}").toString())).isNotNull();
        }
    }

    private static java.util.Map<String, String> examples(DesignKind kind) {
        var examples = new java.util.LinkedHashMap<String, String>();
        kind.keys().forEach(key -> examples.put(key.name(), key.example().isEmpty() ? key.usual() : key.example()));
        return examples;
    }

    private static TreeSet<String> keys(JsonNode object) {
        assertThat(object.path("additionalProperties").asBoolean(true)).isFalse();
        return new TreeSet<>(object.path("properties").propertyNames());
    }
}
