package loglog.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstCurvesTest {
    @Test
    void anAddressOfRunsTellsTheQuestion() {
        assertThat(FirstCurves.question(
                        Map.of("run", List.of("a/b", "c d&\"<"), "y", List.of("grad_norm"), "ylog", List.of("true"))))
                .isEqualTo("/api/curves?run=a%2Fb&run=c+d%26%22%3C&x=tokens&y=grad_norm&columns=1126&form=floats");
    }

    @Test
    void whatChangesCurvesOtherwiseIsLeftToTheScript() {
        for (var name : List.of("xlog", "smooth", "by", "from", "to", "none", "elsewhere")) {
            assertThat(FirstCurves.question(Map.of("run", List.of("a"), name, List.of("1"))))
                    .as(name)
                    .isNull();
        }
        assertThat(FirstCurves.question(Map.of("x", List.of("step")))).isNull();
        assertThat(FirstCurves.question(Map.of("run", List.of("a"), "x", List.of(""))))
                .isNull();
    }

    @Test
    void thePageAsksItBeforeItsScriptAndNothingInAnAddressLeavesTheAttribute() {
        var page = "<link rel=\"stylesheet\" href=\"/site/style.css\">\n<script>".getBytes(StandardCharsets.UTF_8);
        var question = FirstCurves.question(Map.of("run", List.of("a$1\"><script>", "b")));
        assertThat(new String(FirstCurves.asked(page, question), StandardCharsets.UTF_8))
                .isEqualTo("""
                <link id="firstCurves" rel="preload" as="fetch" crossorigin media="(min-width: 1280px)" href="/api/curves?run=a%241%22%3E%3Cscript%3E&amp;run=b&amp;x=tokens&amp;y=loss&amp;columns=1126&amp;form=floats">
                <link rel="stylesheet" href="/site/style.css">
                <script>""");
    }
}
