package loglog.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** Where and by what a run was made. */
public final class Provenance {
    private Provenance() {}

    /** Puts it beside what was asked: params, steps, code, JVM, processor, system, time. */
    public static void write(ObjectNode to, RunPlan plan) {
        to.put("params", plan.params());
        to.put("steps", plan.steps());
        var version = Provenance.class.getPackage().getImplementationVersion();
        to.put("code", version == null ? "development" : version);
        to.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
        to.put("cpu", cpu());
        to.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        to.put("started", java.time.Instant.now().toString());
    }

    /** This processor, as {@code run.json} names it. */
    public static String cpu() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException | java.io.UncheckedIOException _) {
            return System.getProperty("os.arch"); // other systems have no such file
        }
    }
}
