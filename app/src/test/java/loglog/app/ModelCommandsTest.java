package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The commands that train models and ask them, in this process, on a run of a second. */
class ModelCommandsTest {
    private record Ran(int status, String out, String err) {
        JsonNode json() {
            assertThat(status).as(err).isZero();
            return JsonMapper.shared().readTree(out);
        }
    }

    @TempDir
    static Path folder;

    private static Path texts;
    private static Ran trained;

    private static Ran run(String... args) {
        var out = System.out;
        var err = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            int status = Main.execute(args);
            return new Ran(
                    status, outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static Ran train(String... more) {
        return trainOn("80K", more);
    }

    private static Ran trainOn(String tokens, String... more) {
        var args = Stream.concat(
                Stream.of(
                        "train",
                        "--width=32",
                        "--layers=1",
                        "--context=32",
                        "--batch=8",
                        "--tokens=" + tokens,
                        "--corpus=" + texts,
                        "--runs=" + folder.resolve("runs"),
                        "--threads=1"),
                Arrays.stream(more));
        return run(args.toArray(String[]::new));
    }

    private static String model() {
        return folder.resolve("runs/tiny").toString();
    }

    @BeforeAll
    static void trainOnce() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append("{\"text\":\"the cat ").append(i).append(" sat on the mat and sat on the mat\"}\n");
        }
        texts = Files.writeString(folder.resolve("texts.jsonl"), lines);
        trained = train("--name=tiny");
    }

    @Test
    void trainingSaysHowItEndedAndWhatNext() {
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out())
                .contains("validation loss ")
                .contains(" bits per byte")
                .contains("./loglog sample " + model());
        assertThat(trained.err())
                .contains("llama")
                .contains("step 313/313")
                .contains("tokens/s")
                .contains("% of peak");
        assertThat(folder.resolve("runs/tiny/result.json")).exists();
        // The same command again: the run has ended, and says the same.
        var again = train("--name=tiny");
        assertThat(again.out()).isEqualTo(trained.out());
        var resumed = run("train", "--resume", model());
        assertThat(resumed.out()).isEqualTo(trained.out());
    }

    @Test
    void trainingIsRefusedOrStoppedInOneSentence() {
        refused(train("--name=tiny", "--lr=0.1"), model(), "other settings");
        refused(train("--name=../x"), "--name", "without slashes");
        refused(train("--size=300K"), "--size", "either");
        refused(train("--seed=2", "--clip=-1"), "--clip: found -1,");
        refused(train("--warmup=2"), "warm-up 2.0");
        refused(run("train", "--size=300K"), "--tokens", "found nothing");
        refused(run("train", "--size=300Q", "--tokens=1M"), "--size: found 300Q");
        refused(run("train", "--size=300K", "--tokens=1M", "--architecture=mamba"), "found mamba");
        refused(run("train", "--size=300K", "--tokens=1M", "--corpus=" + folder.resolve("none")), "none");
        refused(run("train", "--size=300K", "--tokens=1M", "--optimizer=sgd"), "--optimizer");
        refused(run("train", "--resume", folder.toString()), "no run.json");
        refused(run("train", "--resume", model(), "--seed=1"), "--resume", "--seed");
        assertThat(folder.resolve("runs/x")).doesNotExist();

        var diverged = train("--name=diverged", "--lr=1e25");
        assertThat(diverged.status()).isEqualTo(3);
        assertThat(diverged.err()).contains("the run diverged").contains("checkpoint-0");
    }

    @Test
    void aSampleGoesOnWithThePrompt() {
        var ran = run("sample", model(), "--prompt", "the cat", "--tokens=20", "--seed=7");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).startsWith("the cat");
        assertThat(run("sample", model(), "--prompt", "the cat", "--tokens=20", "--seed=7")
                        .out())
                .isEqualTo(ran.out());
        var json = run("sample", model(), "--prompt", "the cat", "--tokens=20", "--seed=7", "--count=2", "--json")
                .json();
        var first = json.path("samples").get(0);
        assertThat("the cat" + first.path("text").stringValue() + System.lineSeparator())
                .isEqualTo(ran.out());
        assertThat(json.path("samples").size()).isEqualTo(2);
        assertThat(first.path("end").stringValue()).isIn("document", "length");
        // The model has learned the sentence.
        var greedy = run("sample", model(), "--prompt", "the cat 17 sat on", "--tokens=8", "--temperature=0");
        assertThat(greedy.out()).startsWith("the cat 17 sat on the mat");
        var sliding = run("sample", model(), "--tokens=60");
        assertThat(sliding.err()).contains("context of 32 tokens");
        // Side by side: the first ones are the same however many there are.
        var few = run("sample", model(), "--prompt", "the cat", "--tokens=6", "--samples=3", "--json")
                .json()
                .path("samples");
        var many = run("sample", model(), "--prompt", "the cat", "--tokens=6", "--samples=40", "--json")
                .json()
                .path("samples");
        assertThat(few).hasSize(3);
        assertThat(many).hasSize(40);
        for (int i = 0; i < 3; i++) {
            assertThat(many.path(i)).isEqualTo(few.path(i));
        }
        assertThat(run("sample", model(), "--prompt", "the cat", "--tokens=6", "--samples=3")
                        .out())
                .contains("--- 3 of 3", "the cat" + few.path(2).path("text").asString());
        refused(run("sample", model(), "--samples=2", "--count=2"), "--samples: found it beside --count");
        refused(run("sample", model(), "--samples=-1"), "--samples: found -1, expected 1");
        refused(run("sample", model(), "--samples=2", "--tokens=100000"), "samples: found prompts and completions of");
        assertThat(run("sample", model(), "--count=2", "--tokens=2").out()).contains("--- 2 of 2");
        // Its heads are narrower than a block.
        refused(
                run("sample", model(), "--kv-cache=q8_0"),
                "--kv-cache: ",
                "found heads of width 16, expected a multiple of 32");
        refused(run("sample", model(), "--samples=2", "--kv-cache=q8_0"), "--kv-cache: found q8_0 beside --samples");
        refused(run("sample", model(), "--kv-cache=q4_0"), "q4_0", "f32, q8_0");
    }

    @Test
    void surpriseTellsTheExpectedFromTheUnexpected() throws IOException {
        var json = run("surprise", "--model", model(), "--json", "the cat 17 sat on the elephant")
                .json();
        double mat = 0;
        for (var word : json.path("words")) {
            if (word.path("text").stringValue().equals(" elephant")) {
                assertThat(word.path("bits").doubleValue()).isGreaterThan(20);
            }
            if (word.path("text").stringValue().equals(" the")) {
                mat = word.path("bits").doubleValue();
            }
        }
        assertThat(mat).isBetween(0.0, 3.0);
        double bits = 0;
        for (var token : json.path("tokens")) {
            bits += token.path("bits").doubleValue();
            assertThat(token.path("alternatives").size()).isEqualTo(5);
            assertThat(token.path("rank").intValue()).isPositive();
        }
        assertThat(json.path("bits").doubleValue()).isCloseTo(bits, Offset.offset(1e-9));
        assertThat(json.path("tokens").size()).isEqualTo(30);

        var page = folder.resolve("surprise.html");
        var ran = run("surprise", "--model", model(), "--html", page.toString(), "the <b>elephant</b>");
        assertThat(ran.out()).contains("\"elephant\"").contains("likeliest first tokens");
        assertThat(Files.readString(page)).contains("title=\"").contains("&lt;").doesNotContain("<b>elephant");
        var byToken = run("surprise", "--model", model(), "--by=token", "--alternatives=1", "Grüße");
        assertThat(byToken.out()).contains("rank").contains("\\xc3");
        // Several words are one text.
        var several =
                run("surprise", "--model", model(), "--json", "the", "cat").json();
        assertThat(several.path("text").stringValue()).isEqualTo("the cat");
    }

    @Test
    void evaluationAgreesWithTrainingsOwn() throws IOException {
        var json = run("eval", model(), "--json").json();
        var result = JsonMapper.shared().readTree(Files.readAllBytes(folder.resolve("runs/tiny/result.json")));
        var text = json.path("texts").get(0);
        assertThat(text.path("text").stringValue()).isEqualTo(texts.toString());
        assertThat(text.path("side").stringValue()).isEqualTo("validation");
        // Training reads whole windows only, an evaluation the rest, too: one window of about thirty.
        double loss = result.path("validation_loss").doubleValue();
        assertThat(text.path("loss").doubleValue()).isCloseTo(loss, Offset.offset(0.03 * loss));
        assertThat(text.path("se").doubleValue()).isBetween(0.0, 0.1);
        long tokens = text.path("tokens").longValue();
        var windows =
                run("eval", model(), "--json", "--tokens=" + tokens / 32 * 32).json();
        assertThat(windows.path("texts").get(0).path("loss").doubleValue()).isCloseTo(loss, Offset.offset(1e-5));

        var files = run(
                "eval",
                model(),
                texts.toString(),
                Files.writeString(folder.resolve("a.txt"), "elephant").toString());
        assertThat(files.out()).contains("bits per byte").contains("a.txt").contains("all");
        assertThat(files.out().lines().filter(l -> l.contains("n/a"))).hasSize(1); // one document has no standard error
    }

    @Test
    void aRunFindsItsTextsFromAnyFolder() throws IOException {
        // As a run has it that was begun beside its texts, and is looked at from elsewhere: a name that leads nowhere
        // here.
        var moved = Files.createDirectories(folder.resolve("elsewhere/runs/tiny"));
        for (var file : List.of("config.json", "model.safetensors")) {
            Files.copy(folder.resolve("runs/tiny/checkpoint-313").resolve(file), moved.resolve(file));
        }
        var run = (ObjectNode) JsonMapper.shared().readTree(folder.resolve("runs/tiny/run.json"));
        var data = (ObjectNode) run.get("data");
        assertThat(data.get("path").stringValue()).isEqualTo(texts.toString());
        data.put("corpus", "../texts.jsonl");
        Files.writeString(moved.resolve("run.json"), run.toString());
        double loss = loss(run("eval", model(), "--json"));
        assertThat(loss(run("eval", moved.toString(), "--json"))).isEqualTo(loss);

        // Runs of before know no place from the root: their texts are seen from a folder above them.
        data.remove("path");
        data.put("corpus", "texts.jsonl");
        Files.writeString(moved.resolve("run.json"), run.toString());
        assertThat(loss(run("eval", moved.toString(), "--json"))).isEqualTo(loss);

        // Other texts of that name are not what the run was trained on.
        Files.writeString(folder.resolve("elsewhere/texts.jsonl"), "{\"text\": \"a dog\"}\n{\"text\": \"a cow\"}\n");
        refused(run("eval", moved.toString(), "--json"), "other texts");
        data.put("corpus", "nowhere.jsonl");
        Files.writeString(moved.resolve("run.json"), run.toString());
        refused(run("eval", moved.toString(), "--json"), "nowhere.jsonl");
        data.put("corpus", 0);
        Files.writeString(moved.resolve("run.json"), run.toString());
        refused(run("eval", moved.toString(), "--json"), "data.corpus: found 0, expected a text");
    }

    private static double loss(Ran ran) {
        return ran.json().path("texts").get(0).path("loss").doubleValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample NONE | there is no such folder",
                "sample MODEL --tokens=0 | tokens: found 0",
                "sample MODEL --tokens=2147483647 | tokens: found 2147483647, which take",
                "sample MODEL --temperature=NaN | temperature: found NaN",
                "sample MODEL --temperature=Infinity | temperature: found Infinity",
                "sample MODEL --top-p=NaN | top-p: found NaN",
                "sample MODEL --top-p=0 | top-p: found 0",
                "eval MODEL --threads=100000 | --threads: found 100000",
                "eval MODEL --tokens=NaN | --tokens: found NaN",
                "sample MODEL --temperature=-1 | temperature: found -1",
                "sample MODEL --top-p=2 | top-p: found 2",
                "sample MODEL --top-k=-3 | top-k: found -3",
                "sample MODEL --count=0 | --count: found 0",
                "sample MODEL --seed=x | --seed",
                "sample | MODEL",
                "surprise --model NONE text | there is no such folder",
                "surprise --model MODEL | TEXT",
                "surprise text | --model",
                "surprise --model MODEL --alternatives=-1 text | --alternatives: found -1",
                "surprise --model MODEL --by=letter text | --by",
                "surprise --model MODEL --html NONE/x.html text | --html",
                "eval NONE | there is no such folder",
                "eval MODEL NONE | NONE",
                "eval MODEL --corpus europarl NONE | either a corpus or files",
                "eval MODEL --tokens=many | --tokens: found many",
                "eval MODEL --threads=0 | --threads: found 0",
                "bench --seconds=0 | --seconds: found 0",
                "bench --threads=0 | --threads: found 0",
                "bench --width=33 | --width: found [33]",
                "bench --architecture=mamba | --architecture: found mamba",
            })
    void badInputIsOneSentence(String line, String finding) {
        var args = line.replace("MODEL", model())
                .replace("NONE", folder.resolve("none").toString())
                .split(" ");
        refused(run(args), finding.replace("NONE", folder.resolve("none").toString()));
    }

    private static void refused(Ran ran, String... findings) {
        assertThat(ran.status()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("loglog: ").contains(findings);
        // A sentence, and for the command line's own errors the hint at --help.
        assertThat(ran.err().lines().filter(l -> !l.startsWith("("))).hasSize(1);
    }

    /** Memory and time are estimated before a folder is made or a file is read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--size=100B --tokens=1M | expected at most",
                "--size=1e17 --tokens=1M | size 100000000000000000: found no shape",
                "--size=900000T --tokens=1M | size 900000000000000000: found no shape",
                "--size=300K --tokens=1M --batch=2000000000 | batch: found 2000000000 sequences of 128 tokens",
                "--size=300K --tokens=1M --batch=16000000 | GB of Java heap",
                "--width=32 --layers=100000000 --tokens=1M | layers: found 100000000, expected 1 to 65536",
                "--width=32 --layers=65536 --context=60000 --tokens=1M | memory: found a run",
                "--width=2000000000 --layers=1 --tokens=1M | width: found 2000000000",
                "--width=1048576 --layers=65536 --tokens=1M | expected at most",
                "--width=32 --layers=1 --context=2000000000 --tokens=1M | 32 sequences of 2000000000 tokens",
                "--width=32 --layers=1 --context=0 --tokens=1M | context: found 0,",
                "--size=300K --tokens=900000T | years at this machine's peak",
                "--size=300K --tokens=1M --threads=1000000 | --threads: found 1000000, expected 1 to 1024",
                "--size=300K --tokens=1M --lr=1e400 | --lr: found Infinity",
            })
    void aRunThatThisMachineCannotMakeIsRefusedBeforeItBegins(String line, String finding) {
        var args = (line + " --name=huge --corpus=" + texts + " --runs=" + folder.resolve("huge-runs")).split(" ");
        refused(run(Stream.concat(Stream.of("train"), Arrays.stream(args)).toArray(String[]::new)), finding);
        assertThat(folder.resolve("huge-runs")).doesNotExist();
    }

    @Test
    void damagedModelsAreNamed() throws IOException {
        var bad = Files.createDirectories(folder.resolve("bad"));
        var checkpoint = folder.resolve("runs/tiny/checkpoint-313");
        Files.copy(checkpoint.resolve("config.json"), bad.resolve("config.json"));
        refused(run("sample", bad.toString()), "bad", "model.safetensors");
        var weights = Files.readAllBytes(checkpoint.resolve("model.safetensors"));
        Files.write(bad.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
        refused(run("sample", bad.toString()), "model.safetensors");
        Files.write(bad.resolve("model.safetensors"), weights);
        assertThat(run("sample", bad.toString(), "--tokens=1").status()).isZero();
        var config = Files.readString(bad.resolve("config.json"));
        Files.writeString(bad.resolve("config.json"), config.replace("\"llama\"", "\"mamba\""));
        refused(run("eval", bad.toString(), texts.toString()), "model_type: found \"mamba\"");
        Files.writeString(bad.resolve("config.json"), config);
        refused(run("eval", bad.toString()), "no run that names its corpus");
    }

    @Test
    void benchMeasuresShapes() {
        // The two smallest: all four take half a minute.
        var json = run("bench", "--json", "--seconds=0.02", "--threads=1", "--width=32,64")
                .json();
        assertThat(json.path("peak_gflops").doubleValue()).isPositive();
        assertThat(json.path("train").size()).isEqualTo(2);
        int width = 32;
        for (var row : json.path("train")) {
            assertThat(row.path("width").intValue()).isEqualTo(width);
            assertThat(row.path("layers").intValue()).isEqualTo(width / 16);
            assertThat(row.path("context").intValue()).isEqualTo(128);
            assertThat(row.path("batch").intValue()).isEqualTo(32);
            assertThat(row.path("share_of_peak").doubleValue())
                    .isCloseTo(
                            row.path("gflops").doubleValue()
                                    / json.path("peak_gflops").doubleValue(),
                            Offset.offset(1e-9));
            assertThat(row.path("tokens_per_second").doubleValue()).isPositive();
            width *= 2;
        }
    }

    /** As Ctrl-C does it: the process is asked to end. */
    @Test
    void aStoppedRunGoesOnWithTheSameCommand() throws Exception {
        var uninterrupted = trainOn("300K", "--name=whole");
        var run = folder.resolve("runs/stopped");
        var output = folder.resolve("stopped.txt");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "loglog.app.Main",
                        "train",
                        "--width=32",
                        "--layers=1",
                        "--context=32",
                        "--batch=8",
                        "--tokens=300K",
                        "--corpus=" + texts,
                        "--runs=" + folder.resolve("runs"),
                        "--threads=1",
                        "--name=stopped",
                        "--checkpoint-seconds=3600")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!Files.exists(run.resolve("metrics.jsonl")) || Files.size(run.resolve("metrics.jsonl")) == 0) {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(2);
        }
        process.destroy();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("stopped after step ").contains("goes on from there");
        assertThat(run.resolve("result.json")).doesNotExist();

        var rest = trainOn("300K", "--name=stopped");
        assertThat(rest.err()).contains("going on with " + run);
        assertThat(rest.out().replace("stopped", "whole")).isEqualTo(uninterrupted.out());
    }

    @Test
    void exportsGgufThatIsAskedAsTheRunIs() {
        var file = folder.resolve("tiny-q8.gguf").toString();
        var json =
                run("export", model(), "--gguf", file, "--type=q8_0", "--json").json();
        assertThat(json.path("bytes").longValue())
                .isEqualTo(folder.resolve("tiny-q8.gguf").toFile().length());
        assertThat(json.path("weights").path("blk.0.ffn_down.weight").stringValue())
                .isEqualTo("q8_0");
        assertThat(json.path("fallbacks").isEmpty()).isTrue();
        var rounded = run("eval", model(), "--quantize=q8_0", "--json").json().path("texts");
        assertThat(rounded.size()).isEqualTo(2);
        assertThat(rounded.get(1).path("weights").stringValue()).isEqualTo("q8_0");
        assertThat(rounded.get(1).path("damage").doubleValue())
                .isCloseTo(
                        rounded.get(1).path("loss").doubleValue()
                                - rounded.get(0).path("loss").doubleValue(),
                        Offset.offset(1e-9));
        var read = run("eval", file, "--corpus=" + texts, "--json").json().path("texts");
        assertThat(read.get(0).path("loss").doubleValue())
                .isCloseTo(rounded.get(1).path("loss").doubleValue(), Offset.offset(1e-6));
        assertThat(run("sample", file, "--prompt=a", "--tokens=5", "--json")
                        .json()
                        .path("samples")
                        .size())
                .isEqualTo(1);
        assertThat(run("surprise", "--model", file, "a text", "--json").status())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    export|--gguf=a.bin|--type=q8_0|--gguf: found a.bin, expected the name of a file that ends in .gguf
                    export|--gguf=a.gguf|--type=q5|--type: found q5, expected f32, f16, bf16, q8_0, q4_0 or tq2_0
                    eval|--quantize=q5|--tokens=100|--quantize: found q5, expected f32, f16, bf16, q8_0, q4_0 or tq2_0
                    """)
    void typesAndFilesThatAreNoneAreNamed(String command, String first, String second, String sentence) {
        var ran = run(command, model(), first, second);
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).isEqualTo("loglog: " + sentence + "\n");
    }
}
