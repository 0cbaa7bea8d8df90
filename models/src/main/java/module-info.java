/** Language models: corpora, tokenizers, the transformer, its training loop, checkpoints, generation. */
module loglog.models {
    requires ai.djl.api;
    requires ai.djl.tokenizers;
    requires java.management;
    requires loglog.words;
    requires transitive loglog.engine;
    requires transitive loglog.runs;
    requires transitive loglog.training;

    exports loglog.models.data;
    exports loglog.models.language;
    exports loglog.models.generation;
    exports loglog.models.gguf;
    exports loglog.models.tokens;
    exports loglog.models.training;
    exports loglog.models.transformer;
    exports loglog.models.weights;

    provides loglog.training.Kind with
            loglog.models.language.Language;
}
