package loglog.lab.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.study.Trainer;
import loglog.models.training.Plan;
import loglog.models.training.PlanJson;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;

/**
 * What a study's folder keeps of its plan, in {@code plan.json}, so that the same command goes on with the same runs: what
 * the study asked for, the cores that lanes were counted for, the runs that an optimal design chose, and those that verify
 * its forecasts.
 *
 * @param study what it asks for, by key of the study file
 * @param cores that lanes were counted for
 * @param chosen names of the runs of an optimal design; empty for others
 * @param chosenBy how, in words
 * @param verifications by recipe
 */
record KeptPlan(
        Map<String, String> study,
        int cores,
        List<String> chosen,
        String chosenBy,
        Map<String, Verification> verifications) {
    private static final String FILE = "plan.json";

    /** Keys whose change lets runs be chosen anew. */
    private static final List<String> DECISIVE = List.of("design", "recipes", "seeds", "vocabulary", "forecast");

    /** Keys that name files. */
    private static final List<String> FILES = List.of("corpus", "tokenizer");

    /** The run that verifies a forecast. */
    record Verification(String name, Plan plan) {
        PlannedRun run(String recipe) {
            return PlannedRun.of(name, recipe, plan, RunRole.VERIFICATION);
        }
    }

    KeptPlan {
        study = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(study));
        chosen = List.copyOf(chosen);
        verifications = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(verifications));
    }

    /** What a study asks for, as text by key; the same text in every process. */
    static Map<String, String> keys(Study study) {
        var keys = new LinkedHashMap<String, String>();
        keys.put("corpus", study.trainer() instanceof Trainer.BuiltIn ? Place.of(study.corpus()) : study.corpus());
        keys.put(
                "tokenizer",
                study.tokenizer() == null ? "" : Place.of(study.tokenizer().toString()));
        keys.put("vocabulary", Integer.toString(study.vocabulary()));
        keys.put("recipes", study.recipes().toString());
        keys.put("design", study.design().toString());
        keys.put("seeds", study.seeds().toString());
        keys.put("forecast", study.forecast().map(Object::toString).orElse(""));
        keys.put("validation_tokens", Long.toString(study.validationTokens()));
        keys.put(
                "trainer",
                switch (study.trainer()) {
                    case Trainer.BuiltIn _ -> "";
                    case Trainer.Command c ->
                        "%s %s %s %s %s"
                                .formatted(
                                        c.command(),
                                        c.metrics().file().orElse(""),
                                        c.metrics().pattern().orElse(""),
                                        new TreeMap<>(c.metrics().columns()),
                                        new TreeMap<>(c.environment()));
                });
        return keys;
    }

    /** The keys that say something else now. */
    List<String> changed(Map<String, String> now) {
        var changed = new ArrayList<String>();
        now.forEach((key, text) -> {
            var before = study.getOrDefault(key, "");
            if (!text.equals(before) && !(FILES.contains(key) && Place.mayBe(before, text))) {
                changed.add(key);
            }
        });
        return changed;
    }

    /** Whether what was chosen for the one study is right for the other. */
    boolean decides(Map<String, String> now) {
        return changed(now).stream().noneMatch(DECISIVE::contains);
    }

    KeptPlan with(String recipe, PlannedRun verification) {
        var more = new LinkedHashMap<>(verifications);
        more.put(recipe, new Verification(verification.name(), verification.plan()));
        return new KeptPlan(study, cores, chosen, chosenBy, more);
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
        var study = new LinkedHashMap<String, String>();
        json.path("study")
                .properties()
                .forEach(e -> study.put(e.getKey(), e.getValue().asString("")));
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
                verifications.put(e.getKey(), new Verification(folderName(file, node), PlanJson.read(file, node)));
            }
        });
        return Optional.of(
                new KeptPlan(study, cores, chosen, json.path("chosen_by").asString(""), verifications));
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
        var json = Json.MAPPER.createObjectNode();
        var asked = json.putObject("study");
        study.forEach(asked::put);
        json.put("cores", cores);
        if (!chosen.isEmpty()) {
            var names = json.putArray("chosen");
            chosen.forEach(names::add);
            json.put("chosen_by", chosenBy);
        }
        var runs = json.putObject("verifications");
        verifications.forEach((recipe, verification) -> {
            var node = runs.putObject(recipe).put("name", verification.name());
            PlanJson.write(verification.plan(), node);
        });
        AtomicFile.write(
                folder.resolve(FILE),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }
}
