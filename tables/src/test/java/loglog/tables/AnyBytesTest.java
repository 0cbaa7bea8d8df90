package loglog.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the bytes are, the answer is a table or a sentence, never another error. */
class AnyBytesTest {
    @Property
    void bytesAreATableOrAreRefusedInASentence(@ForAll byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 3000)
    void almostTablesToo(@ForAll("pieces") List<String> pieces) {
        check(String.join("", pieces).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "params",
                        "loss",
                        ",",
                        ",",
                        "\n",
                        "\n",
                        "\"",
                        ";",
                        "\t",
                        "1e9",
                        "3",
                        " ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        "{\"a\":1}",
                        "null",
                        "\"a\"",
                        "[1,2]",
                        "{\"a\":",
                        "-",
                        "\\",
                        "\r",
                        "\ufeff",
                        "é")
                .list()
                .ofMaxSize(30);
    }

    private static void check(byte[] bytes) {
        try {
            var table = Tables.read(List.of("-"), new ByteArrayInputStream(bytes));
            assertThat(table.rows()).isPositive();
            for (int c = 0; c < table.columns().size(); c++) {
                assertThat(table.place(table.rows() - 1, c)).startsWith("standard input, ");
                table.text(table.rows() - 1, c);
            }
            RunsQuery.usual().require(Role.LOSS).read(table);
        } catch (TableException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception").doesNotContain("tools.jackson");
        }
    }
}
