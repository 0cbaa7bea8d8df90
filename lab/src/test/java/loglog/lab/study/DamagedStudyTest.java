package loglog.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import loglog.lab.design.DesignKind;
import loglog.lab.plan.StudyPlan;
import loglog.runs.DataException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a study file, it is read and planned, or refused in one sentence. */
class DamagedStudyTest {
    private static final List<String> ODD = List.of(
            "",
            "-1",
            "0",
            "0.5",
            "1e17",
            "1e30",
            "2147483647",
            "9".repeat(30),
            "abc",
            "[1]",
            "{a: 1}",
            "[x, {}]",
            "true",
            "null",
            "''",
            "0x10",
            "&a 3",
            "*a",
            "64x4",
            "7x7",
            "99999x9999",
            "|");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("loglog.lab.study.Studies#designs")
    void isReadOrRefused(DesignKind kind) {
        var text = StudyTemplate.of(kind, "study.yaml", StudySchema.FILE)
                .replaceAll("(?m)^( *)# (?!tokenizer|yaml-l)([a-z0-9_]+: [^ ].*)$", "$1$2")
                .replaceAll("(?m) *#.*$", "");
        assertThat(readable(text)).isTrue();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(StudySchema.text());
        var values = Pattern.compile("(?<=: )[^\\n{}]+(?=[\\n}])|(?<=[\\[ ])[0-9.]+[KM]?(?=[,\\]])")
                .matcher(text);
        int count = 0;
        while (values.find()) {
            count++;
            for (var odd : ODD) {
                var damaged = text.substring(0, values.start()) + odd + text.substring(values.end());
                if (readable(damaged)) {
                    assertThat(schema.validate(damaged, InputFormat.YAML))
                            .as(damaged)
                            .isEmpty();
                }
            }
        }
        assertThat(count).isGreaterThan(15);
        for (int end = 0; end < text.length(); end += 11) {
            readable(text.substring(0, end));
        }
    }

    private boolean readable(String yaml) {
        try {
            StudyPlan.of(Studies.read(folder, yaml), 2);
            return true;
        } catch (DataException e) {
            assertThat(e.getMessage()).startsWith(folder.toString()).doesNotContain("\n");
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("a defect at\n" + yaml, e);
        }
    }
}
