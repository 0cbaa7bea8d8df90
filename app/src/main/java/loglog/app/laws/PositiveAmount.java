package loglog.app.laws;

import java.util.OptionalDouble;
import loglog.tables.Numbers;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's number above 0, as people write it: 1e24, 70B. */
final class PositiveAmount implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        var number = Numbers.parse(text);
        if (number.isEmpty() || !(number.getAsDouble() > 0)) {
            throw new TypeConversionException("expected a positive number such as 1e24, 70B or 1.4T");
        }
        return number.getAsDouble();
    }

    /** What was given; none where the option was not. */
    static OptionalDouble given(Double amount) {
        return amount == null ? OptionalDouble.empty() : OptionalDouble.of(amount);
    }
}
