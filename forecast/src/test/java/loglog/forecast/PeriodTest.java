package loglog.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-03-14|2024-03-14|2024-03-14",
                "2024-03-14T10:00:00Z|2024-03-14|2024-03-14",
                "2024-03-14 10:00:00|2024-03-14|2024-03-14",
                "20240314|2024-03-14|2024-03-14",
                "2024/3/14|2024-03-14|2024-03-14",
                "03/14/24|2024-03-14|2024-03-14",
                "14/03/2024|2024-03-14|2024-03-14",
                "3/3/2024|2024-03-03|2024-03-03",
                "14.3.2024|2024-03-14|2024-03-14",
                "02.03.2024|2024-03-02|2024-03-02",
                "14 March 2024|2024-03-14|2024-03-14",
                "14-Mar-24|2024-03-14|2024-03-14",
                "March 14, 2024|2024-03-14|2024-03-14",
                "Mar. 14th 2024|2024-03-14|2024-03-14",
                "Sept 2024|2024-09-01|2024-09-30",
                "March, 2024|2024-03-01|2024-03-31",
                "2024 Feb|2024-02-01|2024-02-29",
                "2024-02|2024-02-01|2024-02-29",
                "02/2024|2024-02-01|2024-02-29",
                "2024Q1|2024-01-01|2024-03-31",
                "Q4 2024|2024-10-01|2024-12-31",
                "mid 2022|2022-05-01|2022-08-31",
                "2024|2024-01-01|2024-12-31",
                "2024.5|2024-07-02|2024-07-02",
                "1/2/69|1969-01-02|1969-01-02",
            })
    void datesAreReadAsPeopleWriteThem(String text, LocalDate first, LocalDate last) {
        assertThat(Period.parse(text, text.equals("1/2/69") ? Period.Order.MONTH_FIRST : null))
                .contains(new Period(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-30",
                "03/04/2024",
                "13/13/2024",
                "14 Foo 2024",
                "Marchy 2024",
                "soon",
                "",
                "2024-13",
                "12345"
            })
    void whatIsNoDateOrCouldBeTwoIsNone(String text) {
        assertThat(Period.parse(text, null)).isEmpty();
    }

    @Test
    void oneDateOfAColumnTellsTheOrderOfAll() {
        assertThat(Period.order(List.of("03/04/24", "05/28/24"))).contains(Period.Order.MONTH_FIRST);
        assertThat(Period.order(List.of("03/04/24", "28/05/24"))).contains(Period.Order.DAY_FIRST);
        assertThat(Period.order(List.of("03/04/24", "2024-05-28"))).isEmpty();
        assertThat(Period.parse("03/04/24", Period.Order.DAY_FIRST).map(Period::first))
                .isEqualTo(Optional.of(LocalDate.of(2024, 4, 3)));
    }

    @Test
    void theAxisGoesThereAndBackDayByDay() {
        for (var day = LocalDate.of(1950, 7, 2); day.getYear() < 2060; day = day.plusDays(17)) {
            assertThat(Dates.date(Dates.years(day))).isEqualTo(day);
        }
        assertThat(Dates.years(LocalDate.of(2000, 1, 1))).isEqualTo(2000);
        assertThat(Dates.text(Double.POSITIVE_INFINITY)).isEqualTo("never");
        assertThat(Dates.text(123456)).isEqualTo("after 9999");
    }
}
