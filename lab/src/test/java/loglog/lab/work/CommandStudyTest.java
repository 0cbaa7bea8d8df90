package loglog.lab.work;

import static loglog.lab.LanguageStudies.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Placeholders;
import loglog.laws.Chinchilla;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.models.language.Language;
import loglog.tables.Role;
import loglog.tables.RunsQuery;
import loglog.tables.Tables;
import loglog.training.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A program's command line, and a study that it carries out. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class CommandStudyTest extends ProgramRun {
    private static final class MostAtOnce implements Listener {
        private int runs;

        @Override
        public void now(Snapshot snapshot) {
            runs = Math.max(runs, snapshot.running().size());
        }
    }

    @Test
    void theEnvironmentAndAllPlaceholdersAreFilledIn() throws IOException {
        var command = new Trainer.Command(
                "env > env.txt; touch {run}/here; echo '{params} {tokens} {width} {layers} {heads} {kv_heads} {head_width}"
                        + " {feed_forward} {vocabulary} {context} {batch} {lr} {steps} {warmup_steps} {seed} {architecture}"
                        + " {optimizer} {weight_decay} {unique_tokens} {name} {cores}'; "
                        + curve(1, 79, 0),
                jsonl(null),
                Map.of("SHARD", "part-{seed}"),
                folder,
                3,
                0);
        var job = Jobs.of(study(command), folder.resolve("the study"), RUN);
        assertThat(Template.of(job, command).values().keySet())
                .containsExactlyInAnyOrderElementsOf(Placeholders.names(new Language()));
        CommandTrainer.carryOut(job, command, progress, s -> {}, GRACE);
        var m = plan(RUN).model();
        assertThat(Files.readString(runFolder().resolve("output.log")))
                .startsWith("%d 20224 16 1 %d %d %d %d 256 32 8 0.004 79 2 1 llama adamw 0.1 0 llama-16x1-20000 3\n"
                        .formatted(RUN.params(), m.heads(), m.kvHeads(), m.headWidth(), m.feedForward()));
        assertThat(runFolder().resolve("here")).exists();
        assertThat(Files.readString(runFolder().resolve("env.txt")))
                .contains("SHARD=part-1\n", "OMP_NUM_THREADS=3\n", "LOGLOG_RUN=" + runFolder() + "\n")
                .doesNotContain("LOGLOG_RESUME");
    }

    @Test
    void aStudyOfAProgramIsCarriedOutSideBySideAndFitted() {
        // A law with known constants; each run's first attempt of one size crashes.
        var command = command("""
                if [ {width} = 32 ] && [ -z "$LOGLOG_RESUME" ]; then echo no memory; exit 9; fi
                awk -v n={params} -v steps={steps} -v per=$(({batch} * {context})) 'BEGIN { for (s = 10; s - 10 < steps; s += 10) {
                  if (s > steps) s = steps
                  d = s * per; l = 1.5 + 300 / n ^ 0.35 + 200 / d ^ 0.3
                  printf "step %d loss %.9f val %.9f\\n", s, l - 0.01, l } }'
                """, pattern("step (?<step>\\d+) loss (?<loss>\\S+) val (?<val_loss>\\S+)"));
        var runs = new ArrayList<PlannedRun>();
        for (int width : new int[] {16, 32, 64, 128}) {
            for (long tokens : new long[] {20_000, 80_000, 320_000}) {
                runs.add(TinyStudy.run(width, tokens));
            }
        }
        var listener = new MostAtOnce();
        var summaries = new ArrayList<Summary>();
        for (int attempt = 0; attempt < 2; attempt++) {
            try (var scheduler = inside(command, listener)) {
                summaries.add(scheduler.run(runs));
            }
        }
        assertThat(summaries.getFirst().states().values().stream()
                        .filter(RunState.Failed.class::isInstance)
                        .map(s -> ((RunState.Failed) s).sentence()))
                .hasSize(3)
                .allSatisfy(s -> assertThat(s).contains("exit status 9", "no memory"));
        assertThat(summaries.getLast().isComplete())
                .as("%s", summaries.getLast())
                .isTrue();
        assertThat(listener.runs).isEqualTo(2);
        var read = RunsQuery.usual()
                .require(Role.PARAMS, Role.TOKENS, Role.LOSS)
                .column(Role.LOSS, "validation_loss")
                .read(Tables.read(List.of(folder + "/the study/*/result.json")));
        var fit = Laws.fit(new Chinchilla(), Observations.of(read.params(), read.tokens(), read.loss()));
        assertThat(fit.parameter("E")).isCloseTo(1.5, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(fit.parameter("alpha")).isCloseTo(0.35, org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(fit.parameter("beta")).isCloseTo(0.3, org.assertj.core.data.Percentage.withPercentage(1));
    }

    @Test
    void aProgramOfAllCoresRunsAlone() {
        var command = new Trainer.Command(curve(1, "{steps}", 0), jsonl(null), Map.of(), folder, 2, 0);
        var listener = new MostAtOnce();
        try (var scheduler = inside(command, listener)) {
            assertThat(scheduler.run(TinyStudy.runs(20_000)).isComplete()).isTrue();
        }
        assertThat(listener.runs).isEqualTo(1);
    }
}
