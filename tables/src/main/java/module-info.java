/** Any table of a user, read into named columns: CSV, TSV, JSON, JSONL, Parquet. Knows no other room. */
module loglog.tables {
    requires de.siegmar.fastcsv;
    requires duckdb.jdbc;
    requires java.sql;
    requires tools.jackson.core;

    exports loglog.tables;
}
