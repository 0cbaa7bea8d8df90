package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sentences about what is wrong have one form, {@code place: found this, expected that}, in all rooms and in what docs quote. */
class OneFormOfErrorsTest {
    private static final Path PROJECT = Path.of("..");

    /** A text of the source, with the pieces that are added to it at once. */
    private static final Pattern TEXT =
            Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\\n]|\\\\.)*\")*");

    /** What was found stands before the expectation as a clause of its own: "--level is 2, expected" names no finding. */
    private static final Pattern OTHER_FORM = Pattern.compile(
            "; expected\\b|^(?!.*\\b(?:found|there is no|key is missing)\\b).*\\b(?:is|are|has|holds) [^,;:]{1,40}, expected\\b");

    private static List<Path> files(String glob) throws IOException {
        var matcher = PROJECT.getFileSystem().getPathMatcher("glob:" + glob);
        try (var all = Files.walk(PROJECT)) {
            return all.filter(file -> matcher.matches(PROJECT.relativize(file))).toList();
        }
    }

    private static List<String> otherForms(String of, String source, boolean code) {
        var wrong = new ArrayList<String>();
        if (!code) {
            Pattern.compile("; expected [a-z]")
                    .matcher(source)
                    .results()
                    .forEach(found -> wrong.add(of + ": " + found.group()));
            return wrong;
        }
        TEXT.matcher(source)
                .results()
                .map(found -> found.group().replaceAll("\"\\s*\\+\\s*\"", ""))
                .filter(text -> OTHER_FORM.matcher(text).find())
                .forEach(text -> wrong.add(of + ": " + text));
        return wrong;
    }

    @Test
    void allRoomsSayFoundAndExpectedInOneForm() throws IOException {
        var wrong = new ArrayList<String>();
        var sources = files("*/src/main/java/**.java");
        for (var file : sources) {
            wrong.addAll(otherForms(file.toString(), Files.readString(file), true));
        }
        for (var page : files("{README.md,docs/*.md,findings/**.md}")) {
            wrong.addAll(otherForms(page.toString(), Files.readString(page), false));
        }
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theOtherFormsAreSeen() {
        assertThat(otherForms("", "\"--level is %s; expected a share\"", true)).hasSize(1);
        assertThat(otherForms("", "\"--level is %s,\"\n    + \" expected a share\"", true))
                .hasSize(1);
        assertThat(otherForms("", "\"--level: found %s, which is no share, expected one\"", true))
                .isEmpty();
    }
}
