package loglog.lab.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import loglog.lab.design.DesignKeys;
import loglog.lab.design.Designs;
import loglog.runs.Json;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of study files, with which editors complete and check them. */
public final class StudySchema {
    /** Its usual name, beside a study file. */
    public static final String FILE = "study.schema.json";

    private StudySchema() {}

    public static String text() {
        ObjectNode schema;
        try (var in = StudySchema.class.getResourceAsStream(FILE)) {
            schema = (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var definitions = schema.withObject("/$defs");
        definitions.setAll(ValueType.definitions());
        var designs = schema.withObject("/properties/design").putArray("oneOf");
        for (var kind : Designs.ALL) {
            designs.add(ValueType.definition(kind.word()));
            definitions.set(kind.word(), DesignKeys.schema(kind));
        }
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
    }
}
