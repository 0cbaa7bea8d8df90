/**
 * Any table of a user, read into named columns: CSV, TSV, JSON, JSONL, Parquet; and run folders, asked in SQL.
 */
module loglog.tables {
    requires de.siegmar.fastcsv;
    requires duckdb.jdbc;
    requires java.sql;
    requires transitive loglog.runs;

    exports loglog.tables;
    exports loglog.tables.sql;
}
