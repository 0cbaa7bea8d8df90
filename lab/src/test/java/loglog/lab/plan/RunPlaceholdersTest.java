package loglog.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import loglog.lab.study.Placeholders;
import loglog.lab.study.Studies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlaceholdersTest {
    @TempDir
    Path folder;

    @Test
    void eachHasTheRunsValue() {
        var study = Studies.read(folder, """
                recipe: {lr: 3e-5, clip: 0, schedule: wsd, warmup: 0.1}
                vocabulary: 256
                design: {kind: grid, sizes: [48x3], tokens: [1M]}
                trainer: {command: "train {layers}", cores: 2}
                """);
        var run = StudyPlan.of(study, 2).runs().getFirst();
        var values = RunPlaceholders.of(study, run, Path.of("/runs/a b"));
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(Placeholders.names());
        assertThat(Placeholders.fill(
                        "{layers} {width} {heads} {head_width} {tokens} {steps} {lr} {clip} {warmup_steps}"
                                + " {decay_steps} {optimizer} {cores} {flops} {folder}",
                        values))
                .isEqualTo("3 48 3 16 999424 244 3e-5 0 24 49 adamw 2 %d /runs/a b".formatted((long) run.flops()));
        assertThat(values).containsEntry("params", "" + run.params()).containsEntry("precision", "float32");
    }
}
