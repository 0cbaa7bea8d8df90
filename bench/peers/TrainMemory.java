import java.util.Locale;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.models.training.Recipe;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;

/**
 * Memory of the tensors that a training takes, in MiB, by its products' precision and its optimizer's state. Arguments: width, layers,
 * batch, context, threads.
 *
 * <p>{@code java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp CLASSES:JARS
 * bench/peers/TrainMemory.java 320 8 8 256 2}
 */
public final class TrainMemory {
    public static void main(String[] args) {
        int batch = Integer.parseInt(args[2]);
        int context = Integer.parseInt(args[3]);
        var config = Sizes.shape("llama", Integer.parseInt(args[0]), Integer.parseInt(args[1]), 256, context);
        double plain = 0;
        for (var products : Precision.values()) {
            for (var state : Precision.values()) {
                var recipe = Recipe.usual(context).with(products).withOptimizerState(state);
                try (var device = Devices.open(Devices.CPU, Integer.parseInt(args[4]), products)) {
                    new TrainingStep(new Model(device, config, 64), recipe::optimizer, batch, context);
                    double mib = device.allocatedBytes() / 0x1p20;
                    plain = plain == 0 ? mib : plain;
                    System.out.printf(
                            Locale.ROOT,
                            "%d params, products %s, state %s: %.1f MiB (%.3f)%n",
                            config.params(), products, state, mib, mib / plain);
                }
            }
        }
        System.exit(0); // lanes wait for work
    }
}
