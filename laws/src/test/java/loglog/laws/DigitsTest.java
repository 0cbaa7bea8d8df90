package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {
    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "999.4, 999",
        "999.6, 1K",
        "16500, 16.5K",
        "124e6, 124M",
        "999499, 999K",
        "999501, 1M",
        "70e9, 70B",
        "1.4e12, 1.4T",
        "999e12, 999T",
        "4.5e21, 4.5e21"
    })
    void countsAreSaidAsPeopleSayThem(double count, String said) {
        assertThat(Digits.count(count)).isEqualTo(said);
    }
}
