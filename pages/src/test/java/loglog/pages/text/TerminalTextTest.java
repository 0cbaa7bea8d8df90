package loglog.pages.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TerminalTextTest {
    /** A color, the bell, the one-character escape sequence, an order to write from right to left, a tag. */
    private static final String HOSTILE = "a\u001b[31mb\u0007c\u009b2Jd\u202ee\u2066f\ud83d\udc4b\udb40\udc41\rg";

    @Test
    void whatATerminalObeysStandsThereInLetters() {
        assertThat(TerminalText.visible(HOSTILE))
                .isEqualTo("a\\u001b[31mb\\u0007c\\u009b2Jd\\u202ee\\u2066f\ud83d\udc4b\\udb40\\udc41\\u000dg");
        assertThat(TerminalText.visible("two lines\n\tand a tab")).isEqualTo("two lines\n\tand a tab");
        assertThat(TerminalText.line("two lines\r\n\tand a tab")).isEqualTo("two lines\\r\\n\\tand a tab");
        assertThat(TerminalText.visible("half \ud83d a pair")).isEqualTo("half \\ud83d a pair");
    }

    @Property
    void nothingThatATerminalObeysIsLeftAndHarmlessTextIsAsItWas(@ForAll String text) {
        var shown = TerminalText.visible(text);
        assertThat(shown.codePoints())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t' || c >= 0x202a && c <= 0x202e);
        assertThat(TerminalText.visible(shown)).isEqualTo(shown);
    }

    @Test
    void allThatIsPrintedGoesThroughItAndJsonMeansTheSame() {
        var bytes = new ByteArrayOutputStream();
        var stream = TerminalStream.to(bytes);
        stream.print(HOSTILE);
        stream.println((Object) HOSTILE);
        stream.printf("%s", HOSTILE);
        stream.print('\u001b');
        stream.append('\u0007').append("\u009b");
        new IllegalStateException(HOSTILE).printStackTrace(stream);
        var printed = bytes.toString(StandardCharsets.UTF_8);
        assertThat(printed.codePoints())
                .noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c) || c == 0x202e);
        var json = JsonMapper.shared().writeValueAsString(HOSTILE);
        assertThat(JsonMapper.shared().readValue(TerminalText.visible(json), String.class))
                .isEqualTo(HOSTILE);
    }

    @Test
    void widthIsInColumnsOfTheTerminal() {
        assertThat(TerminalText.width("loss")).isEqualTo(4);
        assertThat(TerminalText.width("\u6a21\u578b")).isEqualTo(4); // two Chinese characters
        assertThat(TerminalText.width("\ud55c\u1112\u1161")).isEqualTo(4); // Korean, a syllable and one in parts
        assertThat(TerminalText.width("e\u0301")).isEqualTo(1); // an accent on its letter
        assertThat(TerminalText.width("\ud83d\udc4b")).isEqualTo(2); // a waving hand
        assertThat(TerminalText.fitting("\u6a21\u578b", 3)).isEqualTo("\u6a21");
        assertThat(TerminalText.shortened("a long name", 8)).isEqualTo("a lon...");
    }

    @Test
    void linesBreakAtBlanksAndLongNamesBehindTheirSigns() {
        assertThat(TerminalText.wrapped("one two three", 8)).isEqualTo(List.of("one two", "three"));
        assertThat(TerminalText.wrapped("runs/quickstart-europarl/fixed-width", 22))
                .isEqualTo(List.of("runs/quickstart-", "europarl/fixed-width"));
        assertThat(TerminalText.wrapped("a\n\nb", 10)).isEqualTo(List.of("a", "", "b"));
    }

    @Property
    void noLineIsWiderAndNothingButBlanksIsLost(@ForAll String text, @ForAll @IntRange(min = 2, max = 60) int columns) {
        var lines = TerminalText.wrapped(TerminalText.visible(text), columns);
        assertThat(lines).allMatch(line -> TerminalText.width(line) <= columns || line.contains("\t"));
        assertThat(String.join("", lines).replaceAll("(?U)\\s", ""))
                .isEqualTo(TerminalText.visible(text).replaceAll("(?U)\\s", ""));
    }
}
