package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.runs.reader.RunFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Runs that an older Loglog described, by the names of the newest. */
class OlderFormatsTest {
    private static final String RECIPE = "\"recipe\":{\"%s\":\"ADAMW\",\"rate\":0.004},\"seed\":1";

    @TempDir
    Path root;

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.MAPPER.readTree(text);
    }

    @Test
    void renamedKeysKeepTheirPlaceAndWhatWasReadStaysAsItIs() {
        var older = json("{\"kind\":\"command\"," + RECIPE.formatted("optimiser") + "}");
        assertThat(OlderFormats.upgraded(older))
                .hasToString("{\"trainer\":\"command\"," + RECIPE.formatted("optimizer") + "}");
        assertThat(older).isEqualTo(json("{\"kind\":\"command\"," + RECIPE.formatted("optimiser") + "}"));
        var second = json("{\"format\":2,\"kind\":\"language\"," + RECIPE.formatted("optimiser") + "}");
        assertThat(OlderFormats.upgraded(second))
                .hasToString("{\"format\":2,\"kind\":\"language\"," + RECIPE.formatted("optimizer") + "}");
    }

    @Test
    void theNewestFormatAndOddFilesStayAsTheyAre() {
        for (var text : new String[] {
            "{\"format\":3,\"kind\":\"language\",\"recipe\":{\"optimiser\":1}}", "{}", "{\"recipe\":[1]}"
        }) {
            assertThat(OlderFormats.upgraded(json(text))).hasToString(text);
        }
    }

    @Test
    void rowsOfRunsSayWhatTheirDescriptionsSay() throws IOException {
        var run = Files.createDirectories(root.resolve("a"));
        Files.writeString(run.resolve("run.json"), "{\"kind\":\"import\"," + RECIPE.formatted("optimiser") + "}");
        assertThat(RunFolders.below(root).runs().getFirst().columns())
                .containsEntry("optimizer", "ADAMW")
                .containsEntry("trainer", "import")
                .doesNotContainKeys("optimiser", "kind");
        assertThat(RunId.of(new RunFolder(run)).trainer()).isEqualTo(RunId.IMPORT);
    }
}
