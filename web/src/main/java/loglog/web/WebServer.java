package loglog.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import loglog.runs.DataException;
import loglog.runs.Exhausted;
import loglog.web.openai.ModelShelf;
import loglog.web.openai.OpenAiServer;
import loglog.web.openai.RequestProblem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The server: pages, their API, OpenAI's API. */
public final class WebServer implements AutoCloseable {
    /** Of a request's body: a table of runs. */
    static final int MOST_BYTES = 32 << 20;

    private final ServerSettings settings;
    private final RunShelf runs;
    private final ModelShelf models;
    private final OpenAiServer openAi;
    private final LiveFeed feed;
    private final SiteFiles site = new SiteFiles();
    private final Doorkeeper doorkeeper;
    private final List<ApiRoute> routes = new ArrayList<>();
    private final Javalin javalin;

    private WebServer(ServerSettings settings, Function<WebServer, List<ApiRoute>> more) {
        this.settings = settings;
        runs = new RunShelf(settings.roots(), settings.index());
        models = new ModelShelf(runs::runs, settings.cache());
        openAi = new OpenAiServer(models, settings.plainChat());
        feed = new LiveFeed(runs);
        doorkeeper = new Doorkeeper(settings.host(), settings.token());
        routes.addAll(new CurvesApi(runs).routes());
        routes.addAll(more.apply(this));
        routes.add(ApiRoute.get(
                "/api/openapi.json",
                "This description",
                List.of(),
                _ -> ApiReply.json(OpenApi.of(described(), settings.version()))));
        javalin = Javalin.create(this::configure);
    }

    /**
     * Starts a server.
     *
     * @param more questions that its API answers
     * @throws DataException where it cannot listen there
     */
    public static WebServer start(ServerSettings settings, Function<WebServer, List<ApiRoute>> more) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // no logger is set up, and none is wanted
        requireFree(settings.host(), settings.port());
        var server = new WebServer(settings, more);
        server.javalin.start(settings.host(), settings.port());
        return server;
    }

    /** Asked first: a Jetty that cannot listen does not always say so, and takes a while to give up. */
    private static void requireFree(String host, int port) {
        try (var probe = new ServerSocket(port, 1, InetAddress.getByName(host.replaceAll("[\\[\\]]", "")))) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new DataException(
                    "%s:%d: cannot listen there (%s), expected a free port and an address of this machine"
                            .formatted(host, port, e.getMessage()),
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return javalin.port();
    }

    /** The runs that it shows. */
    public RunShelf runs() {
        return runs;
    }

    /** The models that it asks. */
    public ModelShelf models() {
        return models;
    }

    /** Looks for runs that came or went; and at the others, where that was last done long enough ago. */
    public void refresh() {
        feed.refreshForRequest();
    }

    @Override
    public void close() {
        feed.close();
        javalin.stop();
        models.close();
        runs.close();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MOST_BYTES;
        config.http.asyncTimeout = 0;
        if (settings.token() == null) { // of this machine alone: packing takes longer than sending
            config.http.compressionStrategy = CompressionStrategy.NONE;
        }
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        var to = config.routes;
        to.before(this::before);
        to.get("/", context -> context.redirect("/runs"));
        for (var path : site.paths()) {
            to.get(path, context -> site.serve(context, path));
        }
        for (var route : routes) {
            switch (route.method()) {
                case "GET" -> to.get(route.path(), context -> answer(context, route));
                case "POST" -> to.post(route.path(), context -> answer(context, route));
                default -> throw new IllegalArgumentException(route.method());
            }
        }
        to.get("/api/live", context -> feed.listen(context.res()));
        to.get(
                "/v1/models",
                context -> openAi(context, () -> {
                    feed.refreshForRequest();
                    send(context, openAi.list());
                }));
        to.get(
                "/v1/models/<name>",
                context -> openAi(context, () -> send(context, openAi.one(context.pathParam("name")))));
        to.post("/v1/completions", context -> openAi(context, () -> complete(context, false)));
        to.post("/v1/chat/completions", context -> openAi(context, () -> complete(context, true)));
        to.exception(BadRequest.class, (e, context) -> refuse(context, e.status(), e.getMessage()));
        to.exception(HttpResponseException.class, (e, context) -> refuse(context, e.getStatus(), e.getMessage()));
        to.exception(Exception.class, (e, context) -> defect(context, e));
        to.error(404, context -> {
            if (context.resultInputStream() == null) {
                refuse(context, 404, "there is no " + Asked.quoted(context.path()) + " here");
            }
        });
    }

    private void before(Context context) {
        Doorkeeper.headers(context);
        if (!doorkeeper.letPass(context)) {
            context.skipRemainingHandlers();
        }
    }

    private void answer(Context context, ApiRoute route) {
        ApiReply reply;
        try {
            reply = route.answer().apply(new Asked(context.queryParamMap(), body(context)));
        } catch (BadRequest e) {
            throw e;
        } catch (RequestProblem e) {
            throw BadRequest.forbidden(e.status(), e.getMessage());
        } catch (RuntimeException e) {
            throw BadRequest.forbidden(400, settings.wording().apply(e).orElseThrow(() -> e));
        }
        if (reply.type().equals("image/svg+xml")) {
            context.header("Content-Security-Policy", Doorkeeper.POLICY_OF_PICTURES);
        }
        if (reply.type().equals(ApiReply.FLOATS)) {
            context.disableCompression(); // which makes them little smaller
        }
        context.contentType(reply.type());
        context.result(reply.bytes());
    }

    private static byte[] body(Context context) {
        if (!context.method().name().equals("POST")) {
            return new byte[0];
        }
        if (context.req().getContentLengthLong() > MOST_BYTES) {
            throw BadRequest.tooLarge(MOST_BYTES);
        }
        try {
            var bytes = context.bodyInputStream().readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw BadRequest.tooLarge(MOST_BYTES);
            }
            return bytes;
        } catch (
                IOException
                        _) { // no fault of ours: it is shorter than announced, or not in the parts that it should be in
            throw BadRequest.of("body", "one that is cut off", "a whole one");
        }
    }

    private void openAi(Context context, Runnable answer) {
        try {
            answer.run();
        } catch (RequestProblem e) {
            context.status(e.status());
            send(context, e.json());
        } catch (DataException e) { // the model's files
            context.status(400);
            send(context, RequestProblem.json(e.getMessage(), "invalid_request_error", "model", null));
        }
    }

    private void complete(Context context, boolean isChat) {
        feed.refreshForRequest();
        var ready = openAi.read(body(context), isChat);
        if (!ready.streams()) {
            send(context, openAi.answer(ready));
            return;
        }
        var response = context.res();
        boolean[] begun = {false};
        try {
            openAi.stream(ready, data -> {
                if (!begun[0]) { // until then an error is an answer with a status of its own
                    begun[0] = true;
                    response.setContentType("text/event-stream;charset=utf-8");
                    response.setHeader("X-Accel-Buffering", "no");
                }
                var out = response.getOutputStream();
                out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
        } catch (UncheckedIOException _) {
            // The client has gone; nobody is left to be told.
        }
    }

    private static void send(Context context, JsonNode json) {
        context.contentType("application/json");
        context.result(json.toString());
    }

    private static void refuse(Context context, int status, String sentence) {
        context.status(status);
        send(context, JsonNodeFactory.instance.objectNode().put("error", sentence));
    }

    private static void defect(Context context, Exception e) {
        var exhausted = Exhausted.sentence(e);
        if (exhausted.isPresent()) {
            refuse(context, 503, exhausted.get());
            return;
        }
        System.err.println("loglog: a defect of Loglog's own, please report it with the page that led here");
        e.printStackTrace();
        refuse(context, 500, "a defect of Loglog's own; what it is stands where the server was started");
    }

    private List<ApiRoute> described() {
        var all = new ArrayList<>(routes);
        all.add(ApiRoute.get(
                "/api/live",
                "Server-sent events: rows when a run wrote some, runs when the list changed",
                List.of(),
                null));
        all.add(ApiRoute.get("/v1/models", "OpenAI's list of models: runs with a checkpoint", List.of(), null));
        all.add(ApiRoute.post(
                "/v1/completions", "OpenAI's completions", List.of(), "JSON as OpenAI's API has it", null));
        all.add(ApiRoute.post(
                "/v1/chat/completions", "OpenAI's chats", List.of(), "JSON as OpenAI's API has it", null));
        return all;
    }
}
