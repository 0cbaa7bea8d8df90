#!/usr/bin/env bash
# transformers 5.18.0, gguf 0.19.0, torch 2.13.0.
# from_pretrained(gguf_file=...) reads a Llama's rope.freq_base and leaves out rope.scaling.type and rope.scaling.factor, without a warning: a model whose context was
# stretched (linear, YaRN) is loaded unstretched and computes another function from the second position on. llama.cpp heeds both keys, and so does
# transformers for gpt-oss.
# Seen, linear scaling by 4: rope_type default; logits of 60 tokens off by 7.7, those of the first by 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 gguf==0.19.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import gguf
import numpy as np
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

WIDTH, HEADS, VOCABULARY, CONTEXT = 64, 2, 64, 64
torch.manual_seed(0)
model = LlamaForCausalLM(LlamaConfig(
    vocab_size=VOCABULARY, hidden_size=WIDTH, intermediate_size=WIDTH, num_hidden_layers=1, num_attention_heads=HEADS, num_key_value_heads=HEADS,
    max_position_embeddings=CONTEXT, rms_norm_eps=1e-5, initializer_range=0.2, tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "factor": 4.0, "rope_theta": 50000.0})).eval()
writer = gguf.GGUFWriter("model.gguf", "llama")
writer.add_context_length(CONTEXT)
writer.add_block_count(1)
writer.add_feed_forward_length(WIDTH)
writer.add_embedding_length(WIDTH)
writer.add_head_count(HEADS)
writer.add_head_count_kv(HEADS)
writer.add_layer_norm_rms_eps(1e-5)
writer.add_rope_freq_base(50000.0)
writer.add_rope_dimension_count(WIDTH // HEADS)
writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
writer.add_rope_scaling_factor(4.0)
writer.add_vocab_size(VOCABULARY)
writer.add_tokenizer_model("llama")
writer.add_token_list([f"t{i}" for i in range(VOCABULARY)])
writer.add_token_scores([0.0] * VOCABULARY)
writer.add_token_types([1] * VOCABULARY)
names = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"} | {
    f"model.layers.0.{key}": f"blk.0.{value}" for key, value in {
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}.items()}
for key, tensor in model.state_dict().items():
    values = tensor.numpy()
    if "q_proj" in key or "k_proj" in key:  # the pairs that are turned stand side by side in a GGUF
        values = values.reshape(HEADS, 2, -1, WIDTH).swapaxes(1, 2).reshape(values.shape)
    writer.add_tensor(names[key.removesuffix(".weight")] + ".weight", np.ascontiguousarray(values))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
loaded = AutoModelForCausalLM.from_pretrained(".", gguf_file="model.gguf").eval()
x = torch.randint(0, VOCABULARY, (1, 60))
with torch.no_grad():
    right, away = model(x).logits, (loaded(x).logits - model(x).logits).abs()[0]
    loaded.config.rope_parameters = model.config.rope_parameters
    mended = LlamaForCausalLM(loaded.config).eval()
    mended.load_state_dict(loaded.state_dict())
    scaled = (mended(x).logits - right).abs().max().item()
print(f"logits off by {away.max().item():.2f}, those of the first token by {away[0].max().item():.2g}; with the scaling put back by {scaled:.2g}")
assert away.max() > 1 and away[0].max() < 1e-4 and scaled < 1e-4
PYTHON
