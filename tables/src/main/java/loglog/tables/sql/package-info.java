/** Questions over run folders, answered by DuckDB in memory: the files stay the truth, and nothing is written. */
package loglog.tables.sql;
