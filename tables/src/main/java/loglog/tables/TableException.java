package loglog.tables;

/**
 * What is wrong with a table, in one sentence for the person who gave it: the file and the place in it, what was found
 * there, and what was expected or what to do. Programs show the message alone.
 */
public final class TableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TableException(String message) {
        super(message);
    }

    TableException(String message, Throwable cause) {
        super(message, cause);
    }
}
