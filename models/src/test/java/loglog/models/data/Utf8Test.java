package loglog.models.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void agreesWithTheJdkDecoderOnEveryShortSequenceOfTellingBytes() {
        int[] telling = {
            0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1,
            0xf4, 0xf5, 0xff
        };
        var bytes = new byte[4];
        for (int a : telling) {
            for (int b : telling) {
                for (int c : telling) {
                    for (int d : telling) {
                        bytes[0] = (byte) a;
                        bytes[1] = (byte) b;
                        bytes[2] = (byte) c;
                        bytes[3] = (byte) d;
                        assertAgrees(bytes);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithTheJdkDecoderOnDamagedText() {
        var random = new SplittableRandom(1);
        var text = "plain ascii stretch, then Größe, € and 𝄞; ".repeat(3).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5000; i++) {
            var damaged = text.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            assertAgrees(damaged);
        }
    }

    private static void assertAgrees(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        int expected = -1;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(buffer);
        } catch (CharacterCodingException _) {
            expected = buffer.position();
        }
        if (Utf8.invalidAt(bytes, 0, bytes.length) != expected) {
            assertThat(Utf8.invalidAt(bytes, 0, bytes.length))
                    .as(java.util.HexFormat.of().formatHex(bytes))
                    .isEqualTo(expected);
        }
    }
}
