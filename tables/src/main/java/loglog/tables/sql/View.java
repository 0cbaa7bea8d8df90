package loglog.tables.sql;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What can be asked: the views, and the columns that each has whatever the folders hold. */
public enum View {
    RUNS(
            "a row a run: what was asked, and what came of it",
            "name TEXT, study TEXT, status TEXT, params COUNT, tokens COUNT, flops REAL, loss REAL,"
                    + " validation_loss REAL, bits_per_byte REAL, steps WHOLE, seconds REAL, width WHOLE, layers WHOLE,"
                    + " lr REAL, batch WHOLE, context WHOLE, optimizer TEXT, schedule TEXT, warmup REAL,"
                    + " weight_decay REAL, seed WHOLE, corpus TEXT, precision TEXT, architecture TEXT,"
                    + " planned_tokens COUNT, planned_steps WHOLE, flops_per_token REAL, reason TEXT, started TIME,"
                    + " updated TIME, path TEXT"),
    METRICS(
            "a row a step that a run logged; run is the name in runs",
            "run TEXT, step WHOLE, tokens COUNT, flops REAL, loss REAL, validation_loss REAL, bits_per_byte REAL,"
                    + " rate REAL, gradient_norm REAL, tokens_per_second REAL, seconds REAL"),
    LEDGER(
            "a row a line of ledger.jsonl: forecasts, and their scores",
            "study TEXT, forecast_value REAL, forecast_low REAL, forecast_high REAL, result REAL, relative_error REAL,"
                    + " inside FLAG");

    private final String description;
    private final List<Column> columns;

    View(String description, String columns) {
        this.description = description;
        this.columns = Arrays.stream(columns.split(", ")).map(Column::parse).toList();
    }

    /** A column of a view. */
    public record Column(String name, Kind kind) {
        private static Column parse(String words) {
            int space = words.indexOf(' ');
            return new Column(words.substring(0, space), Kind.valueOf(words.substring(space + 1)));
        }

        /** What a column's cells are. */
        public enum Kind {
            FLAG("BOOLEAN"),
            WHOLE("BIGINT"),
            /** Params and tokens: products of them are FLOP, which 64 bits do not hold. */
            COUNT("HUGEINT"),
            REAL("DOUBLE"),
            TIME("TIMESTAMP"),
            TEXT("VARCHAR");

            private final String sql;

            /** Whole numbers above this are taken for counts, for which see {@link #COUNT}. */
            private static final long LARGE = 1 << 30;

            Kind(String sql) {
                this.sql = sql;
            }

            /** The type's name in SQL. */
            public String sql() {
                return sql;
            }

            static Kind of(Object value) {
                return switch (value) {
                    case Boolean _ -> FLAG;
                    case Long number -> number > LARGE || number < -LARGE ? COUNT : WHOLE;
                    case Double _ -> REAL;
                    case Instant _ -> TIME;
                    default -> TEXT;
                };
            }

            /** The kind that holds the cells of both. */
            Kind with(Kind other) {
                if (this == other) {
                    return this;
                }
                if (isWhole() && other.isWhole()) {
                    return COUNT;
                }
                return isNumber() && other.isNumber() ? REAL : TEXT;
            }

            private boolean isWhole() {
                return this == WHOLE || this == COUNT;
            }

            private boolean isNumber() {
                return isWhole() || this == REAL;
            }
        }
    }

    /** The view's name in SQL. */
    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its rows are, in a clause. */
    public String description() {
        return description;
    }

    /** The columns that it always has; what else the files hold stands behind them. */
    public List<Column> columns() {
        return columns;
    }

    boolean isNamedIn(String sql) {
        return Pattern.compile("(?i)\\b" + sqlName() + "\\b").matcher(sql).find();
    }
}
