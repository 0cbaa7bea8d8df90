package loglog.lab.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is handed over and heard through a folder. */
class SubmissionTest {
    private static final Resources ONE = new Resources(1, 1 << 20);

    @TempDir
    Path folder;

    private final List<List<LaunchTask>> parts = List.of(
            List.of(new LaunchTask("a", "{\"x\":\"\\t\"}", ONE, 1), new LaunchTask("b", "{}", ONE, 1)),
            List.of(new LaunchTask("c", "{}", ONE, 1)));

    private Submission submission() {
        return Submission.create(folder.resolve("jobs"), "loglog-s-1", ONE, 3, List.of("-Xmx1g", "-Da=b c"), parts);
    }

    @Test
    void isReadAsItWasWrittenByTheNextProcess() {
        var written = submission();
        assertThat(written.id()).isEmpty();
        written.describe(Optional.of("133"));
        var read = Submission.open(folder.resolve("jobs"));
        assertThat(read).containsExactly(written);
        assertThat(read.getFirst().id()).contains("133");
        assertThat(read.getFirst().parts().stream()
                        .map(p -> p.stream().map(LaunchTask::line).toList()))
                .containsExactly(List.of("{\"x\":\"\\t\"}", "{}"), List.of("{}"));
        written.settle("b");
        written.settle("a");
        assertThat(read.getFirst().settled()).containsExactlyInAnyOrder("a", "b");
        assertThat(submission().folder()).isEqualTo(folder.resolve("jobs/2"));
        written.close(true);
        assertThat(Submission.open(folder.resolve("jobs"))).hasSize(1);
        assertThat(written.script().resolveSibling("tasks.jsonl")).exists();
    }

    @Test
    void damagedOneIsNamed() throws IOException {
        var submission = submission();
        var tasks = submission.folder().resolve("tasks.jsonl");
        Files.writeString(tasks, "{\"part\": 7}\n");
        assertThatThrownBy(submission::parts)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("tasks.jsonl: line 1: part: found 7");
        Files.writeString(tasks, "half a l");
        assertThatThrownBy(submission::parts)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("tasks.jsonl: line 1");
    }

    @Test
    void whatIsSaidIsHeardOnceAndAHalfLineLater() throws IOException {
        var submission = submission();
        var part = new SlurmPart(submission, 0, parts.getFirst());
        assertThat(part.read()).isEmpty();
        assertThat(part.hasBegun()).isFalse();
        try (var log = new SubmissionLog(submission, 0)) {
            log.write(new Report.Begun("a", "process 1"));
            log.write(new Report.Said("a", "{\"event\":\"row\"}\tx"));
        }
        assertThat(part.read())
                .containsExactly(new Report.Begun("a", "process 1"), new Report.Said("a", "{\"event\":\"row\"}\tx"));
        Files.writeString(submission.said(0), "b\tbeg", StandardOpenOption.APPEND);
        assertThat(part.read()).isEmpty();
        // The next attempt takes the half line out.
        try (var log = new SubmissionLog(submission, 0)) {
            log.write(new Report.Gone("a", "signal 9", Report.Cause.ITSELF));
        }
        assertThat(part.read()).containsExactly(new Report.Gone("a", "signal 9", Report.Cause.ITSELF));
        assertThat(part.hasBegun("a")).isTrue();
        assertThat(part.hasBegun("b")).isFalse();
        // Who looks anew hears of each task the last alone.
        try (var log = new SubmissionLog(submission, 0)) {
            log.write(new Report.Begun("a", "process 2"));
            log.write(new Report.Said("a", "second"));
        }
        assertThat(new SlurmPart(submission, 0, parts.getFirst()).read())
                .containsExactly(
                        new Report.Gone("a", "signal 9", Report.Cause.ITSELF),
                        new Report.Begun("a", "process 2"),
                        new Report.Said("a", "second"));
    }

    @Test
    void aLeaseTellsALivingProcessFromOneThatWasKilled() throws Exception {
        System.setProperty(Lease.SECONDS, "1");
        try {
            var file = folder.resolve("0.lease");
            var seen = new Lease.Seen(file);
            assertThat(seen.isAlive()).isFalse();
            try (var _ = new Lease(file)) {
                assertThat(seen.isAlive()).isTrue();
            }
            assertThat(file).doesNotExist();
            assertThat(seen.isAlive()).isFalse();
            // One that was left by a killed process does not change.
            Files.writeString(file, "3 of process 1\n");
            assertThat(seen.isAlive()).isTrue();
            long deadline = System.nanoTime() + 240_000_000_000L;
            while (seen.isAlive()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(50);
            }
        } finally {
            System.clearProperty(Lease.SECONDS);
        }
    }

    @Test
    void partsOfAnArrayAreOneWordWhateverTheirNumber() {
        assertThat(SlurmCommands.range("133", List.of(7, 0, 1, 2, 4))).isEqualTo("133_[0-2,4,7]");
        assertThat(SlurmCommands.range("133", List.of(5))).isEqualTo("133_[5]");
    }

    @Test
    void thisPackageKnowsNoOtherOfTheLab() throws IOException {
        var imports = Pattern.compile("(?m)^import (?:static )?loglog\\.(?!runs\\.|lab\\.launch\\.)\\S+");
        try (var sources = Files.list(Path.of("src/main/java/loglog/lab/launch"))) {
            for (var source : sources.toList()) {
                assertThat(imports.matcher(Files.readString(source)).results().map(r -> r.group()))
                        .as("%s", source)
                        .isEmpty();
            }
        }
    }
}
