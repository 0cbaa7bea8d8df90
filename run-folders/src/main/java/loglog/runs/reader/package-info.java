/**
 * Run folders, read as anyone may find them: finished, under way, killed, damaged. What other tools ask of many runs (SQL,
 * lists, comparisons) starts at {@link loglog.runs.reader.RunFolders}.
 */
package loglog.runs.reader;
