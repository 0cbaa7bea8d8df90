package loglog.lab.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.zip.ZipFile;

/**
 * {@code training_args.bin}, which Hugging Face's Trainer keeps beside the weights: a pickle of its arguments in PyTorch's
 * zip. A pickle is a program; it is not run here, only searched for an argument's name and the number behind it.
 */
final class TrainingArguments {
    static final String FILE = "training_args.bin";
    private static final int LARGEST = 1 << 20;

    private TrainingArguments() {}

    /** An argument that is a float; empty where the file does not say so plainly. */
    static OptionalDouble number(Path file, String name) {
        try (var zip = new ZipFile(file.toFile())) {
            var entry = zip.stream()
                    .filter(e -> e.getName().endsWith("/data.pkl"))
                    .findFirst()
                    .orElse(null);
            if (entry == null) {
                return OptionalDouble.empty();
            }
            try (var in = zip.getInputStream(entry)) {
                return number(in.readNBytes(LARGEST), name);
            }
        } catch (IOException _) { // what cannot be read says nothing
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble number(byte[] pickle, String name) {
        var key = name.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at + key.length + 11 <= pickle.length; at++) {
            if (!matches(pickle, at, key)) {
                continue;
            }
            int next = at + key.length;
            // The name is remembered first: BINPUT with its number in a byte, or LONG_BINPUT in four.
            next += pickle[next] == 'q' ? 2 : pickle[next] == 'r' ? 5 : 0;
            if (next + 9 <= pickle.length && pickle[next] == 'G') {
                return OptionalDouble.of(ByteBuffer.wrap(pickle, next + 1, 8).getDouble());
            }
        }
        return OptionalDouble.empty();
    }

    private static boolean matches(byte[] bytes, int at, byte[] with) {
        for (int i = 0; i < with.length; i++) {
            if (bytes[at + i] != with[i]) {
                return false;
            }
        }
        return true;
    }
}
