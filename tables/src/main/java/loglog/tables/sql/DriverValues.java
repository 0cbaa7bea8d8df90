package loglog.tables.sql;

import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** The driver's objects as plain ones. */
final class DriverValues {
    private DriverValues() {}

    /** A number, a boolean, a text, a list or map of these, or null. */
    static Object plain(Object value) throws SQLException {
        return switch (value) {
            case null -> null;
            case BigInteger whole when whole.bitLength() < Long.SIZE -> whole.longValue();
            case Number _, Boolean _, String _ -> value;
            case Timestamp time -> time.toLocalDateTime().toString();
            case DuckDBStruct struct -> map(struct.getMap());
            case Map<?, ?> map -> map(map);
            case Array array -> list((Object[]) array.getArray());
            case Object[] array -> list(array);
            case List<?> list -> list(list.toArray());
            case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
            default -> value.toString();
        };
    }

    private static Map<String, Object> map(Map<?, ?> from) throws SQLException {
        var map = new LinkedHashMap<String, Object>();
        for (var entry : from.entrySet()) {
            map.put(String.valueOf(plain(entry.getKey())), plain(entry.getValue()));
        }
        return map;
    }

    private static List<Object> list(Object[] from) throws SQLException {
        var list = new ArrayList<Object>();
        for (var value : from) {
            list.add(plain(value));
        }
        return list;
    }
}
