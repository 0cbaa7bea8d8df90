#!/usr/bin/env bash
# trl 1.13.0, transformers 5.18.0, accelerate 1.15.0, datasets 5.0.1, torch 2.13.0.
# DPOConfig takes label_smoothing beside the default loss ("sigmoid") without a word, and the loss does not use it: conservative DPO,
# where a share of the choices is taken to be wrong, is not what is trained. The losses "robust" and "exo_pair" read it.
# Seen: of a policy that differs from its reference, the same sigmoid loss at 0 and at 0.3; the conservative loss of the same rewards
# is another number; the robust loss does change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 datasets==5.0.1 trl==1.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math
import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer

words = ["<pad>", "<eos>"] + list("abcdefgh")
raw = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<pad>"))
raw.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
pairs = Dataset.from_list([{"prompt": "a b", "chosen": " c d", "rejected": " e f"}, {"prompt": "g", "chosen": " h a", "rejected": " b c"}])

def model(seed):
    torch.manual_seed(seed)
    config = GPT2Config(vocab_size=len(words), n_positions=16, n_embd=16, n_layer=1, n_head=2, initializer_range=0.5,
                        resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, pad_token_id=0, eos_token_id=1)
    return GPT2LMHeadModel(config)

def first(loss, smoothing):
    args = DPOConfig(output_dir="out", report_to=[], use_cpu=True, bf16=False, gradient_checkpointing=False, disable_tqdm=True, max_steps=1,
                     per_device_train_batch_size=2, logging_steps=1, learning_rate=0.0, loss_type=loss, label_smoothing=smoothing, beta=0.5)
    trainer = DPOTrainer(model=model(1), ref_model=model(2), args=args, train_dataset=pairs, processing_class=tokenizer)
    trainer.train()
    return next(row for row in trainer.state.log_history if "loss" in row)

plain, smoothed = first(["sigmoid"], 0.0), first(["sigmoid"], 0.3)
robust0, robust = first(["robust"], 0.0), first(["robust"], 0.3)
print("sigmoid:", plain["loss"], smoothed["loss"], "robust:", robust0["loss"], robust["loss"], "margin:", plain["rewards/margins"])
assert abs(plain["loss"] - math.log(2)) > 1e-3, "policy and reference do not differ"
assert plain["loss"] == smoothed["loss"]
assert abs(robust0["loss"] - robust["loss"]) > 1e-3
PYTHON
