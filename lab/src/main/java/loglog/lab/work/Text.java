package loglog.lab.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a program printed, made fit for a sentence. */
final class Text {
    private static final int LAST_BYTES = 1 << 16;

    private Text() {}

    /** Without colors and what a terminal would obey, and not too long. */
    static String oneLine(String text, int most) {
        var clean = text.replaceAll("\\x1b\\[[0-9;?]*[A-Za-z]", "")
                .replaceAll("[\\p{Cntrl}\\uFFFD]+", " ")
                .strip();
        return clean.length() <= most ? clean : clean.substring(0, most) + "...";
    }

    /**
     * The last line of a file that says something: one with letters.
     *
     * @param from the byte after which it must stand
     * @return empty where there is none
     */
    static String lastLine(Path file, long from, int most) {
        try (var channel = FileChannel.open(file)) {
            var buffer = ByteBuffer.allocate(LAST_BYTES);
            channel.read(buffer, Math.max(from, channel.size() - LAST_BYTES));
            var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(l -> oneLine(l, most))
                    .filter(l -> l.chars().anyMatch(Character::isLetter))
                    .reduce("", (_, later) -> later);
        } catch (IOException _) {
            return ""; // the sentence does without
        }
    }
}
