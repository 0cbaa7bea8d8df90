package loglog.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;

/**
 * The tokens of a task: its numbers first, then its signs, then the end of an answer, then what fills sequences up.
 *
 * @param words each token's text, by its number; none is empty, and only numbers may have more than one character
 * @param wholeNumbers whether a run of digits is one token, so that numbers side by side are set apart by a blank
 */
public record Vocabulary(List<String> words, boolean wholeNumbers) {
    /** Ends an answer of a task that draws its problems. */
    static final String END = ".";

    private static final String PAD = "_";

    private static final Map<List<String>, Map<String, Integer>> NUMBERS = new HashMap<>();

    public Vocabulary {
        words = List.copyOf(words);
    }

    /** Numbers from 0, each one token, then signs. */
    static Vocabulary ofNumbers(int count, String... signs) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            words.add(Integer.toString(i));
        }
        return of(words, true, List.of(signs));
    }

    /** Single characters, such as digits, then signs. */
    static Vocabulary ofCharacters(List<String> characters, String... signs) {
        return of(new ArrayList<>(characters), false, List.of(signs));
    }

    private static Vocabulary of(List<String> words, boolean wholeNumbers, List<String> signs) {
        words.addAll(signs);
        return of(words, wholeNumbers, END, PAD);
    }

    /** Any characters, with others that end an answer and fill sequences up. */
    static Vocabulary of(List<String> characters, String end, String pad) {
        return of(new ArrayList<>(characters), false, end, pad);
    }

    private static Vocabulary of(List<String> words, boolean wholeNumbers, String end, String pad) {
        words.add(end);
        words.add(pad);
        return new Vocabulary(words, wholeNumbers);
    }

    public int size() {
        return words.size();
    }

    /** The token that ends an answer. */
    public int end() {
        return words.size() - 2;
    }

    /** The token that fills sequences up. */
    public int pad() {
        return words.size() - 1;
    }

    /**
     * The tokens of a text.
     *
     * @throws DataException naming the first character or number that is none
     */
    public int[] encode(String text) {
        var numbers = numbers();
        var tokens = new int[text.length()];
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int to = at + 1;
            if (wholeNumbers && text.charAt(at) == ' ') {
                at = to;
                continue;
            }
            if (wholeNumbers && isDigit(text.charAt(at))) {
                while (to < text.length() && isDigit(text.charAt(to))) {
                    to++;
                }
            }
            var token = numbers.get(text.substring(at, to));
            if (token == null) {
                throw new DataException("found %s at character %d of %s, expected %s"
                        .formatted(text.substring(at, to), at + 1, text, described()));
            }
            tokens[count++] = token;
            at = to;
        }
        return count == tokens.length ? tokens : Arrays.copyOf(tokens, count);
    }

    private Map<String, Integer> numbers() {
        synchronized (NUMBERS) {
            return NUMBERS.computeIfAbsent(words, list -> {
                var numbers = new HashMap<String, Integer>();
                for (int i = 0; i < list.size(); i++) {
                    numbers.put(list.get(i), i);
                }
                return Map.copyOf(numbers);
            });
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The text of tokens. */
    public String decode(int[] tokens, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            var word = words.get(tokens[i]);
            if (wholeNumbers && !text.isEmpty() && isDigit(word.charAt(0)) && isDigit(text.charAt(text.length() - 1))) {
                text.append(' ');
            }
            text.append(word);
        }
        return text.toString();
    }

    /** What a text may have, for a sentence. */
    String described() {
        int numbers = 0;
        while (wholeNumbers
                && numbers < words.size()
                && isDigit(words.get(numbers).charAt(0))) {
            numbers++;
        }
        var others = words.subList(numbers, words.size() - 1);
        var signs = String.join(" ", others);
        return numbers == 0 ? "one of " + signs : "a number from 0 to %d or one of %s".formatted(numbers - 1, signs);
    }
}
