package loglog.app;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import loglog.app.mutation.Mutations;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.tables.TableException;

/**
 * Feeds mutated inputs of all kinds to all readers, in one process, and says what ended in anything but an answer or a
 * sentence, or allocated more than a GiB, taken all together, garbage too. As a program it also ends where an input takes
 * longer than {@value #MOST_CPU_SECONDS} CPU-seconds:
 *
 * <pre>java ... loglog.app.MutatedInputs COUNT SEED [PATTERN OF KINDS]</pre>
 *
 * An input is known by its kind, the seed and its number among those of its kind.
 */
final class MutatedInputs {
    static final long MOST_BYTES = 1L << 30;
    static final int MOST_CPU_SECONDS = 20;

    private static final long ROUND = 50_000;
    private static final long LEAST = 2;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path folder;
    private final Path kept;
    private final long seed;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private long refused;

    private volatile String current;
    private volatile long begunCpu;

    /**
     * @param folder for what is read
     * @param kept where inputs are put that failed
     */
    MutatedInputs(Path folder, Path kept, long seed) {
        this.folder = folder;
        this.kept = kept;
        this.seed = seed;
    }

    public static void main(String[] args) throws IOException {
        long count = Long.parseLong(args[0]);
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        var wanted = Pattern.compile(args.length > 2 ? args[2] : ".*");
        var folder = Files.createTempDirectory("mutated");
        var inputs = new MutatedInputs(folder, Path.of("target/mutated-failures"), seed);
        inputs.watch();
        // Ended early, it says how far it came.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(inputs.summary())));
        inputs.feed(count, wanted);
        RunFolder.delete(folder);
        System.exit(inputs.failures.isEmpty() ? 0 : 1);
    }

    /** What failed first of each way to fail: where it was, and what came. */
    Map<String, String> failures() {
        return failures;
    }

    /** Inputs by kind. */
    Map<String, Long> counts() {
        return counts;
    }

    long refused() {
        return refused;
    }

    String summary() {
        return "%d mutated inputs of %d kinds, %d refused in a sentence, %d ways to fail"
                .formatted(counts.values().stream().mapToLong(n -> n).sum(), counts.size(), refused, failures.size());
    }

    /** Shares the inputs out among the kinds by their weights, in rounds of all kinds. */
    void feed(long count, Pattern wanted) throws IOException {
        var kinds = MutatedKind.all(folder).stream()
                .filter(kind -> wanted.matcher(kind.name()).find())
                .toList();
        long weights = kinds.stream().mapToLong(MutatedKind::weight).sum();
        long rounds = 1 + (count - 1) / ROUND;
        for (long round = 0; round < rounds; round++) {
            for (var kind : kinds) {
                feed(kind, Math.max(LEAST, count / rounds * kind.weight() / weights));
            }
            System.out.printf("after %.0f s of CPU: %s%n", SYSTEM.getProcessCpuTime() * 1e-9, summary());
        }
    }

    private void feed(MutatedKind kind, long more) throws IOException {
        var before = Files.exists(kind.file()) ? Files.readAllBytes(kind.file()) : null;
        long from = counts.getOrDefault(kind.name(), 0L);
        for (long i = from; i < from + more; i++) {
            var random = new Random((seed * 1_000_003 + i) * 31 + kind.name().hashCode());
            var whole = Mutations.pick(kind.whole(), random);
            var bytes = i < kind.whole().size() ? kind.whole().get((int) i) : Mutations.of(whole, kind.form(), random);
            Files.write(kind.file(), bytes);
            one(kind, i, bytes, random);
            counts.merge(kind.name(), 1L, Long::sum);
        }
        if (before == null) {
            Files.deleteIfExists(kind.file());
        } else {
            Files.write(kind.file(), before);
        }
    }

    private void one(MutatedKind kind, long i, byte[] bytes, Random random) throws IOException {
        long allocated = THREADS.getTotalThreadAllocatedBytes();
        begunCpu = SYSTEM.getProcessCpuTime();
        current = kind.name() + " " + i;
        try {
            kind.reader().read(kind.file(), random);
        } catch (UserError | TableException | DataException e) {
            refused++;
            if (e.getMessage() == null
                    || e.getMessage().isBlank()
                    || e.getMessage().length() > 4000) {
                failed(kind, i, bytes, "no sentence: " + e.getMessage(), e);
            }
        } catch (Throwable e) {
            failed(kind, i, bytes, e.toString(), e);
        } finally {
            current = null;
        }
        long took = THREADS.getTotalThreadAllocatedBytes() - allocated;
        if (took > MOST_BYTES) {
            failed(kind, i, bytes, "allocated " + (took >> 20) + " MiB", null);
        }
    }

    /** Each way to fail once: by the kind of error and the first of our own methods in its trace. */
    private void failed(MutatedKind kind, long i, byte[] bytes, String what, Throwable thrown) throws IOException {
        var trace = thrown == null
                ? ""
                : thrown instanceof MutatedKind.Defect
                        ? thrown.getMessage()
                        : Arrays.stream(thrown.getStackTrace())
                                .limit(25)
                                .map(frame -> "\tat " + frame)
                                .reduce(what, (a, b) -> a + "\n" + b);
        var ours = trace.lines()
                .filter(line -> line.contains("\tat loglog.") || line.contains("\tat loglog/"))
                .findFirst()
                .orElse(kind.name());
        var key = (thrown == null ? "memory" : thrown.getClass().getSimpleName()) + ours;
        if (failures.containsKey(key)) {
            return;
        }
        Files.createDirectories(kept);
        var file = kept.resolve(kind.name().replaceAll("[^a-zA-Z0-9.]", "-") + "-" + i);
        Files.write(file, bytes);
        var said = "%s, input %d of seed %d: %s\n%s\n".formatted(kind.name(), i, seed, what, trace);
        failures.put(key, said);
        System.out.println("FAILED " + said + "kept as " + file);
    }

    /** Ends the process where an input takes for ever, for no thread can be ended. */
    private void watch() {
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try {
                    TimeUnit.SECONDS.sleep(1);
                } catch (InterruptedException e) {
                    return;
                }
                var now = current;
                if (now != null && SYSTEM.getProcessCpuTime() - begunCpu > MOST_CPU_SECONDS * 1_000_000_000L) {
                    System.out.println("HANGS " + now + " of seed " + seed);
                    Thread.getAllStackTraces().forEach((thread, frames) -> {
                        if (thread.getName().equals("main") || thread.getName().startsWith("ForkJoin")) {
                            System.out.println(thread.getName());
                            Arrays.stream(frames).limit(40).forEach(frame -> System.out.println("\tat " + frame));
                        }
                    });
                    Runtime.getRuntime().halt(3);
                }
            }
        });
    }
}
