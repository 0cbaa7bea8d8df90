package loglog.app.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.lab.design.Designs;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import loglog.lab.study.StudyTemplate;
import loglog.runs.AtomicFile;
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
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return words().iterator();
        }
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "(default: ${DEFAULT-VALUE})")
    Path file = Path.of(StudyFile.NAME_OF_FILE);

    @Option(
            names = "--design",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    String design = Designs.ALL.getFirst().word();

    @Override
    public void run() {
        if (!words().contains(design)) {
            throw new UserError("--design: found %s, expected one of %s".formatted(design, String.join(", ", words())));
        }
        if (Files.isDirectory(file)) {
            throw new UserError("%s: found a folder, expected a file's name, such as %s"
                    .formatted(file, file.resolve(StudyFile.NAME_OF_FILE)));
        }
        var folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UserError("%s: found no folder %s, expected one".formatted(file, folder));
        }
        var name = file.getFileName().toString();
        if (Files.exists(file)) {
            throw new UserError("%s: found a file there already, expected a new name".formatted(file));
        }
        // The schema first: where there is no room for both, the next try finds no study file in its way.
        var schema = file.resolveSibling(StudySchema.FILE);
        if (!Files.exists(schema)) {
            AtomicFile.writeNew(schema, StudySchema.text().getBytes(StandardCharsets.UTF_8));
        }
        AtomicFile.writeNew(file, text(name).getBytes(StandardCharsets.UTF_8));
        System.out.printf("wrote %s (a study of kind %s) and %s%n", file, design, schema);
        System.out.printf("next: loglog study check %s%n", file);
    }

    private static List<String> words() {
        return Stream.concat(
                        Designs.words().stream(),
                        Stream.of(ThinkingTemplate.WORD, UnhobblingTemplate.WORD, EmergenceTemplate.WORD))
                .toList();
    }

    private String text(String name) {
        return switch (design) {
            case ThinkingTemplate.WORD -> ThinkingTemplate.of(name);
            case UnhobblingTemplate.WORD -> UnhobblingTemplate.of(name);
            case EmergenceTemplate.WORD -> EmergenceTemplate.of(name);
            default -> StudyTemplate.of(Designs.find(design).orElseThrow(), name, StudySchema.FILE);
        };
    }
}
