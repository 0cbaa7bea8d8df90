package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;
import loglog.models.tokens.Tokenizer;

/**
 * Tokens put together into words: runs of letters and digits with the white space before them, or runs of other
 * characters. No word is cut within a token or within a character.
 */
final class WordSplitter {
    private WordSplitter() {}

    /**
     * A word.
     *
     * @param from its first token
     * @param to one after its last
     */
    record Word(String text, int from, int to) {}

    static List<Word> of(Tokenizer tokenizer, int[] tokens) {
        var words = new ArrayList<Word>();
        var decoder = tokenizer.decoder();
        var text = new StringBuilder();
        int wordFrom = 0;
        int from = 0; // of the tokens whose character is not whole yet
        for (int i = 0; i < tokens.length; i++) {
            var piece = decoder.next(tokens[i]);
            if (i == tokens.length - 1) {
                piece += decoder.finish();
            }
            if (piece.isEmpty()) {
                continue;
            }
            if (!text.isEmpty() && breaks(text.codePointBefore(text.length()), piece.codePointAt(0))) {
                words.add(new Word(text.toString(), wordFrom, from));
                text.setLength(0);
                wordFrom = from;
            }
            text.append(piece);
            from = i + 1;
        }
        if (wordFrom < tokens.length) {
            words.add(new Word(text.toString(), wordFrom, tokens.length));
        }
        return words;
    }

    private static boolean breaks(int before, int after) {
        if (Character.isWhitespace(before)) {
            return false;
        }
        return Character.isWhitespace(after)
                || Character.isIdeographic(before) && Character.isIdeographic(after)
                || isOfWord(before) != isOfWord(after);
    }

    private static boolean isOfWord(int c) {
        var type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || c == '\''
                || c == '\u2019';
    }
}
