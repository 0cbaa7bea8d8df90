/** Compute into gradients: memory, kernels, layers, optimisers. Knows no language model and no game. */
module loglog.engine {
    requires jdk.incubator.vector;
    requires org.bytedeco.javacpp;

    exports loglog.engine;
    exports loglog.engine.cpu;
    exports loglog.engine.layers;
    exports loglog.engine.optimisers;
}
