package loglog.pages.report;

/** Why a report could not be written, in one sentence that names the file. */
public final class ReportException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReportException(String message, Throwable cause) {
        super(message, cause);
    }
}
