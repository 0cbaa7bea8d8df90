#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# A training that was resumed ends with a summary (train_results.json, the last entry of log_history) that is neither the whole run's
# nor the resumed part's: train_loss is the sum of the losses since the resumption divided by ALL steps, so half the loss for a run
# resumed at half way, and train_samples_per_second divides the samples of all steps by the seconds of the resumed part. The logged losses
# themselves are right.
# Seen, resumed at step 10 of 20: mean of the losses logged 4.17, train_loss 2.08; 80 samples in train_samples_per_second times
# train_runtime where 40 were trained on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments, set_seed

torch.manual_seed(0)
tokens = torch.randint(0, 64, (80, 32))
rows = [{"input_ids": row, "labels": row} for row in tokens]


def trained(resume):
    set_seed(0)
    model = LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2))
    trainer = Trainer(model, TrainingArguments("out", max_steps=20, per_device_train_batch_size=4, logging_steps=1, save_steps=10,
        report_to=[], use_cpu=True, disable_tqdm=True), train_dataset=rows)
    summary = trainer.train(resume_from_checkpoint=resume).metrics
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    return summary, sum(losses) / len(losses)


whole, mean = trained(None)
print(f"whole:   logged mean {mean:.3f}, train_loss {whole['train_loss']:.3f}")
assert abs(whole["train_loss"] / mean - 1) < 0.01
resumed, mean = trained("out/checkpoint-10")
samples = resumed["train_samples_per_second"] * resumed["train_runtime"]
print(f"resumed: logged mean {mean:.3f}, train_loss {resumed['train_loss']:.3f}, samples {samples:.0f}")
assert abs(resumed["train_loss"] / mean - 0.5) < 0.01
assert abs(samples - 80) < 2
PYTHON
