package loglog.app.models;

import java.util.List;
import loglog.runs.Json;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.openai.ModelShelf;
import tools.jackson.databind.JsonNode;

/** What a model finds of a text, as {@code loglog surprise} has it. */
public final class PlaygroundApi {
    /** Of a text: more than a page of it is not read token by token. */
    private static final int MOST_CHARACTERS = 20_000;

    private static final int MOST_ALTERNATIVES = 20;

    private final ModelShelf models;

    public PlaygroundApi(ModelShelf models) {
        this.models = models;
    }

    public List<ApiRoute> routes() {
        return List.of(ApiRoute.post(
                "/api/surprise",
                "How likely a model finds each token of a text, and what it would have found likelier",
                List.<ApiField>of(),
                "JSON: model (a run's name), text, alternatives (0 to 20, default: 5)",
                this::surprise));
    }

    private ApiReply surprise(Asked asked) {
        var body = asked.json();
        var model = text(body.path("model"), "model");
        var text = text(body.path("text"), "text");
        if (text.length() > MOST_CHARACTERS) {
            throw BadRequest.of("text", text.length() + " characters", "at most " + MOST_CHARACTERS);
        }
        var given = body.path("alternatives");
        int alternatives = given.isMissingNode() ? 5 : given.isIntegralNumber() ? given.asInt(-1) : -1;
        if (alternatives < 0 || alternatives > MOST_ALTERNATIVES) {
            throw BadRequest.of("alternatives", Json.kind(given), "a whole number from 0 to " + MOST_ALTERNATIVES);
        }
        var surprise = models.ask(model, loaded -> loaded.completer().surprise(text, alternatives));
        return ApiReply.json(SurpriseJson.of(model, text, surprise));
    }

    private static String text(JsonNode node, String field) {
        if (!node.isString() || node.stringValue().isEmpty()) {
            throw BadRequest.of(field, Json.kind(node), "a text");
        }
        return node.stringValue();
    }
}
