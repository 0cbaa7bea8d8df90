package loglog.app.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import loglog.app.UserError;
import loglog.app.Version;
import loglog.app.answers.QuestionProblem;
import loglog.app.feedback.PreferApi;
import loglog.app.forecast.ChipsApi;
import loglog.app.hex.HexApi;
import loglog.app.lab.RunsApi;
import loglog.app.lab.StudiesApi;
import loglog.app.lab.TablesApi;
import loglog.app.models.PlaygroundApi;
import loglog.app.models.ThinkApi;
import loglog.models.transformer.CacheType;
import loglog.runs.CacheFolder;
import loglog.runs.DataException;
import loglog.tables.TableException;
import loglog.web.ApiRoute;
import loglog.web.ServerSettings;
import loglog.web.WebServer;

/** Starts the server with the answers of this room; apart from the command, so that a list of commands loads no server. */
final class Serving {
    private Serving() {}

    /** Serves until the process is told to end. */
    static void untilStopped(
            String host,
            int port,
            String token,
            boolean plainChat,
            CacheType cache,
            List<Path> roots,
            List<Path> studies) {
        var server = start(
                new ServerSettings(
                        host,
                        port,
                        token,
                        plainChat,
                        cache,
                        Version.number(),
                        roots,
                        CacheFolder.path(),
                        Serving::sentence),
                studies);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        var shown = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        System.out.printf(
                "the lab is at http://%s:%d/%s%n", shown, server.port(), token == null ? "" : "?token=" + token);
        if (token != null) {
            System.out.println(
                    "Whoever has this address can read all runs below and use this machine's processor. It is not"
                            + " encrypted: for other networks, rather lead the port through ssh -L.");
        }
        System.out.printf(
                "OpenAI's API is at http://%s:%d/v1%s; Ctrl-C ends both%n",
                shown, server.port(), token == null ? "" : ", with the token as the key");
        System.out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static WebServer start(ServerSettings settings) {
        return start(settings, List.of());
    }

    /** @param studies files that are offered besides those in the folders of runs */
    static WebServer start(ServerSettings settings, List<Path> studies) {
        return WebServer.start(settings, server -> routes(server, studies));
    }

    static List<ApiRoute> routes(WebServer server, List<Path> studies) {
        return Stream.of(
                        new RunsApi(server).routes(),
                        new StudiesApi(server, studies).routes(),
                        new TablesApi(server).routes(),
                        new PlaygroundApi(server.models()).routes(),
                        new HexApi(server).routes(),
                        new PreferApi(server).routes(),
                        ChipsApi.routes(),
                        new ThinkApi(server).routes(),
                        new QuestionsApi(server.runs().roots()).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** What the user can mend, in a page's words. */
    static Optional<String> sentence(RuntimeException e) {
        return sentence(e, PageWords::of);
    }

    /** The same in other words. */
    static Optional<String> sentence(RuntimeException e, UnaryOperator<String> worded) {
        return e instanceof UserError
                        || e instanceof QuestionProblem
                        || e instanceof TableException
                        || e instanceof DataException
                ? Optional.of(worded.apply(e.getMessage()))
                : Optional.empty();
    }
}
