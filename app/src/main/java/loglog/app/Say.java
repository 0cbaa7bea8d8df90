package loglog.app;

import loglog.pages.plot.Terminal;

/**
 * Sentences to people, in lines that fit the terminal. What someone copies (a command, the name of a file that was written)
 * is printed as it is: a terminal folds it without breaking it.
 */
public final class Say {
    private Say() {}

    /** On standard output. */
    public static void out(String sentence) {
        System.out.println(Terminal.detect().wrap(sentence));
    }

    /** On standard error. */
    public static void err(String sentence) {
        System.err.println(Terminal.detectError().wrap(sentence));
    }
}
