package loglog.laws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import loglog.words.Format;

/**
 * A law's equation with a fit's numbers in it, as plain text and in LaTeX: {@code L = 1.82 + 478 / params^0.347 + ...} and
 * {@code L(N, D) = 1.82 + \frac{478}{N^{0.347}} + ...}. It is read off {@link Law#equation}, the one place where a law's
 * equation stands.
 */
public final class Equation {
    /** The field's letters. */
    private static final Map<String, String> LETTERS =
            Map.of("params", "N", "tokens", "D", "flops", "C", "unique_tokens", "U");

    private static final Set<String> GREEK =
            Set.of("alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "mu", "nu", "sigma", "tau");

    private static final int DIGITS = 4;

    private final Law law;
    private final Term right;
    /** What stands behind the equation: definitions by name, and words. */
    private final Map<String, Term> where = new LinkedHashMap<>();

    /** A part of an equation. */
    sealed interface Term {}

    /** A number as it is written. */
    record Number(String text) implements Term {}

    record Name(String name) implements Term {}

    /** A sum of terms, each with its sign. */
    record Sum(List<Term> terms, List<Boolean> negative) implements Term {}

    record Product(List<Term> factors) implements Term {}

    record Quotient(Term above, Term below) implements Term {}

    record Power(Term base, Term exponent) implements Term {}

    /** exp or ln. */
    record Call(String function, Term of) implements Term {}

    private Equation(Law law) {
        this.law = law;
        var names =
                new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(n -> n));
        names.addAll(law.axes());
        law.parameters().forEach(p -> names.add(p.name()));
        var clauses = law.equation().split(", (?=[\\w']+ = )"); // an axis may have a comma in its name
        right = new Parser(clauses[0], names).all();
        for (int i = 1; i < clauses.length; i++) {
            var sides = clauses[i].split(" = ", 2);
            where.put(sides[0], new Parser(sides[1], names).all());
        }
    }

    /** The equation of a law. */
    public static Equation of(Law law) {
        return new Equation(law);
    }

    /**
     * The fit's equation with its numbers: "L = 1.817 + 482.0 / params^0.3478 + 2085 / tokens^0.3658". Parameters that the runs
     * do not determine ({@link Determination}) keep their names.
     */
    public static String plain(Fit fit) {
        var equation = of(fit.law());
        var numbers = determined(fit);
        var text = new StringBuilder("L = ").append(equation.plain(equation.right, numbers, 0));
        equation.where.forEach(
                (name, term) -> text.append(", ").append(name).append(" = ").append(equation.plain(term, numbers, 0)));
        return text.toString();
    }

    private static Map<String, Double> determined(Fit fit) {
        var numbers = new LinkedHashMap<>(fit.parameters());
        if (fit.usable() && fit.law().axes().stream().allMatch(fit.observations()::has)) {
            numbers.keySet().removeAll(Determination.of(fit).undetermined());
        }
        return numbers;
    }

    /** The fit's equation with its numbers where the runs determine them, in LaTeX's mathematics. */
    public static String latex(Fit fit) {
        return of(fit.law()).latex(determined(fit));
    }

    /** The law's equation with its parameters' names, in LaTeX's mathematics. */
    public String latex() {
        return latex(Map.of());
    }

    private String latex(Map<String, Double> numbers) {
        var text = new StringBuilder("L(")
                .append(law.axes().stream().map(this::letter).collect(Collectors.joining(", ")))
                .append(") = ")
                .append(latex(right, numbers, 0));
        where.forEach((name, term) ->
                text.append(", \\quad ").append(letter(name)).append(" = ").append(latex(term, numbers, 0)));
        return text.toString();
    }

    Term right() {
        return right;
    }

    Map<String, Term> where() {
        return where;
    }

    // ---- numbers

    /** The number that stands for a name; null for an axis. */
    private static Double number(Term term, Map<String, Double> numbers) {
        return switch (term) {
            case Name(String name) -> numbers.get(name);
            case Number(String text) -> Double.valueOf(text);
            default -> null;
        };
    }

    /** Whether a term begins with a minus once its numbers stand in it, and the term without it. */
    private record Signed(boolean negative, Term term) {}

    private static Signed signed(Term term, Map<String, Double> numbers) {
        var number = number(term, numbers);
        if (number != null && number < 0) {
            return new Signed(true, new Number(written(-number)));
        }
        if (term instanceof Product(List<Term> factors)) {
            boolean negative = false;
            var rest = new ArrayList<Term>();
            for (var factor : factors) {
                var of = signed(factor, numbers);
                negative ^= of.negative;
                rest.add(of.term);
            }
            return new Signed(negative, new Product(rest));
        }
        if (term instanceof Quotient(Term above, Term below)) {
            var of = signed(above, numbers);
            return new Signed(of.negative, new Quotient(of.term, below));
        }
        if (term instanceof Sum(List<Term> terms, List<Boolean> minus) && terms.size() == 1) {
            var of = signed(terms.getFirst(), numbers);
            return new Signed(of.negative ^ minus.getFirst(), of.term);
        }
        return new Signed(false, term);
    }

    private static String written(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value) || size == 0) {
            return Double.isFinite(value) ? "0" : Double.toString(value);
        }
        return size >= 1e-3 && size < 1e6 ? Format.digits(value, DIGITS) : Format.trimmed(value, DIGITS);
    }

    // ---- plain text

    /** @param around how tightly what stands around binds: 0 a sum, 1 a product, 2 a power */
    private String plain(Term term, Map<String, Double> numbers, int around) {
        return switch (term) {
            case Number(String text) -> text;
            case Name(String name) -> numbers.containsKey(name) ? written(numbers.get(name)) : name;
            case Sum sum -> bracketed(sum(sum, numbers, t -> plain(t, numbers, 0)), around > 0);
            case Product(List<Term> factors) ->
                bracketed(factors.stream().map(f -> plain(f, numbers, 1)).collect(Collectors.joining(" ")), around > 1);
            case Quotient(Term above, Term below) ->
                bracketed(
                        plain(above, numbers, 1) + " / "
                                + (below instanceof Product || below instanceof Quotient
                                        ? "(" + plain(below, numbers, 0) + ")"
                                        : plain(below, numbers, 1)),
                        around > 1);
            case Power(Term base, Term exponent) -> {
                var of = signed(exponent, numbers);
                yield bracketed(
                        plain(base, numbers, 3) + "^" + (of.negative ? "-" : "") + plain(of.term, numbers, 2),
                        around > 2);
            }
            case Call(String function, Term of) -> function + "(" + plain(of, numbers, 0) + ")";
        };
    }

    private static String bracketed(String text, boolean is) {
        return is ? "(" + text + ")" : text;
    }

    private String sum(Sum sum, Map<String, Double> numbers, java.util.function.Function<Term, String> write) {
        var text = new StringBuilder();
        for (int i = 0; i < sum.terms.size(); i++) {
            var of = signed(sum.terms.get(i), numbers);
            boolean negative = sum.negative.get(i) ^ of.negative;
            text.append(i == 0 ? negative ? "-" : "" : negative ? " - " : " + ").append(write.apply(of.term));
        }
        return text.toString();
    }

    // ---- LaTeX

    private String latex(Term term, Map<String, Double> numbers, int around) {
        return switch (term) {
            case Number(String text) -> power(text);
            case Name(String name) -> numbers.containsKey(name) ? power(written(numbers.get(name))) : letter(name);
            case Sum sum -> {
                var text = sum(sum, numbers, t -> latex(t, numbers, 0));
                yield around > 0 ? "\\left(" + text + "\\right)" : text;
            }
            case Product(List<Term> factors) -> {
                var text = new StringBuilder();
                for (int i = 0; i < factors.size(); i++) {
                    var factor = latex(factors.get(i), numbers, 1);
                    boolean digits = Character.isDigit(factor.charAt(0));
                    text.append(i == 0 ? "" : digits ? " \\cdot " : " \\, ").append(factor);
                }
                yield around > 1 ? "\\left(" + text + "\\right)" : text.toString();
            }
            case Quotient(Term above, Term below) -> {
                var text = "\\frac{" + latex(above, numbers, 0) + "}{" + latex(below, numbers, 0) + "}";
                yield around > 1 ? "\\left(" + text + "\\right)" : text;
            }
            case Power(Term base, Term exponent) -> {
                var of = signed(exponent, numbers);
                var under = latex(base, numbers, 3);
                yield (under.length() == 1 ? under : "{" + under + "}") + "^{" + (of.negative ? "-" : "")
                        + latex(of.term, numbers, 0) + "}";
            }
            case Call(String function, Term of) -> "\\" + function + "\\left(" + latex(of, numbers, 0) + "\\right)";
        };
    }

    /** 8.8e13 as people print it. */
    private static String power(String number) {
        int e = number.indexOf('e');
        return e < 0 ? number : number.substring(0, e) + " \\times 10^{" + number.substring(e + 1) + "}";
    }

    private String letter(String name) {
        if (LETTERS.containsKey(name)) {
            return LETTERS.get(name);
        }
        if (GREEK.contains(name)) {
            return "\\" + name;
        }
        int under = name.indexOf('_');
        if (under > 0 && law.parameters().stream().anyMatch(p -> p.name().equals(name))) {
            return letter(name.substring(0, under)) + "_{" + letter(name.substring(under + 1)) + "}";
        }
        if (name.matches("[a-zA-Z][0-9]")) {
            return name.charAt(0) + "_{" + name.charAt(1) + "}";
        }
        return name.matches("[a-zA-Z]'?") ? name : "\\mathrm{" + name.replace("_", "\\_") + "}";
    }

    // ---- reading

    /** Reads an equation as laws write them: sums, products side by side, quotients, powers, exp and ln. */
    private static final class Parser {
        private final String text;
        private final Set<String> names;
        private int at;

        Parser(String text, Set<String> names) {
            this.text = text;
            this.names = names;
        }

        Term all() {
            var term = sum();
            if (at < text.length()) {
                throw new IllegalArgumentException("\"%s\" is no equation at %d".formatted(text, at));
            }
            return term;
        }

        private Term sum() {
            var terms = new ArrayList<Term>();
            var negative = new ArrayList<Boolean>();
            negative.add(take('-'));
            terms.add(product());
            while (true) {
                if (take('+')) {
                    negative.add(false);
                } else if (take('-')) {
                    negative.add(true);
                } else {
                    return terms.size() == 1 && !negative.getFirst() ? terms.getFirst() : new Sum(terms, negative);
                }
                terms.add(product());
            }
        }

        private Term product() {
            var factors = new ArrayList<Term>();
            factors.add(power());
            while (true) {
                if (take('/')) {
                    var above = factors.size() == 1 ? factors.getFirst() : new Product(List.copyOf(factors));
                    factors.clear();
                    factors.add(new Quotient(above, power()));
                } else if (at < text.length() && "+-)".indexOf(peek()) < 0) {
                    factors.add(power());
                } else {
                    return factors.size() == 1 ? factors.getFirst() : new Product(factors);
                }
            }
        }

        private Term power() {
            var base = atom();
            if (!take('^')) {
                return base;
            }
            boolean negative = take('-');
            var exponent = atom();
            return new Power(base, negative ? new Sum(List.of(exponent), List.of(true)) : exponent);
        }

        private Term atom() {
            if (take('(')) {
                var inside = sum();
                if (!take(')')) {
                    throw new IllegalArgumentException("a bracket of \"%s\" is open".formatted(text));
                }
                return inside;
            }
            peek();
            for (var name : names) {
                if (text.startsWith(name, at)) {
                    at += name.length();
                    return new Name(name);
                }
            }
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || ".'_".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            var word = text.substring(from, at);
            if (word.isEmpty()) {
                throw new IllegalArgumentException("\"%s\" is no equation at %d".formatted(text, at));
            }
            if (word.equals("exp") || word.equals("ln")) {
                take('(');
                var inside = sum();
                take(')');
                return new Call(word, inside);
            }
            return Character.isDigit(word.charAt(0)) ? new Number(word) : new Name(word);
        }

        private char peek() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at < text.length() ? text.charAt(at) : ' ';
        }

        private boolean take(char c) {
            boolean is = peek() == c && at < text.length();
            at += is ? 1 : 0;
            return is;
        }
    }
}
