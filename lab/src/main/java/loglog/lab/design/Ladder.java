package loglog.lab.design;

import java.util.List;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.yaml.Key;
import tools.jackson.databind.node.ObjectNode;

/** Each size at a fixed number of tokens per param. */
public record Ladder(List<Size> sizes, double tokensPerParam) implements Design {
    private static final Key<Double> RATIO = Key.optional(
                    "tokens_per_param", DesignKeys.RATIO_TYPE, "Tokens per param of every run.", "20")
            .with("20");

    /** How does the loss fall along one path? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "ladder";
        }

        @Override
        public String purpose() {
            return "Each size at the same number of tokens per param: how does the loss fall along this path?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(DesignKeys.SIZES, RATIO);
        }

        @Override
        public Design read(DesignSection from) {
            return new Ladder(from.sizes(DesignKeys.SIZES), from.one(RATIO));
        }
    };

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.sizes(to, sizes).put(RATIO.name(), tokensPerParam);
    }

    @Override
    public long mostRuns() {
        return sizes.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        of.models(sizes).forEach(model -> of.add(model, tokensPerParam * model.params()));
    }

    @Override
    public Question question() {
        return Question.ALONG_COMPUTE;
    }

    @Override
    public String words() {
        return "%s at %s tokens per param".formatted(Wording.each(sizes), Wording.number(tokensPerParam));
    }
}
