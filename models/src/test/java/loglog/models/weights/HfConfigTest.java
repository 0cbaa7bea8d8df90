package loglog.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import loglog.models.Golden;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HfConfigTest {
    @TempDir
    Path folder;

    private static final Llama LLAMA = new Llama(64, 32, 2, 4, 2, 8, 88, 16, 1e-5, 10_000, false, OptionalInt.empty());
    private static final Gpt2 GPT2 = new Gpt2(64, 32, 2, 4, 128, 16, 1e-5, true, OptionalInt.of(63));

    @Test
    void bothArchitecturesSurviveARoundTrip() {
        for (var config : List.of(LLAMA, GPT2)) {
            HfConfig.write(folder.resolve("config.json"), config);
            assertThat(HfConfig.read(folder)).isEqualTo(config);
        }
    }

    /** The keys of TinyLlama 1.1B's file, shortened. */
    @Test
    void readsALlamaConfigThatTransformersWrote() throws IOException {
        var file = Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 1,
                 "eos_token_id": [128001, 128009], "hidden_act": "silu", "hidden_size": 2048,
                 "initializer_range": 0.02, "intermediate_size": 5632, "max_position_embeddings": 2048,
                 "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 22,
                 "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null,
                 "rope_parameters": {"rope_theta": 500000.0, "rope_type": "default"},
                 "tie_word_embeddings": false, "torch_dtype": "float32", "use_cache": true, "vocab_size": 32000}
                """);
        assertThat(HfConfig.read(file))
                .isEqualTo(new Llama(
                        32_000, 2048, 22, 32, 4, 64, 5632, 2048, 1e-5, 500_000, false, OptionalInt.of(128_001)));
    }

    @Test
    void theOriginalGpt2ConfigLeavesMostToDefaults() throws IOException {
        var file = Files.writeString(folder.resolve("config.json"), """
                {"activation_function": "gelu_new", "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12,
                 "n_layer": 12, "n_positions": 1024, "eos_token_id": 50256, "vocab_size": 50257}
                """);
        var config = HfConfig.read(file);
        assertThat(config).isEqualTo(new Gpt2(50_257, 768, 12, 12, 3072, 1024, 1e-5, true, OptionalInt.of(50_256)));
        // The published count of GPT-2 small, 124,439,808, follows from the weights' shapes.
        assertThat(HfWeights.of(config).stream()
                        .mapToLong(w -> StoredTensor.product(w.shape()))
                        .sum())
                .isEqualTo(124_439_808);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"model_type\":\"bert\"} | model_type: found \"bert\", expected \"llama\" or \"gpt2\"",
                "{} | model_type: found nothing",
                "[] | expected a JSON object",
                "{\"model_type\":\"llama\",\"vocab_size\":0} | vocab_size: found 0, expected a whole number",
                "{\"model_type\":\"llama\",\"hidden_size\":\"big\"} | hidden_size: found \"big\"",
                "{\"model_type\":\"llama\",\"hidden_size\":33,\"num_attention_heads\":2} | divisor of the width",
                "{\"model_type\":\"llama\",\"num_attention_heads\":32,\"num_key_value_heads\":5} | which is 32",
                "{\"model_type\":\"llama\",\"rope_scaling\":{\"rope_type\":\"llama3\"}} | scaled rotary embeddings",
                "{\"model_type\":\"llama\",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}} | rope_scaling",
                "{\"model_type\":\"llama\",\"attention_bias\":true} | attention_bias: found true, expected false",
                "{\"model_type\":\"llama\",\"hidden_act\":\"relu\"} | hidden_act: found \"relu\", expected silu",
                "{\"model_type\":\"llama\",\"rms_norm_eps\":-1} | rms_norm_eps: found -1",
                "{\"model_type\":\"gpt2\",\"activation_function\":\"relu\"} | expected gelu_new",
                "{\"model_type\":\"gpt2\",\"tie_word_embeddings\":1} | expected true or false",
            })
    void aConfigurationThatIsNotComputedIsRefused(String json, String finding) throws IOException {
        var file = Files.writeString(folder.resolve("config.json"), json);
        assertThatThrownBy(() -> HfConfig.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(finding);
    }

    @ParameterizedTest
    @CsvSource({"llama-tiny,false", "llama-tiny-tied,true", "gpt2-tiny,true"})
    void namesAndShapesAreThoseOfTheReferenceModels(String name, boolean tied) {
        HfConfig config = name.startsWith("gpt2")
                ? GPT2
                : new Llama(64, 32, 2, 4, 2, 8, 88, 16, 1e-5, 10_000, tied, OptionalInt.empty());
        try (var file = Safetensors.open(Golden.file(name + ".safetensors"))) {
            var weights = HfWeights.read(config, file, "param.");
            assertThat(weights.values().stream().map(StoredTensor::name))
                    .containsExactlyInAnyOrderElementsOf(file.names().stream()
                            .filter(n -> n.startsWith("param."))
                            .toList());
        }
    }

    @Test
    void aWeightThatDoesNotFitTheConfigurationIsNamed() {
        var config = new Gpt2(8, 4, 1, 2, 16, 6, 1e-5, true, OptionalInt.empty());
        var tensors = new ArrayList<StoredTensor>();
        for (var weight : HfWeights.of(config)) {
            var shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
            tensors.add(
                    StoredTensor.ofFloats(weight.name(), new float[(int) StoredTensor.product(weight.shape())], shape));
        }
        var file = folder.resolve("model.safetensors");
        Safetensors.write(file, Map.of(), tensors);
        try (var source = ShardedSafetensors.open(folder)) {
            assertThat(HfWeights.read(config, source)).hasSize(tensors.size());
            var larger = new Gpt2(9, 4, 1, 2, 16, 6, 1e-5, true, OptionalInt.empty());
            assertThatThrownBy(() -> HfWeights.read(larger, source))
                    .isInstanceOf(DataException.class)
                    .hasMessage(file + ": tensor transformer.wte.weight: found shape [8, 4], expected [9, 4]"
                            + " from the configuration");
            var deeper = new Gpt2(8, 4, 2, 2, 16, 6, 1e-5, true, OptionalInt.empty());
            assertThatThrownBy(() -> HfWeights.read(deeper, source))
                    .hasMessageContaining("there is no tensor transformer.h.1.ln_1.weight");
        }
    }
}
