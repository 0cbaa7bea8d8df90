package loglog.lab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.lab.plan.PlannedRun;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.OlderFormats;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunRole;
import loglog.training.Kinds;
import loglog.training.RunPlan;

/**
 * What a study's folder keeps of its plan, in {@code plan.json}, so that the same command goes on with the same runs: what
 * the study asked for, the cores that lanes were counted for, the runs that an optimal design chose, and those that verify
 * its forecasts.
 *
 * @param kind of thing that is trained
 * @param study what it asks for, by key of the study file, as {@link StudyKeys} has it
 * @param cores that lanes were counted for
 * @param chosen names of the runs of an optimal design; empty for others
 * @param chosenBy how, in words
 * @param verifications by recipe
 */
record KeptPlan(
        String kind,
        Map<String, String> study,
        int cores,
        List<String> chosen,
        String chosenBy,
        Map<String, Verification> verifications) {
    private static final String FILE = "plan.json";

    /** Of the file; docs/runs.md says what each changed. */
    private static final int FORMAT = 2;

    private static final String FORMAT_KEY = "format";

    /** The run that verifies a forecast. */
    record Verification(String name, RunPlan plan) {
        PlannedRun run(String recipe) {
            return PlannedRun.of(name, recipe, plan, RunRole.VERIFICATION);
        }
    }

    KeptPlan {
        study = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(study));
        chosen = List.copyOf(chosen);
        verifications = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(verifications));
    }

    /** The keys that say something else now. */
    List<String> changed(StudyKeys now) {
        var changed = new ArrayList<String>();
        now.texts().forEach((key, text) -> {
            var before = study.getOrDefault(key, "");
            if (!text.equals(before)
                    && !(now.files().contains(key) && Place.mayBe(before, text))
                    && !before.equals(now.older().get(key))) {
                changed.add(key);
            }
        });
        return changed;
    }

    /** Whether what was chosen for the one study is right for the other. */
    boolean decides(StudyKeys now) {
        return changed(now).stream().noneMatch(now.decisive()::contains);
    }

    KeptPlan with(String recipe, PlannedRun verification) {
        var more = new LinkedHashMap<>(verifications);
        more.put(recipe, new Verification(verification.name(), verification.plan()));
        return new KeptPlan(kind, study, cores, chosen, chosenBy, more);
    }

    /**
     * Reads it.
     *
     * @throws DataException where it is damaged
     */
    static Optional<KeptPlan> read(Path folder) {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var json = new RunFolder(folder).read(file);
        var fields = Fields.of(file, json);
        if (fields.whole(FORMAT_KEY, 1) > FORMAT) {
            throw DataException.in(
                    file,
                    "format: found %d, expected at most %d: a newer Loglog wrote it",
                    fields.whole(FORMAT_KEY),
                    FORMAT);
        }
        var kind = Kinds.named(fields.text("kind", RunId.LANGUAGE));
        var study = new LinkedHashMap<String, String>();
        json.path("study").properties().forEach(e -> study.put(e.getKey(), StudyKeys.text(e.getValue())));
        int cores = json.path("cores").asInt(0);
        if (cores < 1) {
            throw DataException.in(
                    file,
                    "cores: found %s, expected a positive number; without this file the study is planned anew",
                    json.path("cores"));
        }
        var chosen = new ArrayList<String>();
        json.path("chosen").forEach(name -> chosen.add(name.asString("")));
        var verifications = new LinkedHashMap<String, Verification>();
        json.path("verifications").properties().forEach(e -> {
            if (e.getValue() instanceof tools.jackson.databind.node.ObjectNode node) {
                verifications.put(
                        e.getKey(),
                        new Verification(
                                folderName(file, node),
                                kind.plan(file.toString(), Fields.of(file, OlderFormats.upgraded(node)))));
            }
        });
        return Optional.of(new KeptPlan(
                kind.name(), study, cores, chosen, json.path("chosen_by").asString(""), verifications));
    }

    /** The name of a run, which becomes a folder below the study's and must not lead out of it. */
    private static String folderName(Path file, tools.jackson.databind.node.ObjectNode verification) {
        var fields = Fields.of(file, verification);
        var name = fields.text("name");
        if (name.isEmpty() || name.startsWith(".") || name.chars().anyMatch(c -> c < ' ' || c == '/' || c == '\\')) {
            throw fields.expected("name", "the name of a folder");
        }
        return name;
    }

    /** Writes it, whole or not at all. */
    void write(Path folder) {
        var json = Json.MAPPER.createObjectNode().put(FORMAT_KEY, FORMAT).put("kind", kind);
        var asked = json.putObject("study");
        study.forEach((key, text) -> asked.set(key, StudyKeys.json(text)));
        json.put("cores", cores);
        if (!chosen.isEmpty()) {
            var names = json.putArray("chosen");
            chosen.forEach(names::add);
            json.put("chosen_by", chosenBy);
        }
        var runs = json.putObject("verifications");
        verifications.forEach((recipe, verification) -> {
            var node = runs.putObject(recipe).put("name", verification.name());
            verification.plan().write(node);
        });
        AtomicFile.write(
                folder.resolve(FILE),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
