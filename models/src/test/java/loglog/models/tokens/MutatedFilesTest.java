package loglog.models.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import loglog.models.data.ShardCorpus;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.TrainingPlanJson;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;
import loglog.models.weights.Safetensors;
import loglog.models.weights.StoredTensor;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged files of every kind that this room reads are read or refused in one sentence, with little memory. {@code
 * -Dloglog.mutations=N} tries N of each instead of a few hundred, {@code -Dloglog.mutations.seed=S} other ones.
 */
class MutatedFilesTest {
    private static final int COUNT = Integer.getInteger("loglog.mutations", 200);
    private static final long SEED = Long.getLong("loglog.mutations.seed", 1);
    private static final long MOST_BYTES = 1L << 30;

    /** What a number or a text of a JSON file is replaced with. */
    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "2147483647",
            "2147483648",
            "-9223372036854775809",
            "9".repeat(400),
            "1e400",
            "1e-400",
            "0.5",
            "null",
            "true",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[[[",
            "\"\\ud800\"");

    @TempDir
    static Path folder;

    private enum Reader {
        CONFIG("config.json") {
            @Override
            void prepare(Path file) {
                HfConfig.write(file, Sizes.shape("llama", 32, 2, 256, 16));
            }

            @Override
            void read(Path file) {
                HfWeights.elements(HfConfig.read(file));
            }
        },
        SAFETENSORS("model.safetensors") {
            @Override
            void prepare(Path file) {
                var config = Sizes.shape("gpt2", 16, 1, 16, 8);
                Safetensors.write(
                        file,
                        Map.of("format", "pt", "transformer.wte.weight", "lm_head.weight"),
                        HfWeights.of(config).stream()
                                .map(w -> StoredTensor.ofFloats(
                                        w.name().replace("transformer.wte", "lm_head"),
                                        new float
                                                [(int) w.shape().stream()
                                                        .mapToLong(d -> d)
                                                        .reduce(1, (a, b) -> a * b)],
                                        w.shape().stream().mapToLong(d -> d).toArray()))
                                .toList());
            }

            @Override
            void read(Path file) {
                var config = Sizes.shape("gpt2", 16, 1, 16, 8);
                try (var tensors = Safetensors.open(file)) {
                    HfWeights.read(HfWeights.asStored(config, tensors), tensors)
                            .values()
                            .forEach(StoredTensor::floats);
                }
            }
        },
        /** Our own reading of it: what the native library makes of it is that library's. */
        TOKENIZER("tokenizer.json") {
            @Override
            void prepare(Path file) throws IOException {
                TokenizerTest.gpt2Style(file.getParent());
            }

            @Override
            void read(Path file) throws IOException {
                TokenizerJson.read(file, Files.readAllBytes(file), java.util.OptionalInt.empty())
                        .withoutDropout();
            }
        },
        RUN("run.json") {
            @Override
            void prepare(Path file) throws IOException {
                var json = Json.MAPPER.createObjectNode();
                TrainingPlanJson.write(
                        new Plan(Recipe.usual(16), Sizes.shape("llama", 32, 2, 256, 16), 1000, 1, 2), json);
                Files.writeString(file, json.toString());
            }

            @Override
            void read(Path file) throws IOException {
                TrainingPlanJson.read(file, Json.object(file, "the file", Files.readAllBytes(file)));
            }
        },
        RESULT("result.json") {
            @Override
            void prepare(Path file) throws IOException {
                var outcome = new Outcome(
                        Outcome.Status.FINISHED,
                        "",
                        Outcome.scales(100, 10, 1000, 1e9),
                        Map.of("loss", 2.0, "validation_loss", 2.1, "bits_per_byte", 1.5),
                        Map.of(),
                        3);
                Files.writeString(file, OutcomeJson.write(outcome).toString());
            }

            @Override
            void read(Path file) throws IOException {
                OutcomeJson.read(file, Json.object(file, "the file", Files.readAllBytes(file)));
            }
        },
        SHARD("tokens.bin") {
            @Override
            void prepare(Path file) {
                TokenShards.write(file, TokenShards.Format.LLMC_UINT16, new int[] {1, 2, 3, 500, 600});
            }

            @Override
            void read(Path file) {
                try (var arena = Arena.ofConfined()) {
                    var corpus = new ShardCorpus("shard", List.of(file), 0);
                    var store = TokenShards.map(corpus, OptionalInt.of(50_257), arena)
                            .store();
                    store.bytes(0, store.length());
                }
            }
        };

        private final String file;

        Reader(String file) {
            this.file = file;
        }

        abstract void prepare(Path file) throws IOException;

        abstract void read(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Reader.class)
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedFileIsReadOrRefusedInASentence(Reader reader) throws IOException {
        var file = Files.createDirectories(folder.resolve(reader.name())).resolve(reader.file);
        reader.prepare(file);
        reader.read(file); // whole, it is read
        var whole = Files.readAllBytes(file);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            Files.write(file, mutated(whole, new Random(SEED * 1_000_003 + i)));
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                reader.read(file);
            } catch (DataException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(2000);
            } catch (Throwable e) {
                throw new AssertionError("mutation %d of seed %d".formatted(i, SEED), e);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("memory for mutation %d of seed %d", i, SEED)
                    .isLessThan(MOST_BYTES);
        }
        assertThat(refused).isPositive();
    }

    private static byte[] mutated(byte[] whole, Random random) {
        var bytes = whole;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> flipped(bytes, random);
                case 2 -> longNumber(bytes, random);
                default -> value(bytes, random);
            };
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        var result = bytes.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && result.length > 0; n--) {
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    /** Eight bytes of a length or a count. */
    private static byte[] longNumber(byte[] bytes, Random random) {
        var result = bytes.clone();
        int at = random.nextInt(4) == 0 || result.length <= 16 ? 0 : random.nextInt(Math.min(16, result.length - 8));
        byte fill = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        Arrays.fill(result, Math.min(at, result.length), Math.min(at + 1 + random.nextInt(8), result.length), fill);
        return result;
    }

    /** A number or a text of a JSON file replaced by another value; Latin-1 keeps all bytes as they are. */
    private static byte[] value(byte[] bytes, Random random) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var values = java.util.regex.Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?|\"[^\"]*\"|true|false|null")
                .matcher(text)
                .results()
                .limit(500)
                .toList();
        if (values.isEmpty()) {
            return flipped(bytes, random);
        }
        var chosen = values.get(random.nextInt(values.size()));
        var replaced = text.substring(0, chosen.start())
                + VALUES.get(random.nextInt(VALUES.size()))
                + text.substring(chosen.end());
        return replaced.getBytes(StandardCharsets.ISO_8859_1);
    }
}
