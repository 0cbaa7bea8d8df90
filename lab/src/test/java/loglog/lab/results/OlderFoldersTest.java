package loglog.lab.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import loglog.runs.DataException;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that an older Loglog wrote (format 1, kept under {@code older/}), and what a newer one would write. */
class OlderFoldersTest {
    private static final Path OLDER = Path.of("src/test/resources/older");

    @TempDir
    Path folder;

    @Test
    void foldersOfFormatOneAreReadWithTheIdentityThatTheyHad() {
        var results = Results.read(OLDER);
        assertThat(results.problems()).isEmpty();
        assertThat(results.rows()).hasSize(5);
        var trained = results.where(r -> r.id().study().equals("older"));
        assertThat(trained.rows()).hasSize(4).allSatisfy(r -> {
            assertThat(r.id().kind()).isEqualTo("language");
            assertThat(r.id().trainer()).isEqualTo(RunId.LOGLOG);
            assertThat(r.id().design()).isEmpty();
            assertThat(r.role()).isEqualTo(RunRole.OBSERVATION);
            assertThat(r.recipe()).isEqualTo("llama");
            assertThat(r.metric()).isEqualTo(Metric.VALIDATION_LOSS);
            assertThat(r.value()).isBetween(0.1, 5.0);
        });
        assertThat(trained.rows().stream().map(r -> r.id().seed())).containsExactly(1L, 2L, 1L, 2L);
        assertThat(results.where(r -> r.id().study().equals("program")).rows())
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.id().trainer()).isEqualTo(RunId.COMMAND);
                    assertThat(r.value()).isEqualTo(2.5);
                });
        assertThat(RunId.of(new RunFolder(OLDER.resolve("past"))).trainer()).isEqualTo(RunId.IMPORT);
    }

    @Test
    void replicatesAreRunsThatWereAskedForTheSameButTheSeedWhateverTheirFoldersAreCalled() throws IOException {
        int number = 0;
        for (var run : Results.read(OLDER.resolve("older")).rows()) {
            var copy = Files.createDirectories(folder.resolve("run" + number++));
            for (var file : new String[] {"run.json", "result.json"}) {
                Files.copy(run.folder().resolve(file), copy.resolve(file));
            }
            if (number == 1) { // as format 3 spells it
                var asked = new RunFolder(copy);
                var file = asked.runFile();
                Files.writeString(file, Files.readString(file).replace("optimiser", "optimizer"));
                asked.writeSealed(file, asked.read(file));
            }
        }
        var groups = Results.read(folder).rows().stream().collect(Collectors.groupingBy(Result::settings));
        assertThat(groups.values())
                .hasSize(2)
                .allSatisfy(group ->
                        assertThat(group.stream().map(r -> r.id().seed())).containsExactlyInAnyOrder(1L, 2L));
    }

    @Test
    void aMetricMayBeNegativeOrNoneAndIsRefusedOnlyBeyondItsLimits() throws IOException {
        var elo = "{\"name\": \"elo\", \"unit\": \"Elo\", \"better\": \"high\", \"scale\": \"linear\"}";
        var accuracy =
                "{\"name\": \"accuracy\", \"better\": \"high\", \"least\": 0, \"greatest\": 1, \"scale\": \"logit\"}";
        assertThat(read(elo, "elo", -200).value()).isEqualTo(-200);
        assertThat(read(elo, "elo", 0).metric().label()).isEqualTo("Elo");
        assertThat(read(accuracy, "accuracy", 0).value()).isZero();
        assertThatThrownBy(() -> read(accuracy, "accuracy", 1.5))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("result.json: accuracy: found 1.5, expected a number from 0 to 1");
        assertThatThrownBy(() -> read(elo, "loss", 2))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("result.json: elo: found NaN, expected a finite number");
    }

    @Test
    void aRunOfANewerFormatIsRefusedInOneSentence() throws IOException {
        write("{\"format\": 99, \"kind\": \"language\"}", "{\"status\": \"finished\"}");
        assertThat(Results.read(folder).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.file()).endsWith("run.json");
            assertThat(problem.field()).isEqualTo("format");
            assertThat(problem.finding()).isEqualTo("found 99");
            assertThat(problem.sentence())
                    .endsWith("run.json: format: found 99, expected at most 4: a newer Loglog wrote it");
        });
    }

    private Result read(String metric, String key, double value) throws IOException {
        write(
                "{\"format\": 2, \"kind\": \"player\", \"trainer\": \"loglog\", \"metric\": %s}".formatted(metric),
                "{\"status\": \"finished\", \"params\": 10, \"tokens\": 100, \"flops\": 1e4, \"%s\": %s}"
                        .formatted(key, value));
        return Results.result("run", folder.resolve("run")).orElseThrow();
    }

    private void write(String run, String result) throws IOException {
        var at = Files.createDirectories(folder.resolve("run"));
        Files.writeString(at.resolve("run.json"), run);
        Files.writeString(at.resolve("result.json"), result);
    }
}
