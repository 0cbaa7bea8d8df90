package loglog.models.language;

import java.util.List;
import java.util.stream.Collectors;
import loglog.yaml.Section;

/**
 * What a study measures of its models once they are trained: the loss after their matrices are rounded.
 *
 * @param bits to which they are rounded, ascending
 * @param tokens read for each loss
 */
public record QuantizeAfter(List<Integer> bits, long tokens) {
    static final String KEY = "quantize";

    static QuantizeAfter read(Section of) {
        of.only("bits", "tokens");
        var bits = of.find("bits")
                .map(v -> v.items("whole bits from 2 to 16, such as [3, 4, 5, 6]").stream()
                        .map(each -> each.whole(2, 16, "whole bits from 2 to 16"))
                        .distinct()
                        .sorted()
                        .toList())
                .orElse(List.of(3, 4, 5, 6));
        long tokens = of.find("tokens")
                .map(v -> v.count("tokens read for each loss, such as 100K"))
                .orElse(100_000L);
        return new QuantizeAfter(bits, tokens);
    }

    /** In one line; the same text reads it. */
    String text() {
        return "{bits: [%s], tokens: %d}"
                .formatted(bits.stream().map(String::valueOf).collect(Collectors.joining(", ")), tokens);
    }
}
