package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ExhaustedTest {
    @Test
    void saysWhatRanOut() {
        assertThat(Exhausted.sentence(new OutOfMemoryError("Java heap space")))
                .hasValueSatisfying(
                        s -> assertThat(s).contains("Java heap space").contains("-Xmx"));
        assertThat(Exhausted.sentence(new OutOfMemoryError("9 GB of tensors, where 1 GB is available")))
                .hasValueSatisfying(
                        s -> assertThat(s).contains("where 1 GB is available").doesNotContain("-Xmx"));
        assertThat(Exhausted.sentence(new StackOverflowError()))
                .hasValueSatisfying(s -> assertThat(s).contains("nested too deeply"));
        assertThat(Exhausted.sentence(new InternalError("a fault occurred in an unsafe memory access operation")))
                .hasValueSatisfying(s -> assertThat(s).contains("changed while it was read"));
    }

    @Test
    void looksBehindOtherExceptions() {
        assertThat(Exhausted.sentence(new CompletionException(new OutOfMemoryError("Java heap space"))))
                .isPresent();
        assertThat(Exhausted.sentence(new IllegalStateException("a defect"))).isEmpty();
    }
}
