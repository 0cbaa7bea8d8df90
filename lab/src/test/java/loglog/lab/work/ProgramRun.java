package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.training.Outcome;
import loglog.training.Progress;
import loglog.training.Trainer;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A run of a study whose trainer is a program: real processes of {@code sh} and {@code awk} stand in for a user's. */
abstract class ProgramRun {
    static final Duration GRACE = Duration.ofSeconds(1);

    /** 79 steps of 8 x 32 tokens. */
    static final PlannedRun RUN = TinyStudy.run(16, 20_000);

    /** From step $1, by 1, to step $2: a loss that falls, plus $3. */
    private static final String CURVE =
            "awk -v from=%s -v to=%s -v more=%s 'BEGIN { for (s = from; s <= to; s++) printf \"%s\\n\", s, 2 + 1 / s + more }'";

    private static final String JSON_ROW = "{\\\"iter\\\": %d, \\\"train_loss\\\": %.6f}";

    final List<Progress.Row> shown = new ArrayList<>();
    final AtomicBoolean stop = new AtomicBoolean();

    /** Done when the twentieth row is shown. */
    Runnable atRow20 = () -> {};

    @TempDir
    Path folder;

    final Progress progress = new Progress() {
        @Override
        public void logged(Row row) {
            shown.add(row);
            if (shown.size() == 20) {
                atRow20.run();
            }
        }

        @Override
        public boolean stop() {
            return stop.get();
        }
    };

    static String curve(Object from, Object to, double more) {
        return CURVE.formatted(from, to, more, JSON_ROW);
    }

    static Trainer.Metrics jsonl(String file) {
        return new Trainer.Metrics(Optional.ofNullable(file), Trainer.Format.JSONL, Optional.empty(), Map.of());
    }

    static Trainer.Metrics csv(Map<String, String> columns) {
        return new Trainer.Metrics(Optional.of("log.csv"), Trainer.Format.CSV, Optional.empty(), columns);
    }

    static Trainer.Metrics pattern(String pattern) {
        return new Trainer.Metrics(Optional.empty(), Trainer.Format.PATTERN, Optional.of(pattern), Map.of());
    }

    static Trainer.Command command(String line, Trainer.Metrics metrics) {
        return new Trainer.Command(line, metrics, Map.of(), Path.of("/the study file's"), 1, 0);
    }

    Study study(Trainer.Command command) {
        var s = TinyStudy.in(folder);
        return new Study(s.name(), s.task(), s.recipes(), s.design(), s.seeds(), s.forecast(), command);
    }

    /** Of a machine of two cores, by workers. */
    Scheduler scheduler(Trainer.Command command, Listener listener) {
        return PatientScheduler.of(
                study(command), folder.resolve("the study"), SmallStudy.TWO_CORES, listener, () -> false);
    }

    /** Of a machine of two cores, without workers. */
    Scheduler inside(Trainer.Command command, Listener listener) {
        return PatientScheduler.inside(
                study(command), folder.resolve("the study"), SmallStudy.TWO_CORES, listener, () -> false);
    }

    Path runFolder() {
        return folder.resolve("the study/" + RUN.name());
    }

    Outcome carryOut(String line, Trainer.Metrics metrics) {
        var command = command(line, metrics);
        return CommandTrainer.carryOut(
                Jobs.of(study(command), folder.resolve("the study"), RUN), command, progress, s -> {}, GRACE);
    }

    String sentence(String line, Trainer.Metrics metrics) {
        var thrown = new String[1];
        assertThatThrownBy(() -> carryOut(line, metrics))
                .isInstanceOf(DataException.class)
                .satisfies(e -> thrown[0] = e.getMessage());
        assertThat(runFolder().resolve("result.json")).doesNotExist();
        return thrown[0];
    }

    JsonNode json(String file) {
        try {
            return Json.MAPPER.readTree(Files.readAllBytes(runFolder().resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> metrics() throws IOException {
        return Files.readAllLines(runFolder().resolve("metrics.jsonl")).stream()
                .map(Json.MAPPER::readTree)
                .toList();
    }

    List<Long> steps() throws IOException {
        return metrics().stream().map(r -> r.get("step").asLong()).toList();
    }

    /** Processes that were started here and run. */
    List<String> alive(String sign) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(sign))
                .filter(p -> !p.equals(ProcessHandle.current()))
                .map(p -> p.pid() + " " + p.info().commandLine().orElse(""))
                .toList();
    }

    static List<Long> upTo(long last) {
        return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
    }
}
