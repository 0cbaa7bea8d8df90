package loglog.runs;

import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which run of which study this is, by the fields of its {@code run.json}: never by the name of its folder, which anybody
 * may change.
 *
 * @param study that it belongs to; empty for none
 * @param recipe its name in the study; empty for none
 * @param role what it is for
 * @param design the study's, as a study file names it; empty for none, and where an older run does not say
 * @param seed of its beginning and the order of its data
 * @param kind of thing that is trained, such as {@code language}
 * @param trainer what carried it out: {@code loglog}, {@code command} for a program of the user's, {@code import}
 */
public record RunId(String study, String recipe, RunRole role, String design, long seed, String kind, String trainer) {
    /** Of the files that are written; docs/runs.md says what each changed and how older ones are read. */
    public static final int FORMAT = 4;

    /** The first in which a large model in bfloat16 keeps its activations in bfloat16, and so trains to other bits than before. */
    public static final int BFLOAT16_ACTIVATIONS = 4;

    /** The kind of runs from before there were others. */
    public static final String LANGUAGE = "language";

    /** Loglog itself. */
    public static final String LOGLOG = "loglog";

    /** A program of the user's. */
    public static final String COMMAND = "command";

    /** Another tool, whose files were imported. */
    public static final String IMPORT = "import";

    /** What a run that learned from feedback has, beside what was asked. */
    private static final String TUNING = "tuning";

    public static final String FORMAT_KEY = "format";

    /** A run by itself. */
    public static RunId alone(long seed, String kind, String trainer) {
        return new RunId("", "", RunRole.OBSERVATION, "", seed, kind, trainer);
    }

    /** Puts it beside what was asked, the seed excepted, which is part of that. */
    public void write(ObjectNode to) {
        to.put(FORMAT_KEY, FORMAT).put("kind", kind).put("trainer", trainer);
        if (!study.isEmpty()) {
            to.put("study", study).put("recipe_name", recipe).put("role", role.word());
            to.put("design", design);
        }
    }

    /**
     * Reads it from a run's folder.
     *
     * @throws DataException where {@code run.json} cannot be read, a field is of another kind, or a newer Loglog wrote it
     */
    public static RunId of(RunFolder run) {
        return read(run.runFile(), run.asked());
    }

    /**
     * Reads it.
     *
     * @param file for errors
     * @param asked as {@link RunFolder#asked} gives it
     * @throws DataException where a field is of another kind, or a newer Loglog wrote the file
     */
    public static RunId read(Path file, ObjectNode asked) {
        var fields = Fields.of(file, asked);
        requireKnown(fields);
        boolean first = format(fields) == 1;
        return new RunId(
                fields.text("study", ""),
                fields.text("recipe_name", ""),
                fields.choice("role", RunRole.class, asked.has(TUNING) ? RunRole.TUNED : RunRole.OBSERVATION),
                fields.text("design", ""),
                fields.whole("seed", 0),
                first ? LANGUAGE : fields.text("kind"),
                first ? fields.text("trainer", LOGLOG) : fields.text("trainer"));
    }

    /** The format of a run's file; files without one have the first. */
    public static long format(Fields fields) {
        return fields.whole(FORMAT_KEY, 1);
    }

    private static void requireKnown(Fields fields) {
        if (format(fields) > FORMAT) {
            throw fields.expected(FORMAT_KEY, "at most %d: a newer Loglog wrote it".formatted(FORMAT));
        }
    }
}
