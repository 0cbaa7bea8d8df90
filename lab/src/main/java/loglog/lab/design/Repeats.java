package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.training.ModelOfSize;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.words.Format;
import loglog.yaml.Key;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/** Each size on few unique tokens, read again and again (arXiv 2305.16264). */
public record Repeats(List<Size> sizes, List<Long> uniqueTokens, List<Double> epochs) implements Design {
    private static final Key<Size> SIZES = DesignKeys.SIZES.with("[60K, 240K]");

    private static final Key<Long> UNIQUE = Key.required(
                    "unique_tokens",
                    ValueType.count("tokens that are read again and again, such as 100K"),
                    "Tokens that are read again and again.")
            .several("tokens that are read again and again, such as [100K, 1M]")
            .with("[100K, 400K]");

    private static final Key<Double> EPOCHS = Key.optional(
                    "epochs",
                    ValueType.amount(DesignKeys.MOST_RATIO, "how often they are read, such as 4"),
                    "How often they are read; parts of one are allowed.",
                    "[1, 2, 4, 8, 16]")
            .several("epochs, such as [1, 2, 4]")
            .with("[1, 2, 4, 8, 16]");

    /** What are repeated tokens worth? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "repeats";
        }

        @Override
        public String purpose() {
            return "Few unique tokens, read again and again: what are repeated tokens worth?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(SIZES, UNIQUE, EPOCHS);
        }

        @Override
        public Optional<String> placeholder() {
            return Optional.of(UNIQUE.name());
        }

        @Override
        public Design read(DesignSection from) {
            return new Repeats(from.sizes(SIZES), from.tokenCounts(UNIQUE), from.all(EPOCHS));
        }
    };

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.numbers(Design.sizes(to, sizes), UNIQUE.name(), uniqueTokens), EPOCHS.name(), epochs);
    }

    @Override
    public long mostRuns() {
        return (long) sizes.size() * uniqueTokens.size() * epochs.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        of.models(sizes)
                .forEach(model -> uniqueTokens.forEach(count -> epochs.forEach(n -> repeat(of, model, count, n))));
    }

    private static void repeat(DesignedRuns of, ModelOfSize model, long uniqueTokens, double epochs) {
        // Whole sequences.
        long piece = of.recipe().tokensPerPiece();
        long unique = Math.ceilDiv(uniqueTokens, piece) * piece;
        var varied = "%sx%s".formatted(Format.count(uniqueTokens, 6), Wording.number(epochs));
        of.add(of.draft(model, unique * epochs).repeating(unique, varied));
    }

    @Override
    public Question question() {
        return Question.REPEATED_DATA;
    }

    @Override
    public List<String> axes() {
        return List.of("params", "tokens", UNIQUE.name());
    }

    @Override
    public String words() {
        return "%s on %s unique tokens, read %s times"
                .formatted(Wording.each(sizes), Wording.counts(uniqueTokens), Wording.numbers(epochs));
    }
}
