package loglog.lab.experiment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import loglog.runs.DataException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptPlanTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "../elsewhere", "/elsewhere", ".hidden", "a/b", "..\\\\elsewhere"})
    void aVerificationsNameLeadsNowhereOutOfTheStudy(String name) throws Exception {
        Files.writeString(
                folder.resolve("plan.json"),
                "{\"cores\": 1, \"verifications\": {\"llama\": {\"name\": \"" + name + "\"}}}");
        assertThatThrownBy(() -> KeptPlan.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("plan.json: name: found")
                .hasMessageEndingWith("expected the name of a folder");
    }
}
