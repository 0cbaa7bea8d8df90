package loglog.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "0.34731,0.347", "2143.86,2144", "477.84,478", "1.8172,1.82", "12.0,12.0", "0.00102,0.00102", "123456,123456",
        "0.0000123,1.23e-5", "4.5e21,4.50e21", "0.9999,1.00", "9.999,10.0", "-3.14159,-3.14", "0,0", "NaN,n/a",
        "Infinity,inf", "1e6,1.00e6"
    })
    void threeDigits(double value, String text) {
        assertThat(Format.number(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 rows", "1,1 row", "2,2 rows"})
    void oneThingIsNotMany(long count, String text) {
        assertThat(Format.of(count, "row")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "512,512",
        "1,1",
        "1000,1K",
        "999.6,1K",
        "10569312,10.6M",
        "1.23e9,1.23B",
        "70e9,70B",
        "1.4e12,1.4T",
        "999e12,999T",
        "1e15,1e15",
        "5.88e23,5.88e23",
        "0.5,0.5",
        "-2500,-2.5K"
    })
    void countsAsPeopleSayThem(double value, String text) {
        assertThat(Format.count(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.34731,0.31712,0.37344,'0.347 [0.317, 0.373]'",
        "477.84,285.2,744.4,'478 [285, 744]'",
        "1.81724,1.76912,1.87143,'1.817 [1.769, 1.871]'",
        "2.01234,2.01230,2.01238,'2.012340 [2.012300, 2.012380]'",
        "70e9,50e9,90e9,'7.00e10 [5.00e10, 9.00e10]'",
        "0,-0.5,0.5,'0.000 [-0.500, 0.500]'",
        "1,NaN,2,'1.00 [n/a, 2.00]'",
        "216045,56272,1070000,'216000 [56300, 1.07e6]'",
        "199,17.2,41750,'199 [17, 41800]'",
        "12846.3,12843.1,12850.9,'12846.3 [12843.1, 12850.9]'",
        "35989,8148,108195,'36000 [8148, 108000]'"
    })
    void anIntervalsWidthDecidesItsDigits(double value, double low, double high, String text) {
        assertThat(Format.interval(value, low, high)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.00001,10 us",
        "0.0123,12.3 ms",
        "0.85,0.85 s",
        "0,0 s",
        "1,1 s",
        "1.25,1.2 s",
        "12.3,12 s",
        "59.7,1 min",
        "200,3 min 20 s",
        "3600,1 h",
        "18180,5 h 3 min",
        "86400,1 d",
        "1051200,12 d 4 h",
        "1e9,31.7 years"
    })
    void durations(double seconds, String text) {
        assertThat(Format.duration(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,less than 1 s", "0.00002,less than 1 s", "1.4,about 1 s", "200.4,about 3 min 20 s"})
    void whatIsLeftIsNotSaidToTheMicrosecond(double seconds, String text) {
        assertThat(Format.about(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3.09e13,3.09e13", "20e12,2e13", "1e22,1e22", "6e5,6e5", "0,0"})
    void computeIsInPowersOfTenHoweverLittleItIs(double flops, String text) {
        assertThat(Format.flops(flops)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--days: found -1.0, expected more than 0 | --days: found -1, expected more than 0",
                "level of intervals, in percent (default: 90.0) | level of intervals, in percent (default: 90)",
                "seconds (default: 1.05) | seconds (default: 1.05)",
                "found 2.0e9 tokens | found 2.0e9 tokens",
                "found version 1.0 | found version 1.0"
            })
    void wholeNumbersAreWrittenSoInHelpAndErrors(String text, String expected) {
        assertThat(Format.wholeNumbers(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.0123,1.23%", "0.5,50.0%", "-0.02,-2.00%", "NaN,n/a"})
    void percents(double fraction, String text) {
        assertThat(Format.percent(fraction)).isEqualTo(text);
    }

    @Property
    void whatIsWrittenIsWithinHalfAStepOfTheLastDigit(@ForAll @DoubleRange(min = -6, max = 12) double exponent) {
        double value = Math.pow(10, exponent);
        assertThat(Double.parseDouble(Format.number(value))).isCloseTo(value, within(value * 0.00501));
        assertThat(Double.parseDouble(Format.digits(value, 6))).isCloseTo(value, within(value * 0.00000501));
    }
}
