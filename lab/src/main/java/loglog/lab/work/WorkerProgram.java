package loglog.lab.work;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a worker is started: with this process's own JVM, options and class path. */
final class WorkerProgram {
    private WorkerProgram() {}

    static List<String> command() {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(options());
        command.addAll(main());
        return command;
    }

    /** Of this process's JVM, those that a worker's takes, too. */
    static List<String> options() {
        var options = new ArrayList<String>();
        for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // A cache made for another main class, agents and ports are this process's own.
            if (!option.startsWith("-XX:AOT") && !option.startsWith("-javaagent") && !option.startsWith("-agentlib")) {
                options.add(option);
            }
        }
        return options;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Its class path and class. */
    static List<String> main() {
        return List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Worker.class.getName());
    }
}
