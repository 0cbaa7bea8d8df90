package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.yaml.Key;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same model and tokens at several batch sizes: where a larger batch stops saving steps (arXiv 1812.06162).
 *
 * @param batches sequences in a step
 */
public record BatchSizes(Size size, long tokens, List<Integer> batches) implements Design {
    private static final String SETTING = "batch";

    private static final Key<Long> TOKENS = DesignKeys.TOKENS.with("2M");

    private static final Key<Long> BATCHES = Key.required(
                    "batches", ValueType.count("sequences per step, such as 32"), "Sequences per step.")
            .several("sequences per step, such as [8, 16, 32, 64]")
            .with("[4, 8, 16, 32, 64, 128]");

    /** From which batch on does a larger one save no steps? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "batch-sizes";
        }

        @Override
        public String purpose() {
            return "The same model and tokens at several batch sizes: where does a larger batch stop saving steps?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(DesignKeys.SIZE, TOKENS, BATCHES);
        }

        @Override
        public Forecasts forecasts() {
            return Forecasts.NONE;
        }

        @Override
        public Optional<Varied> varies() {
            return Optional.of(new Varied(SETTING, BATCHES.name()));
        }

        @Override
        public Design read(DesignSection from) {
            long tokens = from.one(TOKENS);
            from.settings().forEach(recipe -> DesignSection.least(from.value(TOKENS), tokens, recipe.tokensPerPiece()));
            var batches = from.all(BATCHES, (value, batch) -> check(from, value, batch, tokens));
            return new BatchSizes(
                    from.size(DesignKeys.SIZE),
                    tokens,
                    batches.stream().map(Math::toIntExact).toList());
        }
    };

    private static void check(DesignSection from, Value value, long batch, long tokens) {
        for (var recipe : from.settings()) {
            if (batch > tokens / recipe.tokensPerPiece()) {
                throw value.wrong("no more than the run's tokens, %d".formatted(tokens));
            }
            recipe.most(SETTING).ifPresent(most -> {
                if (batch > most) {
                    throw value.wrong("at most %d at this context".formatted(most));
                }
            });
        }
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(to.put(DesignKeys.SIZE.name(), size.text()).put(TOKENS.name(), tokens), BATCHES.name(), batches);
    }

    @Override
    public long mostRuns() {
        return batches.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        var model = of.recipe().model(size);
        for (int batch : batches) {
            Settings varied = of.recipe().with(SETTING, batch);
            of.add(of.draft(model, (double) tokens, varied, SETTING + batch));
        }
    }

    @Override
    public Question question() {
        return Question.CRITICAL_BATCH;
    }

    @Override
    public String words() {
        return "size %s on %s tokens in batches of %s"
                .formatted(
                        Wording.sizes(List.of(size)),
                        Wording.counts(List.of(tokens)),
                        Value.listed(batches.stream().map(Object::toString).toList(), "and"));
    }
}
