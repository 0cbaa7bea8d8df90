#!/usr/bin/env bash
# transformers 5.18.0, accelerate 1.15.0, torch 2.13.0.
# The Trainer's losses of a GPT-2, training and evaluation, are the sum over the T - 1 predicted tokens of a sequence divided by
# all T: too low by (T - 1)/T, 0.8% at T = 128. A Llama's are right. The Trainer leaves a sequence's first label out of its count
# only where the model's loss_type is ForCausalLM, which is found by the class's name: GPT2LMHeadModel has none.
# Seen: gpt2 0.968750 of the cross-entropy of its own logits at T = 32, llama 1.000000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet torch==2.13.0 transformers==5.18.0 accelerate==1.15.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/err" || { tail -5 "$folder/err"; exit 1; }
import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Trainer, TrainingArguments
T = 32
class Tokens(torch.utils.data.Dataset):
    x = torch.randint(0, 64, (16, T), generator=torch.Generator().manual_seed(1))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return {"input_ids": self.x[i], "labels": self.x[i]}
data = Tokens()
models = {
    "gpt2": GPT2LMHeadModel(GPT2Config(vocab_size=64, n_embd=32, n_layer=1, n_head=2, n_positions=T)),
    "llama": LlamaForCausalLM(LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2)),
}
for name, expected in (("gpt2", (T - 1) / T), ("llama", 1.0)):
    model = models[name]
    args = TrainingArguments(output_dir=name, report_to=[], use_cpu=True, disable_tqdm=True, per_device_eval_batch_size=8)
    loss = Trainer(model=model, args=args, eval_dataset=data).evaluate()["eval_loss"]
    with torch.no_grad():
        truth = -model.eval()(data.x).logits.log_softmax(-1)[:, :-1].gather(-1, data.x[:, 1:, None]).mean().item()
    print(f"{name} loss_type {model.loss_type}: {loss / truth:.6f} of the cross-entropy, expected {expected:.6f}")
    assert abs(loss / truth - expected) < 1e-5
PYTHON
