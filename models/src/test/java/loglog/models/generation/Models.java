package loglog.models.generation;

import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.engine.Device;
import loglog.engine.cpu.HostDevice;
import loglog.models.tokens.Tokenizer;
import loglog.models.training.Checkpoint;
import loglog.models.transformer.Model;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;

/** Small models of bytes with opinions: random weights, large enough that the tokens' probabilities differ. */
final class Models {
    static final int CONTEXT = 16;

    private Models() {}

    static HfConfig llama() {
        return new Llama(256, 32, 2, 4, 2, 8, 40, CONTEXT, 1e-5, 10000, false, OptionalInt.empty());
    }

    static HfConfig gpt2() {
        return new Gpt2(256, 32, 2, 4, 64, CONTEXT, 1e-5, true, OptionalInt.empty());
    }

    static Model random(Device device, HfConfig config) {
        var model = new Model(device, config, 0);
        model.initialize(3);
        var k = device.kernels(0);
        model.parameters().byName().forEach((name, t) -> {
            if (name.contains("embed") || name.contains("wte")) {
                k.scaleAdd(0, t, 20, t);
            }
        });
        return model;
    }

    /** In memory; closing it closes its device. */
    static LanguageModel bytes(HfConfig config, int lanes) {
        return LanguageModel.of(random(HostDevice.vector(lanes), config), Tokenizer.bytes());
    }

    static void write(Path folder, HfConfig config) {
        try (var device = HostDevice.scalar(1)) {
            Checkpoint.writeModel(folder, random(device, config));
        }
    }
}
