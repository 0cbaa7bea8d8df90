/** Language models: corpora, tokenizers, the transformer, its training loop, checkpoints, generation. */
module loglog.models {
    requires transitive loglog.engine;
    requires tools.jackson.databind;

    exports loglog.models.data;
    exports loglog.models.training;
    exports loglog.models.transformer;
    exports loglog.models.weights;
}
