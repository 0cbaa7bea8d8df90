package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged inputs of every kind are answered or refused in sentences, within a time and a GiB. {@code -Dloglog.mutations=N}
 * feeds N inputs instead of some hundred, {@code -Dloglog.mutations.seed=S} other ones; docs/robustness.md has the
 * command for many.
 */
class MutatedInputsTest {
    private static final int COUNT = Integer.getInteger("loglog.mutations", 600);
    private static final long SEED = Long.getLong("loglog.mutations.seed", 1);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 12 * 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyReaderAnswersOrRefusesInASentence() throws IOException {
        var inputs = new MutatedInputs(folder.resolve("inputs"), folder.resolve("failed"), SEED);
        inputs.feed(COUNT, Pattern.compile(".*"));
        assertThat(inputs.failures().values()).isEmpty();
        assertThat(inputs.refused()).isGreaterThan(COUNT / 10);
    }

    @Test
    void theOptionsOfEveryCommandAreAmongThem() {
        assertThat(MutatedWords.missing()).isEmpty();
    }
}
