package loglog.runs;

import java.io.CharConversionException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Input that cannot be used. The message is one sentence for the user, {@code file: place: what was found, what was
 * expected}, and needs no stack trace beside it. It is no {@link IllegalArgumentException}: that one is a defect of the program's own, and
 * whoever catches the one must not swallow the other.
 */
public sealed class DataException extends RuntimeException permits BusyException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public DataException(String message) {
        this(message, null);
    }

    public DataException(String message, Throwable cause) {
        this(new Problem("", 0, "", message, ""), cause);
    }

    public DataException(Problem problem) {
        this(problem, null);
    }

    public DataException(Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
    }

    /** What is wrong; its finding is the whole message where its parts are not known. */
    public Problem problem() {
        return problem;
    }

    /** A finding in {@code file}; the sentence is formatted as {@link String#format} does. */
    public static DataException in(Path file, String sentence, Object... values) {
        return new DataException(Problem.in(file, sentence.formatted(values)));
    }

    /** A file that could not be read or written at all, with the reason that the system gave. */
    public static DataException of(Path file, IOException cause) {
        return of(file.toString(), cause);
    }

    /** As {@link #of(Path, IOException)}, for a place that is no file of its own. */
    public static DataException of(String place, IOException cause) {
        return new DataException(new Problem(place, 0, "", reason(cause), ""), cause);
    }

    /** Java has no exception of its own for a folder that is read as a file; these are the system's words. */
    private static boolean isFolder(IOException e) {
        return e.getMessage() != null && e.getMessage().matches("(?s).*\\bIs a directory\\)?");
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case IOException e when isFolder(e) -> "found a folder, expected a file";
            case NoSuchFileException _ -> "there is no such file";
            case FileNotFoundException _ -> "there is no such file";
            case AccessDeniedException _ -> "access is denied";
            case CharacterCodingException _ -> "the text is not UTF-8";
            case CharConversionException _ -> "the text is not UTF-8";
            case ZipException e -> "the compressed data is damaged (" + e.getMessage() + ")";
            case java.io.EOFException _ -> "the file ends in the middle of its data";
            case FileSystemException e when e.getReason() != null -> "cannot be used: " + e.getReason();
            default -> "cannot be used: " + cause.getMessage();
        };
    }
}
