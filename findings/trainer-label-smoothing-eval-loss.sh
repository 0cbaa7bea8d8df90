#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# With label_smoothing_factor the Trainer's eval_loss is smoothed as the training's is: (1 - f) times the cross-entropy plus f times
# the mean over the vocabulary of -log p. Smoothing is meant for training, and nothing in trainer_state.json says that it is on.
# Seen: for a model that is sure of the right token (cross-entropy below 0.01), an eval_loss above 0.9 with f = 0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments, set_seed
set_seed(1)
class Tokens(torch.utils.data.Dataset):
    x = torch.arange(16).remainder(8).repeat(32, 1)
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
data = Tokens()
model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2))
optimizer = torch.optim.AdamW(model.parameters(), 1e-2)
for _ in range(200):
    loss = model(data.x, labels=data.x).loss
    optimizer.zero_grad(); loss.backward(); optimizer.step()
model.eval()
with torch.no_grad():
    logp = model(data.x).logits.log_softmax(-1)[:, :-1]
truth = -logp.gather(-1, data.x[:, 1:, None]).mean().item()
smoothed = 0.9 * truth - 0.1 * logp.mean().item()
for factor, expected in ((0.0, truth), (0.1, smoothed)):
    args = TrainingArguments(output_dir="out", report_to=[], use_cpu=True, disable_tqdm=True, label_smoothing_factor=factor)
    trainer = Trainer(model=model, args=args, eval_dataset=data)
    got = trainer.evaluate()["eval_loss"]
    trainer.save_state()
    print(f"label_smoothing_factor {factor}: eval_loss {got:.4f}, cross-entropy {truth:.4f}")
    assert abs(got - expected) < 1e-4
    assert "smoothing" not in open("out/trainer_state.json").read()
assert smoothed > 10 * truth
PYTHON
