package loglog.app.agents;

import java.time.Duration;
import loglog.agents.ChatServer;
import picocli.CommandLine.Option;

/** The server that answers, and what it is asked for. */
final class AgentServerOptions {
    private static final int MOST_TOKENS = 1_000_000;
    private static final int MOST_SECONDS = 86_400;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "address of a server of OpenAI's API: http://localhost:8000/v1 (default: none; or --run)")
    String server;

    @Option(names = "--model", paramLabel = "NAME", description = "that the server knows (default: ${DEFAULT-VALUE})")
    String model = "default";

    @Option(
            names = "--key-variable",
            paramLabel = "NAME",
            description =
                    "environment variable with the server's key (default: ${DEFAULT-VALUE}, none where it is not set)")
    String variable = "OPENAI_API_KEY";

    @Option(names = "--max-tokens", paramLabel = "N", description = "of a reply (default: ${DEFAULT-VALUE})")
    int mostTokens = 1024;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "for a reply (default: ${DEFAULT-VALUE})")
    int timeout = 300;

    void check() {
        AgentCommand.check("--max-tokens", mostTokens, 1, MOST_TOKENS);
        AgentCommand.check("--timeout", timeout, 1, MOST_SECONDS);
    }

    ChatServer chat() {
        return new ChatServer(server, model, System.getenv(variable), mostTokens, Duration.ofSeconds(timeout));
    }
}
