/** Any table of a user, read into named columns: CSV, TSV, JSON, JSONL, Parquet. Knows no other room. */
module loglog.tables {
    requires de.siegmar.fastcsv;
    requires java.sql;
    requires tools.jackson.databind;

    exports loglog.tables;
}
