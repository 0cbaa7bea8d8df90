#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# TrainingArguments(bf16=True) meant mixed precision: weights in float32, products in bfloat16. Since from_pretrained takes the type of the
# checkpoint, a model that was saved in bfloat16, as most are, is trained in bfloat16 altogether by the same script: weights and Adam's two
# moments, without a warning. At a learning rate of fine-tuning most weights never move, each step being less than half of their spacing.
# dtype=torch.float32 in from_pretrained is mixed precision.
# Seen, 20 steps at 1e-5: 15% of the weights of a small Llama have changed, all moments bfloat16; with dtype=torch.float32 99%.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments

torch.manual_seed(0)
config = LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, pad_token_id=0)
LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained("model")
x = torch.randint(1, 64, (8, 16))
rows = [{"input_ids": row, "labels": row} for row in x]
changed = {}
for dtype in (None, torch.float32):
    model = AutoModelForCausalLM.from_pretrained("model", **({} if dtype is None else {"dtype": dtype}))
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    args = TrainingArguments("out", max_steps=20, per_device_train_batch_size=8, bf16=True, use_cpu=True, report_to=[], disable_tqdm=True,
                             save_strategy="no", learning_rate=1e-5, lr_scheduler_type="constant")
    trainer = Trainer(model, args, train_dataset=rows)
    trainer.train()
    moved = sum((weight != before[name]).sum().item() for name, weight in model.named_parameters())
    changed[dtype] = moved / sum(weight.numel() for weight in model.parameters())
    moments = {state["exp_avg_sq"].dtype for state in trainer.optimizer.state.values()}
    print(f"dtype {dtype}: weights {model.dtype}, moments {moments}, changed {changed[dtype]:.2f}")
    assert {model.dtype} == moments == {dtype or torch.bfloat16}
assert changed[None] < 0.3 and changed[torch.float32] > 0.9
PYTHON
