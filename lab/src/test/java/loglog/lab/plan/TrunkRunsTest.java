package loglog.lab.plan;

import static loglog.lab.LanguageStudies.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.engine.KeyedRandom;
import loglog.lab.study.Studies;
import loglog.models.training.Data;
import loglog.models.training.Plan;
import loglog.models.training.Sequences;
import loglog.models.training.TrainingRun;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planned trunks and branches, trained: each branch is the run that it would have been from random weights. */
class TrunkRunsTest {
    private static final TrainingRun.Options OPTIONS = new TrainingRun.Options(10, 60, 0, 0);

    @TempDir
    Path folder;

    @Test
    void plannedBranchesAreTheirRunsFromTheStart() throws IOException {
        var study = Studies.read(folder, """
                recipe: {context: 16, batch: 2, warmup: 0.15, floor: 0.1}
                design: {kind: trunks, sizes: [16x1], tokens: [640, 1000, 1600], decay: 0.3}
                """);
        var runs = StudyPlan.of(study, 1).runs();
        var trunk = runs.getFirst();
        var options = new TrainingRun.Options(10, 60, 0, 0, trunk.branchSteps());
        TrainingRun.start(folder.resolve(trunk.name()), plan(trunk), data(), options, Progress.QUIET);
        var branches = runs.subList(1, runs.size());
        assertThat(branches).hasSize(3);
        for (var run : branches) {
            var branch = run.branch().orElseThrow();
            var outcome = TrainingRun.branch(
                    folder.resolve(run.name()),
                    folder.resolve(branch.trunk()),
                    branch.step(),
                    (Plan) run.plan(),
                    data(),
                    Json.MAPPER.createObjectNode(),
                    OPTIONS,
                    Progress.QUIET);
            assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
            assertThat(outcome.tokens()).isEqualTo(run.tokens());
            assertThat(outcome.flops()).isEqualTo(run.flops());
            var whole = folder.resolve(run.name() + "-whole");
            TrainingRun.start(whole, (Plan) run.plan(), data(), OPTIONS, Progress.QUIET);
            var fromTrunk = state(folder.resolve(run.name()));
            var fromStart = state(whole);
            assertThat(fromTrunk.keySet()).isEqualTo(fromStart.keySet()).hasSizeGreaterThan(1);
            fromStart.forEach(
                    (file, bytes) -> assertThat(fromTrunk.get(file)).as(file).isEqualTo(bytes));
        }
    }

    private static Map<String, byte[]> state(Path run) throws IOException {
        var newest = new RunFolder(run).newestCheckpoint().orElseThrow();
        var state = new TreeMap<String, byte[]>();
        List<Path> files;
        try (var listed = Files.list(newest)) {
            files = listed.toList();
        }
        for (var file : files) {
            state.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return state;
    }

    private static Data data() {
        Sequences random = (first, rows, tokens, targets) -> {
            for (int i = 0; i < rows * 16; i++) {
                var at = KeyedRandom.of(1, first * 16 + i, "tokens");
                tokens.setAtIndex(ValueLayout.JAVA_INT, i, (int) (at.uniform(0) * 256));
                targets.setAtIndex(ValueLayout.JAVA_INT, i, (int) (at.uniform(1) * 256));
            }
        };
        return new Data(random, null, 0, 1, Map.of("corpus", "random"));
    }
}
