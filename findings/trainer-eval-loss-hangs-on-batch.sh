#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# The Trainer's eval_loss is the mean over texts of the mean loss of the batch in which each stands, not the mean over tokens (and not the
# mean over texts): where texts differ in length it depends on per_device_eval_batch_size and on the order of the texts. In training, the
# same Trainer divides by the number of tokens of all batches of a step, so that the two are not of one kind.
# Seen, of one model and 16 texts of 3 and 31 tokens by turns: three values for batches of 1, 2 and 16 and a fourth for the texts
# sorted by length; the mean over tokens is that of one batch that holds all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments, set_seed

set_seed(0)
model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1,
    num_attention_heads=2, initializer_range=0.3)).eval()
rows = []
for i in range(16):
    length = 3 if i % 2 == 0 or i == 15 else 31
    ids = torch.zeros(32, dtype=torch.long)
    ids[:length] = torch.randint(0, 64, (length,))
    seen = (torch.arange(32) < length).long()
    rows.append({"input_ids": ids, "attention_mask": seen, "labels": torch.where(seen == 1, ids, -100)})


def eval_loss(batch, texts):
    arguments = TrainingArguments("out", per_device_eval_batch_size=batch, report_to=[], use_cpu=True, disable_tqdm=True)
    return Trainer(model, arguments, eval_dataset=texts).evaluate()["eval_loss"]


losses, count = 0.0, 0
with torch.no_grad():
    for row in rows:
        logits = model(row["input_ids"][None], attention_mask=row["attention_mask"][None]).logits[0, :-1]
        labels = row["labels"][1:]
        losses += torch.nn.functional.cross_entropy(logits, labels, ignore_index=-100, reduction="sum").item()
        count += (labels != -100).sum().item()
by_length = sorted(rows, key=lambda row: row["attention_mask"].sum().item())
one, two, all16, ordered = eval_loss(1, rows), eval_loss(2, rows), eval_loss(16, rows), eval_loss(2, by_length)
print(f"mean over tokens {losses / count:.4f}; batches of 1: {one:.4f}, 2: {two:.4f}, 16: {all16:.4f}; 2, sorted: {ordered:.4f}")
assert abs(all16 - losses / count) < 1e-3
values = [one, two, all16, ordered]
assert all(abs(a - b) > 1e-3 for i, a in enumerate(values) for b in values[:i]), values
PYTHON
