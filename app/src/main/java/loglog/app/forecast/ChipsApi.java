package loglog.app.forecast;

import java.util.List;
import loglog.app.laws.PageAnswer;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import picocli.CommandLine;

/** The table of accelerators, as {@code loglog cluster chips} has it. */
public final class ChipsApi {
    private ChipsApi() {}

    public static List<ApiRoute> routes() {
        return List.of(ApiRoute.get(
                "/api/chips",
                "Accelerators: peaks by number format, memory, power, price, each with its source",
                List.of(),
                _ -> ApiReply.json(PageAnswer.of("chips", new CommandLine(new ChipsCommand()), List.of())
                        .path("answer"))));
    }
}
