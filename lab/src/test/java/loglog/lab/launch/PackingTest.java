package loglog.lab.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final long MB = 1L << 20;

    private static SlurmOptions options(Duration time, int cores, int runsPerJob) {
        return new SlurmOptions(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(time),
                0,
                cores,
                runsPerJob,
                0,
                List.of(),
                "");
    }

    private static LaunchTask task(int cores, long megabytes, double seconds) {
        return new LaunchTask(
                "run-%d-%d-%s".formatted(cores, megabytes, seconds),
                "{}",
                new Resources(cores, megabytes * MB),
                seconds);
    }

    private static List<Integer> sizes(Packing.Array array) {
        return array.parts().stream().map(List::size).toList();
    }

    @Test
    void smallRunsShareAJobAndLongOnesHaveTheirOwn() {
        var tasks =
                List.of(task(1, 300, 4000), task(1, 300, 200), task(1, 300, 90), task(1, 300, 60), task(1, 300, 60));
        var arrays = new Packing(options(null, 0, 0), 1001).arrays(tasks, 9);
        assertThat(arrays).hasSize(1);
        assertThat(sizes(arrays.getFirst())).containsExactly(1, 2, 2);
        // A job's time limit is kept well clear of.
        assertThat(sizes(new Packing(options(Duration.ofMinutes(2), 0, 0), 1001)
                        .arrays(tasks, 9)
                        .getFirst()))
                .containsExactly(1, 1, 1, 1, 1);
        // Where nothing is known of a time, as of a user's program, each has its own, unless a number is named.
        var unknown = List.of(task(1, 300, Double.NaN), task(1, 301, Double.NaN), task(1, 302, Double.NaN));
        assertThat(sizes(new Packing(options(null, 0, 0), 1001)
                        .arrays(unknown, 9)
                        .getFirst()))
                .containsExactly(1, 1, 1);
        assertThat(sizes(new Packing(options(null, 0, 2), 1001)
                        .arrays(unknown, 9)
                        .getFirst()))
                .containsExactly(2, 1);
    }

    @Test
    void aJobHasTheMemoryOfAllRunsThatMayBeSideBySideInIt() {
        var tasks = List.of(task(2, 1000, 1), task(1, 900, 1), task(1, 200, 1));
        var array = new Packing(options(null, 2, 3), 1001).arrays(tasks, 9).getFirst();
        assertThat(array.shape().cores()).isEqualTo(2);
        assertThat(array.shape().memoryBytes()).isBetween(1100 * MB + 256 * MB, 2500 * MB);
        // Without a number of cores, runs of as many share a job.
        var arrays = new Packing(options(null, 0, 3), 1001).arrays(tasks, 9);
        assertThat(arrays.stream().map(a -> a.shape().cores())).containsExactly(2, 1);
        assertThat(arrays.getLast().shape().memoryBytes()).isBetween(900 * MB + 256 * MB, 1500 * MB);
    }

    @Test
    void noArrayIsLargerThanSlurmTakesAndNoMoreShapesThanJobsMayBeAtWork() {
        var tasks = new ArrayList<LaunchTask>();
        for (int i = 0; i < 2500; i++) {
            tasks.add(task(1 + i % 3, 300, 1000 + i));
        }
        var arrays = new Packing(options(null, 0, 1), 1000).arrays(tasks, 5);
        assertThat(arrays)
                .hasSize(3)
                .allSatisfy(a -> assertThat(a.parts().size()).isLessThanOrEqualTo(1000));
        arrays = new Packing(options(null, 0, 1), 1000).arrays(tasks, 2);
        assertThat(arrays.stream().map(a -> a.parts().size())).containsExactly(1000, 1000, 500);
        assertThat(arrays).allSatisfy(a -> assertThat(a.shape().cores()).isEqualTo(3));
        assertThat(arrays.stream().flatMap(a -> a.parts().stream()).flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(tasks);
    }
}
