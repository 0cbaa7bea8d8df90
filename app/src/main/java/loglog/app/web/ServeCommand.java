package loglog.app.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.app.lab.RunsBelow;
import loglog.app.models.KvCacheOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog serve}: the lab in a browser, and OpenAI's API over its models. */
@Command(
        name = "serve",
        description = {
            "Open the lab in a browser: runs as they train, studies to start and stop, models to ask, the field's terms.",
            "Also answers OpenAI's API (/v1) for every run with a language model."
        })
public final class ServeCommand implements Runnable {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    /** How chats are answered by models without a template for them. */
    enum Chat {
        none,
        plain
    }

    private static final Pattern STUDY = Pattern.compile("(?i).*\\.(ya?ml|json)");

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..*",
            description =
                    "where runs are, at any depth (default: runs); also study files that lie elsewhere, to be started"
                            + " from a page")
    List<String> places = List.of();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE})")
    int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address to listen on; beyond this machine each request needs the token that is printed"
                    + " (default: ${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(
            names = "--chat",
            paramLabel = "HOW",
            description = "chats over models without a template: ${COMPLETION-CANDIDATES}; plain puts the messages one"
                    + " behind the other as a text (default: ${DEFAULT-VALUE})")
    Chat chat = Chat.none;

    @Mixin
    KvCacheOption cache;

    @Override
    public void run() {
        if (port < 0 || port > 65_535) {
            throw new UserError("--port: found %d, expected 0 to 65535".formatted(port));
        }
        if (host.isBlank() || host.matches(".*[\\s/].*")) {
            throw new UserError("--host: found \"%s\", expected an address such as 127.0.0.1".formatted(host));
        }
        var isStudy = places.stream()
                .collect(Collectors.partitioningBy(
                        place -> STUDY.matcher(place).matches() && Files.isRegularFile(Path.of(place))));
        var folders = isStudy.get(false);
        var studies = isStudy.get(true).stream().map(Path::of).toList();
        List<Path> roots = RunsBelow.folders(folders.isEmpty() ? null : folders);
        var token = THIS_MACHINE.contains(host) ? null : token();
        Serving.untilStopped(host, port, token, chat == Chat.plain, cache.type(), roots, studies);
    }

    private static String token() {
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
