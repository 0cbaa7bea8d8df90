package loglog.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import loglog.engine.cpu.HostDevice;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;
import loglog.runs.examples.SomeFolders;

/** A server over a few run folders, one of which has a model of bytes with random weights. */
public final class SomeLab implements AutoCloseable {
    public static final String MODEL = "study/tiny";
    static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final WebServer server;

    private SomeLab(WebServer server) {
        this.server = server;
    }

    /** Writes the folders and serves them. */
    public static SomeLab open(Path folder, String token) {
        try {
            SomeFolders.run(folder.resolve("runs/study/plain"));
            SomeFolders.unfinished(folder.resolve("runs/under-way"));
            var model = SomeFolders.run(folder.resolve("runs/" + MODEL));
            write(Files.createDirectories(model.resolve("checkpoint-48")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SomeLab(WebServer.start(
                new ServerSettings(
                        "127.0.0.1", 0, token, true, "test", List.of(folder.resolve("runs")), _ -> Optional.empty()),
                _ -> List.of()));
    }

    private static void write(Path folder) {
        try (var device = HostDevice.scalar(1)) {
            var model = new Model(
                    device, new Llama(256, 32, 2, 4, 2, 8, 40, 64, 1e-5, 10000, false, OptionalInt.empty()), 0);
            model.initialize(3);
            model.parameters().byName().forEach((name, t) -> {
                if (name.contains("embed")) {
                    device.kernels(0).scaleAdd(0, t, 20, t);
                }
            });
            Checkpoint.writeModel(folder, model);
        }
    }

    public WebServer server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    /**
     * What came back.
     *
     * @param head status line and headers
     */
    public record Answer(int status, String head, String body) {
        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .findFirst()
                    .map(line -> line.substring(name.length() + 1).strip())
                    .orElse("");
        }
    }

    /** Sends bytes as they are, says that no more come, and reads all that comes back until the server closes. */
    Answer raw(byte[] request) {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(240_000);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            var bytes = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(bytes);
            } catch (java.net.SocketException _) {
                // The server has heard enough.
            }
            // Latin 1 first, as the sizes of chunks count bytes.
            var text = bytes.toString(StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            int status = text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
            var head = end < 0 ? text : text.substring(0, end);
            var body = end < 0 ? "" : text.substring(end + 4);
            body = head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked") ? joined(body) : body;
            return new Answer(
                    status, head, new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String joined(String chunks) {
        var all = new StringBuilder();
        int at = 0;
        for (int end; (end = chunks.indexOf("\r\n", at)) > 0; ) {
            if (!chunks.substring(at, end).matches("[0-9a-f]{1,7}")) {
                break; // an answer to what a damaged request left over
            }
            int size = Integer.parseInt(chunks.substring(at, end), 16);
            all.append(chunks, end + 2, Math.min(chunks.length(), end + 2 + size));
            at = end + 2 + size + 2;
            if (at >= chunks.length()) {
                break;
            }
        }
        return all.toString();
    }

    /** A GET with headers, each a whole line. */
    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    private Answer send(String method, String path, String body, String... headers) {
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        boolean host = false;
        for (var header : headers) {
            request.append(header).append("\r\n");
            host |= header.startsWith("Host:");
        }
        if (!host) {
            request.append("Host: 127.0.0.1:").append(port()).append("\r\n");
        }
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        if (method.equals("POST")) {
            request.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(bytes.length)
                    .append("\r\n");
        }
        var head = request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        var all = java.util.Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return raw(all);
    }

    @Override
    public void close() {
        server.close();
    }
}
