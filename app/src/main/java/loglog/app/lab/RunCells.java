package loglog.app.lab;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import loglog.words.Format;

/** Cells of run tables, for people. */
final class RunCells {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunCells() {}

    static String of(String column, Object value) {
        return switch (value) {
            case null -> "";
            case Instant time -> MINUTE.format(time);
            case Number n when column.endsWith("params") || column.endsWith("tokens") -> Format.count(n.doubleValue());
            case Number n when column.equals("flops") -> Format.flops(n.doubleValue());
            case Number n when column.equals("seconds") -> Format.duration(n.doubleValue());
            case Number n when column.equals("progress") -> Format.percent(n.doubleValue());
            case Double n when column.endsWith("loss") || column.equals("bits_per_byte") -> Format.digits(n, 4);
            case Double n -> Format.trimmed(n, 4);
            default -> value.toString().replaceAll("\\s*\\R\\s*", " ");
        };
    }
}
