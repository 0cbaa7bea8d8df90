#!/usr/bin/env bash
# transformers 5.18.0: "tie_word_embeddings": true does not tie a head that the checkpoint holds with other values than the
# embedding's.
#
# A guess from earlier versions: with the setting on, lm_head.weight in the file is ignored and the head is the embedding. In
# 5.18 a file that holds both with different values is loaded with two separate tensors and a warning; equal copies are tied.
# A reader that always ties computes another model than transformers does. (GPT-2 and Llama alike; here GPT-2.)
#
# Seen: tied where the copies are equal or one of the two is missing (whichever), not tied where they differ.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.18.0 safetensors==0.8.0 numpy
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

EMBEDDING, HEAD = "transformer.wte.weight", "lm_head.weight"
torch.manual_seed(0)
config = GPT2Config(vocab_size=32, n_embd=16, n_layer=1, n_head=2, n_positions=8)
assert config.tie_word_embeddings
model = GPT2LMHeadModel(config)
weights = {k: v.clone() for k, v in model.state_dict().items()}
embedding = weights.pop(EMBEDDING)
weights.pop(HEAD)


def tied(**two):
    config.save_pretrained(sys.argv[1])
    names = {"embedding": EMBEDDING, "head": HEAD}
    save_file({**weights, **{names[k]: v for k, v in two.items()}}, sys.argv[1] + "/model.safetensors",
              metadata={"format": "pt"})
    loaded = GPT2LMHeadModel.from_pretrained(sys.argv[1])
    return loaded.lm_head.weight is loaded.transformer.wte.weight


assert tied(embedding=embedding)
assert tied(head=embedding)
assert tied(embedding=embedding, head=embedding.clone())
assert not tied(embedding=embedding, head=torch.randn_like(embedding))
print("tied but where the two differ")
PY
