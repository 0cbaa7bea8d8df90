package loglog.lab.design;

import java.util.List;
import java.util.Optional;

/** The designs that there are. */
public final class Designs {
    /** All, as lists show them; the first is the usual one. */
    public static final List<DesignKind> ALL = List.of(
            IsoFlopBudgets.KIND,
            Ladder.KIND,
            Grid.KIND,
            Grid.PARAMS,
            Grid.TOKENS,
            BatchSizes.KIND,
            LearningRates.KIND,
            Trunks.KIND,
            Repeats.KIND,
            Grid.SEEDS,
            Optimal.KIND,
            SelfPlayDesign.KIND);

    private Designs() {}

    /** Their names, in order. */
    public static List<String> words() {
        return ALL.stream().map(DesignKind::word).toList();
    }

    /** Those for a kind of thing that is trained, by its name. */
    public static List<DesignKind> of(String trained) {
        return ALL.stream()
                .filter(kind -> kind.trains().map(trained::equals).orElse(true))
                .toList();
    }

    public static Optional<DesignKind> find(String word) {
        return ALL.stream().filter(kind -> kind.word().equals(word)).findFirst();
    }
}
