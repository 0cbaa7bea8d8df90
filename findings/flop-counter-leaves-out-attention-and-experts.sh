#!/usr/bin/env bash
# torch 2.13.0, transformers 5.18.0.
# torch's FlopCounterMode counts nothing for scaled_dot_product_attention on a CPU: its default there is a fused kernel that has
# no formula (aten._scaled_dot_product_flash_attention_for_cpu). By the plain kernel (SDPBackend.MATH) the same call has
# 4 B H T^2 D forward and twice that backward, and a causal mask halves neither. Nor does it count the experts of a Mixtral of
# transformers, whose products are a grouped matrix product: attention's projections, router and head are all that is left, half
# of the active params. No warning says that anything was left out.
# Seen, of 4 B H T^2 D: default 0, math 1 forward and 3 in all, causal or not. Mixtral, forward FLOP per token and 2:
# 97800 of 196096 active matrix params (the experts that were chosen have 98304).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import contextlib
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.flop_counter import FlopCounterMode
from transformers import MixtralConfig, MixtralForCausalLM
B, H, T, D = 2, 4, 64, 32
q, k, v = (torch.randn(B, H, T, D, requires_grad=True) for _ in range(3))
for kernel, expected in ((None, (0, 0)), (SDPBackend.MATH, (1, 3))):
    for causal in (False, True):
        with contextlib.nullcontext() if kernel is None else sdpa_kernel(kernel), FlopCounterMode(display=False) as counter:
            out = scaled_dot_product_attention(q, k, v, is_causal=causal)
            forward = counter.get_total_flops()
            out.sum().backward()
        shares = forward / (4 * B * H * T * T * D), counter.get_total_flops() / (4 * B * H * T * T * D)
        print(f"attention, kernel {kernel}, causal {causal}: {shares} of 4 B H T^2 D forward and in all")
        assert shares == expected
width, inner, layers, chosen, vocabulary = 64, 128, 2, 2, 1000
model = MixtralForCausalLM(MixtralConfig(
    vocab_size=vocabulary, hidden_size=width, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=2,
    num_key_value_heads=2, num_local_experts=8, num_experts_per_tok=chosen, pad_token_id=0, bos_token_id=1, eos_token_id=2))
x = torch.randint(3, vocabulary, (2, 64))
with FlopCounterMode(display=False) as counter, torch.no_grad():
    model(x)
experts = layers * chosen * 3 * width * inner
others = layers * (4 * width * width + 8 * width) + vocabulary * width
found = counter.get_total_flops() / (2 * x.numel())
print(f"mixtral: {found:.0f} params by FLOP per token and 2; all but the experts {others}, chosen experts {experts}")
assert others <= found < others + experts / 100
PYTHON
