package loglog.app;

/** Something that the user can mend: one sentence naming the place, what was found and what was expected. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UserError(String sentence) {
        super(sentence);
    }
}
