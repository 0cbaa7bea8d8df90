package loglog.runs.reader;

import java.util.List;
import java.util.Map;
import loglog.runs.Problem;

/**
 * Rows of a file, or of several.
 *
 * @param rows in the file's order, each a map that may be changed
 * @param problems what could not be read and was left out
 */
public record FileRows(List<Map<String, Object>> rows, List<Problem> problems) {}
