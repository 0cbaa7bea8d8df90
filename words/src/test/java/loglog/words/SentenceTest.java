package loglog.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SentenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--level | found 2 | a share between 0 and 1 | --level: found 2, expected a share between 0 and 1",
                "'' | found neither | one of them | found neither, expected one of them",
                "a.csv | there is no such file | '' | a.csv: there is no such file"
            })
    void placeFindingAndExpectationStandInOneOrder(String place, String finding, String expectation, String sentence) {
        assertThat(Sentence.of(place, finding, expectation)).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = "--at | 7 | at most 5 | --at: found 7, expected at most 5")
    void aValueIsNamedAsItWasFound(String place, int found, String expectation, String sentence) {
        assertThat(Sentence.found(place, found, expectation)).isEqualTo(sentence);
    }
}
