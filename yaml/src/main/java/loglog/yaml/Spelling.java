package loglog.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What someone who misspelled a word meant. */
public final class Spelling {
    /** A longer text is no word that someone misspelled; comparing two costs the product of their lengths. */
    private static final int LONGEST = 100;

    private Spelling() {}

    /** The word that is nearest, where it is near: one change for every three letters; none for a single one. */
    public static Optional<String> nearest(String word, Collection<String> words) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        var plain = plain(word);
        String best = null;
        int least = plain.length() < 2 ? 1 : Math.max(1, plain.length() / 3) + 1;
        for (var candidate : words) {
            int changes = candidate.length() > LONGEST ? least : changes(plain, plain(candidate));
            if (changes < least) {
                best = candidate;
                least = changes;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code ; did you mean X?}, or nothing. */
    public static String hint(String word, Collection<String> words) {
        return nearest(word, words).map("; did you mean %s?"::formatted).orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Letters to insert, leave out, replace or swap with their neighbor. */
    private static int changes(String a, String b) {
        var d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
