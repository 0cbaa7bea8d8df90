package loglog.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import loglog.runs.Decimals;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "-3|-3",
                "+3|3",
                "512|512",
                "2.|2",
                ".5|0.5",
                "1e19|1e19",
                "1.5E+21|1.5e21",
                "6e-3|0.006",
                "1_000_000|1e6",
                "1,234,567|1234567",
                "1,234.5|1234.5",
                "12,345,678.25|12345678.25",
                "1.4T|1.4e12",
                "70B|7e10",
                "70b|7e10",
                "3G|3e9",
                "300M|3e8",
                "300 M|3e8",
                "10K|1e4",
                "10k|1e4",
                " 7 |7",
                "1.1B|1.1e9",
                "123456789012345678901234567890|1.2345678901234568e29"
            })
    void readsNumbersAsPeopleWriteThem(String text, double expected) {
        assertThat(Numbers.parse(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                ".",
                "e5",
                "1e",
                "1e+",
                "abc",
                "1.2.3",
                "1,234",
                "1,23,456",
                "1234,567,890",
                ",123",
                "1,",
                "_1",
                "1_",
                "1__0",
                "1 000",
                "NaN",
                "nan",
                "inf",
                "Infinity",
                "1e400",
                "0x1p3",
                "1d",
                "1f",
                "5e3B",
                "B",
                "-T",
                "70BB",
                "12%",
                "$3",
                "\u0661\u0662",
                "1\u202f000",
                "--1",
                "true",
                "2024-05-01"
            })
    void refusesWhatIsNoNumberOrCouldBeTwo(String text) {
        assertThat(Numbers.parse(text)).isEmpty();
    }

    @Property
    void readsBackEveryNumberThatJavaWrites(@ForAll double value) {
        var read = Numbers.parse(Double.toString(value));
        if (Double.isFinite(value)) {
            assertThat(read).hasValue(value);
        } else {
            assertThat(read).isEmpty();
        }
    }

    @Property
    void aLetterIsExactlyItsPowerOfTen(
            @ForAll @IntRange(max = 3) int power, @ForAll @IntRange(min = 1, max = 999_999) int thousandths) {
        var digits = String.format(Locale.ROOT, "%d.%03d", thousandths / 1000, thousandths % 1000);
        assertThat(Numbers.parse(digits + "KMBT".charAt(power)))
                .hasValue(Double.parseDouble(digits + "e" + 3 * (power + 1)));
    }

    @Property(tries = 5_000)
    void isTheNearestDoubleAsTheJdkHasIt(
            @ForAll @LongRange(min = 0) long digits,
            @ForAll @IntRange(max = 18) int drop,
            @ForAll @IntRange(min = -30, max = 30) int power) {
        long kept = digits / (long) Math.pow(10, drop); // numbers of every length
        var text = kept + "e" + power;
        assertThat(Numbers.parse(text)).hasValue(Double.parseDouble(text));
        double quick = Decimals.nearest(kept, power);
        if (!Double.isNaN(quick)) {
            assertThat(quick).isEqualTo(Double.parseDouble(text));
        }
    }

    @Property(tries = 5_000)
    void roundsAsTheJdkWhereTwoDoublesAreAlmostEquallyNear(
            @ForAll @LongRange(min = 1L << 52, max = (1L << 53) - 1) long bits, @ForAll @IntRange(max = 9) int shift) {
        // 2^53 to 2^63: the middle between two neighboring doubles is a whole number, one off it is not
        long middle = (2 * bits + 1) << shift;
        for (long digits : new long[] {middle - 1, middle, middle + 1}) {
            assertThat(Numbers.parse(Long.toString(digits))).hasValue(digits);
            var text = digits + "e-17";
            assertThat(Numbers.parse(text)).hasValue(Double.parseDouble(text));
        }
    }
}
