"""Makes scored-llama.safetensors beside this file: loss and gradients of a head for scores by PyTorch's autograd in float64, of
a tiny LlamaForSequenceClassification of transformers with one label. Needs torch and transformers.

loss = sum(weight * binary cross-entropy with logits) / 4, over the scores after each of [3, 7] tokens.
"""

import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForSequenceClassification

torch.manual_seed(2)
config = LlamaConfig(
    vocab_size=13, hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=1, max_position_embeddings=8, rms_norm_eps=1e-5, tie_word_embeddings=True, num_labels=1,
    attn_implementation="eager")
model = LlamaForSequenceClassification(config).float()
for p in model.parameters():
    p.data += 0.1 * torch.randn_like(p)  # exact in float32, and no gain is one
model.double()
tokens = torch.randint(0, 13, (3, 7))
targets = torch.rand(3, 7).round(decimals=2).float()
weights = torch.randn(3, 7).float()
weights[0, :5] = 0
scores = model.score(model.model(tokens).last_hidden_state)[..., 0]
losses = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets.double(), reduction="none")
loss = (weights.double() * losses).sum() / 4
loss.backward()
stored = {"tokens": tokens, "targets": targets, "weights": weights, "scores": scores.detach().float().contiguous(),
          "loss": loss.detach().float().reshape(1)}
for name, p in model.named_parameters():
    stored["param." + name] = p.detach().float().contiguous()
    stored["grad." + name] = p.grad.float().contiguous()
save_file(stored, pathlib.Path(__file__).parent / "scored-llama.safetensors")
