package loglog.pages.text;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What the program writes to people through: UTF-8, {@linkplain TerminalText#visible nothing in it that a terminal obeys},
 * and it remembers why something could not be written. In JSON such characters stand within texts alone, where their
 * escape means the same.
 */
public final class TerminalStream extends PrintStream {
    /** What was printed is lost: the disk is full, or who read has gone. */
    public static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost(IOException why) {
            super(why);
        }
    }

    private final Sink sink;
    private final boolean ends;

    private TerminalStream(Sink sink, boolean flushes, boolean ends) {
        super(sink, flushes, StandardCharsets.UTF_8);
        this.sink = sink;
        this.ends = ends;
    }

    /** Standard output; the first print after one that failed throws {@link Lost}, for all further work is for nothing. */
    public static TerminalStream standardOutput(boolean terminal) {
        return new TerminalStream(new Sink(new FileOutputStream(FileDescriptor.out)), terminal, true);
    }

    /**
     * Standard error, written at once. Where the launcher filters it, and a terminal is behind the filter, the launcher names the
     * terminal: what is wiped there and what is printed to standard output next would otherwise arrive in any order.
     */
    public static TerminalStream standardError() {
        return new TerminalStream(new Sink(error(System.getProperty("loglog.error"))), true, false);
    }

    private static OutputStream error(String terminal) {
        try {
            return terminal == null ? new FileOutputStream(FileDescriptor.err) : new FileOutputStream(terminal, true);
        } catch (IOException _) { // another user's terminal
            return new FileOutputStream(FileDescriptor.err);
        }
    }

    /** Another stream, written at once. */
    public static TerminalStream to(OutputStream stream) {
        return new TerminalStream(new Sink(stream), true, true);
    }

    /** Why something could not be written; null where all was. */
    public IOException failure() {
        return sink.failure;
    }

    /** Prints a text that holds sequences of our own: colors, the redrawing of lines. */
    public static void styled(PrintStream stream, String text) {
        if (stream instanceof TerminalStream safe) {
            safe.raw(text);
        } else {
            stream.print(text);
        }
    }

    private void raw(String text) {
        super.print(text);
        if (ends && sink.failure != null) {
            throw new Lost(sink.failure);
        }
    }

    @Override
    public void print(String text) {
        raw(TerminalText.visible(String.valueOf(text)));
    }

    @Override
    public void print(Object value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char c) {
        print(String.valueOf(c));
    }

    @Override
    public void print(char[] text) {
        print(String.valueOf(text));
    }

    private static final class Sink extends OutputStream {
        private final OutputStream stream;
        private IOException failure;

        Sink(OutputStream stream) {
            this.stream = new BufferedOutputStream(stream, 1 << 13);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                stream.write(bytes, from, length);
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                stream.flush();
            } catch (IOException e) {
                throw remembered(e);
            }
        }

        private IOException remembered(IOException e) {
            failure = failure == null ? e : failure;
            return e;
        }
    }
}
