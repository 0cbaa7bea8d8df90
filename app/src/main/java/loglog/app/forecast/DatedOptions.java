package loglog.app.forecast;

import java.util.List;
import loglog.app.UserError;
import loglog.app.laws.IntervalOptions;
import loglog.forecast.Period;
import loglog.tables.Table;
import loglog.tables.Tables;
import loglog.tables.Where;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dated rows a question is about, and how its intervals are made. */
final class DatedOptions {

    enum DateOrder {
        mdy,
        dmy
    }

    @Parameters(
            paramLabel = "TABLE",
            arity = "1..*",
            description = "tables: CSV, TSV, JSON, JSONL or Parquet; files, globs, or - for standard input")
    List<String> files;

    @Option(names = "--date", paramLabel = "COLUMN", description = "column of dates (default: recognized by its name)")
    String date;

    @Option(
            names = "--date-order",
            paramLabel = "ORDER",
            description =
                    "of dates such as 03/04/2024: ${COMPLETION-CANDIDATES} (default: as the column's other dates tell)")
    DateOrder order;

    @Option(names = "--since", paramLabel = "DATE", description = "rows from this date on (default: all)")
    String since;

    @Option(names = "--until", paramLabel = "DATE", description = "rows up to and including this date (default: all)")
    String until;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "only rows that meet it: domain=Language, flops>1e20; may be repeated (default: all)")
    List<String> where = List.of();

    @Option(
            names = "--best-so-far",
            description =
                    "only rows better than all before them; where the table has a column sota, those that it marks")
    boolean bestSoFar;

    @Mixin
    IntervalOptions intervals = new IntervalOptions(1000);

    void check() {
        intervals.check();
        var from = since();
        var to = until();
        if (from != null && to != null && from.first().isAfter(to.last())) {
            throw new UserError(
                    "--since: found %s, which is after --until %s, expected a date before it".formatted(since, until));
        }
    }

    Table table() {
        return Tables.read(files);
    }

    Period.Order order() {
        return order == null ? null : order == DateOrder.mdy ? Period.Order.MONTH_FIRST : Period.Order.DAY_FIRST;
    }

    Period since() {
        return since == null ? null : date("--since", since);
    }

    Period until() {
        return until == null ? null : date("--until", until);
    }

    List<Where> where() {
        return where.stream().map(Where::parse).toList();
    }

    /** A date that an option was given. */
    Period date(String option, String text) {
        return Period.parse(text, order())
                .orElseThrow(() -> new UserError("%s: found \"%s\", expected %s"
                        .formatted(
                                option,
                                text,
                                order == null && Period.needsOrder(text)
                                        ? "a date that can be read in one way, such as 2024-03-04"
                                        : Period.EXPECTED)));
    }
}
