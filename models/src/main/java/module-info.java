/** Language models: corpora, tokenizers, the transformer, its training loop, checkpoints, generation. */
module loglog.models {
    requires ai.djl.api;
    requires ai.djl.tokenizers;
    requires java.management;
    requires transitive loglog.engine;
    requires transitive loglog.runs;

    exports loglog.models.data;
    exports loglog.models.generation;
    exports loglog.models.tokens;
    exports loglog.models.training;
    exports loglog.models.transformer;
    exports loglog.models.weights;
}
