#!/usr/bin/env bash
# transformers 5.18.0, torch 2.13.0.
# Texts that are packed into one row with position_ids that start again are kept apart by attention only where neither an attention_mask is
# given nor a cache is made. model(x, position_ids=p), in train() and in eval(), makes a cache by default; a mask of ones, which says nothing that no
# mask does not say, switches the separation off as well. The Trainer switches config.use_cache off, so that a loss computed
# by hand of the same rows, by a model that was loaded anew, is another one.
# Seen: the second text's logits are those of the text alone to 2e-6 without mask and cache; in all other cases they differ by 4.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(0)
model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
                                     initializer_range=0.2))
first, second = torch.randint(0, 64, (2, 1, 8))
x, positions = torch.cat([first, second], 1), torch.arange(8).repeat(2)[None]
mask = torch.ones_like(x)
with torch.no_grad():
    for mode in ("train", "eval"):
        getattr(model, mode)()
        alone = model(second).logits[0]
        for name, options in (("nothing else", {}), ("use_cache=False", {"use_cache": False}), ("mask of ones", {"attention_mask": mask}),
                              ("mask of ones, use_cache=False", {"attention_mask": mask, "use_cache": False})):
            away = (model(x, position_ids=positions, **options).logits[0, 8:] - alone).abs().max().item()
            print(f"{mode}, {name}: the second text's logits are {away:.2g} from those of the text alone")
            assert away < 1e-4 if name == "use_cache=False" else away > 1
PYTHON
