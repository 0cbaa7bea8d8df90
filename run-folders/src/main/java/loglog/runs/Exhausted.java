package loglog.runs;

import java.util.Optional;

/** Errors of the virtual machine that say more of the input than of the program, in a sentence for the user. */
public final class Exhausted {
    private static final int MAX_CAUSES = 20;

    private Exhausted() {}

    /**
     * What ran out, where that is what {@code thrown} or one of its causes says: the Java heap, memory beside it, the
     * stack, or a file that was cut off while it was mapped.
     *
     * @return a sentence without a full stop; empty for all other errors
     */
    public static Optional<String> sentence(Throwable thrown) {
        var cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof VirtualMachineError error) {
                return Optional.of(of(error));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static boolean isOfHeap(String message) {
        return message.contains("heap") || message.contains("GC overhead") || message.contains("array size");
    }

    private static String of(VirtualMachineError error) {
        return switch (error) {
            case OutOfMemoryError e
            when !isOfHeap(String.valueOf(e.getMessage())) ->
                "out of memory: %s; give a smaller input".formatted(e.getMessage());
            case OutOfMemoryError e ->
                ("out of memory (%s): found a Java heap of %d MB, expected more for this input; give a smaller one, or a"
                                + " larger heap with JAVA_TOOL_OPTIONS=-Xmx8g")
                        .formatted(e.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
            case StackOverflowError _ -> "found input that is nested too deeply, expected fewer levels";
            // How a mapped file shows that another process cut it off.
            case InternalError e
            when String.valueOf(e.getMessage()).contains("memory access") ->
                "a file changed while it was read, expected it to stay as it is";
            default -> "the Java virtual machine gave up: " + error;
        };
    }
}
