"""Makes weighted-llama.safetensors beside this file: loss and gradients of a weighted cross-entropy by PyTorch's autograd in
float64, of a tiny model of transformers. Needs torch and transformers.

loss = sum(weight * cross-entropy) / normalizer, over [3, 7] targets whose weights are positive, negative and zero.
"""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(1)
config = LlamaConfig(
    vocab_size=13, hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=1, max_position_embeddings=8, rms_norm_eps=1e-5, tie_word_embeddings=True, attn_implementation="eager")
model = LlamaForCausalLM(config).float()
for p in model.parameters():
    p.data += 0.1 * torch.randn_like(p)  # exact in float32, and no gain is one
model.double()
tokens = torch.randint(0, 13, (3, 8))
weights = torch.randn(3, 7)
weights[0, :3] = 0
weights[2] = weights[2].abs() * -1
weights = weights.float().double()
normalizer = weights.abs().sum()
logits = model(tokens[:, :-1]).logits
losses = torch.nn.functional.cross_entropy(logits.reshape(-1, 13), tokens[:, 1:].reshape(-1), reduction="none")
loss = (weights.reshape(-1) * losses).sum() / normalizer
loss.backward()
stored = {"tokens": tokens, "weights": weights.float(), "loss": loss.detach().float().reshape(1)}
for name, p in model.named_parameters():
    stored["param." + name] = p.detach().float().contiguous()
    stored["grad." + name] = p.grad.float().contiguous()
save_file(stored, pathlib.Path(__file__).parent / "weighted-llama.safetensors")
