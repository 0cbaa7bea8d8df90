#!/usr/bin/env bash
# transformers 5.18.0, torch 2.13.0.
# generate(num_return_sequences=n) does not compute a prompt once and go on from it n times: the input is repeated before the first
# forward pass, so the prompt's FLOP, and its keys and values, are paid n times. And a prompt's samples depend on what stands
# beside it, and on n: all draw from one stream, so that the same seed gives the first prompt other samples once a second prompt is in
# the batch, and the first 4 of 16 samples are not the 4 that n = 4 gives.
# Seen: a first forward pass of 16 rows for 1 prompt and n = 16; 0 of 16 samples the same beside a second prompt, 0 of 4 for n = 4.
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
torch.set_num_threads(1)
model = LlamaForCausalLM(LlamaConfig(
    vocab_size=32, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2, bos_token_id=0,
    eos_token_id=None, pad_token_id=0)).eval()
shapes = []
model.model.register_forward_pre_hook(
    lambda module, args, kwargs: shapes.append(tuple(kwargs["input_ids"].shape)), with_kwargs=True)

def samples(prompts, n):
    shapes.clear()
    torch.manual_seed(1)
    x = torch.tensor(prompts)
    return model.generate(x, attention_mask=torch.ones_like(x), do_sample=True, num_return_sequences=n, max_new_tokens=8)

one = samples([[1, 2, 3, 4, 5]], 16)
print("forward passes for 1 prompt of 5 tokens, 16 samples:", shapes[0], "then", shapes[1])
assert shapes[0] == (16, 5) and shapes[1] == (16, 1)
two = samples([[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]], 16)
same = (one == two[:16]).all(dim=1).sum().item()
print(f"prompt 0's samples that are the same with prompt 1 beside it: {same} of 16")
fewer = samples([[1, 2, 3, 4, 5]], 4)
kept = (fewer == one[:4]).all(dim=1).sum().item()
print(f"the first 4 of 16 samples that are the same when 4 are asked for: {kept} of 4")
assert same < 16 and kept < 4
PYTHON
