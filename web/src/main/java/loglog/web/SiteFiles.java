package loglog.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import loglog.runs.Digests;

/** The pages' files, all of them read from the program's own jars at the start: a request names one of a list, never a path. */
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

    /** Simulated tables to try questions with: those of the folder examples. */
    private static final List<String> EXAMPLES = List.of("runs.csv", "recipes.csv", "models.csv", "agents.csv");

    private static final String UPLOT = "META-INF/resources/webjars/uplot/%s/dist/%s";

    private record SiteFile(String type, byte[] bytes, String tag) {}

    private final Map<String, SiteFile> files = new HashMap<>();

    SiteFiles() {
        for (var page : PAGES) {
            own("/" + page, page + ".html", "text/html; charset=utf-8");
        }
        for (var script : SCRIPTS) {
            own("/site/" + script, script, "text/javascript; charset=utf-8");
        }
        own("/site/style.css", "style.css", "text/css; charset=utf-8");
        own("/site/more.css", "more.css", "text/css; charset=utf-8");
        own("/site/primer.json", "primer.json", "application/json");
        for (var table : EXAMPLES) {
            put("/site/examples/" + table, read("loglog/web/examples/" + table), "text/csv; charset=utf-8");
        }
        own("/favicon.ico", "icon.svg", "image/svg+xml");
        var version = new String(read("loglog/web/uplot.txt"), StandardCharsets.UTF_8).strip();
        put("/site/uplot.js", read(UPLOT.formatted(version, "uPlot.iife.min.js")), "text/javascript; charset=utf-8");
        put("/site/uplot.css", read(UPLOT.formatted(version, "uPlot.min.css")), "text/css; charset=utf-8");
    }

    /** All paths. */
    List<String> paths() {
        return files.keySet().stream().sorted().toList();
    }

    private void own(String path, String name, String type) {
        put(path, read("loglog/web/site/" + name), type);
    }

    private void put(String path, byte[] bytes, String type) {
        var digest = HexFormat.of().formatHex(Digests.sha256().digest(bytes)).substring(0, 32);
        files.put(path, new SiteFile(type, bytes, '"' + digest + '"'));
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

    /** Answers with the file of a path. */
    void serve(Context context, String path) {
        var file = files.get(path);
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
