package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.yaml.Key;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/** Several learning rates at each width: does the best one stay put (arXiv 2203.03466)? */
public record LearningRates(List<Size> sizes, long tokens, List<Double> rates) implements Design {
    private static final String SETTING = "lr";

    private static final Key<Size> SIZES = DesignKeys.SIZES.with("[32x2, 64x2, 128x2]");
    private static final Key<Long> TOKENS = DesignKeys.TOKENS.with("1M");

    private static final Key<Double> RATES = Key.required(
                    "rates",
                    ValueType.number(Bounds.POSITIVE, "a positive learning rate, such as 4e-3"),
                    "Peak learning rates.")
            .several("learning rates, such as [1e-3, 2e-3, 4e-3]")
            .with("[1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2]");

    /** Which learning rate is best at each size? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "learning-rates";
        }

        @Override
        public String purpose() {
            return "Several learning rates at each size: does the best one stay put?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(SIZES, TOKENS, RATES);
        }

        @Override
        public Forecasts forecasts() {
            return Forecasts.NONE;
        }

        @Override
        public Optional<Varied> varies() {
            return Optional.of(new Varied(SETTING, RATES.name()));
        }

        @Override
        public Design read(DesignSection from) {
            return new LearningRates(from.sizes(SIZES), from.tokens(TOKENS), from.all(RATES));
        }
    };

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.sizes(to, sizes).put(TOKENS.name(), tokens), RATES.name(), rates);
    }

    @Override
    public long mostRuns() {
        return (long) sizes.size() * rates.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        for (var model : of.models(sizes)) {
            for (double rate : rates) {
                var varied = of.recipe().with(SETTING, rate);
                of.add(of.draft(model, of.steps(tokens), varied, SETTING + Wording.number(rate)));
            }
        }
    }

    @Override
    public Question question() {
        return Question.BEST_RATE;
    }

    @Override
    public String words() {
        return "%s on %s tokens at learning rates %s"
                .formatted(Wording.each(sizes), Wording.counts(List.of(tokens)), Wording.numbers(rates));
    }
}
