package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.models.transformer.Sizes;
import loglog.models.transformer.Transformer;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class MixedPrecisionTest {
    private static final int STEPS = 150;

    @TempDir
    Path folder;

    private static Plan plan(String architecture, Precision precision) {
        return plan(architecture, 128, precision);
    }

    private static Plan plan(String architecture, int width, Precision precision) {
        var small = TinyRun.plan(STEPS * 8L * TinyRun.CONTEXT);
        var recipe = small.recipe().with(precision);
        return new Plan(
                recipe,
                Sizes.shape(architecture, width, 2, TinyRun.VOCABULARY, TinyRun.CONTEXT),
                small.tokens(),
                small.seed(),
                small.lanes());
    }

    private Outcome run(String name, String architecture, Precision precision) {
        return run(name, plan(architecture, precision));
    }

    private Outcome run(String name, Plan plan) {
        return TrainingRun.start(folder.resolve(name), plan, TinyRun.data(), TinyRun.options(), Progress.QUIET);
    }

    private static void assumeBf16() {
        assumeTrue(
                HostDevice.supports(Precision.BFLOAT16),
                "skipped: this processor has no bfloat16 products to be tested");
    }

    @ParameterizedTest
    @CsvSource({"llama, 128", "gpt2, 256"}) // the wider one keeps its activations in bfloat16
    void lossesAreWithinHalfAPercentOfFloat32s(String architecture, int width) throws IOException {
        assumeBf16();
        var full = run("float32", plan(architecture, width, Precision.FLOAT32));
        var mixed = run("bfloat16", plan(architecture, width, Precision.BFLOAT16));
        // It learned: a random token costs ln 16 = 2.77.
        assertThat(full.value("validation_loss")).isLessThan(2.4);
        assertThat(mixed.value("validation_loss")).isCloseTo(full.value("validation_loss"), withinPercentage(0.5));
        assertThat(mixed.value("validation_loss")).isNotEqualTo(full.value("validation_loss"));
        var a = losses("float32");
        var b = losses("bfloat16");
        assertThat(b).hasSameSizeAs(a).hasSize(STEPS / 10);
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).as("row %d of the loss curve", i).isCloseTo(a[i], withinPercentage(0.5));
        }
    }

    private double[] losses(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl")).stream()
                .map(loglog.runs.Json.MAPPER::readTree)
                .filter(row -> row.has("loss"))
                .mapToDouble(row -> row.get("loss").asDouble())
                .toArray();
    }

    @Test
    void sameSeedSameBits() throws IOException {
        assumeBf16();
        run("a", "llama", Precision.BFLOAT16);
        run("b", "llama", Precision.BFLOAT16);
        var newest = "checkpoint-" + STEPS + "/" + Checkpoint.MODEL;
        assertThat(Files.readAllBytes(folder.resolve("a").resolve(newest)))
                .isEqualTo(Files.readAllBytes(folder.resolve("b").resolve(newest)));
    }

    @Test
    void theRunFileSaysThePrecision() throws IOException {
        assumeBf16();
        run("run", "llama", Precision.BFLOAT16);
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("BFLOAT16");
        assertThat(TrainingRun.plan(folder.resolve("run")).recipe().precision()).isEqualTo(Precision.BFLOAT16);
    }

    @Test
    void aRunThatKeptActivationsInFloat32IsRefusedOnResumeAndAsATrunkInOneSentence() {
        assumeBf16();
        var plan = plan("llama", 256, Precision.BFLOAT16);
        var stopped = TrainingRun.start(
                folder.resolve("run"),
                plan,
                TinyRun.data(),
                new TrainingRun.Options(1, 0, 0, 0, Set.of(1L)),
                new Progress() {
                    @Override
                    public void logged(Row row) {}

                    @Override
                    public boolean stop() {
                        return true;
                    }
                });
        assertThat(stopped.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        var run = new RunFolder(folder.resolve("run"));
        var asked = run.read(run.runFile());
        asked.put("format", 3);
        run.writeSealed(run.runFile(), asked);
        var sentence =
                ("run.json: format: found 3, expected at least 4 for a run of %d params in bfloat16 to go on: finish it"
                                + " with the version that began it, which kept activations in float32")
                        .formatted(plan.params());
        assertThatThrownBy(() -> TrainingRun.resume(run.folder(), TinyRun.data(), TinyRun.options(), Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(sentence);
        assertThatThrownBy(() -> TrainingRun.branch(
                        folder.resolve("branch"),
                        run.folder(),
                        1,
                        plan,
                        TinyRun.data(),
                        Json.MAPPER.createObjectNode(),
                        TinyRun.options(),
                        Progress.QUIET))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(sentence);
    }

    @Test
    void activationsOfASmallModelStayInFloat32() {
        assertThat(Transformer.kept(Precision.BFLOAT16, (1 << 20) - 1)).isEqualTo(Precision.FLOAT32);
        assertThat(Transformer.kept(Precision.BFLOAT16, 1 << 20)).isEqualTo(Precision.BFLOAT16);
        assertThat(Transformer.kept(Precision.FLOAT32, 1 << 30)).isEqualTo(Precision.FLOAT32);
    }

    /** In a process whose oneDNN is told of no instruction set above AVX2, whatever the processor has. */
    @Test
    void aProcessorWithoutBfloat16IsToldSoBeforeAFolderIsMade() throws Exception {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        var builder = new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                MixedPrecisionTest.class.getName(),
                folder.resolve("run").toString());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
        var process = builder.redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(output)
                .contains("recipe: precision: found BFLOAT16, expected FLOAT32: this processor multiplies no bfloat16"
                        + " (it has neither avx512_bf16 nor amx_bf16)");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** Starts a run in bfloat16 in the folder that is named, and prints what is said against it. */
    public static void main(String[] args) {
        try {
            var plan = plan("llama", Precision.BFLOAT16);
            TrainingRun.start(Path.of(args[0]), plan, TinyRun.data(), TinyRun.options(), Progress.QUIET);
        } catch (DataException e) {
            System.out.println(e.getMessage());
        }
    }
}
