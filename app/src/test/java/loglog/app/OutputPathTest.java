package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What a command writes is checked before its work begins, and the check leaves nothing behind. */
class OutputPathTest {
    /** Paths that are read. */
    private static final Set<String> READ = Set.of(
            "agent TASKS",
            "agent --run",
            "cluster --table",
            "cluster build-out --scenario",
            "cluster chips --table",
            "cluster fleet --table",
            "eval MODEL",
            "export MODEL",
            "import PATH",
            "ooms --scenario",
            "play RUN",
            "precision RUN",
            "prefer RUN",
            "prefer --prompts",
            "report STUDY_FOLDER",
            "run FILE",
            "sample MODEL",
            "study check FILE",
            "surprise --model",
            "think RUN",
            "train --resume",
            "train --tokenizer",
            "tune RUN",
            "tune --pairs",
            "tune --prompts",
            "tune --reward");

    /** Written at once, before any work. */
    private static final Set<String> AT_ONCE = Set.of("study init FILE");

    /** What has to stand beside an option that is an output only then. */
    private static final Map<String, List<String>> WITH = Map.of(
            "trend --runs", List.of("--ledger"),
            "horizon --runs", List.of("--ledger"),
            "takeoff --runs", List.of("--ledger"),
            "ooms --runs", List.of("--ledger"));

    @TempDir
    Path folder;

    private static boolean isPath(ArgSpec arg) {
        return arg.auxiliaryTypes()[arg.auxiliaryTypes().length - 1] == Path.class;
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private List<String> listed() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    /** A command line that parses, with a path where nothing can be. */
    private Object[] words(String command, CommandLine line, ArgSpec output, Path path) {
        var words = new ArrayList<Object>(Arrays.asList(command.split(" ")));
        for (var other : line.getCommandSpec().options()) {
            if (other.required() && other != output) {
                words.addAll(List.of(other.longestName(), "1"));
            }
        }
        for (var parameter : line.getCommandSpec().positionalParameters()) {
            if (parameter == output) {
                words.add(path);
            } else if (parameter.arity().min() > 0) {
                words.add("1");
            }
        }
        if (output instanceof OptionSpec option) {
            words.addAll(List.of(option.longestName(), path));
        }
        words.addAll(WITH.getOrDefault(command + " " + name(output), List.of()));
        return words.toArray();
    }

    private int check(CommandLine line, String command, Path path) {
        int checked = 0;
        for (var arg : line.getCommandSpec().args()) {
            var named = command + " " + name(arg);
            if (isPath(arg) && !READ.contains(named) && !AT_ONCE.contains(named) && !named.equals("ledger --runs")) {
                var result = Cli.run(words(command, line, arg, path));
                assertThat(result.status()).as(named).isEqualTo(2);
                assertThat(result.complaint()).as(named).startsWith(name(arg) + ": found ");
                checked++;
            }
        }
        for (var sub : line.getSubcommands().entrySet()) {
            checked += check(sub.getValue(), (command + " " + sub.getKey()).strip(), path);
        }
        return checked;
    }

    @Test
    void everyPathThatACommandWritesIsCheckedBeforeItsWork() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "here");
        var before = listed();
        assertThat(check(Main.line(), "", file.resolve("below/it"))).isGreaterThan(80);
        assertThat(listed()).isEqualTo(before);
    }

    @Test
    void whatCanBeWrittenPassesAndNothingIsLeft() throws Exception {
        var before = listed();
        assertThatCode(() -> {
                    OutputPath.file("--html", folder.resolve("page.html"));
                    OutputPath.folder("--figures", folder.resolve("figures"));
                    OutputPath.folders("--runs", folder.resolve("a/b/c"));
                    OutputPath.fileAndFolders("--gguf", folder.resolve("a/b/c.gguf"));
                    OutputPath.file("--html", null);
                })
                .doesNotThrowAnyException();
        assertThat(listed()).isEqualTo(before);
    }

    @Test
    void whatIsInTheWayIsNamed() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "here");
        assertThatThrownBy(() -> OutputPath.file("--html", folder))
                .hasMessage("--html: found the folder %s, expected the name of a file to write", folder);
        assertThatThrownBy(() -> OutputPath.file("--html", folder.resolve("none/page.html")))
                .hasMessage("--html: found no folder %s, expected one that is there", folder.resolve("none"));
        assertThatThrownBy(() -> OutputPath.folders("--runs", file))
                .hasMessage("--runs: found the file %s, expected a folder", file);
        assertThatThrownBy(() -> OutputPath.folders("--runs", file.resolve("x")))
                .hasMessage("--runs: found %s, while %s is a file, expected a folder", file.resolve("x"), file);
        var takesNone = Path.of("/proc");
        Assumptions.assumeTrue(Files.isDirectory(takesNone.resolve("self")), "skipped: this system has no /proc");
        assertThatThrownBy(() -> OutputPath.folders("--runs", takesNone.resolve("runs")))
                .hasMessageStartingWith("--runs: found the folder /proc, where no file can be made");
    }
}
