package loglog.app.models;

import loglog.models.generation.Surprise;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a model finds of a text, for programs. */
final class SurpriseJson {
    private SurpriseJson() {}

    static ObjectNode of(String model, String text, Surprise surprise) {
        var node = Show.object();
        node.put("model", model).put("text", text);
        node.put("bits", surprise.bits());
        node.put("bits_per_byte", surprise.bitsPerByte());
        node.put("loss", surprise.loss());
        tokens(surprise, node.putArray("tokens"));
        var words = node.putArray("words");
        for (var word : surprise.words()) {
            words.addObject()
                    .put("text", word.text())
                    .put("from", word.from())
                    .put("to", word.to())
                    .put("probability", word.probability())
                    .put("bits", word.bits());
        }
        return node;
    }

    private static void tokens(Surprise surprise, ArrayNode to) {
        for (var token : surprise.tokens()) {
            var node = to.addObject()
                    .put("token", token.token())
                    .put("text", token.text())
                    .put("probability", token.probability())
                    .put("bits", token.bits())
                    .put("rank", token.rank());
            var alternatives = node.putArray("alternatives");
            for (var candidate : token.alternatives()) {
                alternatives
                        .addObject()
                        .put("token", candidate.token())
                        .put("text", candidate.text())
                        .put("probability", candidate.probability());
            }
        }
    }
}
