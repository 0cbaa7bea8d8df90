package loglog.app.feedback;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.app.lab.DetachedProgram;
import loglog.app.laws.OutputOptions;
import loglog.runs.RunLock;
import loglog.runs.reader.StoredRun;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reward models of a set's pairs, which a page starts: {@code loglog tune}, in a process of its own, one at a time for each model. The
 * run's name ends with the number of pairs, so that more choices make another.
 */
final class RewardModels {
    private static final int LINE_BYTES = 4 << 10;

    private final WebServer server;
    private final Path folder;

    /** @param folder of the sets */
    RewardModels(WebServer server, Path folder) {
        this.server = server;
        this.folder = folder;
    }

    /** For each model of a set: the command, whether it is at work and what it said last, and the reward models that there are. */
    void put(PreferenceSet set, int decided, ArrayNode to) {
        for (var model : set.runs()) {
            var detached = detached(set, model);
            boolean isRunning = detached.process().isPresent();
            var words = new ArrayList<>(List.of("tune"));
            words.addAll(words(set, model, decided));
            var node = to.addObject()
                    .put("model", model)
                    .put("command", OutputOptions.line(words.toArray(String[]::new)))
                    .put("running", isRunning)
                    .put("said", detached.lastSaid(LINE_BYTES));
            var trained = node.putArray("trained");
            for (var run : trained(set, model)) {
                trained.addObject()
                        .put("run", run.name())
                        .put("finished", !run.result().isEmpty());
            }
        }
    }

    /**
     * Starts one.
     *
     * @throws BadRequest where there is no such model, no pair, or one is being trained
     */
    void start(PreferenceSet set, int decided, String model) {
        if (!set.runs().contains(model)) {
            throw BadRequest.of(
                    "model",
                    '"' + model.substring(0, Math.min(80, model.length())) + '"',
                    "one of " + String.join(", ", set.runs()));
        }
        if (decided == 0) {
            throw BadRequest.saying(
                    "set: found no pair in %s, expected a choice between two answers".formatted(set.name()));
        }
        var command = new ArrayList<>(List.of("tune"));
        command.addAll(words(set, model, decided));
        var detached = detached(set, model);
        // One at a time, of all servers: two would both find that none is at work.
        try (var _ = RunLock.await(folder.resolve(DetachedProgram.FOLDER))) {
            if (detached.process().isPresent()) {
                throw BadRequest.conflict(
                        "model: found a reward model of %s being trained, expected none".formatted(model));
            }
            detached.start(command);
        }
        server.refresh();
    }

    private DetachedProgram detached(PreferenceSet set, String model) {
        return new DetachedProgram(
                folder, "%s-%d".formatted(set.name(), set.runs().indexOf(model)));
    }

    private List<String> words(PreferenceSet set, String model, int decided) {
        var base = server.runs().run(model).folder();
        return List.of(
                base.toString(),
                "--method",
                "reward-model",
                "--pairs",
                set.pairs(folder).toString(),
                "--name",
                prefix(base, set) + decided);
    }

    private static String prefix(Path base, PreferenceSet set) {
        return "%s-reward-model-%s-".formatted(base.getFileName(), set.name());
    }

    private List<StoredRun> trained(PreferenceSet set, String model) {
        var base = server.runs().run(model).folder();
        var prefix = prefix(base, set);
        return server.runs().runs().stream()
                .filter(run -> base.getParent().equals(run.folder().getParent()))
                .filter(run -> {
                    var name = run.folder().getFileName().toString();
                    return name.startsWith(prefix)
                            && name.substring(prefix.length()).matches("\\d+");
                })
                .toList();
    }
}
