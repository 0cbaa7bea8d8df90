package loglog.app.web;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.web.ServerSettings;
import loglog.web.WebServer;

/**
 * A served lab for damaged requests. A request is kept as a text: its first line, an empty one, and what follows it as the body.
 */
public final class MutatedRequests implements AutoCloseable {
    /** A study would be trained until it ends, and events come for as long as someone listens. */
    private static final Set<String> LEFT_OUT = Set.of("/api/studies/start", "/api/live");

    private static final Map<String, String> USUAL = Map.of(
            "run", "first",
            "model", "first",
            "folder", ".",
            "table", "t.csv",
            "at", "params=1e7,tokens=1e9",
            "budget", "1e20",
            "bootstrap", "0",
            "draws", "20",
            "metric", "loss");

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int MOST_READ = 1 << 22;

    private final WebServer server;

    private MutatedRequests(WebServer server) {
        this.server = server;
    }

    /** Makes runs of random weights and serves them. */
    public static MutatedRequests open(Path runs) {
        UntrainedRuns.player(runs.resolve("hex/player"));
        UntrainedRuns.solver(runs.resolve("sums/solver"));
        UntrainedRuns.model(runs.resolve("first"), 3);
        return new MutatedRequests(Serving.start(
                new ServerSettings("127.0.0.1", 0, null, false, "test", List.of(runs), Serving::sentence)));
    }

    /** A request of each route, and OpenAI's. */
    public List<String> whole() {
        var requests = new ArrayList<String>();
        for (var route : Serving.routes(server, List.of())) {
            if (LEFT_OUT.contains(route.path())) {
                continue;
            }
            var query = new StringBuilder();
            for (var field : route.about().get().fields()) {
                var value = route.path().contains("/hex/") && field.name().equals("run")
                        ? "hex/player"
                        : USUAL.get(field.name());
                if (value != null) {
                    query.append(query.isEmpty() ? '?' : '&')
                            .append(field.name())
                            .append('=')
                            .append(value);
                }
            }
            requests.add(route.method() + " " + route.path() + query + "\n\n" + body(route.path(), route.method()));
        }
        requests.add("GET /v1/models\n\n");
        requests.add("GET /v1/models/first\n\n");
        requests.add("GET /runs\n\n");
        requests.add(
                "POST /v1/completions\n\n{\"model\":\"first\",\"prompt\":[\"a cat\",[1,2]],\"max_tokens\":4,\"n\":2,"
                        + "\"temperature\":0.5,\"top_p\":0.9,\"seed\":1,\"logprobs\":2,\"echo\":true,\"stop\":[\"x\"],\"stream\":false}");
        requests.add(
                "POST /v1/chat/completions\n\n{\"model\":\"first\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],"
                        + "\"max_tokens\":4,\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        return requests;
    }

    private static String body(String path, String method) {
        if (method.equals("GET")) {
            return "";
        }
        return switch (path) {
            case "/api/surprise" -> "{\"model\":\"first\",\"text\":\"a cat sat\",\"alternatives\":2}";
            case "/api/studies/init" -> "{\"name\":\"mine\",\"design\":\"ladder\",\"kind\":\"\"}";
            case "/api/studies/stop" -> "{\"study\":\"mine.yaml\"}";
            case "/api/think" -> "{\"run\":\"sums/solver\",\"problem\":\"1+1=\",\"votes\":2,\"temperature\":1}";
            case "/api/prefer/choice" ->
                "{\"set\":\"s\",\"choice\":\"left\",\"prompts\":[\"a\"],\"models\":[\"first\"]}";
            default ->
                path.endsWith("trend")
                        ? "date,metric\n2020,1\n2021,2\n2022,5\n2023,9\n"
                        : path.endsWith("horizon")
                                ? "alias,task_id,task_family,human_minutes,score_binarized\na,t1,f1,1,1\na,t2,f2,60,0\n"
                                : path.startsWith("/api/questions/")
                                        ? "recipe,params,tokens,loss\na,1e6,2e7,3\na,2e6,4e7,2.8\na,4e6,8e7,2.7\na,8e6,1e8,2.6\n"
                                        : "{\"run\":\"first\",\"set\":\"s\"}";
        };
    }

    /**
     * Sends a request and takes the answer.
     *
     * @return what is wrong with it; empty where it is an answer or a refusal
     */
    public String wrong(String request) {
        int end = request.indexOf("\n\n");
        var line = end < 0 ? request : request.substring(0, end);
        var body = (end < 0 ? "" : request.substring(end + 2)).getBytes(StandardCharsets.ISO_8859_1);
        if (LEFT_OUT.stream().anyMatch(line::contains)) {
            return "";
        }
        var head = line.strip().replaceAll("\\s+HTTP.*", "") + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            var answer = new String(socket.getInputStream().readNBytes(MOST_READ), StandardCharsets.ISO_8859_1);
            // 505 is what a line without a version of HTTP is told.
            if (answer.matches("(?s)HTTP/1.1 5(?!05).*")
                    || answer.contains("defect of Loglog")
                    || answer.contains("\tat ")) {
                return answer.substring(0, Math.min(500, answer.length()));
            }
            return "";
        } catch (SocketTimeoutException _) {
            return "no answer";
        } catch (IOException e) {
            // A line that is no request ends the connection.
            return e.getMessage() != null && e.getMessage().contains("reset") ? "" : "the connection: " + e;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
