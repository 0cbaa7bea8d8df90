package loglog.web;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The API's description, made from the list of its routes (OpenAPI 3.1). */
final class OpenApi {
    private OpenApi() {}

    static ObjectNode of(List<ApiRoute> routes, String version) {
        var json = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
        json.putObject("info")
                .put("title", "Loglog")
                .put("version", version)
                .put("description", "What the pages of ./loglog serve ask. Errors are {\"error\": a sentence}.");
        var paths = json.putObject("paths");
        for (var route : routes) {
            var path = paths.path(route.path()).isObject()
                    ? (ObjectNode) paths.path(route.path())
                    : paths.putObject(route.path());
            var operation = path.putObject(route.method().toLowerCase(Locale.ROOT));
            var about = route.about().get();
            operation.put("summary", about.summary());
            if (!about.fields().isEmpty()) {
                var parameters = operation.putArray("parameters");
                for (var field : about.fields()) {
                    var schema = parameters
                            .addObject()
                            .put("name", field.name())
                            .put("in", field.place())
                            .put("required", field.place().equals("path"))
                            .put("description", field.description())
                            .putObject("schema");
                    if (field.several()) {
                        schema.put("type", "array").putObject("items").put("type", field.type());
                    } else {
                        schema.put("type", field.type());
                    }
                }
            }
            if (!about.body().isEmpty()) {
                var body =
                        operation.putObject("requestBody").put("required", true).put("description", about.body());
                body.putObject("content")
                        .putObject(about.body().startsWith("JSON") ? "application/json" : "application/octet-stream");
            }
            var responses = operation.putObject("responses");
            responses.putObject("200").put("description", "the answer");
            responses.putObject("400").put("description", "a field that is not what it can be, in one sentence");
        }
        return json;
    }
}
