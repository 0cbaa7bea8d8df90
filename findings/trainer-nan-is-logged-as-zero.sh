#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# A training that has become NaN logs a loss of 0 and ends as any other (logging_nan_inf_filter, on by default). The last logged
# window before it, in which some steps are NaN already, has a loss that is too low. Only grad_norm says NaN.
# Seen: losses near 4 up to step 6, 2.6 to 2.8 at step 9 (NaN from step 8 on), exactly 0.0 at step 12.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import math, torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainerCallback, TrainingArguments, set_seed
set_seed(1)
class Tokens(torch.utils.data.Dataset):
    x = torch.randint(0, 64, (32, 8), generator=torch.Generator().manual_seed(1))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
class Diverge(TrainerCallback):  # stands for a learning rate that is too large
    def on_step_end(self, args, state, control, model, **kwargs):
        if state.global_step == 7: next(model.parameters()).data.fill_(float("nan"))
model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2))
args = TrainingArguments(output_dir="out", report_to=[], use_cpu=True, disable_tqdm=True, max_steps=12, logging_steps=3,
                         per_device_train_batch_size=2, save_strategy="no")
trainer = Trainer(model=model, args=args, train_dataset=Tokens(), callbacks=[Diverge()])
trainer.train()
losses = {e["step"]: (e["loss"], e["grad_norm"]) for e in trainer.state.log_history if "loss" in e}
for step, (loss, norm) in losses.items(): print(f"step {step}: loss {loss:.4f}, grad_norm {norm:.4f}")
assert losses[6][0] > 3.5 and math.isfinite(losses[6][1])
assert 2 < losses[9][0] < 3.2 and math.isnan(losses[9][1])
assert losses[12][0] == 0.0 and math.isnan(losses[12][1])
PYTHON
