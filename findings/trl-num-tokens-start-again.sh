#!/usr/bin/env bash
# trl 1.13.0, transformers 5.18.0, accelerate 1.15.0, datasets 5.0.1, torch 2.13.0.
# num_tokens, which trl's SFTTrainer (and its DPO, KTO and reward trainers) log in each row as the tokens trained on so far, start at 0
# again in a training that was resumed: the trainer keeps the count itself and not in its state. The Trainer's own
# num_input_tokens_seen, in the same rows where it is asked for, goes on. Tokens of the whole run by the last row are those of its last part.
# Seen, resumed at step 4 of 8: num_tokens 36 72 108 144 36 72 108 144, num_input_tokens_seen 36 to 288.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 datasets==5.0.1 trl==1.13.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

words = ["<pad>", "<eos>"] + list("abcdefgh")
raw = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<pad>"))
raw.pre_tokenizer = pre_tokenizers.Whitespace()
tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
texts = Dataset.from_list([{"text": "a b c d e f g h"}] * 64)


def history(resume):
    torch.manual_seed(0)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=len(words), n_positions=64, n_embd=16, n_layer=1, n_head=2, pad_token_id=0, eos_token_id=1))
    args = SFTConfig(output_dir="out", report_to=[], use_cpu=True, bf16=False, gradient_checkpointing=False, disable_tqdm=True, max_steps=8,
                     save_steps=4, logging_steps=1, per_device_train_batch_size=4, include_num_input_tokens_seen=True)
    trainer = SFTTrainer(model=model, args=args, train_dataset=texts, processing_class=tokenizer)
    trainer.train(resume_from_checkpoint=resume)
    return [row for row in trainer.state.log_history if "loss" in row]


whole, resumed = history(None), history("out/checkpoint-4")
for name, rows in (("whole", whole), ("resumed", resumed)):
    print(name, "num_tokens", [round(row["num_tokens"]) for row in rows], "num_input_tokens_seen", [row["num_input_tokens_seen"] for row in rows])
steps = range(1, 9)
assert [row["num_input_tokens_seen"] for row in whole] == [row["num_input_tokens_seen"] for row in resumed] == [36 * s for s in steps]
assert [row["num_tokens"] for row in whole] == [36 * s for s in steps]
assert [row["num_tokens"] for row in resumed] == [36 * (s if s <= 4 else s - 4) for s in steps]
PYTHON
