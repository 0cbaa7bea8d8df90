package loglog.forecast.trends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import loglog.forecast.Period;
import loglog.forecast.trends.TrendTable.Best;
import loglog.forecast.trends.TrendTable.Unit;
import loglog.tables.Tables;
import loglog.tables.Where;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trends of public tables, against figures that were computed apart from this program. */
class TrendReferenceTest {
    private static final Path DATA = Path.of("../../shared/data");

    private static TrendTable read(String file, String metric, String since, String until, Best best, String... where) {
        var path = DATA.resolve(file);
        assumeTrue(Files.exists(path), path + " is not here");
        return TrendTable.of(
                Tables.read(List.of(path.toString())),
                new TrendTable.Wanted(
                        metric,
                        null,
                        null,
                        null,
                        null,
                        Unit.ROWS,
                        since == null ? null : Period.parse(since, null).orElseThrow(),
                        until == null ? null : Period.parse(until, null).orElseThrow(),
                        List.of(where).stream().map(Where::parse).toList(),
                        best,
                        null));
    }

    private static Trend trend(TrendTable table) {
        return Trend.of(table.selection(), Form.EXPONENTIAL, 0.9, 200, 1).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({",,17,195.823", ",2025-02-25,11,212.176", "2023,,14,165.251", "2024,,12,131.596"})
    void theDoublingTimeOfTheBestHorizonsIsThePublishedOne(String since, String until, int rows, double days) {
        var table = read("metr_horizons.csv", "p50_minutes", since, until, Best.SO_FAR);
        assertThat(table.rows()).hasSize(rows);
        assertThat(trend(table).doublingDays().value()).isCloseTo(days, within(5e-4));
    }

    @Test
    void theBestSoFarByTheValuesAreThoseThatTheTableMarks() {
        var all = read("metr_horizons.csv", "p50_minutes", null, null, Best.ALL);
        var marked = read("metr_horizons.csv", "p50_minutes", null, null, Best.SO_FAR);
        assertThat(all.selection().all().bestSoFar(true).names())
                .isEqualTo(marked.selection().rows().names());
    }

    /** 0.625 is of the 272 rows after 2010; the three rows of 2010 make it 0.618. */
    @ParameterizedTest
    @CsvSource({"2011,2022-06,272,0.6254", "2010,2022-06,275,0.6178"})
    void trainingComputeGrowsAsItsReferenceSays(String since, String until, int rows, double oom) {
        var table = read("notable_models.csv", "flops", since, until, Best.ALL);
        assertThat(table.rows()).hasSize(rows);
        assertThat(trend(table).oomPerYear().value()).isCloseTo(oom, within(5e-5));
    }

    /** 199 days is of the 89 records; two rows are record 21 timed anew. */
    @Test
    void theSpeedrunHalvesIn199Days() {
        var table = read("speedrun_records.csv", "minutes", null, null, Best.SO_FAR, "track=1");
        assertThat(trend(table).doublingDays().value()).isCloseTo(-199.21, within(0.005));
        var records = table.selection().rows();
        assertThat(records.size()).isEqualTo(80);
        var all = read("speedrun_records.csv", "minutes", null, null, Best.ALL, "track=1");
        var first = all.rows().stream()
                .filter(row -> !row.name().equals("21") || row.value() == 2.933)
                .toList();
        assertThat(first).hasSize(89);
        assertThat(Trend.of(
                                DatedRows.of(
                                        first.stream()
                                                .mapToDouble(r -> r.date().years())
                                                .toArray(),
                                        first.stream()
                                                .mapToDouble(TrendTable.Row::value)
                                                .toArray()),
                                Form.EXPONENTIAL,
                                0.9,
                                200,
                                1)
                        .orElseThrow()
                        .doublingDays()
                        .value())
                .isCloseTo(-198.84, within(0.005));
    }

    /** The trend bent upwards: what was forecast before either held, or was warned of. */
    @Test
    void theBendOfTheHorizonsWasWarnedOfBeforeItCame() {
        var then = read("metr_horizons.csv", "p50_minutes", null, "2025-02-25", Best.SO_FAR)
                .selection()
                .rows();
        var bend = Bend.of(then, 0.9);
        assertThat(bend.isRecentOther()).isTrue();
    }

    /** "What would this have said, and did it hold", at five past dates. */
    @Test
    void nineOfTenNotableModelsLayInTheIntervalsOfFivePastDates() {
        var rows = read("notable_models.csv", "flops", "2010", null, Best.ALL).selection();
        var past = PastForecast.of(rows, Form.EXPONENTIAL, PastForecast.dates(rows.rows(), 5), 0.9, 1000, 1);
        assertThat(past).hasSize(5);
        double later = past.stream().mapToInt(PastForecast::later).sum();
        double inside = past.stream().mapToInt(PastForecast::inside).sum();
        assertThat(inside / later).isBetween(0.86, 0.94);
    }
}
