package loglog.app.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.lab.design.DesignKind;
import loglog.lab.design.Designs;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import loglog.lab.study.StudyTemplate;
import loglog.runs.AtomicFile;
import loglog.runs.RunId;
import loglog.training.Kinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog study init}. */
@Command(
        name = "init",
        description = {
            "Write a commented study file to edit, and the schema of such files beside it.",
            "No file is overwritten."
        })
final class StudyInitCommand implements Runnable {
    /** The designs' names, for the help. */
    static final class DesignWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return words().iterator();
        }
    }

    /** The names of what can be trained, for the help. */
    static final class KindNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Kinds.names().iterator();
        }
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "(default: ${DEFAULT-VALUE})")
    Path file = Path.of(StudyFile.NAME_OF_FILE);

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            completionCandidates = KindNames.class,
            description = "what is trained: ${COMPLETION-CANDIDATES} (default: what the design is for, else language)")
    String kind;

    @Option(
            names = "--design",
            paramLabel = "DESIGN",
            completionCandidates = DesignWords.class,
            description = "${COMPLETION-CANDIDATES} (default: the first that is for the kind)")
    String design;

    @Override
    public void run() {
        var schema = write();
        System.out.printf("wrote %s and %s%n", file, schema);
        System.out.printf("next: loglog study check %s%n", file);
    }

    /** Writes the file, and the schema where there is none; returns where the schema is. */
    Path write() {
        boolean isOnlyProxies = design == null && OveroptimizationTemplate.KIND.equals(kind);
        if (OveroptimizationTemplate.OTHER_WORD.equals(design) || isOnlyProxies) {
            design = OveroptimizationTemplate.WORD;
        }
        var text = text(file.getFileName().toString());
        if (Files.isDirectory(file)) {
            throw new UserError("%s: found a folder, expected a file's name, such as %s"
                    .formatted(file, file.resolve(StudyFile.NAME_OF_FILE)));
        }
        var folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UserError("%s: found no folder %s, expected one".formatted(file, folder));
        }
        if (Files.exists(file)) {
            throw new UserError("%s: found a file there already, expected a new name".formatted(file));
        }
        // The schema first: where there is no room for both, the next try finds no study file in its way.
        var schema = file.resolveSibling(StudySchema.FILE);
        if (!Files.exists(schema)) {
            AtomicFile.writeNew(schema, StudySchema.text().getBytes(StandardCharsets.UTF_8));
        }
        AtomicFile.writeNew(file, text.getBytes(StandardCharsets.UTF_8));
        return schema;
    }

    /** The designs that a template can be of. */
    static List<String> words() {
        return Stream.concat(
                        Designs.words().stream(),
                        Stream.of(
                                ThinkingTemplate.WORD,
                                UnhobblingTemplate.WORD,
                                EmergenceTemplate.WORD,
                                SelfImprovementTemplate.WORD,
                                WeakToStrongTemplate.WORD,
                                OveroptimizationTemplate.WORD,
                                PrecisionTemplate.WORD))
                .toList();
    }

    private String text(String name) {
        if (kind != null && !Kinds.names().contains(kind)) {
            throw new UserError(
                    "--kind: found %s, expected one of %s".formatted(kind, String.join(", ", Kinds.names())));
        }
        if (design != null && !words().contains(design)) {
            throw new UserError("--design: found %s, expected one of %s".formatted(design, String.join(", ", words())));
        }
        if (PrecisionTemplate.WORD.equals(design)) {
            check(RunId.LANGUAGE);
            return PrecisionTemplate.of(name);
        }
        var whole = whole(name);
        if (whole.isPresent()) {
            check(OveroptimizationTemplate.WORD.equals(design) ? OveroptimizationTemplate.KIND : ThinkingTemplate.KIND);
            return whole.get();
        }
        var chosen = design == null ? usual() : Designs.find(design).orElseThrow();
        chosen.trains().ifPresent(this::check);
        var trained = kind != null ? kind : chosen.trains().orElse(RunId.LANGUAGE);
        return StudyTemplate.of(chosen, Kinds.named(trained), name, StudySchema.FILE);
    }

    /** Studies that are more than a design. */
    private Optional<String> whole(String name) {
        return switch (design) {
            case ThinkingTemplate.WORD -> Optional.of(ThinkingTemplate.of(name));
            case UnhobblingTemplate.WORD -> Optional.of(UnhobblingTemplate.of(name));
            case EmergenceTemplate.WORD -> Optional.of(EmergenceTemplate.of(name));
            case SelfImprovementTemplate.WORD -> Optional.of(SelfImprovementTemplate.of(name));
            case WeakToStrongTemplate.WORD -> Optional.of(WeakToStrongTemplate.of(name));
            case OveroptimizationTemplate.WORD -> Optional.of(OveroptimizationTemplate.of(name));
            case null, default -> Optional.empty();
        };
    }

    /** The design that is for this kind alone, else the first of all. */
    private DesignKind usual() {
        return Designs.ALL.stream()
                .filter(d -> kind != null && d.trains().equals(Optional.of(kind)))
                .findFirst()
                .orElse(Designs.ALL.getFirst());
    }

    private void check(String trained) {
        if (kind != null && !kind.equals(trained)) {
            throw new UserError("--design %s is of kind %s, found --kind %s".formatted(design, trained, kind));
        }
    }
}
