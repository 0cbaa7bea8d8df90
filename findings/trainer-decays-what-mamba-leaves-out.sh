#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# The Trainer leaves out of weight decay what is called bias, norm or ..._norm and what is a LayerNorm. By that rule it decays a Mamba's A_log and
# D, which its authors train without decay (decay pulls each channel's A to -1), and, of its norms, the last one, norm_f, a class of its own whose
# name does not end as it should. The layers' norms are left out. It says nothing.
# Seen: A_log, D and norm_f.weight with decay, layers.0.norm.weight without.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
from transformers import MambaConfig, MambaForCausalLM, Trainer, TrainingArguments

model = MambaForCausalLM(MambaConfig(vocab_size=64, hidden_size=32, num_hidden_layers=1, state_size=4))
optimizer = Trainer(model, TrainingArguments("out", use_cpu=True, report_to=[], weight_decay=0.1)).create_optimizer()
decayed = {id(weight) for group in optimizer.param_groups if group["weight_decay"] > 0 for weight in group["params"]}
names = {name: id(weight) in decayed for name, weight in model.named_parameters()}
for name, is_decayed in names.items():
    print("decay   " if is_decayed else "no decay", name)
layer = "backbone.layers.0."
assert names[layer + "mixer.A_log"] and names[layer + "mixer.D"] and names["backbone.norm_f.weight"]
assert not names[layer + "norm.weight"] and not names[layer + "mixer.dt_proj.bias"]
PYTHON
