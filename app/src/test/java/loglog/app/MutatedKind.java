package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import loglog.app.mutation.Mutations.Form;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.tables.TableException;

/**
 * A kind of input: what is valid, what is changed of it, and who reads it. A reader may refuse it by {@link UserError},
 * {@link TableException} or {@link DataException}; a command says it.
 *
 * @param weight its share among all inputs
 * @param whole of {@code file}, unchanged
 * @param file that is changed, in a folder of its own
 * @param reader gets the file and random numbers for a choice of ways to read it
 */
record MutatedKind(String name, int weight, Form form, List<byte[]> whole, Path file, Reader reader) {
    interface Reader {
        void read(Path file, Random random);
    }

    /** What a command printed that was no sentence. */
    static final class Defect extends RuntimeException {
        private static final long serialVersionUID = 1;

        Defect(String printed) {
            super(printed);
        }
    }

    /** All kinds, their valid inputs below {@code folder}. */
    static List<MutatedKind> all(Path folder) {
        var kinds = new ArrayList<MutatedKind>();
        MutatedTables.add(folder, kinds);
        MutatedStudies.addFolders(folder, kinds);
        MutatedStudies.add(folder, kinds);
        MutatedImports.add(folder, kinds);
        MutatedModels.add(folder, kinds);
        MutatedLines.add(folder, kinds);
        MutatedWords.add(folder, kinds);
        return kinds;
    }

    static Path made(Path folder, String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path corpus(Path folder) {
        var lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"text\":\"the cat ").append(i).append(" sat on the mat\"}\n");
        }
        return SomeRuns.write(folder, "texts.jsonl", lines.toString());
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** Runs a command, which has to answer or to complain in sentences. */
    static void command(String... words) {
        var result = Cli.run((Object[]) words);
        var err = result.err();
        boolean sentence = result.status() == 0 || !err.isBlank();
        if (!sentence
                || result.status() < 0
                || result.status() > 2
                || err.contains("defect of Loglog's own")
                || err.contains("\tat ")
                || err.contains("out of memory")) {
            throw new Defect(String.join(" ", words) + ": status " + result.status() + "\n" + err);
        }
    }

    static void command(String line, Path file) {
        var words = line.split(" ");
        command(Stream.concat(
                        Stream.of(words[0], file.toString()),
                        Arrays.stream(words).skip(1))
                .toArray(String[]::new));
    }

    static void sentence(Exception e) {
        if (e.getMessage() == null || e.getMessage().isBlank() || e.getMessage().length() > 4000) {
            throw new Defect("no sentence: " + e);
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void removed(Path folder) {
        if (Files.exists(folder)) {
            RunFolder.delete(folder);
        }
    }
}
