package loglog.lab.experiment;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import loglog.lab.design.Design;
import loglog.lab.study.Study;
import loglog.training.Trainer;

/**
 * The texts by which a plan of format 1 knew what a study asks for: those of the program's own records as they were. They
 * are kept here so that a study that was begun with an older Loglog goes on with its plan.
 */
final class OlderKeys {
    private OlderKeys() {}

    static Map<String, String> of(Study study) {
        return Map.of(
                "recipes",
                study.recipes().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue().older())
                        .collect(Collectors.joining(", ", "{", "}")),
                "design",
                design(study.design()),
                "forecast",
                study.forecast().map(Object::toString).orElse(""),
                "trainer",
                study.trainer() instanceof Trainer.Command c ? trainer(c) : "");
    }

    /** The records of a design are as they were, but for a name. */
    private static String design(Design design) {
        return design.toString().replaceFirst("^IsoFlopBudgets\\[", "IsoFlop[");
    }

    private static String trainer(Trainer.Command c) {
        return "%s %s %s %s %s"
                .formatted(
                        c.command(),
                        c.metrics().file().orElse(""),
                        c.metrics().pattern().orElse(""),
                        new TreeMap<>(c.metrics().columns()),
                        new TreeMap<>(c.environment()));
    }
}
