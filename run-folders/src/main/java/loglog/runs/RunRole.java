package loglog.runs;

import java.util.Locale;

/** What a run of a study is for. */
public enum RunRole {
    /** Its result is an observation. */
    OBSERVATION,
    /** Others branch from it; its learning rate never fell, so its own result is none of the law's. */
    TRUNK,
    /** It verifies a forecast. */
    VERIFICATION,
    /** It went on from another run by feedback, and lies beside that one; its loss is of other data. */
    TUNED;

    /** As files have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
