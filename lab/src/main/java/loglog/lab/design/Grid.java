package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.yaml.Key;
import tools.jackson.databind.node.ObjectNode;

/** Every size at every number of tokens. One number of tokens, or one size, makes Kaplan's axes (arXiv 2001.08361). */
public record Grid(List<Size> sizes, List<Long> tokens) implements Design {
    private static final Key<Size> RANGE = DesignKeys.SIZES.with("{from: 20K, to: 400K, count: 6}");
    private static final Key<Long> LONG = DesignKeys.TOKENS.with("4M");
    private static final Key<Long> COUNTS =
            DesignKeys.TOKEN_COUNTS.meaning("Tokens of each run.").with("{from: 250K, to: 8M, count: 6}");
    private static final Key<Size> SMALL = DesignKeys.SIZE.with("60K");
    private static final Key<Long> SHORT = DesignKeys.TOKENS.with("1M");

    /** The whole surface. */
    public static final DesignKind KIND =
            new Named(
                    "grid",
                    "Every size at every number of tokens: the whole surface.",
                    List.of(DesignKeys.SIZES, DesignKeys.TOKEN_COUNTS),
                    DesignKind.Forecasts.OPTIMUM,
                    "") {
                @Override
                public Design read(DesignSection from) {
                    return new Grid(from.sizes(DesignKeys.SIZES), from.tokenCounts(DesignKeys.TOKEN_COUNTS));
                }
            };

    /** Several sizes at one number of tokens. */
    public static final DesignKind PARAMS =
            new Named(
                    "params",
                    "Several sizes at one number of tokens: the loss against params alone.",
                    List.of(RANGE, LONG),
                    DesignKind.Forecasts.SCALE,
                    "{params: 2M, tokens: 4M}") {
                @Override
                public Design read(DesignSection from) {
                    return new Grid(from.sizes(RANGE), List.of(from.tokens(LONG)));
                }
            };

    /** One size at several numbers of tokens. */
    public static final DesignKind TOKENS =
            new Named(
                    "tokens",
                    "One size at several numbers of tokens: the loss against tokens alone.",
                    List.of(DesignKeys.SIZE, COUNTS),
                    DesignKind.Forecasts.SCALE,
                    "{params: 100K, tokens: 32M}") {
                @Override
                public Design read(DesignSection from) {
                    return new Grid(List.of(from.size(DesignKeys.SIZE)), from.tokenCounts(COUNTS));
                }
            };

    /** One scale with several seeds. */
    public static final DesignKind SEEDS =
            new Named(
                    "seeds",
                    "One scale with several seeds: how large is the noise?",
                    List.of(SMALL, SHORT),
                    DesignKind.Forecasts.NONE,
                    "") {
                @Override
                public Design read(DesignSection from) {
                    return new Grid(List.of(from.size(SMALL)), List.of(from.tokens(SHORT)));
                }

                @Override
                public int usualSeeds() {
                    return 5;
                }

                @Override
                public int leastSeeds() {
                    return 2;
                }
            };

    /** A name for some grids. */
    private abstract static class Named implements DesignKind {
        private final String word;
        private final String purpose;
        private final List<Key<?>> keys;
        private final Forecasts forecasts;
        private final String example;

        Named(String word, String purpose, List<Key<?>> keys, Forecasts forecasts, String example) {
            this.word = word;
            this.purpose = purpose;
            this.keys = keys;
            this.forecasts = forecasts;
            this.example = example;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String purpose() {
            return purpose;
        }

        @Override
        public List<Key<?>> keys() {
            return keys;
        }

        @Override
        public Forecasts forecasts() {
            return forecasts;
        }

        @Override
        public String forecastExample() {
            return example;
        }
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.sizes(to, sizes), COUNTS.name(), tokens);
    }

    @Override
    public Optional<String> heldFixed() {
        return Design.heldFixed(sizes, tokens);
    }

    @Override
    public long mostRuns() {
        return (long) sizes.size() * tokens.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        of.models(sizes).forEach(model -> tokens.forEach(count -> of.add(model, count)));
    }

    @Override
    public Question question() {
        return sizes.size() == 1 && tokens.size() == 1 ? Question.NOISE : Question.LAW;
    }

    @Override
    public String words() {
        return "%s on %s tokens".formatted(Wording.each(sizes), Wording.counts(tokens));
    }
}
