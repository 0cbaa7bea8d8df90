package loglog.web.openai;

import loglog.words.Sentence;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What keeps a request from being answered, as OpenAI's clients read it: a sentence, the parameter, the kind of error. */
public final class RequestProblem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int NOT_FOUND = 404;

    private final int status;
    private final String parameter;

    private RequestProblem(int status, String parameter, String sentence) {
        super(sentence);
        this.status = status;
        this.parameter = parameter;
    }

    /** A parameter that is not what it can be. */
    static RequestProblem of(String parameter, String found, String expected) {
        return new RequestProblem(400, parameter, Sentence.found(parameter, found, expected));
    }

    /** What cannot be done here. */
    static RequestProblem saying(String parameter, String sentence) {
        return new RequestProblem(400, parameter, sentence);
    }

    static RequestProblem noModel(String sentence) {
        return new RequestProblem(NOT_FOUND, "model", sentence);
    }

    /** The status of the answer: 400 or 404. */
    public int status() {
        return status;
    }

    /** {@code {"error": {message, type, param, code}}}. */
    public ObjectNode json() {
        return json(getMessage(), "invalid_request_error", parameter, status == NOT_FOUND ? "model_not_found" : null);
    }

    /** An error in OpenAI's form. */
    public static ObjectNode json(String message, String type, String parameter, String code) {
        var json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", parameter)
                .put("code", code);
        return json;
    }
}
