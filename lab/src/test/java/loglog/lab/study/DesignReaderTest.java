package loglog.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import loglog.lab.design.BatchSizes;
import loglog.lab.design.LearningRates;
import loglog.lab.design.Optimal;
import loglog.lab.design.Repeats;
import loglog.training.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsTheOthers() {
        assertThat(Studies.read(folder, "design: {kind: batch-sizes, size: 64x2, tokens: 1M, batches: [8, 16]}")
                        .design())
                .isEqualTo(new BatchSizes(new Size.Shape(64, 2), 1_000_000, List.of(8, 16)));
        assertThat(Studies.read(
                                folder,
                                "design: {kind: learning-rates, sizes: 64 x 2, tokens: 1M, rates: [1e-3, .002]}")
                        .design())
                .isEqualTo(new LearningRates(List.of(new Size.Shape(64, 2)), 1_000_000, List.of(0.001, 0.002)));
        assertThat(Studies.read(folder, "design: {kind: repeats, sizes: [64x2], unique_tokens: 100K, epochs: [1, 2.5]}")
                        .design())
                .isEqualTo(new Repeats(List.of(new Size.Shape(64, 2)), List.of(100_000L), List.of(1.0, 2.5)));
        assertThat(Studies.read(folder, "design: {kind: optimal, flops: 1e12, sizes: [30K], tokens_per_param: [5, 10]}")
                        .design())
                .isEqualTo(new Optimal(1e12, List.of(new Size.Params(30_000)), List.of(5.0, 10.0), 0.25));
    }
}
