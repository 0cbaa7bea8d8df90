#!/usr/bin/env bash
# peft 0.21.0, transformers 5.18.0, torch 2.13.0, accelerate 1.15.0.
# add_weighted_adapter(combination_type="linear") does not make the weighted sum of the adapters' updates B A, but the product of the weighted
# sums of B and of A: with B1 A2 and B2 A1 in it. For two adapters that were trained apart this is as large as the sum itself. "dare_linear" with density 1
# does the same. "cat", of rank 2r, is the sum.
# Seen, of two random adapters of rank 4 with weights 1 and 1: linear off by 1.00 of the sum's norm, cat by 1e-7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 peft==0.21.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(0)
base = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2))
config = LoraConfig(r=4, lora_alpha=8, target_modules=["q_proj"], init_lora_weights=False)
model = get_peft_model(base, config, adapter_name="a")
model.add_adapter("b", config)
layer = next(module for name, module in model.named_modules() if name.endswith("q_proj"))
weighted = layer.get_delta_weight("a") + layer.get_delta_weight("b")
for kind, options in (("linear", {}), ("dare_linear", {"density": 1.0}), ("cat", {})):
    model.add_weighted_adapter(["a", "b"], [1.0, 1.0], kind, combination_type=kind, **options)
    away = ((layer.get_delta_weight(kind) - weighted).norm() / weighted.norm()).item()
    print(f"{kind}: off by {away:.2g} of the sum's norm")
    assert away < 1e-5 if kind == "cat" else away > 0.5
PYTHON
