/** Language models: corpora, tokenizers, the transformer, its training loop, checkpoints, generation. */
module loglog.models {
    requires loglog.engine;
    requires tools.jackson.databind;

    exports loglog.models.data;
    exports loglog.models.weights;
}
