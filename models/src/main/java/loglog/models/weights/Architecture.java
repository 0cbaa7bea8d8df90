package loglog.models.weights;

import java.util.List;
import java.util.Optional;
import loglog.runs.DataException;
import loglog.runs.Fields;

/**
 * A kind of decoder-only transformer: how its configurations come about. What one of them is made of, {@link HfConfig} says. An
 * architecture is one file that has both, and a place in {@link #ALL}.
 */
public interface Architecture {
    /** All that Loglog computes. The first is the usual one. */
    List<Architecture> ALL = List.of(Llama.ARCHITECTURE, Gpt2.ARCHITECTURE);

    /** {@code model_type} in a {@code config.json}, and the name that options and study files take. */
    String name();

    /** From a {@code config.json} of transformers; keys and their defaults are those of its configuration class. */
    HfConfig of(HfConfigFile json);

    /** From what a run's {@code run.json} keeps of its model. */
    HfConfig of(Fields model);

    /** A shape of a family for scaling studies, tied, with the proportions that are usual for the architecture. */
    HfConfig ofFamily(int width, int layers, int heads, int vocabulary, int context);

    /** Their names, in order. */
    static List<String> names() {
        return ALL.stream().map(Architecture::name).toList();
    }

    /** Their names as a sentence has them: {@code llama or gpt2}. */
    static String anyOf() {
        return String.join(" or ", names());
    }

    static Optional<Architecture> find(String name) {
        return ALL.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /** @throws DataException naming those that there are, where there is none of that name */
    static Architecture named(String name) {
        return find(name).orElseThrow(() -> new DataException("architecture: found " + name + ", expected " + anyOf()));
    }
}
