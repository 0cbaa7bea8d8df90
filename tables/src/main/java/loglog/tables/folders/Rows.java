package loglog.tables.folders;

import java.util.List;
import java.util.Map;

/**
 * Rows of a file, or of several.
 *
 * @param rows in the file's order, each a map that may be changed
 * @param problem what could not be read and was left out, as a clause that names the file; null where all was read
 */
public record Rows(List<Map<String, Object>> rows, String problem) {}
