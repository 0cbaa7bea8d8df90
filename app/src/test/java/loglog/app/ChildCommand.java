package loglog.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/** A command of the program in a process of its own, to be killed. */
final class ChildCommand {
    private final Process process;

    private ChildCommand(Process process) {
        this.process = process;
    }

    /**
     * Starts a command.
     *
     * @param output file for all that it says
     */
    static ChildCommand start(Path output, Object... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-javaagent")) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        for (var word : words) {
            command.add(word.toString());
        }
        return new ChildCommand(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, which is to a process what Ctrl-C is; returns when it has ended. */
    void stop() {
        process.destroy();
        process.onExit().orTimeout(240, TimeUnit.SECONDS).join();
    }

    /** SIGKILL to it and to what it started; returns when all have ended. */
    void kill() throws InterruptedException {
        var all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
        for (var one : all) {
            one.onExit().orTimeout(240, TimeUnit.SECONDS).join();
        }
    }
}
