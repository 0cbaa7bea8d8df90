package loglog.app.lab.report;

import java.util.List;
import java.util.Objects;
import loglog.pages.text.TextTable;

/** What the runs were made from, by and on, as their run.json tells it. */
final class RunOrigins {
    private record Field(String label, String key) {}

    private static final List<Field> FIELDS = List.of(
            new Field("corpus", "data_corpus"),
            new Field("digest of the corpus", "data_digest"),
            new Field("tokenizer", "data_tokenizer"),
            new Field("seed", "seed"),
            new Field("code", "code"),
            new Field("JVM", "jvm"),
            new Field("CPU", "cpu"),
            new Field("system", "os"));

    private static final int MOST = 6;

    private RunOrigins() {}

    static TextTable of(StudyFolder study) {
        var table = TextTable.of("what", "value");
        for (var field : FIELDS) {
            var values = values(study, field.key);
            if (!values.isEmpty()) {
                table.row(
                        field.label,
                        String.join(", ", values.subList(0, Math.min(MOST, values.size())))
                                + (values.size() > MOST ? " and %d more".formatted(values.size() - MOST) : ""));
            }
        }
        for (var recipe : study.recipes()) {
            table.row(
                    recipe.isEmpty() ? "rows" : "rows of " + recipe,
                    "SHA-256 "
                            + study.results()
                                    .observed()
                                    .where(r -> r.recipe().equals(recipe))
                                    .digest());
        }
        return table;
    }

    /** The values that runs have, each once. */
    static List<String> values(StudyFolder study, String key) {
        return study.stored().stream()
                .map(run -> run.asked().get(key))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .distinct()
                .toList();
    }
}
