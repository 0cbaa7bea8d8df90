/**
 * Any table of a user, read into named columns: CSV, TSV, JSON, JSONL, Parquet; and run folders, read and asked in SQL.
 * Knows no other room.
 */
module loglog.tables {
    requires de.siegmar.fastcsv;
    requires duckdb.jdbc;
    requires java.sql;
    requires tools.jackson.core;

    exports loglog.tables;
    exports loglog.tables.folders;
    exports loglog.tables.sql;
}
