package loglog.app.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Designs;
import loglog.lab.study.StudySchema;
import loglog.lab.study.StudyTemplate;
import loglog.runs.RunId;
import loglog.training.Kinds;

/** The study files that {@code study init} writes: one for each design, and those of studies that are more than a design. */
public final class StudyTemplates {
    /**
     * A study that is more than a design.
     *
     * @param word for {@code --design}
     * @param kind of what it trains
     * @param text of the file, by the file's name
     */
    private record WholeStudy(String word, String kind, UnaryOperator<String> text) {}

    private static final List<WholeStudy> WHOLE = List.of(
            new WholeStudy(ThinkingTemplate.WORD, ThinkingTemplate.KIND, ThinkingTemplate::of),
            new WholeStudy(UnhobblingTemplate.WORD, ThinkingTemplate.KIND, UnhobblingTemplate::of),
            new WholeStudy(EmergenceTemplate.WORD, ThinkingTemplate.KIND, EmergenceTemplate::of),
            new WholeStudy(SelfImprovementTemplate.WORD, ThinkingTemplate.KIND, SelfImprovementTemplate::of),
            new WholeStudy(WeakToStrongTemplate.WORD, ThinkingTemplate.KIND, WeakToStrongTemplate::of),
            new WholeStudy(OveroptimizationTemplate.WORD, OveroptimizationTemplate.KIND, OveroptimizationTemplate::of),
            new WholeStudy(PrecisionTemplate.WORD, RunId.LANGUAGE, PrecisionTemplate::of));

    private StudyTemplates() {}

    /** What can be asked for as a design. */
    public static List<String> words() {
        return Stream.concat(Designs.words().stream(), WHOLE.stream().map(WholeStudy::word))
                .toList();
    }

    /**
     * A commented study file.
     *
     * @param kind of what is trained; null for what the design is for, else language models
     * @param design one of {@link #words}; null for the first that is for the kind
     * @param name of the file, for its comments
     * @throws UserError where there is no such kind or design, or the two do not go together
     */
    static String text(String kind, String design, String name) {
        if (kind != null && !Kinds.names().contains(kind)) {
            throw new UserError(
                    "--kind: found %s, expected one of %s".formatted(kind, String.join(", ", Kinds.names())));
        }
        var wanted = wanted(kind, design);
        if (wanted != null && !words().contains(wanted)) {
            throw new UserError("--design: found %s, expected one of %s".formatted(wanted, String.join(", ", words())));
        }
        var whole = WHOLE.stream().filter(study -> study.word.equals(wanted)).findFirst();
        if (whole.isPresent()) {
            requireKind(wanted, whole.get().kind, kind);
            return whole.get().text.apply(name);
        }
        var chosen = wanted == null ? usual(kind) : Designs.find(wanted).orElseThrow();
        chosen.trains().ifPresent(trained -> requireKind(wanted, trained, kind));
        var trained = kind != null ? kind : chosen.trains().orElse(RunId.LANGUAGE);
        return StudyTemplate.of(chosen, Kinds.named(trained), name, StudySchema.FILE);
    }

    /** Proxies have one study alone; its name is spelled in two ways. */
    private static String wanted(String kind, String design) {
        boolean isOnlyProxies = design == null && OveroptimizationTemplate.KIND.equals(kind);
        return isOnlyProxies || OveroptimizationTemplate.OTHER_WORD.equals(design)
                ? OveroptimizationTemplate.WORD
                : design;
    }

    /** The design that is for this kind alone, else the first of all. */
    private static DesignKind usual(String kind) {
        return Designs.ALL.stream()
                .filter(d -> kind != null && d.trains().equals(Optional.of(kind)))
                .findFirst()
                .orElse(Designs.ALL.getFirst());
    }

    private static void requireKind(String design, String trained, String kind) {
        if (kind != null && !kind.equals(trained)) {
            throw new UserError("--design %s is of kind %s, found --kind %s".formatted(design, trained, kind));
        }
    }
}
