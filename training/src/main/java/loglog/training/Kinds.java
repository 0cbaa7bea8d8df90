package loglog.training;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunId;

/** The kinds that there are. */
public final class Kinds {
    private static final List<Kind> ALL = ServiceLoader.load(Kind.class, Kind.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private Kinds() {}

    public static List<Kind> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(Kind::name).sorted().toList();
    }

    /** @throws DataException where there is none of that name */
    public static Kind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DataException("kind: found %s, expected %s"
                        .formatted(name, names().stream().collect(Collectors.joining(" or ")))));
    }

    /**
     * The plan of a run that was begun.
     *
     * @throws DataException where its {@code run.json} cannot be read
     */
    public static RunPlan plan(RunFolder run) {
        var asked = run.asked();
        var kind = named(RunId.read(run.runFile(), asked).kind());
        return kind.plan(run.runFile().toString(), loglog.runs.Fields.of(run.runFile(), asked));
    }
}
