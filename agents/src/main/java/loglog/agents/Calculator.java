package loglog.agents;

import java.math.BigInteger;

/**
 * Arithmetic on whole numbers and fractions, exact: {@code + - * / % ^} and parentheses. A fraction is written as its decimals where
 * they end, else as {@code a/b}.
 */
final class Calculator {
    private static final int MOST_BITS = 100_000;
    private static final int LONGEST = 2000;

    private final String text;
    private int at;
    private int depth;

    private Calculator(String text) {
        this.text = text;
    }

    /** What cannot be computed, as an agent is told it. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String sentence) {
            super(sentence);
        }
    }

    /** A fraction in lowest terms, the denominator above 0. */
    private record Fraction(BigInteger above, BigInteger below) {
        static Fraction of(BigInteger above, BigInteger below) throws Wrong {
            if (below.signum() == 0) {
                throw new Wrong("found a division by 0, expected a divisor that is not 0");
            }
            if (above.bitLength() > MOST_BITS || below.bitLength() > MOST_BITS) {
                throw new Wrong("found a number of more than 30000 digits, expected a smaller one");
            }
            var common = above.gcd(below).max(BigInteger.ONE);
            var sign = BigInteger.valueOf(below.signum());
            return new Fraction(
                    above.divide(common).multiply(sign), below.divide(common).multiply(sign));
        }

        String words() {
            var rest = below;
            int twos = 0;
            int fives = 0;
            while (!rest.testBit(0)) {
                rest = rest.shiftRight(1);
                twos++;
            }
            var five = BigInteger.valueOf(5);
            while (rest.mod(five).signum() == 0) {
                rest = rest.divide(five);
                fives++;
            }
            if (!rest.equals(BigInteger.ONE)) {
                return above + "/" + below;
            }
            int decimals = Math.max(twos, fives);
            var scaled = above.multiply(BigInteger.TEN.pow(decimals)).divide(below);
            return new java.math.BigDecimal(scaled, decimals).toPlainString();
        }
    }

    /**
     * Computes an expression.
     *
     * @throws Wrong in one sentence: what was found and what was expected
     */
    static String compute(String expression) throws Wrong {
        if (expression.length() > LONGEST) {
            throw new Wrong("found %d characters, expected at most %d".formatted(expression.length(), LONGEST));
        }
        var calculator = new Calculator(expression);
        var value = calculator.sum();
        if (calculator.peek() != 0) {
            throw calculator.wrong("an operator (+ - * / % ^) or the end");
        }
        return value.words();
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private Wrong wrong(String expected) {
        var found = at < text.length() ? "\"" + text.substring(at, Math.min(text.length(), at + 20)) + "\"" : "the end";
        return new Wrong("found %s at place %d, expected %s".formatted(found, at + 1, expected));
    }

    private Fraction sum() throws Wrong {
        var value = product();
        for (char c = peek(); c == '+' || c == '-'; c = peek()) {
            at++;
            var other = product();
            var right = other.above.multiply(value.below);
            var left = value.above.multiply(other.below);
            value = Fraction.of(c == '+' ? left.add(right) : left.subtract(right), value.below.multiply(other.below));
        }
        return value;
    }

    private Fraction product() throws Wrong {
        var value = signed();
        for (char c = peek(); c == '*' || c == '/' || c == '%'; c = peek()) {
            at++;
            var other = signed();
            value = switch (c) {
                case '*' -> Fraction.of(value.above.multiply(other.above), value.below.multiply(other.below));
                case '/' -> Fraction.of(value.above.multiply(other.below), value.below.multiply(other.above));
                default -> remainder(value, other);
            };
        }
        return value;
    }

    private static Fraction remainder(Fraction value, Fraction other) throws Wrong {
        if (!value.below.equals(BigInteger.ONE) || !other.below.equals(BigInteger.ONE) || other.above.signum() <= 0) {
            throw new Wrong("found % of other than whole numbers above 0, expected a % b");
        }
        return Fraction.of(value.above.mod(other.above), BigInteger.ONE);
    }

    private Fraction signed() throws Wrong {
        if (peek() == '-') {
            at++;
            var value = signed();
            return new Fraction(value.above.negate(), value.below);
        }
        var base = atom();
        if (peek() != '^') {
            return base;
        }
        at++;
        var exponent = signed();
        if (!exponent.below.equals(BigInteger.ONE) || exponent.above.bitLength() > 16) {
            throw new Wrong("found an exponent that is no whole number below 65536, expected one");
        }
        int power = exponent.above.intValueExact();
        long bits = (long) Math.max(base.above.bitLength(), base.below.bitLength()) * Math.abs(power);
        if (bits > MOST_BITS) {
            throw new Wrong("found a power of more than 30000 digits, expected a smaller one");
        }
        return power >= 0
                ? Fraction.of(base.above.pow(power), base.below.pow(power))
                : Fraction.of(base.below.pow(-power), base.above.pow(-power));
    }

    private Fraction atom() throws Wrong {
        char c = peek();
        if (c == '(') {
            if (++depth > 100) {
                throw new Wrong("found more than 100 parentheses in each other, expected fewer");
            }
            at++;
            var value = sum();
            if (peek() != ')') {
                throw wrong("a closing parenthesis");
            }
            at++;
            depth--;
            return value;
        }
        int from = at;
        int point = -1;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.' && point < 0)) {
            point = text.charAt(at) == '.' ? at : point;
            at++;
        }
        var digits = text.substring(from, at).replace(".", "");
        if (digits.isEmpty()) {
            at = from;
            throw wrong("a number or an opening parenthesis");
        }
        return Fraction.of(new BigInteger(digits), BigInteger.TEN.pow(point < 0 ? 0 : at - point - 1));
    }
}
