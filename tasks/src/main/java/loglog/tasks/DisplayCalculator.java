package loglog.tasks;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A calculator with a display, such as one has in a pocket: where a solution writes {@code =}, what stands before it is computed, the
 * result is written behind it, and goes on as the first number of what comes next. {@code 3+5=1*2=2.} modulo 7.
 *
 * @param modulus of its arithmetic
 */
public record DisplayCalculator(int modulus) {
    /** Asks for a result. */
    public static final String CALL = "=";

    private static final Pattern TYPED = Pattern.compile("(\\d+)([-+*])(\\d+)=");

    /**
     * What it shows.
     *
     * @param typed a solution as far as it is written, up to and with its latest call
     * @return empty for a call that is none, such as {@code 3+=}
     */
    public OptionalInt shows(String typed) {
        int before = typed.lastIndexOf(CALL, typed.length() - 2);
        var found = TYPED.matcher(typed.substring(before + 1));
        return found.matches()
                ? OptionalInt.of(compute(
                        Integer.parseInt(found.group(1)), found.group(2).charAt(0), Integer.parseInt(found.group(3))))
                : OptionalInt.empty();
    }

    /** An operation modulo the modulus. */
    public int compute(int value, char operation, int operand) {
        return Math.floorMod(
                switch (operation) {
                    case '+' -> value + operand;
                    case '-' -> value - operand;
                    default -> value * operand;
                },
                modulus);
    }
}
