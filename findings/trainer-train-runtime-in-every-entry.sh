#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# With include_num_input_tokens_seen every training entry of log_history carries train_runtime, as the closing summary does. Readers
# that know the summary by that key lose all training losses; train_loss and total_flos are in the summary alone.
# Seen: train_runtime in all entries with a loss; without the option in the last entry only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments
class Tokens(torch.utils.data.Dataset):
    x = torch.randint(0, 64, (16, 8), generator=torch.Generator().manual_seed(1))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
for counted in (False, True):
    model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2))
    args = TrainingArguments(output_dir="out", report_to=[], use_cpu=True, disable_tqdm=True, max_steps=6, logging_steps=2,
                             per_device_train_batch_size=2, save_strategy="no", include_num_input_tokens_seen=counted)
    trainer = Trainer(model=model, args=args, train_dataset=Tokens())
    trainer.train()
    history = trainer.state.log_history
    for entry in history:
        print(f"include_num_input_tokens_seen {counted}: step {entry['step']}:", ", ".join(k for k in entry if k in ("loss", "train_runtime", "train_loss", "total_flos")))
    training, closing = history[:-1], history[-1]
    assert len(training) == 3 and all("loss" in e and "train_loss" not in e and "total_flos" not in e for e in training)
    assert all(("train_runtime" in e) == counted for e in training)
    assert {"train_runtime", "train_loss", "total_flos"} <= closing.keys()
PYTHON
