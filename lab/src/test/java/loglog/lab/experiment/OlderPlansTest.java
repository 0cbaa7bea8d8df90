package loglog.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import loglog.lab.study.StudyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Studies that a Loglog began whose plans were of format 1: it wrote each {@code plan.json} of {@code older-plans} from the
 * {@code study.yaml} beside it (only the folder of the corpus was renamed).
 */
class OlderPlansTest {
    private static final Path OLDER = Path.of("src/test/resources/older-plans");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch-sizes",
                "grid",
                "isoflop",
                "ladder",
                "learning-rates",
                "params",
                "repeats",
                "tokens",
                "trunks"
            })
    void aStudyBegunThenIsTheSameStudyNow(String design) throws Exception {
        assertThat(changed(design, Files.readString(OLDER.resolve(design).resolve("study.yaml"))))
                .isEmpty();
    }

    @Test
    void anotherRateAndAnotherSizeAreStillSeen() throws Exception {
        var study = Files.readString(OLDER.resolve("ladder").resolve("study.yaml"));
        assertThat(changed("ladder", study.replace("lr: 0.001", "lr: 0.002"))).containsExactly("recipes");
        assertThat(changed("ladder", study.replace("30K]", "40K]"))).containsExactly("design");
    }

    @Test
    void whatVerifiesItsForecastIsReadWithItsPlan() {
        var verifications = KeptPlan.read(OLDER.resolve("grid")).orElseThrow().verifications();
        assertThat(verifications).containsOnlyKeys("plain", "other");
        assertThat(verifications.get("plain").name()).isEqualTo("verify-plain-gpt2-32x2-80K-seed1");
        assertThat(verifications.get("plain").plan().seed()).isEqualTo(1);
    }

    private Iterable<String> changed(String design, String study) throws Exception {
        Files.writeString(folder.resolve("corpus.txt"), "any text");
        var file = Files.writeString(folder.resolve("study.yaml"), study);
        var now = StudyKeys.of(StudyFile.read(file));
        return KeptPlan.read(OLDER.resolve(design)).orElseThrow().changed(now);
    }
}
