package loglog.lab.work;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import loglog.runs.DataException;

/**
 * A user's program with all that it starts, which ends as a whole: when it is told to, when the program itself has ended,
 * and when the process that started it is killed.
 *
 * <p>Its processes are those below the first one, those of its session, and, on Linux, those that carry the run's mark in
 * their environment: a process that left both is still found by it. A guard, a shell that waits for its input to end, does
 * the same where this process can no longer do it. On Windows there is neither a session nor a mark nor a guard.
 */
final class ProcessTree implements AutoCloseable {
    /** Variable of the mark, in the environment of all that a run's program starts. */
    static final String MARK = "LOGLOG_MARK";

    /** Variable that tells a program that it was started for the same run before; never this process's own. */
    static final String RESUME = "LOGLOG_RESUME";

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    private static final boolean LINUX = Files.isReadable(Path.of("/proc/self/environ"));
    private static final long TICK_MILLIS = 100;
    private static final long KILLED_SECONDS = 10;
    private static final int KILLED_STATUS = 137;
    private static final long GLANCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a program to end in after its worker was killed: nobody waits for what it still writes. */
    private static final int GUARD_SECONDS = 5;

    /** Reads the program's process id, then waits: a word says that all is over, the input's end that nobody is there. */
    private static final String GUARD = """
            trap '' INT TERM HUP
            IFS= read -r pid || pid=
            IFS= read -r word && exit 0
            targets() {
              if [ -r /proc/self/environ ]; then
                grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null | tr -cd '0-9\\n'
              elif [ -n "$pid" ]; then
                ps -A -o pid= -o ppid= | awk -v root="$pid" '{ parent[$1] = $2 }
                  END { for (p in parent) { n = 0; for (q = p; q != root && q in parent && n < 99; n++) q = parent[q]
                    if (q == root) print p } }'
              fi
            }
            signal() {
              [ -z "$pid" ] || kill -s "$1" -- "-$pid" 2>/dev/null
              for p in $all; do kill -s "$1" "$p" 2>/dev/null; done
            }
            all=$(targets "$1")
            signal TERM
            n=0
            while [ "$n" -lt "$2" ]; do
              left=
              for p in $all $(targets "$1"); do kill -0 "$p" 2>/dev/null && left=$p; done
              [ -n "$left" ] || kill -0 -- "-$pid" 2>/dev/null || exit 0
              sleep 1
              n=$((n + 1))
            done
            all="$all $(targets "$1")"
            signal KILL
            """;

    private final String mark;
    private final Process process;
    private final Process guard;
    private final Writer toGuard;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();
    private long glanced = System.nanoTime();

    private ProcessTree(String mark, Process process, Process guard) {
        this.mark = mark;
        this.process = process;
        this.guard = guard;
        toGuard = guard == null ? null : guard.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts a shell command in a run's folder.
     *
     * @param environment variables besides this process's own
     * @param output takes what it prints, at the file's end
     * @throws DataException where it cannot be started
     */
    static ProcessTree start(String command, Path folder, Map<String, String> environment, Path output) {
        // Of this attempt alone: a guard of an attempt before must not take this one's processes for its own.
        var mark = mark(folder) + System.nanoTime();
        Process guard = null;
        try {
            guard = WINDOWS ? null : guard(mark);
            var builder = new ProcessBuilder(words(command))
                    .directory(folder.toFile())
                    .redirectInput(new File(WINDOWS ? "NUL" : "/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().remove(RESUME);
            builder.environment().putAll(environment);
            builder.environment().put(MARK, mark);
            var tree = new ProcessTree(mark, builder.start(), guard);
            tree.tellGuard(Long.toString(tree.process.pid()));
            return tree;
        } catch (IOException e) {
            if (guard != null) {
                guard.destroyForcibly();
            }
            throw DataException.of(folder, e);
        }
    }

    /** Ends what an earlier process started for the run and could not end itself, being killed. */
    static void endLeftOver(Path folder, Duration grace) {
        var mark = mark(folder);
        end(() -> marked(mark).toList(), grace);
    }

    private static List<String> words(String command) {
        if (WINDOWS) {
            return List.of("cmd", "/c", command);
        }
        return hasSetsid() ? List.of("setsid", "sh", "-c", command) : List.of("sh", "-c", command);
    }

    private static boolean hasSetsid() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(f -> Files.isExecutable(Path.of(f, "setsid")));
    }

    private static Process guard(String mark) throws IOException {
        var builder = new ProcessBuilder("sh", "-c", GUARD, "guard", MARK + "=" + mark, Integer.toString(GUARD_SECONDS))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove(MARK);
        return builder.start();
    }

    /** What the marks of a folder's attempts begin with; letters that every locale writes alike. */
    private static String mark(Path folder) {
        try {
            var path = folder.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(path), 0, 16) + ".";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tellGuard(String line) {
        if (toGuard == null) {
            return;
        }
        try {
            toGuard.write(line + "\n");
            toGuard.flush();
        } catch (IOException _) {
            // Someone ended it; what it stands by for is done here, too.
        }
    }

    /** Waits for the program itself to end, not for what it started. */
    boolean ends(Duration within) throws InterruptedException {
        if (!LINUX && System.nanoTime() - glanced > GLANCE_NANOS) {
            process.descendants().forEach(known::add); // whose parents may end before them
            glanced = System.nanoTime();
        }
        return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The program's exit status, once it has ended; above 128 the signal's number and 128. */
    int status() {
        return process.isAlive() ? KILLED_STATUS : process.exitValue(); // one that not even a kill ends at once
    }

    /** Ends all of it: asks, waits, kills. */
    void end(Duration grace) {
        end(this::living, grace);
    }

    private List<ProcessHandle> living() {
        var all = new LinkedHashSet<>(known);
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        if (LINUX) {
            ProcessHandle.allProcesses()
                    .filter(p -> session(p.pid()) == process.pid())
                    .forEach(all::add);
            marked(mark).forEach(all::add);
        }
        known.addAll(all);
        return all.stream().filter(ProcessTree::isAlive).toList();
    }

    private interface Living {
        List<ProcessHandle> now();
    }

    private static void end(Living living, Duration grace) {
        living.now().forEach(ProcessHandle::destroy);
        if (!areGone(living, grace)) {
            // Again and again: one that starts others may be quicker than a single look.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(KILLED_SECONDS);
            do {
                living.now().forEach(ProcessHandle::destroyForcibly);
            } while (!areGone(living, Duration.ofMillis(TICK_MILLIS)) && System.nanoTime() < deadline);
        }
    }

    private static boolean areGone(Living living, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        boolean interrupted = false;
        try {
            while (!living.now().isEmpty()) {
                if (System.nanoTime() >= deadline || interrupted) {
                    return false;
                }
                try {
                    Thread.sleep(TICK_MILLIS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Those whose mark begins so. */
    private static Stream<ProcessHandle> marked(String mark) {
        if (!LINUX) {
            return Stream.empty();
        }
        var entry = "\0" + MARK + "=" + mark;
        return ProcessHandle.allProcesses().filter(p -> ("\0" + read("/proc/" + p.pid() + "/environ")).contains(entry));
    }

    /** One that has ended and that its parent has not asked for still counts as alive elsewhere. */
    private static boolean isAlive(ProcessHandle handle) {
        return handle.isAlive() && !(LINUX && stat(handle.pid(), 0).equals("Z"));
    }

    private static long session(long pid) {
        var session = stat(pid, 3);
        return session.isEmpty() ? -1 : Long.parseLong(session);
    }

    /** A field of {@code /proc/PID/stat} after the name, which may hold anything: state, parent, group, session. */
    private static String stat(long pid, int field) {
        var stat = read("/proc/" + pid + "/stat");
        var fields = new ArrayList<>(
                List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ")));
        return field < fields.size() ? fields.get(field) : "";
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return ""; // it has ended, or is someone else's
        }
    }

    /** Lets the guard go, once all has ended. */
    @Override
    public void close() {
        tellGuard("over");
        try {
            if (toGuard != null) {
                toGuard.close();
            }
        } catch (IOException _) {
            // It is gone.
        }
    }
}
