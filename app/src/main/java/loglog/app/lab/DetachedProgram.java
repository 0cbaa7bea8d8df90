package loglog.app.lab;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import loglog.runs.DataException;

/**
 * A command of the program that a process of its own carries out, in a session of its own: a study ({@code loglog run}), or a reward
 * model ({@code loglog tune}). It goes on when the server that started it ends, and another server finds it again by what it left in
 * {@code .serve} below a folder: its number ({@code NAME.pid}), what it says ({@code NAME.log}), and whether it was told to stop
 * ({@code NAME.stopping}).
 */
public final class DetachedProgram {
    public static final String FOLDER = ".serve";

    /** Writes the number down before the program begins, so that no moment has a process that cannot be found. */
    private static final String START = "echo $$ >\"$1\" && shift && exec \"$@\"";

    /** What a process leaves of the clock's steps between its start and the file with its number. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final long STARTED_SECONDS = 10;
    private static final long PAUSE_MILLIS = 10;

    /** The program, as it is called in a terminal; the launcher says it. */
    private static final String COMMAND = "loglog.command";

    private final Path folder;
    private final Path number;
    private final Path log;
    private final Path order;

    /**
     * Names one.
     *
     * @param folder below which it leaves its files
     * @param name of these files: a study's
     */
    public DetachedProgram(Path folder, String name) {
        this.folder = folder;
        number = folder.resolve(FOLDER).resolve(name + ".pid");
        log = folder.resolve(FOLDER).resolve(name + ".log");
        order = folder.resolve(FOLDER).resolve(name + ".stopping");
    }

    /** The process, while it is there. */
    public Optional<ProcessHandle> process() {
        try {
            var written = Files.getLastModifiedTime(number).toInstant();
            var pid = Files.readString(number).strip();
            return pid.matches("[1-9]\\d{0,17}")
                    ? ProcessHandle.of(Long.parseLong(pid)).filter(p -> p.isAlive() && began(p, written))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // none was started
        }
    }

    /** Whether it is the process that wrote the number down, and not a later one to which the system gave it again. */
    private static boolean began(ProcessHandle process, Instant written) {
        return process.info()
                .startInstant()
                .map(start -> !start.isAfter(written.plus(SLACK)))
                .orElse(false);
    }

    /**
     * Starts it.
     *
     * @param command and its words
     * @throws DataException where that is not possible
     */
    public void start(List<String> command) {
        try {
            Files.createDirectories(number.getParent());
            Files.deleteIfExists(number);
            Files.deleteIfExists(order);
            var words = new ArrayList<>(session());
            words.addAll(List.of("sh", "-c", START, "start", number.toString()));
            words.addAll(program());
            words.addAll(command);
            var process = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            awaitNumber(process);
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    private void awaitNumber(Process process) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTED_SECONDS);
        try {
            while (process.isAlive() && process().isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A session of its own, so that neither Ctrl-C nor a closed terminal reaches it; where there is no such program, both are ignored. */
    private static List<String> session() {
        boolean hasSetsid = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(f -> Files.isExecutable(Path.of(f, "setsid")));
        return hasSetsid ? List.of("setsid") : List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "apart");
    }

    /** As in a terminal; in a test, this process's own JVM and classes. */
    private static List<String> program() {
        var command = System.getProperty(COMMAND);
        if (command != null) {
            return List.of(command);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "loglog.app.Main");
    }

    /**
     * Asks it to stop, as Ctrl-C does: at checkpoints. The signal is the polite kill's, which the program takes for the same: where
     * the server itself was started in the background, a shell has made all that it starts deaf to Ctrl-C's.
     *
     * @return whether there was one
     * @throws DataException where the order cannot be written down
     */
    boolean stop() {
        return process()
                .map(process -> {
                    try {
                        Files.writeString(order, process.pid() + "\n");
                    } catch (IOException e) {
                        throw DataException.of(order, e);
                    }
                    return process.destroy();
                })
                .orElse(false);
    }

    /** Whether it was told to stop, and is still on its way to a checkpoint. */
    boolean isStopping() {
        return process()
                .map(process -> {
                    try {
                        return Files.readString(order).strip().equals("" + process.pid());
                    } catch (IOException _) {
                        return false; // nobody told it to
                    }
                })
                .orElse(false);
    }

    /** The last line of what it said within so many bytes; empty where there is none. */
    public String lastSaid(int bytes) {
        return said(bytes).lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last);
    }

    /** The end of what it said; empty where it was never started here. */
    String said(int bytes) {
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - bytes);
            var buffer = ByteBuffer.allocate(bytes);
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
                // On to the end.
            }
            var text = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        } catch (IOException _) {
            return "";
        }
    }
}
