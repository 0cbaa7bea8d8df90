package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class FieldsTest {
    private enum Kind {
        COLD,
        WARM
    }

    private static Fields of(String json) {
        return Fields.of("run.json", (ObjectNode) Json.MAPPER.readTree(json));
    }

    @Test
    void readsEachKind() {
        var fields = of("""
                {"text": "a", "count": 3, "large": 1e6, "share": 0.5, "is": true, "kind": "warm",
                 "inner": {"n": 9007199254740993}, "scales": {"params": 1, "tokens": 2.5}, "none": null}""");
        assertThat(fields.text("text")).isEqualTo("a");
        assertThat(fields.integer("count", 1)).isEqualTo(3);
        assertThat(fields.whole("large")).isEqualTo(1_000_000);
        assertThat(fields.number("share")).isEqualTo(0.5);
        assertThat(fields.flag("is")).isTrue();
        assertThat(fields.choice("kind", Kind.class)).isEqualTo(Kind.WARM);
        assertThat(fields.object("inner").whole("n")).isEqualTo(9007199254740993L);
        assertThat(fields.object("scales").numbers())
                .containsEntry("params", 1.0)
                .containsEntry("tokens", 2.5);
        assertThat(fields.has("none")).isFalse();
        assertThat(fields.text("none", "b")).isEqualTo("b");
        assertThat(fields.objectOrEmpty("none").number("x", 7)).isEqualTo(7);
    }

    @Test
    void namesPlaceKeyFindingAndExpectation() {
        refused(
                        of("{\"recipe\": {\"rate\": \"fast\"}}"),
                        f -> f.object("recipe").number("rate"))
                .hasMessage("run.json: recipe.rate: found \"fast\", expected a number");
        refused(of("{\"batch\": 0}"), f -> f.integer("batch", 1))
                .hasMessage("run.json: batch: found 0, expected a whole number from 1 to 2147483647");
        refused(of("{}"), f -> f.text("status")).hasMessage("run.json: status: found nothing, expected a text");
        refused(of("{\"kind\": \"hot\"}"), f -> f.choice("kind", Kind.class))
                .hasMessage("run.json: kind: found \"hot\", expected cold or warm");
    }

    /** What Jackson's own accessors throw for, or round in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"\"many\"", "true", "[]", "{}", "1e400", "1.5", "18446744073709551616", "null"})
    void aWholeNumberIsNothingElse(String value) {
        refused(of("{\"n\": " + value + "}"), f -> f.whole("n"));
        refused(of("{\"n\": " + value + "}"), f -> f.integer("n", 0));
    }

    @Test
    void aNumberBeyondADoublesRangeIsRefused() {
        refused(of("{\"n\": 1%s}".formatted("0".repeat(400))), f -> f.number("n"));
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(
            Fields fields, Function<Fields, Object> read) {
        return assertThatThrownBy(() -> read.apply(fields))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected");
    }
}
