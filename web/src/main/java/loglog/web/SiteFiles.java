package loglog.web;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import loglog.runs.Digests;

/** The pages' files, read from the program's own jars when they are first asked for: a request names one of a list, never a path. */
final class SiteFiles {
    /** The pages, by their paths. */
    static final List<String> PAGES =
            List.of("runs", "playground", "primer", "laws", "forecast", "ledger", "planner", "prefer", "hex");

    private static final List<String> SCRIPTS = List.of(
            "common.js",
            "runs.js",
            "assumptions.js",
            "runlist.js",
            "view.js",
            "curves.js",
            "envelope.js",
            "flags.js",
            "playground.js",
            "primer.js",
            "figures.js",
            "questions.js",
            "sheet.js",
            "terms.js",
            "tokenloss.js",
            "tasks.js",
            "planner.js",
            "prefer.js",
            "hex.js",
            "studies.js");

    /** Those of the pages, which are asked for with all that they import as one. */
    private static final List<String> JOINED = List.of(
            "runs.js", "playground.js", "primer.js", "questions.js", "planner.js", "prefer.js", "hex.js", "terms.js");

    /** Simulated tables to try questions with: those of the folder examples. */
    private static final List<String> EXAMPLES = List.of("runs.csv", "recipes.csv", "models.csv", "agents.csv");

    private static final String RUNS = "/runs";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String UPLOT = "META-INF/resources/webjars/uplot/%s/dist/%s";

    private record SiteFile(String type, byte[] bytes, String tag) {
        static SiteFile of(String type, byte[] bytes) {
            var digest =
                    HexFormat.of().formatHex(Digests.sha256().digest(bytes)).substring(0, 32);
            return new SiteFile(type, bytes, '"' + digest + '"');
        }
    }

    private final Map<String, Supplier<SiteFile>> files = new HashMap<>();
    private final Map<String, SiteFile> read = new ConcurrentHashMap<>();

    SiteFiles() {
        for (var page : PAGES) {
            put("/" + page, HTML, () -> own(page + ".html"));
        }
        for (var script : SCRIPTS) {
            put("/site/" + script, SCRIPT, () -> own(script));
        }
        for (var script : JOINED) {
            put(
                    "/site/joined/" + script,
                    SCRIPT,
                    () -> JoinedScript.of(script, SiteFiles::source).getBytes(StandardCharsets.UTF_8));
        }
        put("/site/style.css", "text/css; charset=utf-8", SiteFiles::styles);
        put("/site/primer.json", "application/json", () -> own("primer.json"));
        for (var table : EXAMPLES) {
            put("/site/examples/" + table, "text/csv; charset=utf-8", () -> read("loglog/web/examples/" + table));
        }
        put("/favicon.ico", "image/svg+xml", () -> own("icon.svg"));
    }

    /** All paths. */
    List<String> paths() {
        return files.keySet().stream().sorted().toList();
    }

    private void put(String path, String type, Supplier<byte[]> bytes) {
        files.put(path, () -> SiteFile.of(type, bytes.get()));
    }

    private static byte[] own(String name) {
        return read("loglog/web/site/" + name);
    }

    /** The text of a script, of ours or of the library. */
    private static String source(String name) {
        return new String(name.equals("uplot.js") ? uplot("uPlot.iife.min.js") : own(name), StandardCharsets.UTF_8);
    }

    private static byte[] styles() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(own("style.css"));
        all.writeBytes(own("more.css"));
        all.writeBytes(uplot("uPlot.min.css"));
        return all.toByteArray();
    }

    private static byte[] uplot(String name) {
        var version = new String(read("loglog/web/uplot.txt"), StandardCharsets.UTF_8).strip();
        return read(UPLOT.formatted(version, name));
    }

    private static byte[] read(String resource) {
        try (var in = SiteFiles.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program's jars lack " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SiteFile file(String path) {
        return read.computeIfAbsent(path, p -> files.get(p).get());
    }

    /** The file of a path, one of texts. */
    String text(String path) {
        return new String(file(path).bytes, StandardCharsets.UTF_8);
    }

    /**
     * Answers with the file of a path. A page of chosen runs begins with the question for their curves, so that the browser asks it
     * beside the script that draws them, not after it.
     */
    void serve(Context context, String path) {
        var question = path.equals(RUNS) ? FirstCurves.question(context.queryParamMap()) : null;
        var file = question == null ? file(path) : SiteFile.of(HTML, FirstCurves.asked(file(path).bytes, question));
        context.header(
                "Cache-Control", "no-cache"); // asked for again each time, which takes no bytes where it is the same
        context.header("ETag", file.tag);
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType(file.type);
        context.result(file.bytes);
    }
}
