package loglog.training;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.OlderFormats;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that is needed to carry out a run: one line of JSON.
 *
 * @param folder of the run
 * @param branch the trunk's folder, and the step
 * @param notes for {@code run.json}: the study, the recipe's name, what the run is for
 */
public record Job(
        Path folder,
        RunPlan plan,
        Task task,
        long uniqueTokens,
        Optional<Branch> branch,
        Set<Long> branchSteps,
        ObjectNode notes,
        Trainer trainer) {
    /** A state that another run left. */
    public record Branch(Path trunk, long step) {}

    /** As one line. */
    public String line() {
        var json = Json.MAPPER.createObjectNode().put("folder", folder.toString());
        json.put("kind", plan.kind());
        plan.write(json.putObject("plan"));
        task.write(json.putObject("task"));
        json.put("unique_tokens", uniqueTokens);
        branch.ifPresent(
                b -> json.putObject("branch").put("trunk", b.trunk().toString()).put("step", b.step()));
        var steps = json.putArray("branch_steps");
        branchSteps.stream().sorted().forEach(steps::add);
        json.set("notes", notes);
        if (trainer instanceof Trainer.Command command) {
            write(command, json.putObject("command"));
        }
        return json.toString();
    }

    /** @throws loglog.runs.DataException where the line is no job */
    public static Job read(ObjectNode json) {
        var fields = Fields.of("job", json);
        var kind = Kinds.named(fields.text("kind"));
        var steps = new HashSet<Long>();
        json.path("branch_steps").forEach(s -> steps.add(s.longValue()));
        return new Job(
                Path.of(fields.text("folder")),
                kind.plan("job", plan(fields, json)),
                kind.task(fields.object("task")),
                fields.whole("unique_tokens"),
                fields.has("branch") ? Optional.of(branch(fields.object("branch"))) : Optional.empty(),
                steps,
                (ObjectNode) json.required("notes"),
                fields.has("command") ? command(fields.object("command")) : new Trainer.BuiltIn());
    }

    /** An older Loglog may have written the job. */
    private static Fields plan(Fields fields, ObjectNode json) {
        return json.get("plan") instanceof ObjectNode plan
                ? Fields.of("job: plan", OlderFormats.upgraded(plan))
                : fields.object("plan");
    }

    private static Branch branch(Fields fields) {
        return new Branch(Path.of(fields.text("trunk")), fields.whole("step"));
    }

    private static void write(Trainer.Command command, ObjectNode to) {
        to.put("command", command.command()).put("here", command.here().toString());
        to.put("lanes", command.lanes()).put("memory_bytes", command.memoryBytes());
        putAll(command.environment(), to.putObject("environment"));
        var metrics =
                to.putObject("metrics").put("format", command.metrics().format().name());
        command.metrics().file().ifPresent(file -> metrics.put("file", file));
        command.metrics().pattern().ifPresent(pattern -> metrics.put("pattern", pattern));
        putAll(command.metrics().columns(), metrics.putObject("columns"));
    }

    private static void putAll(Map<String, String> from, ObjectNode to) {
        from.forEach(to::put);
    }

    private static Trainer.Command command(Fields fields) {
        var metrics = fields.object("metrics");
        return new Trainer.Command(
                fields.text("command"),
                new Trainer.Metrics(
                        metrics.optionalText("file"),
                        metrics.choice("format", Trainer.Format.class),
                        metrics.optionalText("pattern"),
                        metrics.objectOrEmpty("columns").texts()),
                fields.objectOrEmpty("environment").texts(),
                Path.of(fields.text("here")),
                fields.integer("lanes", 0),
                fields.whole("memory_bytes"));
    }
}
