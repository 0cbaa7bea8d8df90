package loglog.pages.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fonts that every reader of PDF has (ISO 32000-1, section 9.6.2.2): what they can write, and how wide it stands. */
enum StandardFont {
    HELVETICA("Helvetica", "Helvetica", "Helvetica-Bold", "Arial, Liberation Sans, DejaVu Sans, sans-serif"),
    TIMES("Times", "Times-Roman", "Times-Bold", "Times New Roman, Liberation Serif, DejaVu Serif, serif"),
    COURIER("Courier", "Courier", "Courier-Bold", "Courier New, Liberation Mono, DejaVu Sans Mono, monospace");

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final int FIRST = 32;
    /** As wide as most letters of the scripts that the standard fonts lack. */
    private static final double OTHER = 1;

    /** What users call it. */
    final String family;

    private final String regular;
    private final String bold;
    /** What to take where it is missing. */
    private final String instead;

    StandardFont(String family, String regular, String bold, String instead) {
        this.family = family;
        this.regular = regular;
        this.bold = bold;
        this.instead = instead;
    }

    /** Which font a character is written in. */
    enum Script {
        LATIN,
        SYMBOL,
        OTHER
    }

    /** A stretch of a text in one font; the codes are empty for {@link Script#OTHER}. */
    record Stretch(Script script, String text, byte[] codes) {}

    private record Symbol(int code, int width) {}

    /** Read when first needed: widths by font's name, and Symbol's characters. */
    private static final class Metrics {
        static final Map<String, int[]> WIDTHS = new HashMap<>();
        static final Map<Integer, Symbol> SYMBOLS = new HashMap<>();

        static {
            try (var in = StandardFont.class.getResourceAsStream("standard-fonts.txt")) {
                new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .forEach(Metrics::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void read(String line) {
            var words = line.split(" ");
            if (!words[0].equals("Symbol")) {
                WIDTHS.put(
                        words[0],
                        Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray());
                return;
            }
            for (int i = 1; i < words.length; i++) {
                var parts = words[i].split(":");
                SYMBOLS.put(
                        Integer.parseInt(parts[0], 16),
                        new Symbol(Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
            }
        }
    }

    /** The font that a family's name means; empty for none of these. */
    static Optional<StandardFont> of(String family) {
        return switch (family.strip().toLowerCase(Locale.ROOT)) {
            case "helvetica", "arial", "sans-serif", "sans" -> Optional.of(HELVETICA);
            case "times", "times new roman", "times-roman", "serif" -> Optional.of(TIMES);
            case "courier", "courier new", "monospace", "mono" -> Optional.of(COURIER);
            default -> Optional.empty();
        };
    }

    /** Its name in a PDF. */
    String name(boolean isBold) {
        return isBold ? bold : regular;
    }

    /** The families that SVG is to look for. */
    String families() {
        return family + ", " + instead;
    }

    /** How wide a text stands. */
    double width(String text, boolean isBold, double size) {
        var widths = Metrics.WIDTHS.get(name(isBold));
        double thousandths = 0;
        for (var stretch : stretches(text)) {
            switch (stretch.script) {
                case LATIN -> {
                    for (byte code : stretch.codes) {
                        thousandths += widths[Byte.toUnsignedInt(code) - FIRST];
                    }
                }
                case SYMBOL ->
                    thousandths += stretch.text
                            .codePoints()
                            .map(c -> Metrics.SYMBOLS.get(c).width)
                            .sum();
                case OTHER -> thousandths += 1000 * OTHER * stretch.text.codePointCount(0, stretch.text.length());
            }
        }
        return thousandths / 1000 * size;
    }

    /** A text in stretches of one font each. */
    static List<Stretch> stretches(String text) {
        var stretches = new ArrayList<Stretch>();
        var now = new StringBuilder();
        Script script = null;
        for (int c : text.codePoints().toArray()) {
            var its = script(c);
            if (its != script && !now.isEmpty()) {
                stretches.add(stretch(script, now.toString()));
                now.setLength(0);
            }
            script = its;
            now.appendCodePoint(c);
        }
        if (!now.isEmpty()) {
            stretches.add(stretch(script, now.toString()));
        }
        return stretches;
    }

    private static Script script(int c) {
        return isLatin(c) ? Script.LATIN : Metrics.SYMBOLS.containsKey(c) ? Script.SYMBOL : Script.OTHER;
    }

    private static boolean isLatin(int c) {
        var codes = codes(Character.toString(c));
        return codes.length == 1
                && Byte.toUnsignedInt(codes[0]) >= FIRST
                && Metrics.WIDTHS.get(HELVETICA.regular)[Byte.toUnsignedInt(codes[0]) - FIRST] > 0;
    }

    private static byte[] codes(String text) {
        try {
            ByteBuffer bytes = WINDOWS.newEncoder().encode(CharBuffer.wrap(text));
            var codes = new byte[bytes.remaining()];
            bytes.get(codes);
            return codes;
        } catch (CharacterCodingException _) {
            return new byte[0];
        }
    }

    private static Stretch stretch(Script script, String text) {
        return new Stretch(
                script,
                text,
                switch (script) {
                    case LATIN -> codes(text);
                    case SYMBOL -> {
                        var symbols = text.codePoints()
                                .mapToObj(c -> (byte) Metrics.SYMBOLS.get(c).code)
                                .toList();
                        var bytes = new byte[symbols.size()];
                        for (int i = 0; i < bytes.length; i++) {
                            bytes[i] = symbols.get(i);
                        }
                        yield bytes;
                    }
                    case OTHER -> new byte[0];
                });
    }
}
