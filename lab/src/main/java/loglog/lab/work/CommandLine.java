package loglog.lab.work;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Job;
import loglog.training.Trainer;

/**
 * A user's command with one run's values in it.
 *
 * @param file that it writes its metrics to; empty for its output
 */
record CommandLine(String command, Map<String, String> environment, Optional<Path> file) {
    /**
     * Fills it in.
     *
     * @throws DataException where a placeholder is unknown, or the metrics are in a file that Loglog writes itself
     */
    static CommandLine of(Job job, Trainer.Command command) {
        var template = Template.of(job, command);
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        var line = template.fill(
                "trainer: command", command.command(), windows ? Template.Quoting.CMD : Template.Quoting.SHELL);
        var environment = new LinkedHashMap<String, String>();
        // Without these a program takes every core, and keeps its lines back until there are many.
        environment.put("OMP_NUM_THREADS", Integer.toString(Template.cores(job, command)));
        environment.put("PYTHONUNBUFFERED", "1");
        command.environment()
                .forEach((name, value) -> environment.put(
                        name, template.fill("trainer: environment: " + name, value, Template.Quoting.NONE)));
        template.values().forEach((name, value) -> {
            if (value.indexOf('\0') >= 0) { // which no program can be given
                throw new DataException(name + ": found a character NUL in it, expected none");
            }
        });
        environment.putAll(template.variables());
        return new CommandLine(line, environment, command.metrics().file().map(f -> metricsFile(job, template, f)));
    }

    private static Path metricsFile(Job job, Template template, String name) {
        var folder = job.folder().toAbsolutePath().normalize();
        var file = folder.resolve(template.fill("trainer: metrics: file", name, Template.Quoting.NONE))
                .normalize();
        var run = new RunFolder(folder);
        var own = Set.of(
                run.runFile(),
                run.metricsFile(),
                run.resultFile(),
                folder.resolve(CommandTrainer.OUTPUT),
                folder.resolve(RunLock.FILE));
        if (own.contains(file)) {
            throw new DataException(
                    "trainer: metrics: file: found %s, which Loglog writes itself, expected another name"
                            .formatted(name));
        }
        return file;
    }
}
