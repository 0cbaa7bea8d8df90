package loglog.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import loglog.words.Format;
import loglog.yaml.Value;
import tools.jackson.databind.JsonNode;

/** Numbers as somebody typed them, and lists, in names of runs and in the words of recipes and designs. */
public final class Wording {
    private static final int DIGITS = 3;

    private Wording() {}

    /** A number without what ends its decimals for nothing: {@code 0.004}, {@code 1.5e-7}. */
    public static String number(double value) {
        var exact = BigDecimal.valueOf(value);
        return value != 0 && value < 1e-4
                ? Double.toString(value).replace("E", "e").replace(".0e", "e")
                : Format.plain(exact);
    }

    /** The same to six digits, for numbers that nobody typed: {@code 0.333333}. */
    public static String rounded(double value) {
        return number(new BigDecimal(value).round(new MathContext(6)).doubleValue());
    }

    public static String counts(List<Long> counts) {
        return Value.listed(counts.stream().map(c -> Format.count(c, DIGITS)).toList(), "and");
    }

    public static String numbers(Collection<Double> numbers) {
        return Value.listed(numbers.stream().map(Wording::number).toList(), "and");
    }

    public static String sizes(List<Size> sizes) {
        return Value.listed(
                sizes.stream()
                        .map(size -> switch (size) {
                            case Size.Params(long params) -> Format.count(params, DIGITS);
                            case Size.Shape shape -> shape.text();
                        })
                        .toList(),
                "and");
    }

    /** {@code size 30K} or {@code sizes 30K and 60K, each}. */
    public static String each(List<Size> sizes) {
        return sizes.size() == 1 ? "size " + sizes(sizes) : "sizes " + sizes(sizes) + ", each";
    }

    /** A value as a study file has it: {@code {steps: 8, modulus: 7}}. */
    public static String flow(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(e -> e.getKey() + ": " + flow(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return value.valueStream().map(Wording::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        return value.isFloatingPointNumber() ? rounded(value.doubleValue()) : value.asString(value.toString());
    }
}
