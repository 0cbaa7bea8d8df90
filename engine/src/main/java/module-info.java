/** Compute into gradients: memory, kernels, layers, optimizers. Knows no language model and no game. */
module loglog.engine {
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires org.bytedeco.javacpp;

    exports loglog.engine;
    exports loglog.engine.cpu;
    exports loglog.engine.devices;
    exports loglog.engine.layers;
    exports loglog.engine.optimizers;
}
