package loglog.app.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.lab.study.StudyFile;
import loglog.lab.study.StudySchema;
import loglog.runs.AtomicFile;
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
            return StudyTemplates.words().iterator();
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
        Say.out("wrote %s and %s".formatted(file, schema));
        System.out.printf("next: ./loglog study check %s%n", file);
    }

    /** Writes the file, and the schema where there is none; returns where the schema is. */
    Path write() {
        if (Files.isDirectory(file)) {
            throw new UserError("%s: found a folder, expected a file's name, such as %s"
                    .formatted(file, file.resolve(StudyFile.NAME_OF_FILE)));
        }
        var text = StudyTemplates.text(kind, design, file.getFileName().toString());
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
}
