package loglog.runs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import loglog.runs.reader.JsonObject.BadJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick reader of metrics gives what the parser of JSON gives, or leaves the line to it. */
class FlatLineTest {
    /** The one row of a line; null where it was left alone. */
    private static Map<String, Object> read(String line) {
        var rows = new MetricRows();
        var bytes = ("xx" + line).getBytes(StandardCharsets.UTF_8);
        boolean read = new FlatLine(rows).read(bytes, 2, bytes.length - 2);
        return read ? rows.map(0) : null;
    }

    private static Map<String, Object> whole(String line) throws BadJson {
        return JsonObject.read(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void numbersAreTheNearestDoubles() throws BadJson {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            var line = "{\"step\":%d,\"x\": %s, \"y\":%s,\"z\":%s}"
                    .formatted(
                            random.nextLong() >> random.nextInt(64),
                            Double.isFinite(x) ? x : 1,
                            y,
                            String.format(Locale.ROOT, "%.3f", y % 1e6));
            var read = read(line);
            if (read != null) {
                assertThat(read).as(line).isEqualTo(whole(line));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":1}", "{\"step\":10,\"loss\":3.5e-3,\"rate\":-0.0}", " { \"a\" : 1 , \"b\":2.5 } \r"})
    void theUsualLineIsRead(String line) throws BadJson {
        assertThat(read(line)).isEqualTo(whole(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":--1}",
                "{\"a\":1,}",
                "{\"a\":1}{\"a\":2}",
                "{\"a\":1} x",
                "{\"a\":1",
                "{\"a\\n\":1}",
                "{\"ä\":1}",
                "{\"a\":null}",
                "{\"a\":NaN}",
                "{\"a\":\"1\"}",
                "{\"a\":{\"b\":1}}",
                "{\"a\":99999999999999999999}",
                "{\"a\":1e99999}"
            })
    void anyOtherLineIsLeftAlone(String line) {
        assertThat(read(line)).isNull();
    }
}
