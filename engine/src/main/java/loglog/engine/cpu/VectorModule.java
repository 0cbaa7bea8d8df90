package loglog.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The module of the Vector API, which a JVM need not have from its start: with an incubator module among the roots it can use neither
 * the module graph nor the linked classes that its cache has ready. A program that shows much and computes little begins without it.
 */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private static boolean isLoaded = ModuleLayer.boot().findModule(NAME).isPresent();

    private VectorModule() {}

    /**
     * Loads the module where the JVM began without it, which it can where it has {@code --add-exports
     * java.base/jdk.internal.module=ALL-UNNAMED}: as it loads the module of an agent. To be called before a class that uses vectors is.
     *
     * @throws IllegalStateException where the JVM cannot
     */
    public static synchronized void load() {
        if (isLoaded) {
            return;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, NAME);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "the JVM has no module %s; it is to be started with --add-modules %s".formatted(NAME, NAME), e);
        }
        isLoaded = true;
    }

    /** Asked when the program is laid out: whether this JVM loads the module later, and computes with it. */
    public static void main(String[] words) {
        load();
        if (FloatVector.broadcast(FloatVector.SPECIES_128, 2).reduceLanes(VectorOperators.ADD) != 8) {
            throw new IllegalStateException("vectors do not add up");
        }
    }
}
