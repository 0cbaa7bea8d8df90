package loglog.lab.study;

import loglog.lab.design.DesignKeys;
import loglog.lab.design.Designs;
import loglog.runs.Json;
import loglog.runs.RunId;
import loglog.training.Kinds;
import loglog.yaml.Key;
import loglog.yaml.ValueType;

/** The JSON Schema (draft 2020-12) of study files, with which editors complete and check them; made from their keys. */
public final class StudySchema {
    /** Its usual name, beside a study file. */
    public static final String FILE = "study.schema.json";

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private StudySchema() {}

    /** Of studies of each kind that there is. */
    public static String text() {
        var schema = Json.MAPPER.createObjectNode().put("$schema", DRAFT).put("title", "Loglog study");
        schema.put(
                "description",
                "Runs planned to answer one question: recipes, a design that says at which scales they are trained, and the"
                        + " scale that is to be forecast from them.");
        schema.put("type", "object");
        schema.putObject("properties").set(StudyFileKeys.KIND.name(), StudyFileKeys.KIND.schema());
        var kinds = schema.putArray("allOf");
        var definitions = schema.putObject("$defs");
        definitions.setAll(ValueType.definitions());
        var name = definitions.putObject("name");
        name.putArray("type").add("string").add("number").add("boolean");
        name.put("minimum", 0).put("pattern", "^" + StudyFile.NAME_PATTERN + "$");
        for (var kind : Kinds.all()) {
            var of = kinds.addObject();
            var is = of.putObject("if");
            is.putObject("properties").putObject(StudyFileKeys.KIND.name()).put("const", kind.name());
            if (!kind.name().equals(RunId.LANGUAGE)) {
                is.putArray("required").add(StudyFileKeys.KIND.name());
            }
            of.set("then", ValueType.definition(definition(kind.name())));
            definitions.set(definition(kind.name()), Key.schema(StudyFileKeys.of(kind)));
        }
        for (var design : Designs.ALL) {
            definitions.set(design.word(), DesignKeys.schema(design));
        }
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }

    /** The name of a kind's own part. */
    static String definition(String kind) {
        return "study-of-" + kind;
    }
}
