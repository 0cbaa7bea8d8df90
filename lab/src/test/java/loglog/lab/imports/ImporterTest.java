package loglog.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private ImportReport read(Path path, ImportOptions options) {
        return Importer.importAll(List.of(path), options, runs());
    }

    private static List<String> state(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            var state = new ArrayList<String>();
            for (var file : files.sorted().toList()) {
                state.add(file + " " + Files.getLastModifiedTime(file) + " "
                        + (Files.isDirectory(file) ? "" : Files.readString(file)));
            }
            return state;
        }
    }

    @Test
    void theSameRunTwiceChangesNothing() throws IOException {
        var file = Imports.write(folder, "past.csv", "name,params,loss\na,1e6,4\nb,1e7,3\n");
        assertThat(read(file, ImportOptions.USUAL).runs()).allMatch(ImportReport.Run::isNew);
        Files.setLastModifiedTime(runs().resolve("a/run.json"), FileTime.fromMillis(1000));
        var before = state(runs());
        assertThat(read(file, ImportOptions.USUAL).runs()).hasSize(2).noneMatch(ImportReport.Run::isNew);
        // Nor does the same content elsewhere.
        Files.createDirectories(folder.resolve("moved"));
        Files.move(file, folder.resolve("moved/past.csv"));
        assertThat(read(folder.resolve("moved/past.csv"), ImportOptions.USUAL).runs())
                .hasSize(2)
                .noneMatch(ImportReport.Run::isNew);
        assertThat(state(runs())).isEqualTo(before);
    }

    @Test
    void anotherContentUnderTheSameNameIsRefusedAndTheOldOneStays() throws IOException {
        read(Imports.write(folder, "past.csv", "name,params,loss\na,1e6,4\n"), ImportOptions.USUAL);
        var before = state(runs());
        var report =
                read(Imports.write(folder, "past.csv", "name,params,loss\na,1e6,5\nb,1e6,6\n"), ImportOptions.USUAL);
        assertThat(report.refused().getFirst().sentence())
                .contains("a: found something else of that name there", "another --name");
        assertThat(report.runs().stream().map(ImportReport.Run::name)).containsExactly("b");
        assertThat(state(runs())).containsAll(before.subList(1, before.size()));
    }

    @Test
    void aFolderThatIsNoImportedRunIsNeverTouched() throws IOException {
        Imports.write(runs(), "a/run.json", "{\"params\": 5}");
        Imports.write(runs(), "b/notes.txt", "mine");
        var before = state(runs());
        var report =
                read(Imports.write(folder, "past.csv", "name,params,loss\na,1e6,4\nb,1e6,4\n"), ImportOptions.USUAL);
        assertThat(report.refused()).hasSize(2);
        assertThat(state(runs())).isEqualTo(before);
    }

    @Test
    void twoRunsOfOneNameAreRefusedBeforeAnythingIsWritten() {
        var file = Imports.write(folder, "past.csv", "name,params,loss\na b,1e6,4\nother,1e6,4\na/b,1e6,5\n");
        assertThatThrownBy(() -> read(file, ImportOptions.USUAL))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found two runs named a-b")
                .hasMessageContaining("line 2")
                .hasMessageContaining("line 4");
        assertThat(runs()).doesNotExist();
    }

    @Test
    void aNameIsForOneRunAndAPrefixForSeveral() {
        var one = Imports.write(folder, "one.csv", "name,params,loss\na,1e6,4\n");
        var two = Imports.write(folder, "two.csv", "name,params,loss\na,1e6,4\nb,1e6,5\n");
        read(one, Imports.named("mine"));
        read(two, Imports.named("mine"));
        assertThat(runs()).isDirectoryContaining("glob:**/mine").isDirectoryContaining("glob:**/mine-b");
    }

    @Test
    void namesStayWithinTheFolderOfRuns() {
        read(Imports.write(folder, "past.csv", "name,params,loss\n../../x,1e6,4\n.y,1e6,5\n"), ImportOptions.USUAL);
        assertThat(runs().resolve("x/run.json")).exists();
        assertThat(runs().resolve("y/run.json")).exists();
    }

    @Test
    void whatIsNoRunIsOneSentence() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        Imports.write(folder, "other/readme.txt", "words");
        Files.write(folder.resolve("image.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 1});
        Imports.write(folder, "nothing.csv", "");
        for (var expected : List.of(
                List.of("nowhere", "nowhere does not exist"),
                List.of("empty", "found an empty folder, expected event files"),
                List.of("other", "found no past runs in it, expected event files"),
                List.of("image.png", "found neither an event file nor text"),
                List.of("nothing.csv", "found nothing, expected past runs"))) {
            assertThatThrownBy(() -> read(folder.resolve(expected.getFirst()), ImportOptions.USUAL))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(expected.getLast());
        }
        assertThat(runs()).doesNotExist();
    }

    @Test
    void aFileOfAnotherFormatThanSaidIsRefused() {
        var table = Imports.write(folder, "past.csv", "name,params,loss\na,1e6,4\n");
        for (var format : List.of(TensorBoard.FORMAT, TrainerState.FORMAT, Wandb.FORMAT)) {
            assertThat(read(table, Imports.of(format)).refused())
                    .as(format.toString())
                    .hasSize(1);
        }
    }

    @Test
    void ofManyAtOnceOneWritesAndTheOthersFindItThere() throws Exception {
        var file = Imports.write(folder, "past.csv", "name,params,loss\na,1e6,4\n");
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<ImportReport> one = () -> read(file, ImportOptions.USUAL);
            int fresh = 0;
            for (var future : pool.invokeAll(java.util.Collections.nCopies(40, one))) {
                assertThat(future.get().refused()).isEmpty();
                fresh += future.get().runs().getFirst().isNew() ? 1 : 0;
            }
            assertThat(fresh).isEqualTo(1);
        }
        try (var left = Files.list(runs())) {
            assertThat(left).containsExactly(runs().resolve("a"));
        }
    }
}
