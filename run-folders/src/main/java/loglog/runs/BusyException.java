package loglog.runs;

/** Another process works on the run. */
public final class BusyException extends DataException {
    private static final long serialVersionUID = 1;

    public BusyException(String message) {
        super(message);
    }
}
