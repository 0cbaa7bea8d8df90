package loglog.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.app.Version;
import loglog.runs.RunFolder;
import loglog.runs.reader.RunFolders;
import loglog.web.ServerSettings;

/** What a browser asks of a page of runs, over some runs of a temporary folder: the session behind the ahead-of-time cache of {@code serve}. */
public final class ServeWarmUp {
    /** As many as an index is kept of. */
    private static final int RUNS = 120;

    /** Those whose curves are drawn. */
    private static final int LONG = 12;

    private static final int ROWS = 2000;
    private static final int TIMES = 10;

    /** As they are sorted and filtered. */
    private static final List<String> LISTS = List.of(
            "sort=updated&reverse=true",
            "sort=loss&reverse=false",
            "sort=name&reverse=false&name=run",
            "sort=params&reverse=true&where=params%3E5",
            "sort=status&reverse=false");

    private ServeWarmUp() {}

    public static void run() {
        try {
            var folder = Files.createTempDirectory("loglog");
            var cache = Files.createTempDirectory("loglog");
            try {
                for (int run = 0; run < RUNS; run++) {
                    write(Files.createDirectories(folder.resolve("study/run-" + run)), run);
                }
                RunFolders.below(folder).keepIndex(cache);
                RunFolders.indexed(List.of(folder), cache).refreshed();
                try (var server = Serving.start(new ServerSettings(
                        "127.0.0.1", 0, null, false, Version.number(), List.of(folder), Serving::sentence))) {
                    var base = "http://127.0.0.1:" + server.port();
                    var names = IntStream.range(0, LONG)
                            .mapToObj(run -> "run=study/run-" + run)
                            .collect(Collectors.joining("&"));
                    for (int time = 0; time < TIMES; time++) {
                        ask(base + "/runs");
                        ask(base + "/site/joined/runs.js");
                        for (var list : LISTS) {
                            ask(base + "/api/runs?limit=40&column=name&column=status&column=loss&column=flags&" + list);
                        }
                        ask(base + "/api/curves?" + names + "&x=tokens&y=loss&log=false&columns=1000&form=floats");
                        ask(base + "/api/measures?" + names);
                        ask(base + "/api/studies");
                        try (var live = URI.create(base + "/api/live").toURL().openStream()) {
                            live.read();
                        }
                    }
                }
            } finally {
                RunFolder.delete(folder);
                RunFolder.delete(cache);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path folder, int run) throws IOException {
        Files.writeString(
                folder.resolve("run.json"),
                "{\"recipe\":{\"rate\":0.004},\"params\":1000,\"tokens\":40000,\"steps\":%d,\"seed\":%d}"
                        .formatted(ROWS, run));
        Files.writeString(
                folder.resolve("metrics.jsonl"),
                IntStream.rangeClosed(1, run < LONG ? ROWS : 3)
                        .mapToObj(step -> "{\"step\":%d,\"tokens\":%d,\"flops\":%d,\"loss\":%s,\"seconds\":%s}%n"
                                .formatted(step, 64 * step, 4096L * step, 2 + 3.0 / step, step / 10.0))
                        .collect(Collectors.joining()));
        if (run > 0) { // one is under way
            Files.writeString(
                    folder.resolve("result.json"),
                    "{\"status\":\"finished\",\"params\":1000,\"tokens\":40000,\"flops\":2.4e8,\"loss\":2.5}");
        }
    }

    private static void ask(String url) throws IOException {
        try (var answer = URI.create(url).toURL().openStream()) {
            answer.readAllBytes();
        }
    }
}
