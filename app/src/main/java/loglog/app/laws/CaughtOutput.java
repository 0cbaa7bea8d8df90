package loglog.app.laws;

import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a command answers, caught on its way to the terminal by another door.
 *
 * @param sheet for people
 * @param json for programs
 */
public record CaughtOutput(Sheet sheet, ObjectNode json) {
    private static final ScopedValue<CaughtOutput[]> TAKER = ScopedValue.newInstance();

    /**
     * Runs a command and returns what it answers in place of printing it.
     *
     * @throws IllegalStateException where it answers nothing that way
     */
    public static CaughtOutput of(Runnable command) {
        var taken = new CaughtOutput[1];
        ScopedValue.where(TAKER, taken).run(command);
        if (taken[0] == null) {
            throw new IllegalStateException("the command has shown no answer");
        }
        return taken[0];
    }

    /** Whether an answer on this thread goes to another door. */
    public static boolean isCaught() {
        return TAKER.isBound();
    }

    static void take(Sheet sheet, ObjectNode json) {
        TAKER.get()[0] = new CaughtOutput(sheet, json);
    }
}
