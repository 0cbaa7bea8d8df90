package loglog.app.models;

import java.nio.file.Path;
import java.util.List;
import loglog.app.Say;
import loglog.app.laws.OutputOptions;
import loglog.models.generation.LanguageModel;
import loglog.pages.text.TerminalText;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How these commands' answers are written. */
final class Show {
    private Show() {}

    /** Loads a model, and says on standard error what of its files is not as they have it. */
    static LanguageModel model(Path folder, int threads) {
        var model = LanguageModel.load(folder, threads);
        notes(model.notes());
        return model;
    }

    static void notes(List<String> notes) {
        notes.forEach(note -> Say.err("loglog: note: " + TerminalText.line(note)));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A number that JSON does not have becomes null. */
    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }

    static void json(ObjectNode node) {
        System.out.println(OutputOptions.MAPPER.writeValueAsString(node));
    }

    /** A piece of text for a table's cell: between quotes, so that white space shows, and on one line. */
    static String quoted(String text) {
        return '"' + TerminalText.line(text) + '"';
    }
}
